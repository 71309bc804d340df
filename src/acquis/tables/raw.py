"""From the column of a table to one form per type of fact, with what would be wrong in a cell.

A table may state a number as an integer, a decimal or a double, a day as a date or as text, a range as a list or as
one number. Here each becomes one form: Float64, Boolean, Date, String, List(String), List(Float64), List(Struct),
Struct{amount, currency}. Nothing is guessed: a cell in another form is null here, and a check says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from math import nextafter
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from acquis.facts.context import NONE
from acquis.reading.countries import country_names
from acquis.reading.number import MAX_EXPONENT
from acquis.reading.suggest import did_you_mean
from acquis.reading.unit_table import unit_table
from acquis.reading.values import FIRST_YEAR, LAST_YEAR, VALUE
from acquis.tables.columns import ISOTOPES, Column

if TYPE_CHECKING:
    from polars._typing import PolarsDataType as DataType

DIGITS = 15
"""A decimal of so many significant digits is the shortest one of its nearest double."""

LEAST, GREATEST = 10.0**-MAX_EXPONENT, 10.0 ** (MAX_EXPONENT + 1)
"""Between these a number may lie, as in a case file; what is smaller or larger no measurement gives."""

BELOW = nextafter(GREATEST, 0)
MOST = 2**53
"""Up to here every whole number has a double of its own."""

MANY = 8
"""Of so many words a message gives all."""

_SUBDIVISION = r"^[A-Z]{2}-[A-Z0-9]{1,3}$"
_MONEY = r"^\s*([0-9.]+(?:[eE][+-]?[0-9]+)?)\s*([A-Z]{3})\s*$"
_CURRENCY = r"^[A-Z]{3}$"
_MISSING = pl.element().is_null()


@dataclass(frozen=True, slots=True)
class Check:
    """What is wrong with a cell: it ``may`` be by a cheap look at all cells, and is if ``bad`` holds too."""

    may: pl.Expr
    expected: str
    hint: str = ""
    bad: pl.Expr | None = None


@dataclass(frozen=True, slots=True)
class Raw:
    """A column in its one form, null where nothing is stated or can be taken, and the checks of its cells."""

    value: pl.Expr
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A column whose type cannot state the fact at all."""

    expected: str
    hint: str = ""


def raw(column: Column, dtype: DataType) -> Raw | Refused:
    """How a column of that type of polars states its fact."""
    if dtype == pl.Null:
        return Raw(pl.lit(None, form(column)))
    if isinstance(dtype, pl.Categorical) or (isinstance(dtype, pl.Enum) and column.type not in ("choice", "kind")):
        dtype = pl.String()
    match column.type:
        case "count" | "ratio" | "quantity":
            return _number(column, dtype)
        case "flag":
            expected = "a column of true and false (Boolean)"
            return Raw(pl.col(column.name)) if dtype == pl.Boolean else Refused(expected)
        case "day":
            return _day(column, dtype)
        case "countries" | "text_list":
            return _words(column, dtype)
        case "range":
            return _range(column, dtype)
        case "points":
            return _points(column, dtype)
        case "money":
            return _money(column, dtype)
        case "object" if column.spec.name == f"item.{ISOTOPES}":
            return Refused(
                "no composition in a table", "state the share that counts as impurity: item.isotopic_impurity"
            )
        case "object":
            return Raw(pl.lit(None, pl.String))
    return _word(column, dtype)


def form(column: Column) -> pl.DataType:
    """The one form of a column."""
    match column.type:
        case "count" | "ratio" | "quantity":
            return pl.Float64()
        case "flag":
            return pl.Boolean()
        case "day":
            return pl.Date()
        case "countries" | "text_list":
            return pl.List(pl.String)
        case "range":
            return pl.List(pl.Float64)
        case "points":
            return pl.List(pl.Struct(dict.fromkeys(column.spec.fields, pl.Float64)))
        case "money":
            return pl.Struct({"amount": pl.Float64, "currency": pl.String})
    return pl.String()


# -- words ------------------------------------------------------------------------------------------------------------


def _word(column: Column, dtype: DataType) -> Raw | Refused:
    """A word; a column whose type says which words it holds (Enum) keeps the type."""
    if dtype not in (pl.String, pl.Enum):
        return Refused(f"{column.form} (String)")
    cell = pl.col(column.name)
    if column.type in ("choice", "kind"):
        unknown = column.spec.unknown_word
        words = (*column.spec.values, *((unknown,) if unknown else ()))
        held = dtype.categories.to_list() if isinstance(dtype, pl.Enum) else [unknown]
        value = pl.when(cell != unknown).then(cell) if unknown and unknown in held else cell
        some = ", ".join(words[:MANY]) + (" …" if len(words) > MANY else "")
        if isinstance(dtype, pl.Enum) and set(held) <= set(words):
            return Raw(value)
        return Raw(value, (Check(~cell.cast(pl.String).is_in(words), f"one of {some}"),))
    cell = cell.cast(pl.String)
    match column.type:
        case "country":
            return Raw(cell, (_code(cell),))
        case "link":
            hint = "a table holds no other items: state the facts behind the link, or leave the cell empty"
            return Raw(cell, (Check(cell != NONE, f"the word {NONE}", hint),))
    return Raw(cell, (Check(cell.str.strip_chars() == "", "text", "leave a cell null where nothing is known"),))


def _code(cell: pl.Expr) -> Check:
    codes = list(country_names())
    bad = ~(cell.str.contains(_SUBDIVISION) & cell.str.head(2).is_in(codes))
    return Check(~cell.is_in(codes), "a country code", "", bad)


def _words(column: Column, dtype: DataType) -> Raw | Refused:
    if not isinstance(dtype, pl.List | pl.Array) or dtype.inner not in (pl.String, pl.Null, pl.Categorical, pl.Enum):
        return Refused(f"{column.form} (List of String)")
    cell = pl.col(column.name).cast(pl.List(pl.String))
    value = pl.when(~cell.list.contains(None)).then(cell)
    if column.type == "text_list":
        blank = cell.list.contains("")
        return Raw(value, (Check(blank, "a list of words", "a word in it is empty"),))
    inner = _code(pl.element())
    assert inner.bad is not None
    may, bad = (cell.list.eval(test).list.any() for test in (inner.may, inner.may & inner.bad))
    return Raw(value, (Check(may, "a list of country codes", "", bad),))


def _day(column: Column, dtype: DataType) -> Raw | Refused:
    cell, hint = pl.col(column.name), "write every day as YYYY-MM-DD"
    checks = []
    if dtype == pl.Date:
        value = cell
    elif isinstance(dtype, pl.Datetime):
        value = cell.dt.date()
        checks.append(Check(cell.dt.time() != pl.time(0, 0), "a day without a time", "give the day alone"))
    elif dtype == pl.String:
        cell = cell.cast(pl.String)
        value = cell.str.to_date("%Y-%m-%d", strict=False, exact=True)
        checks.append(Check(cell.is_not_null() & (value.is_null() | (cell.str.len_bytes() != 10)), "a day", hint))
    else:
        return Refused("a day (Date, or text as YYYY-MM-DD)")
    years = ~value.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
    return Raw(value, (*checks, Check(years, f"a day between {FIRST_YEAR} and {LAST_YEAR}")))


# -- numbers ----------------------------------------------------------------------------------------------------------


def _number(column: Column, dtype: DataType) -> Raw | Refused:
    cell = pl.col(column.name)
    refused = _not_numeric(dtype, column.form, *column.units)
    if refused is not None:
        return refused
    number = cell.cast(pl.Float64)
    return Raw(
        number, _at_one_look(_odd(column, number, dtype), (*_exact(cell, dtype), *_sensible(column, number, dtype)))
    )


def _at_one_look(look: pl.Expr, checks: Iterable[Check]) -> tuple[Check, ...]:
    """The checks after one look that finds every cell one of them may be about; most tables pass it."""
    return tuple(replace(one, may=look, bad=one.may if one.bad is None else one.may & one.bad) for one in checks)


def _odd(column: Column, number: pl.Expr, dtype: DataType) -> pl.Expr:
    """Every number that a check may be about."""
    odd = ~number.is_between(*_limits(column)) | ((number.abs() < LEAST) & (number != 0))
    if column.spec.whole and not dtype.is_integer():
        odd |= number != number.floor()
    if dtype.is_float():
        return odd
    return reduce(or_, (one.may for one in _exact(pl.col(column.name), dtype)), odd)


def _limits(column: Column) -> tuple[float, float]:
    """Between which ends the numbers of a column can lie at all; NaN and infinities lie outside."""
    return (-BELOW if column.signed else 0.0), (1.0 if column.type == "ratio" else BELOW)


def _not_numeric(dtype: DataType, expected: str, *units: str) -> Refused | None:
    if dtype.is_float() and dtype != pl.Float64:
        return Refused(f"{expected} (Float64)", "float32 cannot hold a rim; write Float64 or Decimal")
    return None if dtype.is_numeric() else Refused(f"{expected}{_of(units)} (Float64, integers or decimals)")


def _exact(cell: pl.Expr, dtype: DataType) -> tuple[Check, ...]:
    """Whether the number in a cell is the one its nearest double stands for."""
    if dtype.is_decimal():
        hint = "rounding may carry it over a limit: write a row with a longer number as a case file"
        long = _digits(cell.cast(pl.String)) > DIGITS
        return (Check(long, f"a decimal of at most {DIGITS} significant digits", hint),)
    if dtype.is_integer():
        large = (cell > MOST) | (cell < -MOST) if dtype.is_signed_integer() else cell > MOST
        return (Check(large, "a whole number below 2^53", "a larger one has no double of its own"),)
    hint = "no measurement gives it; leave a cell null where nothing is known"
    return (Check(~(cell.abs().is_between(LEAST, GREATEST, closed="left") | (cell == 0)), "a number", hint),)


def significant(text: pl.Expr) -> pl.Expr:
    """The significant digits a decimal is written with."""
    digits = text.str.replace(r"[eE].*$", "").str.replace_all(r"[^0-9]", "")
    return digits.str.strip_chars_start("0").str.strip_chars_end("0")


def _digits(text: pl.Expr) -> pl.Expr:
    return significant(text).str.len_bytes()


def _sensible(column: Column, number: pl.Expr, dtype: DataType) -> tuple[Check, ...]:
    """What a number of this fact can never be."""
    if column.type == "ratio":
        hint = "a share is a plain number: 0.001, not 0.1 for 0.1 %"
        return (Check(((number < 0) | (number > 1)) & number.is_finite(), "a share between 0 and 1", hint),)
    checks = []
    if not column.signed:
        checks.append(
            Check(number < 0, f"no number below zero{_of(column.units)}", "give the amount without a minus sign")
        )
    if column.spec.whole and not dtype.is_integer():
        checks.append(Check((number != number.floor()) & number.is_finite(), "a whole number"))
    return tuple(checks)


def _range(column: Column, dtype: DataType) -> Raw | Refused:
    if not isinstance(dtype, pl.List | pl.Array):
        found = _number(column, dtype)
        if isinstance(found, Refused):
            return found
        return Raw(pl.when(found.value.is_not_null()).then(pl.concat_list(found.value, found.value)), found.checks)
    refused = None if dtype.inner == pl.Null else _not_numeric(dtype.inner, column.form, *column.units)
    if refused is not None:
        return refused
    cell = pl.col(column.name).cast(pl.List(pl.Float64))
    two = (cell.list.len() == 2) & ~cell.list.contains(None)
    lower, upper = (cell.list.get(at, null_on_oob=True) for at in (0, 1))
    checks = [
        Check(cell.is_not_null() & ~two, "a list of two numbers", "leave the cell null if an end is not known"),
        Check(lower > upper, "the smaller number first"),
        Check(~(lower.is_finite() & upper.is_finite()), "two numbers", "leave a cell null where nothing is known"),
    ]
    if not column.signed:
        checks.append(Check((lower < 0) | (upper < 0), f"no number below zero{_of(column.units)}"))
    ends = [end.is_between(*_limits(column)).fill_null(value=False) for end in (lower, upper)]
    fine = (cell.list.len() == 2) & ends[0] & ends[1] & (lower <= upper)
    checks = [*_at_one_look(cell.is_not_null() & ~fine, checks)]
    if dtype.inner.is_decimal() or dtype.inner.is_integer():
        checks += _inside(pl.col(column.name).cast(pl.List(dtype.inner)), dtype.inner, "a list of two numbers")
    return Raw(pl.when(two).then(cell), tuple(checks))


def _inside(cell: pl.Expr, inner: DataType, expected: str) -> list[Check]:
    """The exactness of the numbers in a list."""
    return [
        Check(cell.list.eval(one.may).list.any(), f"{expected}, each {one.expected}", one.hint)
        for one in _exact(pl.element(), inner)
    ]


# -- measured points and money ----------------------------------------------------------------------------------------


def _points(column: Column, dtype: DataType) -> Raw | Refused:
    if column.bare and dtype.is_numeric():
        found = _number(column, dtype)
        if isinstance(found, Refused):
            return found
        point = pl.concat_list(pl.struct(found.value.alias(VALUE)))
        return Raw(pl.when(found.value.is_not_null()).then(point), found.checks)
    if not isinstance(dtype, pl.List) or not (isinstance(dtype.inner, pl.Struct) or dtype.inner == pl.Null):
        return Refused(f"{column.form} (List of Struct)")
    cell = pl.col(column.name)
    if not isinstance(dtype.inner, pl.Struct):
        return Raw(cell.cast(form(column)), (Check(cell.list.len() > 0, "a list of points"),))
    there = {field.name: field.dtype for field in dtype.inner.fields}
    tests = [(_MISSING, "a list of points", "leave out a point that is not known, or give a null field in it")]
    for name, inner in there.items():
        if name not in column.spec.fields:
            hint = did_you_mean(name, column.spec.fields)
            return Refused(column.form, f"a point has no field {name!r}" + (f"; {hint}" if hint else ""))
        if inner == pl.Null:
            continue
        refused = _not_numeric(inner, f"numbers in the field {name}", column.spec.fields[name])
        if refused is not None:
            return refused
        tests += _field(name, inner, column.spec.fields[name])
    look = cell.list.eval(reduce(or_, (test for test, _, _ in tests))).list.any()
    checks = [Check(look, told, hint, cell.list.eval(test).list.any()) for test, told, hint in tests]
    parts = [
        (pl.element().struct.field(name).cast(pl.Float64) if name in there else pl.lit(None, pl.Float64)).alias(name)
        for name in column.spec.fields
    ]
    return Raw(cell.list.eval(pl.struct(parts)), tuple(checks))


def _field(name: str, dtype: DataType, unit: str) -> list[tuple[pl.Expr, str, str]]:
    """What may be wrong with one field of a point."""
    number = pl.element().struct.field(name)
    tests = list(_exact(number, dtype))
    if not unit_table().dimensions[unit].signed:
        tests.append(Check(number < 0, "not below zero"))
    return [(test.may.fill_null(value=False), f"points whose {name} is {test.expected}", test.hint) for test in tests]


def _money(column: Column, dtype: DataType) -> Raw | Refused:
    cell, expected = pl.col(column.name), "an amount and a currency: {amount: 1200, currency: EUR} or 1200 EUR"
    if dtype == pl.String:
        cell = cell.cast(pl.String)
        number = cell.str.extract(_MONEY, 1)
        amount, currency = number.cast(pl.Float64, strict=False), cell.str.extract(_MONEY, 2)
        checks = [Check(_digits(number) > DIGITS, f"an amount of at most {DIGITS} significant digits")]
    elif isinstance(dtype, pl.Struct) and {field.name for field in dtype.fields} == {"amount", "currency"}:
        inner = {field.name: field.dtype for field in dtype.fields}
        refused = _not_numeric(inner["amount"], "an amount in numbers", "1")
        if refused is not None:
            return refused
        number = cell.struct.field("amount")
        amount, currency = number.cast(pl.Float64), cell.struct.field("currency").cast(pl.String)
        checks = [*_exact(number, inner["amount"]), Check(amount < 0, "an amount not below zero")]
    else:
        return Refused(expected)
    known = amount.is_finite() & currency.str.contains(_CURRENCY)
    stated = cell.is_not_null() & (
        pl.lit(value=True) if dtype == pl.String else number.is_not_null() | currency.is_not_null()
    )
    value = pl.when(known).then(pl.struct(amount.alias("amount"), currency.alias("currency")))
    return Raw(value, (Check(stated & ~known.fill_null(value=False), expected), *checks))


def _of(units: tuple[str, ...]) -> str:
    named = [unit for unit in units if unit not in ("1", "")]
    return f" in {' or '.join(named)}" if named else ""
