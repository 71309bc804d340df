"""Exact limits for columns of doubles: a number in a table stands for its shortest decimal.

A cell that prints as 0.001 means a thousandth, though no double is exactly that. A limit is therefore turned once into
doubles such that comparing doubles gives the answer that comparing the decimals would give, at the rims too.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from acquis.terms.value import Span


@dataclass(frozen=True, slots=True)
class Bounds:
    """A span over doubles; None is an end without bound."""

    lower: float | None
    upper: float | None
    lower_open: bool = False
    upper_open: bool = False

    def holds(self, number: float) -> bool:
        """Whether the double lies inside."""
        if self.lower is not None and (number < self.lower or (self.lower_open and number == self.lower)):
            return False
        return not (self.upper is not None and (number > self.upper or (self.upper_open and number == self.upper)))


def bounds(span: Span) -> Bounds:
    """The doubles whose shortest decimals lie in the span.

    For every double d: ``bounds(span).holds(d) == span.holds(Fraction(repr(d)))``.
    """
    lower, lower_open = _end(span.lower, is_open=span.lower_open, outward=-1)
    upper, upper_open = _end(span.upper, is_open=span.upper_open, outward=1)
    return Bounds(lower, upper, lower_open, upper_open)


def decimal_of(number: float) -> Fraction:
    """The number a double of a table stands for."""
    return Fraction(repr(float(number)))


def _end(limit: Fraction | None, *, is_open: bool, outward: int) -> tuple[float | None, bool]:
    """The double nearest to a limit, and whether it is itself outside; ``outward`` is the side that is left out."""
    if limit is None:
        return None, False
    nearest = float(limit)
    stands_for = decimal_of(nearest)
    if stands_for == limit:
        return nearest, is_open
    # The nearest double stands for a decimal beside the limit: it is outside if it lies on the outward side.
    return nearest, (stands_for > limit) is (outward > 0)
