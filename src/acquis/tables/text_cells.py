"""Cells written as text, as in CSV, to the types a table of Parquet would have. Nothing is converted by guess.

A number is a plain decimal, a flag ``true`` or ``false``, a day ``YYYY-MM-DD``; a list is JSON (``["DE","JP"]``) or
words between semicolons (``DE;JP``); a range and measured points are JSON with numbers in the kept units. An empty cell
states nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from acquis.tables.columns import Column, Columns
from acquis.tables.problems import ROW, Fault, fault_of
from acquis.tables.raw import DIGITS, form, significant

NO_UNITS = (
    f"numbers stand alone, in the kept unit, with at most {DIGITS} significant digits; an interval or a longer number "
    "cannot be stated in a table: leave the cell empty, or write that row as a case file"
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A chunk with its columns typed, and the faults of cells that could not be, with the numbers of their rows."""

    frame: pl.DataFrame
    faults: tuple[Fault, ...]
    rows: tuple[pl.Series, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """The values of one column, and which of its cells cannot be read."""

    values: pl.Series
    bad: pl.Series | None = None
    expected: str = ""
    hint: str = ""


def typed(frame: pl.DataFrame, columns: Columns, first_row: int = 0) -> Typed:
    """A chunk of a table all of whose columns are text, typed by the catalogue; the user's own columns stay text."""
    made, faults, rows = [], [], []
    facts = {name: column for name in frame.columns if (column := columns.find(name)) and column.type != "object"}
    stated = frame.select(_stated(pl.col(name)) for name in facts)
    for name in frame.columns:
        if name not in facts:
            made.append(frame[name])
            continue
        found = _read(facts[name], stated[name])
        made.append(found.values.alias(name))
        if found.bad is not None and found.bad.any():
            wrong = frame.with_row_index(ROW).filter(found.bad)
            faults.append(fault_of(name, found.expected, found.hint, wrong, first_row))
            rows.append(wrong[ROW])
    return Typed(pl.DataFrame(made), tuple(faults), tuple(rows))


def _stated(cells: pl.Expr) -> pl.Expr:
    trimmed = cells.str.strip_chars()
    return pl.when(trimmed.str.len_bytes() > 0).then(trimmed)


def _read(column: Column, cells: pl.Series) -> _Read:
    if column.type in ("count", "ratio", "quantity") or (column.bare and not _is_json(cells)):
        values = cells.cast(pl.Float64, strict=False)
        return _Read(values, _no_number(cells, values), column.form, NO_UNITS)
    if column.type == "flag":
        low = cells.str.to_lowercase()
        values = pl.select(pl.when(pl.lit(low).is_in(["true", "false"])).then(pl.lit(low) == "true")).to_series()
        return _Read(values, cells.is_not_null() & values.is_null(), column.form, "leave the cell empty if not known")
    if column.type in _DECODERS:
        decode, hint = _DECODERS[column.type]
        values, bad = _decoded(cells, lambda text: decode(column, text), form(column))
        return _Read(values, bad, column.form, hint)
    return _Read(cells)


# -- numbers ----------------------------------------------------------------------------------------------------------


def _no_number(cells: pl.Series, values: pl.Series) -> pl.Series:
    """The cells that are no number, or one of more digits than its double can stand for."""
    bad = cells.is_not_null() & values.is_null()
    suspected = ((cells.str.len_bytes() > DIGITS) | (values == 0)).fill_null(value=False).arg_true()
    if not suspected.len():
        return bad
    some = pl.DataFrame({"written": cells.gather(suspected), "kept": values.gather(suspected).cast(pl.String)})
    differ = some.unique().filter(significant(pl.col("written")) != significant(pl.col("kept")))["written"]
    return bad | cells.is_in(differ.implode()).fill_null(value=False) if differ.len() else bad


def _number(text: str) -> float:
    """The double that stands for a decimal; ValueError where none does."""
    number = float(text)
    if Fraction(repr(number)) != Fraction(text):
        raise ValueError(text)
    return number


def _refuse(text: str) -> float:
    raise ValueError(text)


# -- lists and points -------------------------------------------------------------------------------------------------


def _is_json(cells: pl.Series) -> bool:
    """Whether the first cell that states something begins a list."""
    stated = cells.drop_nulls().head(1).to_list()
    return bool(stated) and stated[0].startswith("[")


def _decoded(cells: pl.Series, decode: Callable[[str], object], dtype: pl.DataType) -> tuple[pl.Series, pl.Series]:
    """Each distinct cell decoded once; the values, and which cells could not be decoded."""
    distinct = cells.drop_nulls().unique().to_list()
    values: list[object] = []
    for text in distinct:
        try:
            values.append(decode(text))
        except (ValueError, TypeError, KeyError, OverflowError):
            values.append(None)
    known = pl.DataFrame({"text": pl.Series(distinct, dtype=pl.String), "value": pl.Series(values, dtype=dtype)})
    joined = pl.DataFrame({"text": cells}).join(known, on="text", how="left", maintain_order="left")
    return joined["value"], joined["text"].is_not_null() & joined["value"].is_null()


def _json(text: str) -> object:
    return json.loads(
        text, parse_float=_number, parse_int=_number, parse_constant=_refuse, object_pairs_hook=_each_key_once
    )


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(pairs)
    return found


def _words(_: Column, text: str) -> list[str | None]:
    """Words; a null in a list of JSON is a word that is not known."""
    if not text.startswith("["):
        return [word.strip() for word in text.split(";")]
    words = _json(text)
    if not isinstance(words, list) or not all(word is None or isinstance(word, str) for word in words):
        raise ValueError(text)
    return words


def _ends(_: Column, text: str) -> list[float | None]:
    ends = _json(text)
    if isinstance(ends, float):
        return [ends, ends]
    if not isinstance(ends, list) or not all(end is None or isinstance(end, float) for end in ends):
        raise ValueError(text)
    return ends


def _points(column: Column, text: str) -> list[dict[str, float | None]]:
    points = _json(text)
    if not isinstance(points, list):
        raise TypeError(text)
    return [_point(column, point) for point in points]


def _point(column: Column, point: object) -> dict[str, float | None]:
    if not isinstance(point, dict) or not point.keys() <= column.spec.fields.keys():
        raise ValueError(point)
    if not all(value is None or isinstance(value, float) for value in point.values()):
        raise ValueError(point)
    return {name: point.get(name) for name in column.spec.fields}


_DECODERS: dict[str, tuple[Callable[[Column, str], object], str]] = {
    "countries": (_words, 'write ["DE","JP"] or DE;JP'),
    "text_list": (_words, 'write ["a","b"] or a;b'),
    "range": (_ends, f"write [4e9, 8e9]; {NO_UNITS}"),
    "points": (_points, f"write JSON with the fields named; {NO_UNITS}"),
}
