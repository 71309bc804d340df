"""Answer a table on a cluster: a DataFrame of Spark in, a DataFrame out, every partition read as one machine reads it.

Each executor reads the rows it holds with the reader of ``answer``. The packs travel with acquis; an executor whose
packs are not those of the driver refuses to answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from acquis.batch.answer import Reader
from acquis.batch.columns import KEY, MARK, Columns, columns_of
from acquis.batch.law import Law
from acquis.batch.problems import check, schema_problems
from acquis.determination.library import shipped
from acquis.errors import TableError, UsageError
from acquis.terms.determination import PackStamp
from acquis.terms.problem import Problem, Where

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

NAME = "(frame)"
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
    facts = [name for name in frame.columns if name == KEY or columns.find(name) is not None]
    return frame.select(*map(_named, facts)).mapInArrow(lambda batches: _answers(batches, task), _schema(task))


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


def _answers(batches: Iterator[pa.RecordBatch], task: Task) -> Iterator[pa.RecordBatch]:
    """The answers of the rows of one partition."""
    for frame in _gathered(batches):
        yield from _answered(frame, task).to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches()


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
        raise TableError("the table cannot be read", tuple(fault.problem(NAME) for fault in checked.faults))
    if checked.unread is not None:
        frame = frame.with_columns(checked.unread.alias(MARK))
    found = reader.answer(frame)
    told = [
        pl.col(name).cast(pl.List(pl.String) if isinstance(dtype, pl.List) else pl.String)
        for name, dtype in found.schema.items()
    ]
    unread = checked.unread if checked.unread is not None else pl.repeat(value=False, n=frame.height, eager=True)
    return found.select(*told, *([unread.alias(UNREAD)] if task.keep_going else []))
