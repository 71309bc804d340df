"""What is wrong with a table: said before any work, each problem with its column, some of its rows and a hint.

The columns are judged by their names and types (``schema_problems``), the cells chunk by chunk (``check``), the keys
over the whole table (``repeated_keys``). Rows that cannot be read are counted and marked, never dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from acquis.facts.context import NONE
from acquis.reading.countries import read_country
from acquis.reading.number import ReadingError, shorten
from acquis.reading.suggest import did_you_mean
from acquis.tables.columns import KEY, Column, Columns, is_fact, linked
from acquis.tables.raw import Check, Refused, raw
from acquis.terms.problem import Problem, Where

if TYPE_CHECKING:
    from polars._typing import PolarsDataType as DataType

SAMPLES = 5
ROW = "(row)"
_NAMED = "every row has a name of its own"
_HELP = "acquis batch --columns shows how each column is written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with cells of one column. Of the rows that have it, ``samples`` name the first few.

    A sample is the number of the row in the table, from 1, its key, and the cell.
    """

    column: str
    expected: str
    hint: str
    count: int
    samples: tuple[tuple[int, str, str], ...]

    def problem(self, file: str) -> Problem:
        """The fault in words."""
        cells = ", ".join(f"{cell} in row {row:,} (key {key})" for row, key, cell in self.samples)
        more = f" … {self.count:,} rows in all" if self.count > len(self.samples) else ""
        what = f"{self.column}: expected {self.expected}, found {cells}{more}"
        return Problem(where=Where(file=file), what=what, hint=self.hint)


@dataclass(frozen=True, slots=True)
class Checked:
    """The faults of a chunk, and for each of its rows whether it has one; None where no row has."""

    faults: tuple[Fault, ...]
    unread: pl.Series | None


# -- names and types of columns ---------------------------------------------------------------------------------------


def schema_problems(schema: Mapping[str, DataType], columns: Columns, file: str) -> tuple[Problem, ...]:
    """The columns that cannot be taken: no key, unknown facts, types that cannot state the fact."""
    found: list[Problem] = []

    def fault(what: str, hint: str) -> None:
        found.append(Problem(where=Where(file=file), what=what, hint=hint))

    if KEY not in schema:
        near = did_you_mean(KEY, [name for name in schema if not is_fact(name)])
        fault(f"there is no column {KEY!r}", near or "name every row in a text column called key, each name once")
    elif schema[KEY] not in (pl.String, pl.Categorical, pl.Enum):
        fault(f"{KEY}: expected text (String), found {schema[KEY]}", "turn the names of the rows into text")
    for name, dtype in schema.items():
        column = columns.find(name)
        if column is None and is_fact(name):
            fault(f"unknown column {name!r}", columns.suggest(name))
        elif column is not None:
            how = raw(column, dtype)
            if isinstance(how, Refused):
                fault(f"{name}: expected {how.expected}, found {dtype}", how.hint or _HELP)
    if not any(map(is_fact, schema)):
        fault("there is no column of facts", "columns are named after the facts: item.kind, to.country, transfer.date")
    return tuple(found)


def own_columns(schema: Iterable[str]) -> tuple[str, ...]:
    """The columns that state no fact and are left aside."""
    return tuple(name for name in schema if name != KEY and not is_fact(name))


# -- cells ------------------------------------------------------------------------------------------------------------


def check(frame: pl.DataFrame, columns: Columns, first_row: int = 0) -> Checked:
    """Everything wrong with the cells of a chunk whose columns can be taken; ``first_row`` is where it begins, from 0.

    One cheap look at all cells says where to look closer.
    """
    checks = [(KEY, _unnamed())] if KEY in frame.columns else []
    for name, dtype in frame.schema.items():
        column = columns.find(name)
        how = raw(column, dtype) if column is not None else None
        if how is not None and not isinstance(how, Refused):
            checks += [(name, one) for one in how.checks]
    checks += _between(frame.columns, columns)
    if not checks or not frame.height:
        return Checked((), None)
    looks = {str(id(one.may)): one.may for _, one in checks}  # several checks may share one look
    suspected = frame.select(may.any().alias(name) for name, may in looks.items()).row(0, named=True)
    numbered = frame.with_row_index(ROW)
    faults, bad = [], []
    for name, one in checks:
        if not suspected[str(id(one.may))]:
            continue
        rows = numbered.filter(one.may) if one.bad is None else numbered.filter(one.may).filter(one.bad)
        if rows.height:
            faults.append(fault_of(name, one.expected, one.hint, rows, first_row, columns.find(name)))
            bad.append(rows[ROW])
    return Checked(tuple(faults), marked(frame.height, bad))


def marked(height: int, rows: list[pl.Series]) -> pl.Series | None:
    """A flag for each row of a chunk: whether its number is among these."""
    if not rows:
        return None
    return pl.int_range(height, dtype=pl.UInt32, eager=True).is_in(
        pl.concat([one.cast(pl.UInt32) for one in rows]).implode()
    )


def fault_of(
    name: str, expected: str, hint: str, rows: pl.DataFrame, first_row: int = 0, column: Column | None = None
) -> Fault:
    """A fault of the rows given, which have their number in the chunk in the column ``(row)``."""
    some = rows.head(SAMPLES)
    cells = some[name].to_list()
    samples = tuple((*row, _shown(cell)) for row, cell in zip(shown_rows(rows, first_row), cells, strict=True))
    near = (_near(column, cell) for cell in cells) if column is not None else iter(())
    hint = hint or next(filter(None, near), "")
    return Fault(column=name, expected=expected, hint=hint, count=rows.height, samples=samples)


def shown_rows(rows: pl.DataFrame, first_row: int) -> list[tuple[int, str]]:
    """The first few of the rows, by their number in the table and their key."""
    some = rows.head(SAMPLES)
    keys = some[KEY].to_list() if KEY in some.columns else [None] * some.height
    return [
        (number + first_row + 1, "null" if key is None else shorten(str(key)))
        for number, key in zip(some[ROW], keys, strict=True)
    ]


def _shown(cell: object) -> str:
    if cell is None:
        return "null"
    return shorten(cell) if isinstance(cell, str) else shorten(str(cell))[1:-1]


def _near(column: Column, cell: object) -> str:
    """The word that may be meant."""
    if column.type in ("choice", "kind"):
        return did_you_mean(str(cell), column.spec.values)
    if column.type not in ("country", "countries"):
        return ""
    for word in cell if isinstance(cell, list) else [cell]:
        try:
            read_country(str(word))
        except ReadingError as fault:
            return fault.hint
    return ""


def _unnamed() -> Check:
    key = pl.col(KEY)
    return Check(key.is_null() | (key.cast(pl.String).str.len_bytes() == 0), "a name for the row", _NAMED)


def _between(names: list[str], columns: Columns) -> list[tuple[str, Check]]:
    """What two columns say that cannot both be."""
    found = []
    for side in ("from", "to"):
        region, country = f"{side}.region", f"{side}.country"
        if region in names and country in names:
            apart = pl.col(region).cast(pl.String).str.head(2) != pl.col(country).cast(pl.String).str.head(2)
            hint = "a region begins with the code of its country"
            found.append((region, Check(apart, f"a region that lies in {country}", hint)))
    people = [name for name in names if name.startswith("person.") and columns.find(name) is not None]
    if people and "to.is_person" in names:
        said = reduce(or_, (pl.col(name).is_not_null() for name in people))
        hint = "the columns of person are those of the recipient; leave them null where it is none"
        found.append(
            ("to.is_person", Check((~pl.col("to.is_person")) & said, "true where a person is described", hint))
        )
    for link, behind in linked(names, columns.catalogue.links).items():
        if behind and link in names:
            said = reduce(or_, (pl.col(name).is_not_null() for name in behind))
            denied = (pl.col(link).cast(pl.String) == NONE) & said
            found.append((link, Check(denied, "nothing stated behind a link that is none", "keep one of the two")))
    return found


def gathered(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults of several chunks, those of one kind in one column put together."""
    found: dict[tuple[str, str], Fault] = {}
    for fault in faults:
        one = found.get((fault.column, fault.expected))
        if one is not None:
            samples = (*one.samples, *fault.samples)[:SAMPLES]
            fault = replace(one, count=one.count + fault.count, samples=samples)  # noqa: PLW2901
        found[fault.column, fault.expected] = fault
    return tuple(found.values())


# -- keys -------------------------------------------------------------------------------------------------------------


def repeated_keys(keys: pl.LazyFrame) -> Fault | None:
    """The keys that stand in more than one row of a whole table, found by hash and then compared."""
    hashes = keys.select(pl.col(KEY).hash()).collect(engine="streaming")[KEY]
    if hashes.n_unique() == hashes.len():
        return None
    again = pl.LazyFrame({"(hash)": hashes.filter(hashes.is_duplicated()).unique()})
    suspects = keys.select(KEY).with_row_index(ROW).with_columns(pl.col(KEY).hash().alias("(hash)"))
    rows = suspects.join(again, on="(hash)", how="semi").collect(engine="streaming").sort(ROW)
    rows = rows.filter(pl.col(KEY).is_not_null() & pl.col(KEY).is_duplicated())
    if not rows.height:
        return None
    return fault_of(KEY, "each key once", _NAMED, rows)
