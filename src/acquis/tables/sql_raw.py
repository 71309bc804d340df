"""The cells of a raw table in SQL: one form for each type of fact, and what would make a cell unreadable.

What ``raw.py`` says of a column in the language of polars is said here in that of DuckDB. A row with a cell that cannot
be read is marked, so that a text run on another table is never quieter than the reading of a file would be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from acquis.facts.context import NONE
from acquis.reading.countries import country_names
from acquis.reading.unit_table import unit_table
from acquis.reading.values import FIRST_YEAR, LAST_YEAR, VALUE
from acquis.tables.columns import Column
from acquis.tables.raw import DIGITS, GREATEST, LEAST, MOST, form
from acquis.tables.sql import quoted, word

if TYPE_CHECKING:
    from polars._typing import PolarsDataType as DataType

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MONEY = r"^\s*([0-9.]+(?:[eE][+-]?[0-9]+)?)\s*([A-Z]{3})\s*$"
_CURRENCY = "[A-Z]{3}"


@dataclass(frozen=True, slots=True)
class Cell:
    """The SQL of a column in its one form, NULL where nothing is stated, and of whether a cell cannot be read."""

    value: str
    bad: tuple[str, ...] = ()


def cell(column: Column, dtype: DataType) -> Cell:
    """How a column of that type of polars states its fact; ``raw.raw`` has said before that the type can state it."""
    if dtype == pl.Null:
        return Cell(f"NULL::{_form(column)}")
    name = quoted(column.name)
    match column.type:
        case "count" | "ratio" | "quantity":
            return _number(column, name, dtype)
        case "flag":
            return Cell(name)
        case "day":
            return _day(name, dtype)
        case "countries" | "text_list":
            return _words(column, name)
        case "range":
            return _range(column, name, dtype)
        case "points":
            return _points(column, name, dtype)
        case "money":
            return _money(name, dtype)
    return _word(column, name if dtype == pl.String else f"{name}::VARCHAR")


def _form(column: Column) -> str:
    """The SQL of the one form of a column."""
    fields = ", ".join(f"{quoted(field)} DOUBLE" for field in column.spec.fields)
    named: Mapping[type[pl.DataType], str] = {pl.Float64: "DOUBLE", pl.Boolean: "BOOLEAN", pl.Date: "DATE"}
    match form(column):
        case pl.List(inner=pl.Struct()):
            return f"STRUCT({fields})[]"
        case pl.List(inner=inner):
            return "DOUBLE[]" if inner == pl.Float64 else "VARCHAR[]"
        case pl.Struct():
            return "STRUCT(amount DOUBLE, currency VARCHAR)"
        case other:
            return named.get(type(other), "VARCHAR")


# -- words ------------------------------------------------------------------------------------------------------------


def _word(column: Column, text: str) -> Cell:
    match column.type:
        case "choice" | "kind":
            unknown = column.spec.unknown_word
            words = (*column.spec.values, *((unknown,) if unknown else ()))
            bad = f"{text} NOT IN ({', '.join(map(word, words))})"
            return Cell(f"nullif({text}, {word(unknown)})" if unknown else text, (bad,))
        case "country":
            return Cell(text, (_no_code(text),))
        case "link":
            return Cell(text, (f"{text} <> {word(NONE)}",))
    return Cell(text, (f"regexp_full_match({text}, '\\s*')",))


@cache
def _codes() -> str:
    return word(f"({'|'.join(sorted(country_names()))})(-[A-Z0-9]{{1,3}})?")


def _no_code(text: str) -> str:
    return f"NOT regexp_full_match({text}, {_codes()})"


def _words(column: Column, name: str) -> Cell:
    words = f"{name}::VARCHAR[]"
    value = f"CASE WHEN {_none(words, 'w', 'w IS NULL')} THEN {words} END"
    wrong = "w = ''" if column.type == "text_list" else _no_code("w")
    return Cell(value, (_any(words, "w", wrong),))


def _any(items: str, one: str, test: str) -> str:
    return f"len(list_filter({items}, lambda {one}: {test})) > 0"


def _none(items: str, one: str, test: str) -> str:
    return f"len(list_filter({items}, lambda {one}: {test})) = 0"


def _day(name: str, dtype: DataType) -> Cell:
    bad: tuple[str, ...] = ()
    if dtype == pl.Date:
        value = name
    elif isinstance(dtype, pl.Datetime):
        local = f"({name} AT TIME ZONE {word(dtype.time_zone)})" if dtype.time_zone else name
        value = f"{local}::DATE"
        bad = (f"{local}::TIMESTAMP <> {value}",)
    else:
        value = f"CASE WHEN regexp_full_match({name}, '{_DAY}') THEN TRY_CAST({name} AS DATE) END"
        bad = (f"{name} IS NOT NULL AND {value} IS NULL",)
    return Cell(value, (*bad, f"year({value}) NOT BETWEEN {FIRST_YEAR} AND {LAST_YEAR}"))


# -- numbers ----------------------------------------------------------------------------------------------------------


def _double(number: str, dtype: DataType) -> str:
    """The double nearest to a number; a decimal is read from its digits, not divided, which may round twice."""
    return f"{number}::VARCHAR::DOUBLE" if dtype.is_decimal() else f"{number}::DOUBLE"


def _number(column: Column, name: str, dtype: DataType) -> Cell:
    value = _double(name, dtype)
    return Cell(value, (*_inexact(name, dtype), *_senseless(column, value, dtype)))


def _inexact(number: str, dtype: DataType) -> tuple[str, ...]:
    """Whether the number in a cell is not the one its nearest double stands for."""
    if dtype.is_decimal():
        return (f"{_digits(f'{number}::VARCHAR')} > {DIGITS}",)
    if dtype.is_integer():
        return (f"{number} NOT BETWEEN {-MOST} AND {MOST}",)
    # NaN by itself: the statistics of a Parquet file do not count it, and comparisons are answered from those.
    measured = f"{number} = 0 OR (abs({number}) >= {LEAST!r} AND abs({number}) < {GREATEST!r})"
    return (f"NOT isfinite({number})", f"NOT ({measured})")


def _digits(text: str) -> str:
    """How many significant digits a decimal is written with."""
    return f"length(trim(regexp_replace(regexp_replace({text}, '[eE].*$', ''), '[^0-9]', '', 'g'), '0'))"


def _senseless(column: Column, number: str, dtype: DataType) -> tuple[str, ...]:
    """What a number of this fact can never be."""
    if column.type == "ratio":
        return (f"{number} NOT BETWEEN 0 AND 1",)
    below = () if column.signed else (f"{number} < 0",)
    whole = (f"{number} <> floor({number})",) if column.spec.whole and not dtype.is_integer() else ()
    return (*below, *whole)


def _range(column: Column, name: str, dtype: DataType) -> Cell:
    if not isinstance(dtype, pl.List | pl.Array):
        found = _number(column, name, dtype)
        return Cell(f"CASE WHEN {name} IS NOT NULL THEN [{found.value}, {found.value}] END", found.bad)
    inner = pl.Float64() if dtype.inner == pl.Null else _instance(dtype.inner)
    if dtype.inner == pl.Null:
        name = f"{name}::DOUBLE[]"
    lower, upper = (_double(f"({name})[{at}]", inner) for at in (1, 2))
    pair = f"(len({name}) = 2 AND ({name})[1] IS NOT NULL AND ({name})[2] IS NOT NULL)"
    bad = [f"{name} IS NOT NULL AND NOT {pair}", f"{lower} > {upper}"]
    bad += [test for end in (1, 2) for test in _inexact(f"({name})[{end}]", inner)]
    if not column.signed:
        bad.append(f"({lower} < 0 OR {upper} < 0)")
    return Cell(f"CASE WHEN {pair} THEN [{lower}, {upper}] END", tuple(bad))


def _instance(dtype: DataType) -> pl.DataType:
    return dtype if isinstance(dtype, pl.DataType) else dtype()


# -- measured points and money ----------------------------------------------------------------------------------------


def _points(column: Column, name: str, dtype: DataType) -> Cell:
    if column.bare and dtype.is_numeric():
        found = _number(column, name, dtype)
        point = f"[{{{word(VALUE)}: {found.value}}}]"
        return Cell(f"CASE WHEN {name} IS NOT NULL THEN {point} END", found.bad)
    assert isinstance(dtype, pl.List)
    if not isinstance(dtype.inner, pl.Struct):
        return Cell(f"{name}::{_form(column)}", (_any(name, "p", "p IS NULL"),))
    there = {field.name: _instance(field.dtype) for field in dtype.inner.fields if field.dtype != pl.Null}
    bad = [_any(name, "p", "p IS NULL")]
    parts = []
    for field, unit in column.spec.fields.items():
        number = f"p.{quoted(field)}"
        if field not in there:
            parts.append(f"{word(field)}: NULL::DOUBLE")
            continue
        parts.append(f"{word(field)}: {_double(number, there[field])}")
        bad += [_any(name, "p", test) for test in _inexact(number, there[field])]
        if not unit_table().dimensions[unit].signed:
            bad.append(_any(name, "p", f"{number} < 0"))
    return Cell(f"list_transform({name}, lambda p: {{{', '.join(parts)}}})", tuple(bad))


def _money(name: str, dtype: DataType) -> Cell:
    if isinstance(dtype, pl.Struct):
        inner = {field.name: _instance(field.dtype) for field in dtype.fields}
        number, currency = f"{name}.amount", f"{name}.currency::VARCHAR"
        amount = _double(number, inner["amount"])
        stated = f"({number} IS NOT NULL OR {currency} IS NOT NULL)"
        bad = [*_inexact(number, inner["amount"]), f"{amount} < 0"]
    else:
        number, currency = (f"nullif(regexp_extract({name}, '{_MONEY}', {at}), '')" for at in (1, 2))
        amount, stated = f"TRY_CAST({number} AS DOUBLE)", f"{name} IS NOT NULL"
        bad = [f"{_digits(number)} > {DIGITS}"]
    known = f"(coalesce(isfinite({amount}), FALSE) AND coalesce(regexp_full_match({currency}, '{_CURRENCY}'), FALSE))"
    value = f"CASE WHEN {known} THEN {{'amount': {amount}, 'currency': {currency}}} END"
    return Cell(value, (f"{stated} AND NOT {known}", *bad))
