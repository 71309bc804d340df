"""Run a table through the law: a frame in memory at once, a file chunk by chunk, larger than memory or not.

A file of answers is written beside its name and renamed when it is whole; an interrupted run leaves nothing behind.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from acquis.determination.library import Library
from acquis.errors import TableError, UsageError
from acquis.tables.answer import Reader
from acquis.tables.columns import KEY, MARK, columns_of
from acquis.tables.law import Law
from acquis.tables.outcomes import Outcomes
from acquis.tables.problems import Fault, gathered
from acquis.tables.read import Chunk, Table, table_of

ROWS = 1_000_000
"""Rows answered at a time."""

SUFFIXES = (".parquet", ".csv", ".ndjson", ".jsonl")
SEPARATOR = ";"
"""Between the ids of a list where the file cannot hold lists."""


@dataclass(slots=True)
class Run:
    """A table, the law it is put to, and what came of it: rows answered, how many could not be read, and why."""

    table: Table
    law: Law
    as_of: date
    keep_going: bool = False
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0
    unread: int = 0

    def answers(self, rows: int = ROWS, told: Callable[[int], None] | None = None) -> Iterator[pl.DataFrame]:
        """The answers of all rows in their order, some at a time; ``told`` hears how many have been answered.

        Raises TableError before any row is answered where the columns or keys of the table will not do, and at the
        first rows that cannot be read, unless the run is to ``keep_going``: such rows then get the full range.
        """
        problems = self.table.problems()
        if problems:
            raise TableError("the table cannot be read", problems)
        reader = Reader(self.table.columns, self.law, self.as_of)
        for chunk in ahead(self.table.chunks(rows)):
            self.faults.extend(chunk.faults)
            if self.faults and not self.keep_going:
                continue  # the rest is only looked through, so that all that is wrong is said at once
            answers = reader.answer(chunk.frame, chunk.items)
            self.rows += answers.height
            self.unread += int(chunk.frame[MARK].sum()) if MARK in chunk.frame.columns else 0
            if told is not None:
                told(self.rows)
            yield answers
        self.faults = list(gathered(self.faults))
        if self.faults and not self.keep_going:
            found = tuple(fault.problem(self.table.name) for fault in self.faults)
            raise TableError("some rows cannot be read", found)

    def schema(self) -> dict[str, pl.DataType]:
        """The columns of the answers."""
        tables = [Outcomes(id_, bits).table() for id_, bits in self.law.legends.items()]
        return {KEY: pl.String(), **{name: dtype for table in tables for name, dtype in table.schema.items()}}


def ahead(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The chunks, the next one read while the one before is worked on."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        coming = reader.submit(next, chunks, None)
        while (chunk := coming.result()) is not None:
            coming = reader.submit(next, chunks, None)
            yield chunk


def answers(
    frame: pl.DataFrame | pl.LazyFrame,
    library: Library,
    *,
    instruments: tuple[str, ...] = (),
    as_of: date,
    known_on: date,
    keep_going: bool = False,
) -> pl.DataFrame:
    """The answers to a frame, one row for each of its rows and in their order. Raises TableError, UsageError."""
    table = table_of(frame, columns_of(library))
    run = Run(table, Law(library, instruments, known_on), as_of, keep_going)
    found = list(run.answers())
    return pl.concat(found) if found else pl.DataFrame(schema=run.schema())


def write(run: Run, out: Path, told: Callable[[int], None] | None = None) -> None:
    """Write the answers to a Parquet, CSV or NDJSON file, by its name; the file appears when it is whole.

    Raises UsageError for another kind of file, TableError as ``Run.answers`` does, OSError where it cannot be written.
    """
    if out.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{out.name}: the name must end in one of {', '.join(SUFFIXES)}")
    failed: list[BaseException] = []

    def source(
        _columns: list[str] | None, _predicate: pl.Expr | None, _rows: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        try:
            yield from run.answers(ROWS, told)
        except GeneratorExit:  # whoever asked for rows was stopped
            raise
        except BaseException as fault:
            failed.append(fault)
            raise

    # In a folder of its own, because a sink that is interrupted may still make its file after it was removed.
    with tempfile.TemporaryDirectory(dir=out.resolve().parent, prefix=f".{out.name}.") as scratch:
        part = Path(scratch) / f"answers{out.suffix.lower()}"
        try:
            _sink(register_io_source(source, schema=run.schema()), part, out.suffix.lower())
        except BaseException as fault:
            raise failed[0] if failed else fault from None
        part.replace(out)


def _sink(answers: pl.LazyFrame, part: Path, suffix: str) -> None:
    if suffix == ".parquet":
        answers.sink_parquet(part, compression="zstd", compression_level=1)
    elif suffix == ".csv":
        answers.with_columns(flat(answers.collect_schema())).sink_csv(part)
    else:
        answers.sink_ndjson(part)


def flat(schema: pl.Schema) -> list[pl.Expr]:
    """The lists of a table as text, for files that hold no lists."""
    lists = [name for name, dtype in schema.items() if isinstance(dtype, pl.List)]
    return [pl.col(name).cast(pl.List(pl.String)).list.join(SEPARATOR) for name in lists]
