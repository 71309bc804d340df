"""Frames of polars and pandas as tables: a cell that pandas calls missing is null; nothing is guessed from the rest.

Columns of Python objects (lists, structs, decimals, words) are taken as what they hold; one that mixes things that no
single type holds is a problem, with some of its rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from acquis.errors import TableError, UsageError
from acquis.reading.number import shorten
from acquis.tables.problems import SAMPLES
from acquis.terms.problem import Problem, Where

if TYPE_CHECKING:
    import pandas as pd

Cell: TypeAlias = Any
"""Whatever a cell of pandas holds."""

PLAIN = "fiub"
"""The kinds of NumPy type that polars takes as they are: floats, integers, flags."""

FRAME = "(frame)"


def frame_of(frame: object) -> pl.DataFrame | pl.LazyFrame:
    """A frame of polars as it is, one of pandas column by column; its index is left aside.

    Raises UsageError for anything else, TableError for a column that no type of polars holds.
    """
    if isinstance(frame, pl.DataFrame | pl.LazyFrame):
        return frame
    if type(frame).__module__.partition(".")[0] == "pandas" and hasattr(frame, "columns"):
        return _from_pandas(frame)  # type: ignore[arg-type]  # pandas need not be installed
    raise UsageError(f"expected a frame of polars or pandas, found {type(frame).__name__}")


def like(frame: object, answers: pl.DataFrame) -> object:
    """The answers as a frame of the same kind as the table: lazy, or of pandas with the index of its rows.

    To pandas words are categories, lists are lists of text.
    """
    if isinstance(frame, pl.DataFrame):
        return answers
    if isinstance(frame, pl.LazyFrame):
        return answers.lazy()
    import pandas as pd

    columns = {column.name: _to_pandas(column) for column in answers}
    return pd.DataFrame(columns, index=frame.index)  # type: ignore[attr-defined]  # frame_of has taken it for pandas


def _to_pandas(column: pl.Series) -> pd.Categorical[str] | list[Cell]:
    if not isinstance(column.dtype, pl.Enum):
        return column.to_list()
    import pandas as pd

    codes, words = column.to_physical().cast(pl.Int64).to_numpy(), pd.Index(column.dtype.categories.to_list())
    return pd.Categorical.from_codes(codes, categories=words)


def _from_pandas(frame: pd.DataFrame) -> pl.DataFrame:
    names = [str(name) for name in frame.columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise _wrong(f"the column {twice[0]!r} stands twice", "name each column once")
    made, problems = [], []
    for at, name in enumerate(names):
        try:
            made.append(_series(name, frame.iloc[:, at]))
        except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
            problems.append(_mixed(name, frame.iloc[:, at]))
    if problems:
        raise TableError("the table cannot be read", tuple(problems))
    return pl.DataFrame(made)


def _series(name: str, column: pd.Series[Any]) -> pl.Series:
    """One column; NaN, NaT, NA and None are null."""
    kind = getattr(column.dtype, "kind", "O")
    if kind in PLAIN and not hasattr(column.dtype, "na_value"):
        return pl.Series(name, column.to_numpy(), nan_to_null=True)
    missing = column.isna().tolist()
    cells = [None if gone else _cell(cell) for cell, gone in zip(column.tolist(), missing, strict=True)]
    return pl.Series(name, _alike(cells), strict=True)


def _cell(cell: Cell) -> Cell:
    """A cell in the types of Python: no NumPy inside, days as dates."""
    if type(cell).__module__.partition(".")[0] == "numpy":
        cell = cell.tolist()
    if isinstance(cell, list | tuple):
        return [_cell(one) for one in cell]
    if isinstance(cell, dict):
        return {name: _cell(one) for name, one in cell.items()}
    if isinstance(cell, float) and cell != cell:  # noqa: PLR0124  # NaN inside a list
        return None
    return cell.to_pydatetime() if hasattr(cell, "to_pydatetime") else cell


def _alike(cells: list[Cell]) -> list[Cell]:
    """Whole numbers among others as such numbers, structs with the same fields, so that none is cut to the first's."""
    structs = [one for cell in cells for one in (cell if isinstance(cell, list) else [cell]) if isinstance(one, dict)]
    if structs:
        fields = tuple(dict.fromkeys(name for one in structs for name in one))
        columns = {name: iter(_alike([one.get(name) for one in structs])) for name in fields}
        return [_filled(cell, columns) for cell in cells]
    if any(isinstance(cell, list) for cell in cells):
        inner = iter(_alike([one for cell in cells if isinstance(cell, list) for one in cell]))
        return [[next(inner) for _ in cell] if isinstance(cell, list) else cell for cell in cells]
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {int, float} and all(float(cell) == cell for cell in cells if cell is not None):
        return [None if cell is None else float(cell) for cell in cells]
    return cells


def _filled(cell: Cell, columns: dict[str, Iterator[Cell]]) -> Cell:
    if isinstance(cell, list):
        return [_filled(one, columns) for one in cell]
    if isinstance(cell, dict):
        return {name: next(values) for name, values in columns.items()}
    return cell


def _mixed(name: str, column: pd.Series[Any]) -> Problem:
    kinds: dict[str, str] = {}
    for row, cell in enumerate(column.tolist(), 1):
        kinds.setdefault(type(cell).__name__, f"{type(cell).__name__} {shorten(str(cell))} in row {row:,}")
    found = ", ".join(list(kinds.values())[:SAMPLES])
    return Problem(where=Where(file=FRAME), what=f"{name}: expected one type in all rows, found {found}")


def _wrong(what: str, hint: str) -> TableError:
    return TableError("the table cannot be read", (Problem(where=Where(file=FRAME), what=what, hint=hint),))
