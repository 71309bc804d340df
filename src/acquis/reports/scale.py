"""Log axes and the words for numbers: the same string stands in the drawing and in its table."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from acquis.terms.value import Band, Span

AXES = {
    "physical_qubits": ("Physical qubits", ""),
    "cnot_error": ("C-NOT error", ""),
    "temperature": ("Temperature", "K"),
    "power": ("Cooling power", "W"),
    "cooling_power": ("Cooling power", "W"),
}
"""The words and the unit of an axis, by the last part of the fact's name."""

_PREFIXES = {-12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G"}
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Axis:
    """One log axis: its words, its unit and the powers of ten at its ends."""

    label: str
    unit: str
    low: int
    high: int

    def place(self, number: Fraction | float) -> float:
        """Where the number lies between the ends, from 0 to 1; what lies outside is put at the nearer end."""
        value = float(number)
        if value <= 0:
            return 0.0
        return min(1.0, max(0.0, (math.log10(value) - self.low) / (self.high - self.low)))

    @property
    def title(self) -> str:
        """The words with the unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    def tick(self, power: int) -> str:
        """The words of a power of ten: engineering prefixes where there is a unit."""
        if self.unit:
            return number_words(Fraction(10) ** power, self.unit)
        return number_words(Fraction(10) ** power) if 0 <= power <= 4 else "10" + str(power).translate(_RAISED)


def axis(name: str, values: Iterable[object]) -> Axis:
    """The axis that shows every finite value, with room at both ends for what has no end."""
    label, unit = AXES.get(name.rsplit(".", 1)[-1], (name.rsplit(".", 1)[-1].replace("_", " "), ""))
    logs = [math.log10(float(number)) for number in _finite(values) if number > 0]
    low, high = (math.floor(min(logs)), math.ceil(max(logs))) if logs else (0, 1)
    if logs and min(logs) - low < 0.25:
        low -= 1
    if logs and high - max(logs) < 0.25:
        high += 1
    return Axis(label, unit, low, max(high, low + 1))


def _finite(values: Iterable[object]) -> Iterable[Fraction]:
    for value in values:
        match value:
            case Fraction() | int():
                yield Fraction(value)
            case Span() | Band():
                yield from (end for end in (value.lower, value.upper) if end is not None)


def ends(value: object) -> tuple[Fraction | None, Fraction | None]:
    """Both ends of a value; None is an open end, or unknown."""
    match value:
        case Fraction() | int():
            return Fraction(value), Fraction(value)
        case Span() | Band():
            return value.lower, value.upper
        case _:
            return None, None


def number_words(number: Fraction, unit: str = "") -> str:
    """A number as people write it: 34, 0.0001, 600 µW."""
    if not unit:
        return _plain(number)
    if number == 0:
        return f"0 {unit}"
    power = 3 * math.floor(math.log10(abs(float(number))) / 3 + 1e-12)
    power = min(max(power, min(_PREFIXES)), max(_PREFIXES))
    return f"{_plain(number / Fraction(10) ** power)} {_PREFIXES[power]}{unit}"


def value_words(value: object, unit: str = "") -> str:
    """A value, or the span a rule names, in words: ``34 to under 100``, ``at most 0.0001``, ``not stated``."""
    match value:
        case None:
            return "not stated"
        case Fraction() | int():
            return number_words(Fraction(value), unit)
        case Band():
            return f"{number_words(value.lower, unit)} to {number_words(value.upper, unit)}"
        case Span():
            return _span_words(value, unit)
        case _:
            return str(value)


def _span_words(span: Span, unit: str) -> str:
    if span.lower is None and span.upper is None:
        return "any"
    if span.lower is None and span.upper is not None:
        return f"{'under' if span.upper_open else 'at most'} {number_words(span.upper, unit)}"
    assert span.lower is not None
    start = number_words(span.lower, unit)
    if span.upper is None:
        return f"over {start}" if span.lower_open else f"{start} or more"
    if span.lower == span.upper:
        return start
    end = number_words(span.upper, unit)
    return f"{'over ' if span.lower_open else ''}{start} to {'under ' if span.upper_open else ''}{end}"


def _plain(number: Fraction) -> str:
    if number.denominator == 1 and abs(number) < 10**15:
        return str(number.numerator)
    return format(float(number), ".10g")
