"""Answer a table where it lies with DuckDB: the script of ``sql_query``, run out of core, no half file left behind."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from acquis.errors import TableError, UsageError
from acquis.tables.columns import MARK, Columns
from acquis.tables.law import Law
from acquis.tables.problems import Fault, gathered
from acquis.tables.read import Table, open_table
from acquis.tables.run import SEPARATOR
from acquis.tables.sql import word
from acquis.tables.sql_query import Query, Survey, query

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from polars._typing import PolarsDataType as DataType

Progress = Callable[[int, int], None]
"""Told how many rows are answered, and of how many."""

NEEDED = "needs acquis[duckdb]: pip install 'acquis[duckdb]'"
FORMS = {
    ".parquet": "FORMAT parquet, COMPRESSION zstd",
    ".csv": "FORMAT csv, HEADER",
    ".ndjson": "FORMAT json",
    ".jsonl": "FORMAT json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What DuckDB may use: threads, and memory such as ``4GB``; None leaves it to DuckDB."""

    threads: int | None = None
    memory: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """How many rows were answered, and what could not be read in how many of them."""

    rows: int
    unread: int
    faults: tuple[Fault, ...]


def answer_file(
    source: Path,
    out: Path,
    columns: Columns,
    law: Law,
    as_of: date,
    *,
    keep_going: bool = False,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Answered:
    """Answer the rows of a file into another, ordered by key: Parquet, CSV or NDJSON, by the endings of their names.

    With ``keep_going`` rows with a cell that cannot be read get the full range and are counted; without it they are a
    TableError, as is everything else that is wrong with the table. Raises UsageError where DuckDB is not installed,
    where a file is of no known kind, and where DuckDB cannot finish (memory, disk).
    """
    if out.suffix.lower() not in FORMS:
        raise UsageError(f"{out}: answers are written to {', '.join(FORMS)}")
    table = _opened(source, columns)
    folder = tempfile.TemporaryDirectory(dir=out.resolve().parent, prefix=f".{out.name}.")
    with folder as scratch, _connected(Path(scratch), limits or Limits()) as database:
        return _answer(table, source, out, Path(scratch), database, law, as_of, keep_going, progress or _silent)


def script_of(source: Path, columns: Columns, law: Law, as_of: date) -> str:
    """The script that answers a file, as text to be read and to be run elsewhere; raises as ``answer_file`` does."""
    table = _opened(source, columns)
    if not _typed_already(source):
        raise UsageError(f"{source}: SQL is written for a table with types: Parquet")
    with tempfile.TemporaryDirectory() as scratch, _connected(Path(scratch), Limits()) as database:
        made = query(_from(source), table.schema, columns, law, as_of)
        survey = made.surveyed(database.execute(made.survey()).fetchall())
    return _heading(source, law, as_of) + "\n\n" + ";\n\n".join(made.script(survey.groups)) + ";\n"


def _opened(source: Path, columns: Columns) -> Table:
    table = open_table(source, columns)
    problems = table.problems()
    if problems:
        raise TableError("the table cannot be read", problems)
    return table


def _answer(
    table: Table,
    source: Path,
    out: Path,
    scratch: Path,
    database: DuckDBPyConnection,
    law: Law,
    as_of: date,
    keep_going: bool,
    progress: Progress,
) -> Answered:
    faults: tuple[Fault, ...] | None = None
    schema, place = table.schema, _from(source)
    if not _typed_already(source):
        schema, faults = _typed(table, scratch)
        place = _from(scratch / "typed")
    made = query(place, schema, table.columns, law, as_of)
    survey = made.surveyed(database.execute(made.survey()).fetchall())
    if survey.unread:
        faults = table.faults() if faults is None else faults
        if not keep_going:
            raise TableError("the table cannot be read", tuple(fault.problem(table.name) for fault in faults))
    _run(made, survey, database, progress)
    part = scratch / f"answers{out.suffix.lower()}"
    select = made.last(SEPARATOR if out.suffix.lower() == ".csv" else "")
    database.execute(f"COPY (\n{select}\n) TO {word(str(part))} ({FORMS[out.suffix.lower()]})")
    part.replace(out)
    return Answered(survey.rows, survey.unread, faults or ())


def _run(made: Query, survey: Survey, database: DuckDBPyConnection, progress: Progress) -> None:
    """Answer group after group."""
    done = survey.rows - sum(group.count for group in survey.groups)
    for statement in made.begin(survey.groups):
        database.execute(statement)
    progress(done, survey.rows)
    for number, group in enumerate(survey.groups, 1):
        database.execute(made.more(number, group))
        done += group.count
        progress(done, survey.rows)


def _typed(table: Table, scratch: Path) -> tuple[Mapping[str, DataType], tuple[Fault, ...]]:
    """A table written as text, once more with types: the schema, and what was wrong with its cells."""
    folder = scratch / "typed"
    folder.mkdir()
    faults: list[Fault] = []
    frame = pl.DataFrame(schema={**table.schema, MARK: pl.Boolean()})
    for number, chunk in enumerate(table.chunks()):
        faults += chunk.faults
        marked = (
            chunk.frame if MARK in chunk.frame.columns else chunk.frame.with_columns(pl.lit(value=False).alias(MARK))
        )
        frame = marked.select(frame.columns)
        frame.write_parquet(folder / f"{number}.parquet")
    if not list(folder.iterdir()):
        frame.write_parquet(folder / "0.parquet")
    return frame.schema, gathered(faults)


def _typed_already(source: Path) -> bool:
    return source.is_dir() or source.suffix.lower() == ".parquet"


def _from(source: Path) -> str:
    """What stands after FROM."""
    return f"read_parquet({word(str(source / '**/*.parquet' if source.is_dir() else source))})"


@contextmanager
def _connected(scratch: Path, limits: Limits) -> Iterator[DuckDBPyConnection]:
    """A DuckDB of its own that spills to the folder; what it cannot do is said in its words."""
    try:
        import duckdb
    except ImportError:
        raise UsageError(f"--engine duckdb {NEEDED}") from None
    config: dict[str, str | bool | int | float | list[str]] = {"temp_directory": str(scratch / "spilled")}
    if limits.threads is not None:
        config["threads"] = limits.threads
    if limits.memory is not None:
        config["memory_limit"] = limits.memory
    try:
        with duckdb.connect(config=config) as database:
            yield database
    except RuntimeError as fault:
        if str(fault) == "Query interrupted":  # what DuckDB makes of Ctrl-C
            raise KeyboardInterrupt from None
        raise
    except duckdb.Error as fault:
        raise UsageError(f"DuckDB cannot finish: {str(fault).strip().splitlines()[0]}") from fault


def _heading(source: Path, law: Law, as_of: date) -> str:
    stamps = ", ".join(f"{stamp.id} {stamp.edition}" for stamp in law.library.stamps(law.instruments))
    return f"""\
-- Answers under {len(law.instruments)} instruments, for DuckDB. Made by acquis from the packs
--   {stamps}
-- with the law as known on {law.known_on}; rows of a table without a column of days are judged as of {as_of}.
-- NULL is UNKNOWN from the first line to the last: AND, OR and NOT of SQL join three answers as the explainer does.
-- To answer another table with the same columns, put it in the place of {source.name}. Rows of a shape that is not
-- known here get the full range: then make the script anew from that table."""


def _silent(done: int, total: int) -> None:
    """Nobody is told."""
