"""Answer the table of one file into another with one of three engines; which one changes no answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from acquis.determination.library import Library
from acquis.errors import UsageError
from acquis.tables.columns import columns_of
from acquis.tables.law import Law
from acquis.tables.problems import own_columns
from acquis.tables.read import Table, open_table
from acquis.tables.run import SUFFIXES, Run, write
from acquis.terms.problem import Problem

Told = Callable[[int, int], None]
"""Hears how many rows are answered, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of a table: rows answered, how many of them could not be read and why, columns left aside.

    The rows of a table that Spark wrote elsewhere are not counted: None.
    """

    rows: int | None
    unread: int = 0
    problems: tuple[Problem, ...] = ()
    aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be answered, where to, and under which law; ``as_of`` dates the rows of a table without days."""

    source: str
    out: str
    library: Library
    instruments: tuple[str, ...]
    as_of: date
    known_on: date
    keep_going: bool

    @property
    def law(self) -> Law:
        """The law of the order."""
        return Law(self.library, self.instruments, self.known_on)

    def table(self) -> Table:
        """The table to be read; raises UsageError, TableError."""
        return open_table(Path(self.source), columns_of(self.library))


def answer_file(order: Order, engine: str, told: Told) -> Tally:
    """Answer every row of ``order.source`` into ``order.out``, which appears when it is whole.

    Raises TableError for what is wrong with the table (with ``keep_going``: with its columns or keys), UsageError for
    files that cannot be taken and engines that are not installed, OSError where the answers cannot be written.
    """
    if engine == "spark":
        return _spark(order)
    source, out = Path(order.source), Path(order.out)
    if out.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{out}: answers are written to {', '.join(SUFFIXES)}")
    if out.resolve() == source.resolve() or source.resolve() in out.resolve().parents:
        raise UsageError(f"{out}: the answers would be written over the table they answer")
    return _duckdb(order, out, told) if engine == "duckdb" else _polars(order, out, told)


def _polars(order: Order, out: Path, told: Told) -> Tally:
    table = order.table()
    run = Run(table, order.law, order.as_of, order.keep_going)
    total = table.height()
    write(run, out, lambda done: told(done, total))
    return _tally(table, run.rows, run.unread, tuple(fault.problem(table.name) for fault in run.faults))


def _duckdb(order: Order, out: Path, told: Told) -> Tally:
    from acquis.tables.database import answer_file as by_duckdb

    table = order.table()
    found = by_duckdb(
        Path(order.source), out, table.columns, order.law, order.as_of, keep_going=order.keep_going, progress=told
    )
    return _tally(table, found.rows, found.unread, tuple(fault.problem(table.name) for fault in found.faults))


def _spark(order: Order) -> Tally:
    """Spark counts nothing on the way; what it wrote here is counted afterwards."""
    from acquis.tables.spark import UNREAD
    from acquis.tables.spark import answer_file as by_spark

    by_spark(
        order.source,
        order.out,
        order.instruments,
        as_of=order.as_of,
        known_on=order.known_on,
        keep_going=order.keep_going,
    )
    if "://" in order.out:
        return Tally(rows=None)
    written = pl.scan_parquet(f"{order.out}/*.parquet")
    unread = pl.col(UNREAD).sum() if order.keep_going else pl.lit(0)
    rows, bad = written.select(pl.len(), unread.alias(UNREAD)).collect().row(0)
    return Tally(rows=rows, unread=bad)


def _tally(table: Table, rows: int, unread: int, problems: tuple[Problem, ...]) -> Tally:
    return Tally(rows=rows, unread=unread, problems=problems, aside=own_columns(table.schema))
