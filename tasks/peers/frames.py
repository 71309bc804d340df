"""polars by hand, with two values and with three: the frame is the one that acquis reads.

On a table with nulls two values are what a reader writes who does not think of them: ``when(null)`` goes to the next
rule. Three values are what one writes who does, and keeps the rules and their nulls right by hand.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

import numpy as np
import polars as pl

from tasks.peers import rules
from tasks.peers.cases import Cases
from tasks.peers.peer import Peer, Run
from tasks.peers.rules import Step

COLUMNS = {
    "kind": "item.kind",
    "qubits": "item.physical_qubits",
    "error": "item.cnot_error",
    "power": "item.output_power",
    "temperature": "item.base_temperature",
    "duration": "item.mttf",
    "destination": "to.country",
    "listed": "item.answer.listed_party",
}


def frame(cases: Cases, *, enums: bool = False) -> pl.DataFrame:
    """The cases in the columns of a batch, with keys; words as text or, with ``enums``, as fixed sets."""
    columns = {"key": pl.Series(np.arange(len(cases))).cast(pl.String)}
    for fact, name in COLUMNS.items():
        if fact in ("kind", "destination"):
            column = pl.Series(cases.words(fact), dtype=pl.Enum(rules.KINDS if fact == "kind" else cases.places))
            column = column if enums else column.cast(pl.String)
        else:
            column = pl.Series(cases.columns[fact])
        if fact in cases.missing:
            column = pl.select(pl.when(pl.Series(~cases.missing[fact])).then(column)).to_series()
        columns[name] = column
    activity = pl.Series(["export"], dtype=pl.Enum(["export"]) if enums else pl.String).new_from_index(0, len(cases))
    return pl.DataFrame(columns | {"transfer.activity": activity})


def two_valued(cases: Cases, _null: bool) -> Run:
    """Words as text."""
    return _start(frame(cases), _first(_tests()))


def two_valued_enums(cases: Cases, _null: bool) -> Run:
    """Words as fixed sets."""
    return _start(frame(cases, enums=True), _first(_tests()))


def three_valued_enums(cases: Cases, _null: bool) -> Run:
    """By one who thinks of nulls: the loudest and the quietest outcome that what is missing leaves possible."""
    embargo, listed, *quiet = _tests()
    most = _first(
        [*(test.fill_null(value=True) for test in (embargo, listed)), *(t.fill_null(value=False) for t in quiet)]
    )
    least = _first(
        [*(test.fill_null(value=False) for test in (embargo, listed)), *(t.fill_null(value=True) for t in quiet)]
    )
    settled = (least == most) | (most <= rules.EXCEPTION)
    return _start(frame(cases, enums=True), pl.when(settled).then(most).otherwise(pl.lit(rules.OPEN, pl.Int8)))


def _start(table: pl.DataFrame, told: pl.Expr) -> Run:
    lazy = table.lazy().select(told.alias("answer"))
    return lambda: lazy.collect().to_series().to_numpy()


def _tests() -> list[pl.Expr]:
    """What is asked in turn: embargo, listed party, not controlled, no licence needed there, an exception there."""
    there = pl.col(COLUMNS["destination"])
    cooler = pl.col(COLUMNS["kind"]) == rules.KINDS[1]
    cooler &= pl.col(COLUMNS["power"]) >= rules.POWER
    cooler &= pl.col(COLUMNS["temperature"]) <= rules.TEMPERATURE
    cooler &= pl.col(COLUMNS["duration"]) > rules.DURATION
    controlled = reduce(or_, [*map(_step, rules.LADDER), cooler])
    embargo, exempt, friends = (there.is_in(sorted(members)) for members in rules.SETS)
    return [embargo, pl.col(COLUMNS["listed"]), ~controlled, exempt, friends]


def _step(step: Step) -> pl.Expr:
    qubits, error = pl.col(COLUMNS["qubits"]), pl.col(COLUMNS["error"])
    met = (pl.col(COLUMNS["kind"]) == rules.KINDS[0]) & (qubits >= step.qubits)
    if step.below is not None:
        met &= qubits < step.below
    return met if step.error is None else met & (error <= step.error)


def _first(tests: list[pl.Expr]) -> pl.Expr:
    """What follows from the first test that holds."""
    told = pl.lit(rules.LICENSE, pl.Int8)
    for test, follows in zip(reversed(tests), reversed(rules.FOLLOWS), strict=True):
        told = pl.when(test).then(pl.lit(follows, pl.Int8)).otherwise(told)
    return told


PEERS = (
    Peer("polars by hand, two-valued, words as text", "polars", 1_000_000, two_valued),
    Peer("polars by hand, two-valued, words as Enum", "polars", 1_000_000, two_valued_enums),
    Peer("polars by hand, three-valued, words as Enum", "polars", 1_000_000, three_valued_enums),
)
