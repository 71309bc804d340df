"""Exact quantities: ``600 uW`` and ``0.6 mW`` are the same Fraction, ``-273.05 °C`` is exactly 1/10 K.

No float is used anywhere. The factors are data (``packs/units.yaml``); a unit that is not there may still be one that
pint knows, if its factor is exact.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache

from acquis.reading.document import Node, Scalar, Sequence
from acquis.reading.number import ReadingError, format_number, parse_number, plain, shorten, split_number
from acquis.reading.unit_table import Dimension, unit_table
from acquis.terms.value import Band, Span

__all__ = [
    "ReadingError", "accepted", "format_quantity", "parse_count", "parse_number", "parse_quantity", "parse_range",
    "parse_ratio",
]  # fmt: skip

_COMPARED = re.compile(r"(<=|>=|=<|=>|≤|≥|<|>)\s*(.*)", re.DOTALL)
_TO = re.compile(r"\s*(?:\.\.\.?|…|\bto\b)\s*")
_PLUS_MINUS = re.compile(r"\s*(?:±|\+/-|\+-)\s*")
_VAGUE = re.compile(r"(~|≈|about\b|approx|ca\b|circa\b)", re.IGNORECASE)
_ONE_MINUS = re.compile(r"1\s*-\s*(0?\.\d+|0|1)|100\s*%\s*-\s*(\d+(?:\.\d*)?)\s*%")
_MICRO = re.compile(r"\bu(?=[A-Zgms])")
_MAX_TEXT = 200


def accepted(unit: str) -> tuple[str, ...]:
    """The unit spellings taken for a kept unit."""
    return tuple(name for name in unit_table().dimensions[unit].factors if name)


@lru_cache(maxsize=8192)
def parse_quantity(text: str, unit: str) -> Fraction | Span:
    """An exact amount in the kept unit, or the interval that the text states.

    ``unit`` is a kept unit of ``packs/units.yaml`` (``W``, ``K``, ``1`` …). Takes ``600 uW``, ``<= 2e-3``,
    ``1.0e-3 ± 2e-4``, ``1..2 K``. Raises ReadingError, a ValueError, whose message teaches.
    """
    dimension = unit_table().dimensions.get(unit)
    if dimension is None:
        raise ReadingError(f"there is no kept unit {shorten(unit)}", f"one of {', '.join(unit_table().dimensions)}")
    if len(text) > _MAX_TEXT:
        raise ReadingError(f"expected a quantity, found a text of {len(text)} signs", "write a number and a unit")
    text = plain(text)
    compared = _COMPARED.match(text)
    if compared:
        sign, rest = compared.groups()
        amount = _amount(rest, dimension)
        if sign in ("<", "<=", "=<", "≤"):
            return Span(upper=amount, upper_open=sign == "<")
        return Span(lower=amount, lower_open=sign == ">")
    if _VAGUE.match(text):
        what = f"expected a number or an interval, found {shorten(text)}"
        raise ReadingError(what, "say between what: 4..6, or 5 ± 1")
    if "±" in text or "+/-" in text or "+-" in text:
        return _around(text, dimension)
    if ".." in text or "…" in text or " to " in text:
        return _between(text, dimension)
    if unit == "1" and _ONE_MINUS.fullmatch(text):
        first, second = text.split("-")
        return _amount(first, dimension) - _amount(second, dimension)
    return _amount(text, dimension)


def _between(text: str, dimension: Dimension) -> Fraction | Span:
    parts = _TO.split(text)
    if len(parts) != 2:
        raise ReadingError(f"expected two ends, found {shorten(text)}", "write 1..2 K")
    if not re.search(r"[^\d.eE+\- ]", parts[0]):
        _, unit = split_number(parts[1])
        parts[0] += " " + unit.strip()
    lower, upper = _amount(parts[0], dimension), _amount(parts[1], dimension)
    if lower > upper:
        raise ReadingError(f"the first end is above the second in {shorten(text)}", "write the smaller number first")
    return Span(lower, upper)


def _around(text: str, dimension: Dimension) -> Span:
    parts = _PLUS_MINUS.split(text)
    if len(parts) != 2:
        raise ReadingError(f"expected one ±, found {shorten(text)}", "write 10 ± 1 mK")
    middle, spread = parts
    if middle.startswith("("):
        inner, _, shared = spread.partition(")")
        middle, spread = f"{middle[1:]} {shared}", f"{inner} {shared}"
    number, spread_unit = _split(spread)
    middle_unit = _split(middle)[1]
    if not middle_unit and spread_unit:
        if spread_unit == "%":
            hint = "write it on both: 0.10 % ± 0.02 %"
            raise ReadingError(f"it is open what the % belongs to in {shorten(text)}", hint)
        middle, middle_unit = f"{middle} {spread_unit}", spread_unit
    if number < 0:
        raise ReadingError(f"the number after ± is below zero in {shorten(text)}", "write 10 ± 1 mK")
    centre = _amount(middle, dimension)
    if spread_unit == "%" and dimension.unit != "1":
        delta = abs(centre) * number / 100
    else:
        unit = spread_unit or middle_unit
        delta = number * _look_up(unit_table().spell(unit), unit, dimension)[0]
    lower = centre - delta
    return Span(lower if dimension.signed else max(lower, Fraction(0)), centre + delta)


def _split(text: str) -> tuple[Fraction, str]:
    number, unit = split_number(text.strip())
    return number, unit.strip()


def _amount(text: str, dimension: Dimension) -> Fraction:
    """One number with its unit."""
    number, written = _split(text)
    if written[:1].isdigit() and not written.startswith("1/"):
        hint = "write the number without spaces: 14000, not 14 000"
        raise ReadingError(f"expected one number, found {shorten(text)}", hint)
    if written.startswith("-") and written[1:].strip()[:1].isdigit():
        raise ReadingError(f"expected one number, found {shorten(text)}", "for an interval write 1..2")
    if not written and dimension.unit != "1":
        middle = max(0, len(dimension.show) // 2 - 1)
        examples = " or ".join(f"{text.strip()} {name}" for name in dimension.show[middle : middle + 3])
        raise ReadingError(
            f"expected a quantity with a unit, found {shorten(text)}",
            f"a unit is required: did you mean {examples}?",
        )
    factor, zero = _look_up(unit_table().spell(written), written, dimension)
    amount = (number + zero) * factor
    if amount < 0 and not dimension.signed:
        what = "below absolute zero" if dimension.zeros else "below zero"
        raise ReadingError(f"{shorten(text)} is {what}", "give the amount without a minus sign")
    return amount


def _look_up(spelling: str, written: str, dimension: Dimension) -> tuple[Fraction, Fraction]:
    """Factor and zero point of a unit as written."""
    factor = dimension.factors.get(spelling)
    if factor is not None:
        return factor, dimension.zeros.get(spelling, Fraction(0))
    refused = unit_table().refused.get(written) or unit_table().refused.get(spelling)
    if refused:
        raise ReadingError(f"the unit {shorten(written)} cannot be taken", refused)
    names = [name for name in dimension.factors if name]
    if dimension.unit != "1":
        from acquis.reading.pint_units import exact_factor  # pint is slow to import and seldom needed

        factor = exact_factor(spelling, dimension.unit)
        if factor is not None:
            return factor, Fraction(0)
    close = [name for name in names if name.lower() == spelling.lower()] or get_close_matches(spelling, names, 1)
    meant = f"did you mean {close[0]}? " if close else ""
    what = f"expected a plain number, %, ppm or ppb, found the unit {shorten(written)}"
    if dimension.unit != "1":
        what = f"{shorten(written)} is no unit of this quantity"
    raise ReadingError(what, f"{meant}units taken: {', '.join(names[:14])}")


def parse_ratio(text: str) -> Fraction | Span:
    """A ratio: plain, in ``%``, ``ppm`` or ``ppb``, exact or an interval."""
    return parse_quantity(text, "1")


def parse_count(text: str) -> Fraction | Span:
    """A count or another plain number; ``%`` and units are refused."""
    if "%" in text or "pp" in text or "‰" in text:
        hint = "give the number itself, without % or unit"
        raise ReadingError(f"expected a plain number, found {shorten(text)}", hint)
    return parse_quantity(text, "1")


def parse_range(node: Node, unit: str) -> Band:
    """A range the thing has: ``[4 GHz, 8 GHz]``, ``4 GHz to 8 GHz``, or one quantity for both ends."""
    lower: Fraction | Span | None
    upper: Fraction | Span | None
    if isinstance(node, Sequence):
        ends = [item.text for item in node.items if isinstance(item, Scalar)]
        if len(ends) != 2 or len(node.items) != 2:
            raise ReadingError(f"expected two ends, found a list of {len(node.items)}", "write [4 GHz, 8 GHz]")
        lower, upper = (parse_quantity(end, unit) for end in ends)
    elif isinstance(node, Scalar):
        both = parse_quantity(node.text, unit)
        lower, upper = (both.lower, both.upper) if isinstance(both, Span) else (both, both)
    else:
        raise ReadingError("expected two ends, found a mapping", "write [4 GHz, 8 GHz]")
    if not isinstance(lower, Fraction) or not isinstance(upper, Fraction):
        hint = "write [4 GHz, 8 GHz]; leave the parameter out if they are not"
        raise ReadingError("the ends of a range must be known", hint)
    if lower > upper:
        raise ReadingError("the first end is above the second", "write the smaller one first")
    return Band(lower, upper)


def format_quantity(value: Fraction | Span | Band, unit: str) -> str:
    """The value for people, in the handiest unit: ``600 µW``, ``at most 0.002``, ``4 GHz to 8 GHz``."""
    if isinstance(value, Fraction):
        return _format_amount(value, unit)
    lower, upper = value.lower, value.upper
    lower_open, upper_open = (value.lower_open, value.upper_open) if isinstance(value, Span) else (False, False)
    if lower is None and upper is None:
        return "any amount"
    if lower is None:
        assert upper is not None
        return f"{'less than' if upper_open else 'at most'} {_format_amount(upper, unit)}"
    if upper is None:
        return f"{'more than' if lower_open else 'at least'} {_format_amount(lower, unit)}"
    if lower == upper:
        return _format_amount(lower, unit)
    return f"{_format_amount(lower, unit)} to {_format_amount(upper, unit)}"


def _format_amount(amount: Fraction, unit: str) -> str:
    dimension = unit_table().dimensions.get(unit)
    if dimension is None or unit == "1":
        return format_number(amount)
    chosen = dimension.show[0]
    for name in dimension.show:
        if abs(amount) >= dimension.factors[name] or (name == dimension.unit and amount == 0):
            chosen = name
    shown = _MICRO.sub("µ", chosen)
    for plain_sign, sign in (("sqrt(Hz)", "√Hz"), ("sqrt(h)", "√h"), ("deg", "°")):
        shown = shown.replace(plain_sign, sign)
    return f"{format_number(amount / dimension.factors[chosen])} {shown}"
