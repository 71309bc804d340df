"""polars by hand, two values: the frame is the one that acquis reads.

On a table with nulls this is what a reader writes who does not think of them: ``when(null)`` goes to the next rule.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

import numpy as np
import polars as pl

from tasks.peers import rules
from tasks.peers.cases import Cases, Outcomes
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


def start(cases: Cases, _null: bool) -> Run:
    """Words as text."""
    return _start(frame(cases))


def start_enums(cases: Cases, _null: bool) -> Run:
    """Words as fixed sets."""
    return _start(frame(cases, enums=True))


def _start(table: pl.DataFrame) -> Run:
    lazy, told = table.lazy(), expression()

    def once() -> Outcomes:
        return lazy.select(told).collect().to_series().to_numpy()

    return once


def expression() -> pl.Expr:
    """The fifteen rules."""
    there, listed = pl.col(COLUMNS["destination"]), pl.col(COLUMNS["listed"])
    cooler = pl.col(COLUMNS["kind"]) == rules.KINDS[1]
    cooler &= pl.col(COLUMNS["power"]) >= rules.POWER
    cooler &= pl.col(COLUMNS["temperature"]) <= rules.TEMPERATURE
    cooler &= pl.col(COLUMNS["duration"]) > rules.DURATION
    controlled = reduce(or_, [*map(_step, rules.LADDER), cooler])
    return (
        pl.when(there.is_in(sorted(rules.EMBARGO)))
        .then(rules.DENIAL)
        .when(listed)
        .then(rules.LICENSE)
        .when(~controlled)
        .then(rules.FREE)
        .when(there.is_in(sorted(rules.EXEMPT)))
        .then(rules.FREE)
        .when(there.is_in(sorted(rules.FRIENDS)))
        .then(rules.EXCEPTION)
        .otherwise(rules.LICENSE)
        .cast(pl.Int8)
    )


def _step(step: Step) -> pl.Expr:
    qubits, error = pl.col(COLUMNS["qubits"]), pl.col(COLUMNS["error"])
    met = (pl.col(COLUMNS["kind"]) == rules.KINDS[0]) & (qubits >= step.qubits)
    if step.below is not None:
        met &= qubits < step.below
    return met if step.error is None else met & (error <= step.error)


PEERS = (
    Peer("polars by hand, two-valued, words as text", "polars", 1_000_000, start),
    Peer("polars by hand, two-valued, words as Enum", "polars", 1_000_000, start_enums),
)
