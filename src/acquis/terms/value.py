"""Values of facts: exact, uncertain (an interval, a choice) or missing (None)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of numbers; None is an open end without bound.

    As the value of a fact it says that the true number lies inside; as a literal of a rule it is the set the
    text describes, with the text's own ends: ``34 or more, but fewer than 100`` is
    ``Span(34, 100, upper_open=True)``.
    """

    lower: Fraction | None = None
    upper: Fraction | None = None
    lower_open: bool = False
    upper_open: bool = False

    def holds(self, number: Fraction) -> bool:
        """Whether the number lies inside."""
        if self.lower is not None and (number < self.lower or (self.lower_open and number == self.lower)):
            return False
        return not (self.upper is not None and (number > self.upper or (self.upper_open and number == self.upper)))

    def meets(self, other: Span) -> bool:
        """Whether the two intervals have a number in common."""
        return not (_apart(self, other) or _apart(other, self))

    def covers(self, other: Span) -> bool:
        """Whether every number of the other lies inside this one."""
        return _starts_within(self, other) and _ends_within(self, other)


def _apart(low: Span, high: Span) -> bool:
    if low.upper is None or high.lower is None:
        return False
    return low.upper < high.lower or (low.upper == high.lower and (low.upper_open or high.lower_open))


def _starts_within(outer: Span, inner: Span) -> bool:
    if outer.lower is None:
        return True
    if inner.lower is None or inner.lower < outer.lower:
        return False
    return inner.lower > outer.lower or not outer.lower_open or inner.lower_open


def _ends_within(outer: Span, inner: Span) -> bool:
    if outer.upper is None:
        return True
    if inner.upper is None or inner.upper > outer.upper:
        return False
    return inner.upper < outer.upper or not outer.upper_open or inner.upper_open


@dataclass(frozen=True, slots=True)
class Band:
    """A range that the thing itself has (a frequency range, tunable wavelengths), both ends included."""

    lower: Fraction
    upper: Fraction


@dataclass(frozen=True, slots=True)
class OneOf:
    """The true word is one of these."""

    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in a currency (ISO 4217)."""

    amount: Fraction
    currency: str


@dataclass(frozen=True, slots=True)
class Points:
    """Measured points of a curve, each a mapping from field to value.

    A value of None is not known; a field that is left out does not narrow where the point holds.
    """

    points: tuple[tuple[tuple[str, Fraction | Span | None], ...], ...]


Value: TypeAlias = Fraction | Span | Band | OneOf | Money | Points | str | bool | date | tuple[str, ...] | None
