"""Read a table in chunks, so that one larger than memory streams: Parquet, CSV, NDJSON, or a frame already in memory.

Every chunk comes with the faults of its cells and a mark on each row that cannot be read; the order of rows is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from acquis.determination.lists import misspelt
from acquis.errors import TableError, UsageError
from acquis.tables.columns import KEY, MARK, Columns, about_items
from acquis.tables.distinct import Distinct, distinct
from acquis.tables.lines import Lines, read_lines
from acquis.tables.problems import (
    ROW,
    Checked,
    Fault,
    check,
    gathered,
    marked,
    repeated_keys,
    schema_problems,
    shown_rows,
)
from acquis.tables.raw import Raw, form, raw
from acquis.tables.text_cells import typed
from acquis.terms.problem import Problem, Where

if TYPE_CHECKING:
    from polars._typing import PolarsDataType as DataType

LISTED = ("to.listed", "parties.listed")
ROWS = 500_000
"""The rows of a chunk."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a table, their columns typed; ``(unread)`` marks the rows with a fault, where there are any.

    ``first_row`` is the number of rows before it; ``items`` are its distinct items, as they are stated.
    """

    frame: pl.DataFrame
    first_row: int
    faults: tuple[Fault, ...]
    items: Distinct


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be read: its name, its columns with their types, and the scan it is read by.

    ``lines`` is there for a table written as text, and says what is amiss with its lines.
    """

    name: str
    columns: Columns
    schema: Mapping[str, DataType]
    scan: pl.LazyFrame
    lines: Lines | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with its columns and with its keys over all rows; a table with one of these is not read."""
        found = schema_problems(self.schema, self.columns, self.name)
        if found:
            return found
        with _reading(self.name):
            repeated = repeated_keys(self.scan)
        return (*((repeated.problem(self.name),) if repeated is not None else ()), *self._misspelt_lists())

    def _misspelt_lists(self) -> tuple[Problem, ...]:
        """Names of lists that no pack reads but that look very much like one that a pack does, as in a case file."""
        found: list[Problem] = []
        for name in LISTED:
            column = self.columns.find(name)
            if column is None or name not in self.schema:
                continue
            scan = self.scan
            if self.lines is None:
                how = raw(column, self.schema[name])
                scan = scan.select(how.value.alias(name)) if isinstance(how, Raw) else scan.head(0)
                words = scan.select(pl.col(name).list.explode().unique()).collect(engine="streaming")[name].to_list()
            else:
                cells = scan.select(pl.col(name).unique()).collect(engine="streaming")
                words = typed(cells, self.columns).frame[name].explode().unique().to_list()
            for word in sorted(word for word in words if word):
                meant = misspelt(word, self.columns.lists)
                if meant:
                    what = f"{name}: no pack reads a list {word[:60]!r}"
                    found.append(Problem(where=Where(file=self.name), what=what, hint=f"did you mean {meant}?"))
        return tuple(found)

    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with its cells, and in how many rows: one pass over the table."""
        return gathered(fault for chunk in self.chunks() for fault in chunk.faults)

    def height(self) -> int:
        """How many rows it has."""
        with _reading(self.name):
            rows = int(self.scan.select(pl.len()).collect(engine="streaming").item())
        return rows - (self.lines.blank.len() if self.lines else 0)

    def chunks(self, rows: int = ROWS) -> Iterator[Chunk]:
        """Its rows in their order, so many at a time. Raises TableError where the file cannot be read on."""
        record = row = 0
        with _reading(self.name):
            for batch in self.scan.collect_batches(chunk_size=rows, maintain_order=True):
                chunk = self._chunk(batch, record, row)
                record += batch.height
                row += chunk.frame.height
                if chunk.frame.height:
                    yield chunk

    def row(self, key: str) -> dict[str, object]:
        """The one row of that key, typed. Raises UsageError where there is none, TableError if it cannot be read."""
        with _reading(self.name):
            numbered = self.scan.with_row_index(ROW).filter(pl.col(KEY).cast(pl.String) == key)
            found = numbered.collect(engine="streaming")
        if found.height != 1:
            raise UsageError(f"{self.name}: there is no row of the key {key!r}")
        record = int(found[ROW][0])
        blank = int((self.lines.blank < record).sum()) if self.lines is not None else 0
        chunk = self._chunk(found.drop(ROW), record, record - blank)
        if chunk.faults:
            raise TableError("the row cannot be read", tuple(fault.problem(self.name) for fault in chunk.faults))
        return chunk.frame.row(0, named=True)

    def _chunk(self, batch: pl.DataFrame, record: int, row: int) -> Chunk:
        faults: list[Fault] = []
        unread: list[pl.Series] = []
        if self.lines is not None:
            malformed, blank = (
                _within(lines, record, batch.height) for lines in (self.lines.malformed, self.lines.blank)
            )
            kept = batch.with_columns(malformed.alias(MARK)).filter(~blank)
            wrong = kept.with_row_index(ROW).filter(MARK)
            batch = kept.drop(MARK)
            if wrong.height:
                faults.append(self._fields(wrong, row))
                unread.append(wrong[ROW])
            read = typed(batch, self.columns, row)
            batch, faults, unread = read.frame, [*faults, *read.faults], [*unread, *read.rows]
        items = distinct(batch.select(about_items(batch.columns, self.columns)), batch.height)
        checked = self._looked_through(batch, items, row)
        if checked.unread is not None:
            unread.append(checked.unread.arg_true())
        mark = marked(batch.height, unread)
        frame = batch if mark is None else batch.with_columns(mark.alias(MARK))
        return Chunk(frame, row, (*faults, *checked.faults), items)

    def _looked_through(self, batch: pl.DataFrame, items: Distinct, row: int) -> Checked:
        """What is wrong with the cells: each item is looked at once, and all rows only where something is amiss.

        That no key stands twice has been seen to for the whole table.
        """
        named = KEY not in batch.columns or not (batch[KEY].is_null() | (batch[KEY].cast(pl.String) == "")).any()
        if named and not check(items.frame, self.columns).faults:
            rest = check(batch.drop(*items.frame.columns, KEY, strict=False), self.columns, row)
            if not rest.faults:
                return rest
        return check(batch, self.columns, row)

    def _fields(self, wrong: pl.DataFrame, first_row: int) -> Fault:
        width = len(self.schema)
        return Fault(
            column="the fields of a line",
            expected=str(width),
            hint="put quotes around a field that holds the separator",
            count=wrong.height,
            samples=tuple((number, key, "fewer or more") for number, key in shown_rows(wrong, first_row)),
        )


def _within(records: pl.Series, start: int, height: int) -> pl.Series:
    """Which rows of a batch are among the records."""
    here = records.filter((records >= start) & (records < start + height))
    return pl.int_range(start, start + height, dtype=pl.Int64, eager=True).is_in(here.implode())


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """What the reader finds wrong with a file, as a problem of that file."""
    try:
        yield
    except (pl.exceptions.PolarsError, OSError) as fault:
        what = f"it cannot be read: {str(fault).strip().splitlines()[0]}"
        raise TableError("the table cannot be read", (Problem(where=Where(file=name), what=what),)) from None


# -- where tables come from -------------------------------------------------------------------------------------------


def open_table(path: Path, columns: Columns) -> Table:
    """A table in a file; raises UsageError for a file that is not there or of no known kind, TableError if broken.

    Parquet (also a folder of its parts), CSV with a header, NDJSON.
    """
    name = str(path)
    if not path.exists():
        raise UsageError(f"there is no file {name}")
    suffix = ".parquet" if path.is_dir() else path.suffix.lower()
    if suffix not in _SCANS:
        raise UsageError(f"{name}: tables are read from {', '.join(_SCANS)}")
    with _reading(name):
        return _SCANS[suffix](path, name, columns)


def table_of(frame: pl.DataFrame | pl.LazyFrame, columns: Columns) -> Table:
    """A table that is a frame of polars."""
    scan = frame.lazy()
    return Table("(frame)", columns, scan.collect_schema(), scan)


def _parquet(path: Path, name: str, columns: Columns) -> Table:
    scan = pl.scan_parquet(path / "**/*.parquet" if path.is_dir() else path)  # Spark leaves other files beside
    return Table(name, columns, scan.collect_schema(), scan)


def _ndjson(path: Path, name: str, columns: Columns) -> Table:
    scan = pl.scan_ndjson(path, infer_schema_length=None)
    return Table(name, columns, scan.collect_schema(), scan)


def _csv(path: Path, name: str, columns: Columns) -> Table:
    """Every cell is read as text; what it means is for the catalogue to say."""
    lines = read_lines(path, name)
    text = dict.fromkeys(lines.header, pl.String)
    scan = pl.scan_csv(path, separator=lines.separator, schema=text, truncate_ragged_lines=True)
    schema = {one: pl.String() if (column := columns.find(one)) is None else form(column) for one in lines.header}
    return Table(name, columns, schema, scan, lines)


_SCANS: Mapping[str, Callable[[Path, str, Columns], Table]] = {
    ".parquet": _parquet,
    ".csv": _csv,
    ".ndjson": _ndjson,
    ".jsonl": _ndjson,
}
