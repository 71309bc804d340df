"""The rows of a table that the law of two days answers differently; the day each row states is overridden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from acquis.determination.library import Library
from acquis.tables.columns import KEY, columns_of
from acquis.tables.law import Law
from acquis.tables.read import Table, open_table
from acquis.tables.run import Run
from acquis.terms.redline import Flip, Inventory, Standing

DATE = "transfer.date"
PARTS = ("status", "at_least", "at_most", "entries", "entries_open")
BEFORE, AFTER = "before.", "after."


def flips(source: Path, library: Library, instrument: str, before: date, after: date, known_on: date) -> Inventory:
    """How many rows a table has, and which of them flip between two days under one instrument.

    Raises UsageError for a file that is not there or of no known kind, TableError where a row cannot be read.
    """
    table = _undated(open_table(source, columns_of(library)))
    old, new = (Run(table, Law(library, (instrument,), known_on), day) for day in (before, after))
    rows = 0
    found: list[Flip] = []
    for then, now in zip(old.answers(), new.answers(), strict=True):
        rows += then.height
        found.extend(_flipped(_named(then, instrument, BEFORE).join(_named(now, instrument, AFTER), on=KEY)))
    return Inventory(name=source.name, rows=rows, flips=tuple(found))


def _undated(table: Table) -> Table:
    """The table without the days its rows state: every row then takes the day of the run."""
    schema = {name: dtype for name, dtype in table.schema.items() if name != DATE}
    return replace(table, schema=schema, scan=table.scan.drop(DATE, strict=False))


def _named(answers: pl.DataFrame, instrument: str, side: str) -> pl.DataFrame:
    return answers.select(KEY, *(pl.col(f"{instrument}.{part}").alias(side + part) for part in PARTS))


def _flipped(both: pl.DataFrame) -> Iterable[Flip]:
    moved = pl.any_horizontal(pl.col(BEFORE + part).ne_missing(pl.col(AFTER + part)) for part in PARTS)
    for row in both.filter(moved).iter_rows(named=True):
        yield Flip(row=row[KEY], before=_standing(row, BEFORE), after=_standing(row, AFTER))


def _standing(row: dict[str, object], side: str) -> Standing:
    def entries(part: str) -> tuple[str, ...]:
        value = row[side + part]
        return tuple(value) if isinstance(value, list) else ()

    return Standing(
        status=str(row[f"{side}status"]),
        at_least=str(row[f"{side}at_least"]),
        at_most=str(row[f"{side}at_most"]),
        entries=entries("entries"),
        open_entries=entries("entries_open"),
    )
