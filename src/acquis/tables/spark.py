"""Answer a table on a cluster: a DataFrame of Spark in, a DataFrame out, every partition read as one machine reads it.

Each executor reads the rows it holds with the reader of ``answer``. The packs travel with acquis; an executor whose
packs are not those of the driver refuses to answer.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

import polars as pl

from acquis.determination.library import shipped
from acquis.errors import TableError, UsageError
from acquis.tables.answer import Reader
from acquis.tables.columns import KEY, MARK, Columns, columns_of
from acquis.tables.law import Law
from acquis.tables.problems import check, schema_problems
from acquis.terms.determination import PackStamp
from acquis.terms.problem import Problem, Where

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

NAME, PART = "(frame)", "(a part of the frame)"
UNREAD = "unread"
COLUMNS = ("status", "at_least", "at_most", "entries", "entries_open", "fired")
ROWS = 200_000
"""Rows read at once; the batches of Spark are smaller."""

NEEDED = "needs acquis[spark]: pip install 'acquis[spark]'"


@dataclass(frozen=True, slots=True)
class Task:
    """What every executor is told: under which law to answer, and what to do with rows that cannot be read."""

    packs: tuple[PackStamp, ...]
    as_of: date
    known_on: date
    keep_going: bool

    @property
    def instruments(self) -> tuple[str, ...]:
        """The instruments asked for."""
        return tuple(pack.id for pack in self.packs)


def answer(
    frame: DataFrame,
    instruments: tuple[str, ...] = (),
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    keep_going: bool = False,
) -> DataFrame:
    """One row of answers for each row of the frame, in no order: ``key`` and the columns of every instrument.

    The columns of the frame are those of docs/batch.md. ``as_of`` (default: today) dates the rows of a table without a
    column of days, ``known_on`` (default: today) says which law was public. Columns that cannot be taken and keys that
    stand twice raise TableError at once. A cell that cannot be read fails the job that meets it; with ``keep_going``
    its row gets the full range, and a column ``unread`` more says which rows these are. Raises UsageError for an
    instrument that is not held, and where PySpark or pyarrow is missing.
    """
    library = shipped()
    today = date.today()
    task = Task(library.stamps(library.chosen(instruments or None)), as_of or today, known_on or today, keep_going)
    columns = columns_of(library)
    _judged(frame, columns)
    facts = tuple(name for name in frame.columns if name == KEY or columns.find(name) is not None)
    # To Spark a dot in a name is a path into a struct, so on the way the columns are called by their number.
    plain = frame.selectExpr(*(f"{_named(name)} AS c{number}" for number, name in enumerate(facts)))
    return plain.mapInArrow(lambda batches: _answers(batches, facts, task), _schema(task))


def answer_file(
    source: str,
    out: str,
    instruments: tuple[str, ...] = (),
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    keep_going: bool = False,
) -> None:
    """Answer Parquet into a folder of Parquet that is not there yet, with the session at hand or one of this machine.

    Raises TableError and UsageError as ``answer`` does, also for what the executors find, and UsageError where Spark
    cannot start (it needs Java) or the folder is there already.
    """
    if Path(out).exists():
        raise UsageError(f"{out} is there already; Spark writes a new folder")
    session = _session()
    from pyspark.errors import AnalysisException, PythonException

    part = Path(out).with_name(f".{Path(out).name}.{os.getpid()}.part")
    try:
        answers = answer(
            session.read.parquet(source), instruments, as_of=as_of, known_on=known_on, keep_going=keep_going
        )
        if "://" in out:
            answers.write.parquet(out)
        else:
            answers.write.parquet(str(part))
            part.rename(out)
    except AnalysisException as fault:
        raise UsageError(f"{source}: Spark cannot read it: {str(fault).splitlines()[0]}") from fault
    except PythonException as fault:
        told = str(fault).partition(f"{TableError.__module__}.{TableError.__name__}: ")[2].strip()
        raise (TableError(told) if told else fault) from None
    finally:
        rmtree(part, ignore_errors=True)


def _session() -> SparkSession:
    """The session at hand; without one, Spark on this machine with the Python that runs here."""
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise UsageError(f"--engine spark {NEEDED}") from None
    if SparkSession.getActiveSession() is None:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        return SparkSession.builder.appName("acquis").getOrCreate()
    except PySparkRuntimeError as fault:
        raise UsageError(f"Spark cannot start; it needs Java 17 or later: {str(fault).splitlines()[0]}") from fault


def _judged(frame: DataFrame, columns: Columns) -> None:
    """Raise TableError for columns that cannot be taken, and for keys that stand twice."""
    problems = schema_problems(_typed(frame.schema), columns, NAME)
    if not problems:
        twice = frame.groupBy(KEY).count().filter("count > 1").orderBy(KEY).limit(5).collect()
        if twice:
            keys = ", ".join(f"{row[0]} in {row[1]:,} rows" for row in twice)
            what = f"{KEY}: expected each key once, found {keys}"
            problems = (Problem(where=Where(file=NAME), what=what, hint="every row has a name of its own"),)
    if problems:
        raise TableError("the table cannot be read", problems)


def _typed(schema: StructType) -> pl.Schema:
    """The types of the columns, as polars will see them."""
    try:
        from pyspark.sql.pandas.types import to_arrow_schema
    except ImportError:
        raise UsageError(f"--engine spark {NEEDED}") from None
    empty = pl.from_arrow(to_arrow_schema(schema).empty_table())
    assert isinstance(empty, pl.DataFrame)
    return empty.schema


def _named(column: str) -> str:
    return f"`{column.replace('`', '``')}`"


def _schema(task: Task) -> StructType:
    """The columns of the result."""
    from pyspark.sql.types import ArrayType, BooleanType, StringType, StructField, StructType

    fields = [StructField(KEY, StringType())]
    for id_ in task.instruments:
        for name in COLUMNS:
            words = ArrayType(StringType()) if name.startswith("entries") else StringType()
            fields.append(StructField(f"{id_}.{name}", words))
    return StructType([*fields, StructField(UNREAD, BooleanType())] if task.keep_going else fields)


# -- on the executors -------------------------------------------------------------------------------------------------


@cache
def _reader(task: Task) -> Reader:
    """The reader of an executor, made once; raises UsageError where its packs are not those of the driver."""
    library = shipped()
    held = library.stamps(library.chosen(task.instruments))
    other = [mine.id for mine, theirs in zip(held, task.packs, strict=True) if mine.sha256 != theirs.sha256]
    if other:
        raise UsageError(
            f"this executor holds other packs than the driver ({', '.join(other)}): install the same acquis"
        )
    return Reader(columns_of(library), Law(library, task.instruments, task.known_on), task.as_of)


def _answers(batches: Iterator[pa.RecordBatch], names: tuple[str, ...], task: Task) -> Iterator[pa.RecordBatch]:
    """The answers of the rows of one partition."""
    from pyspark.sql.pandas.types import to_arrow_schema

    schema = to_arrow_schema(_schema(task))
    for frame in _gathered(batches):
        frame.columns = list(names)
        yield from _answered(frame, task).to_arrow().cast(schema).to_batches()


def _gathered(batches: Iterator[pa.RecordBatch]) -> Iterator[pl.DataFrame]:
    """The batches put together, so many rows at a time."""
    waiting: list[pl.DataFrame] = []
    for batch in batches:
        frame = pl.from_arrow(batch)
        assert isinstance(frame, pl.DataFrame)
        waiting.append(frame)
        if sum(one.height for one in waiting) >= ROWS:
            yield pl.concat(waiting)
            waiting = []
    if waiting:
        yield pl.concat(waiting)


def _answered(frame: pl.DataFrame, task: Task) -> pl.DataFrame:
    reader = _reader(task)
    checked = check(frame, reader.columns)
    if checked.faults and not task.keep_going:
        raise TableError("the table cannot be read", tuple(fault.problem(PART) for fault in checked.faults))
    if checked.unread is not None:
        frame = frame.with_columns(checked.unread.alias(MARK))
    found = reader.answer(frame)
    told = [
        pl.col(name).cast(pl.List(pl.String) if isinstance(dtype, pl.List) else pl.String)
        for name, dtype in found.schema.items()
    ]
    unread = checked.unread if checked.unread is not None else pl.repeat(value=False, n=frame.height, eager=True)
    return found.select(*told, *([unread.alias(UNREAD)] if task.keep_going else []))
