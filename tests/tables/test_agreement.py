"""Explainer, polars and DuckDB give every row the same answers, and none is ever quieter than the explainer.

Run by hand at 100,000 rows with ACQUIS_LONG=1 (``make test-long``). Spark reads its rows with the reader of polars;
``test_spark`` holds the two together.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest

from acquis import pipeline
from acquis.determination.library import shipped
from acquis.rules.evaluate import evaluate
from acquis.tables import distinct, plan
from acquis.tables.asked import Asked
from acquis.tables.columns import KEY
from acquis.tables.law import Law
from acquis.tables.legend import WORD, words
from acquis.tables.read import table_of
from acquis.tables.row import situation
from acquis.tables.run import Run
from acquis.terms.answer import UNKNOWN, YES
from acquis.terms.determination import Status
from acquis.terms.fact import Situation
from tests.tables.rows import DAY, numbers, random_rows, seen
from tests.tables.test_row_as_case import case_of
from tests.tables.test_row_as_case import rows as rows_of_cases

LONG = bool(os.environ.get("ACQUIS_LONG"))
SEEDS = range(100, 140) if LONG else range(100, 103)
ROWS = 2_500 if LONG else 300
INSTRUMENTS = tuple(shipped().packs)


class Cell(NamedTuple):
    """What one reader says of one row under one instrument."""

    status: str
    at_least: str
    at_most: str
    entries: frozenset[str]
    entries_open: frozenset[str]


def by_explainer(found: Situation, instrument: str) -> Cell:
    """The determination of the explainer, made of one situation."""
    day = found.values.get("transfer.date")
    told = pipeline.examine(shipped(), instrument, found, day if isinstance(day, date) else None, DAY)[0]
    ids = {answer: frozenset(one.entry for one in told.entries if one.answer is answer) for answer in (YES, UNKNOWN)}
    return Cell(told.status, told.at_least.name, told.at_most.name, ids[YES], ids[UNKNOWN])


@cache
def law() -> Law:
    """The books of all packs, kept for all tests."""
    return Law(shipped(), (), DAY)


def by_polars(frame: pl.DataFrame, rows: int = 1_000_000) -> pl.DataFrame:
    """The answers to a table read in chunks of so many rows."""
    return pl.concat(Run(table_of(frame, seen().columns), law(), DAY).answers(rows))


def cell(row: Mapping[str, Any], instrument: str) -> Cell:
    """The answers of a table of answers."""
    status, least, most, met, open_ = (row[f"{instrument}.{name}"] for name in Cell._fields)
    return Cell(status, least, most, frozenset(met), frozenset(open_))


def compared(frame: pl.DataFrame, told: pl.DataFrame, turns: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Every difference between a table's answers and the explainer's; first of all whether one is quieter."""
    for raw, row, instruments in zip(frame.iter_rows(named=True), told.iter_rows(named=True), turns, strict=False):
        assert raw[KEY] == row[KEY]
        found = situation(raw, seen().columns, DAY)
        for id_ in instruments:
            said, wanted = cell(row, id_), by_explainer(found, id_)
            assert Status[said.at_most] >= Status[wanted.at_most], f"{raw[KEY]} is quieter under {id_}"
            if said != wanted:
                yield f"{raw[KEY]} {id_}: {said} for {wanted}"


def in_turn(count: int) -> Iterator[tuple[str, ...]]:
    """Some instruments for each row, others for the next; all of them in the long run."""
    every = INSTRUMENTS * 2
    for number in range(count):
        yield INSTRUMENTS if LONG else every[number % 5 : number % 5 + 2]


@cache
def table(seed: int) -> pl.DataFrame:
    """Random rows over all columns; among the days some before any pack, some null, some about each change of law."""
    return random_rows(ROWS, seed, shapes=60 if LONG else 20, days=8 if LONG else 3)


@cache
def told_of(seed: int) -> pl.DataFrame:
    return by_polars(table(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_random_rows(seed: int) -> None:
    assert not list(compared(table(seed), told_of(seed), in_turn(ROWS)))


def test_every_limit_and_the_doubles_beside_it() -> None:
    """A row for each of these numbers, with little else stated, in a kind of item by turns."""
    made: list[dict[str, Any]] = []
    kinds = list(seen().columns.catalogue.kinds)
    for name, limits in sorted(seen().numbers.items()):
        column = seen().columns.find(name)
        if column is None or column.type not in ("count", "ratio", "quantity"):
            continue
        most = 1.0 if column.type == "ratio" else float("inf")
        rims = numbers(limits, whole=column.spec.whole, most=most, signed=column.signed)
        made += [{KEY: f"{name}={value!r}", name: value} for value in rims]
    frame = pl.DataFrame(made, infer_schema_length=None)
    frame = frame.with_columns(
        pl.Series("item.kind", [kinds[number % len(kinds)] for number in range(frame.height)]),
        pl.lit("export").alias("transfer.activity"),
        pl.lit("US").alias("from.country"),
        pl.lit("CN").alias("to.country"),
    )
    assert not list(compared(frame, by_polars(frame), in_turn(frame.height)))


def test_links_that_are_not_stated() -> None:
    """They may lead to any other item of the row: what all have in common is used, nothing if a kind is not known."""
    kinds = ["cryocooler", None, "fpga_module", "software"]
    others = ["signal_generator", "fpga_module", "gas", "quantum_computer"]
    frame = pl.DataFrame(
        {
            KEY: ["a", "b", "c", "d"],
            "item.kind": kinds,
            "item.paradigm": [None, "annealing", None, None],
            "item.relates_to.kind": others,
            "item.relates_to.physical_qubits": [None, None, None, 34.0],
            "item.relates_to.source_laser.kind": ["gravimeter", None, "pulse_tube_cooler", "laser"],
            "item.relates_to.source_laser.physical_qubits": [None, None, None, 2000.0],
            "item.relates_to.relates_to.kind": [None, None, "fpga_module", None],
            "item.relates_to.max_acceleration": [882.5985, None, None, None],
        }
    )
    assert not list(compared(frame, by_polars(frame), [INSTRUMENTS] * frame.height))


def test_days_without_law_and_days_not_known() -> None:
    frame = table(SEEDS[0]).head(40).with_columns(pl.Series("transfer.date", [None, date(1990, 1, 1)] * 20))
    told = by_polars(frame)
    assert not list(compared(frame, told, [INSTRUMENTS] * 40))
    for id_ in INSTRUMENTS:
        assert set(told[f"{id_}.at_most"]) == {"prohibited"}
        assert set(told[f"{id_}.at_least"]) == {"out_of_scope"}


def test_a_row_is_the_case_file_that_states_the_same() -> None:
    """Written as a user would write it and put to ``acquis.check``."""
    frame, held = rows_of_cases(seen().columns).head(400 if LONG else 25), 0
    for raw, row in zip(frame.iter_rows(named=True), by_polars(frame).iter_rows(named=True), strict=True):
        case = {**case_of(raw, seen().columns), "case": "a-row"}
        case["transfers"][0]["date"] = raw["transfer.date"].isoformat()
        outcome = pipeline.check(json.dumps(case).encode(), known_on=DAY)
        if outcome.problems:
            continue  # a number beyond what a case file takes
        for told in outcome.determinations:
            said = cell(row, told.instrument)
            assert (told.status, told.at_least.name, told.at_most.name) == said[:3], (raw[KEY], told.instrument)
            held += 1
    assert held > frame.height


def test_the_order_and_the_size_of_chunks_change_nothing() -> None:
    frame, told = table(SEEDS[0]), told_of(SEEDS[0]).sort(KEY)
    assert by_polars(frame.sample(fraction=1, shuffle=True, seed=1)).sort(KEY).equals(told)
    run = Run(table_of(frame, seen().columns), law(), DAY)
    chunks = list(run.answers(rows=ROWS // 3))
    assert len(chunks) > 2
    assert pl.concat(chunks).sort(KEY).equals(told)


@pytest.mark.parametrize("share", [0.0, 2.0])
def test_a_long_table_is_read_as_a_short_one(monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    """What is done otherwise from so many rows on, whether they repeat or not, gives the same answers."""
    monkeypatch.setattr(plan, "_FEW", 0)
    monkeypatch.setattr(distinct, "_SAMPLE", 8)
    monkeypatch.setattr(distinct, "_SELDOM", share)
    assert by_polars(table(SEEDS[0])).equals(told_of(SEEDS[0]))


@pytest.mark.parametrize("shuffled", [False, True])
def test_items_that_go_to_many_places(*, shuffled: bool) -> None:
    """Rows that share an item or a transfer with others, beside each other or not."""
    frame = table(SEEDS[0])
    items = frame.select(name for name in frame.columns if name.startswith("item.")).head(25)
    transfers = frame.select(name for name in frame.columns if not name.startswith(("item.", KEY))).tail(12)
    whole = items.join(transfers, how="cross").with_row_index(KEY).with_columns(pl.col(KEY).cast(pl.String))
    whole = whole.sample(fraction=1, shuffle=shuffled, seed=2)
    told = by_polars(whole)
    every = 1 if LONG else 6
    assert not list(compared(whole.gather_every(every), told.gather_every(every), [INSTRUMENTS] * whole.height))


def test_the_bits_that_fired() -> None:
    """Those of the provisions that the program, read by the explainer's reader, says yes to."""
    frame, told = table(SEEDS[0]).head(100), told_of(SEEDS[0])
    fired = 0
    for raw, row in zip(frame.iter_rows(named=True), told.head(100).iter_rows(named=True), strict=True):
        found = situation(raw, seen().columns, DAY)
        day = found.values.get("transfer.date")
        if not isinstance(day, date):
            continue
        for id_ in law().held(law().stretch(day)):
            reached = row[f"{id_}.at_most"] != "out_of_scope"
            mask = expected(law().asked(id_, law().stretch(day)), found) if reached else 0
            assert row[f"{id_}.fired"] == f"0x{mask:0{words(law().legends[id_]) * WORD // 4}x}", (raw[KEY], id_)
            fired += mask.bit_count()
    assert fired


def expected(asked: Asked, found: Situation) -> int:
    given = evaluate(asked.program, found)
    return sum(
        1 << bit for bit in {bit for root, bit in asked.fired.items() if given[asked.program.roots[root]] is YES}
    )


def test_duckdb_gives_the_same(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    from acquis.tables.database import answer_file

    frame = random_rows(2_000 if LONG else 250, 5, shapes=20 if LONG else 3, days=3 if LONG else 2)
    frame.write_parquet(tmp_path / "in.parquet")
    answer_file(tmp_path / "in.parquet", tmp_path / "out.parquet", seen().columns, law(), DAY)
    told = pl.read_parquet(tmp_path / "out.parquet")
    wanted = by_polars(frame).sort(KEY)
    assert told.columns == wanted.columns
    for name in wanted.columns:
        assert told[name].equals(wanted[name].cast(told[name].dtype)), name
