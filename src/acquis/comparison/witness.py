"""Witnesses: one item inside a region, with the smallest and roundest numbers, judged again by the explainer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from acquis.comparison.cells import Cell, Dimension, Space
from acquis.comparison.controlled import Controlled
from acquis.comparison.diagram import Box
from acquis.terms.answer import NO, YES, Answer
from acquis.terms.comparison import Witness
from acquis.terms.fact import Situation
from acquis.terms.value import Band, Money, Points, Span, Value

ENDS = ("lower", "upper")
"""The two ends of a range, each a dimension of its own."""


def inside(space: Space, region: int, box: Box) -> Mapping[str, Value]:
    """One item in a box of a region, by fact; only the facts on which the space depends.

    The box may reach beyond what is feasible, where nothing is; the item does not.
    """
    draw = space.diagrams
    cells = draw.point(_nearest(space, draw.both(region, draw.box(box))))
    point = {
        place: cells.get(place, _plainest(dimension, box.get(place, -1)))
        for place, dimension in enumerate(space.dimensions)
    }
    return item(space.dimensions, point, box)


def item(dimensions: Sequence[Dimension], point: Mapping[int, int], box: Box) -> Mapping[str, Value]:
    """The plainest item of a box, by fact, where ``point`` is one cell of each dimension that lies in it.

    A number is the plainest of its whole side of the box; words, and the ends of a range, which depend on each other,
    are those of the point.
    """
    taken = [
        dimension.run(box[place])
        if place in box and dimension.numeric and dimension.part not in ENDS
        else dimension.cells[point[place]]
        for place, dimension in enumerate(dimensions)
    ]
    return _facts(dimensions, taken)


def _nearest(space: Space, region: int) -> int:
    """The part of a region in which flags are no, as far as they can be."""
    draw = space.diagrams
    for place, dimension in enumerate(space.dimensions):
        if not dimension.numeric:
            quiet = draw.both(region, draw.literal(place, dimension.bits(frozenset({False}))))
            region = quiet or region
    return region


def _plainest(dimension: Dimension, allowed: int) -> int:
    """A cell for a fact that does not matter."""
    at = [cell for cell in range(len(dimension.cells)) if allowed >> cell & 1]
    no = [cell for cell in at if dimension.cells[cell] == (False,)]
    return (no or at)[0]


def _facts(dimensions: Sequence[Dimension], taken: Sequence[Cell]) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    ranges: dict[str, dict[str, Span]] = {}
    points: dict[str, dict[str, Fraction]] = {}
    for dimension, cell in zip(dimensions, taken, strict=True):
        if isinstance(cell, tuple):
            found[dimension.name] = cell[0]
        elif dimension.part in ENDS:
            ranges.setdefault(dimension.fact, {})[dimension.part] = cell
        elif not dimension.part:
            found[dimension.name] = roundest(cell, whole=dimension.whole)
        elif dimension.unit == dimension.part:
            found[dimension.fact] = Money(roundest(cell), dimension.part)
        else:
            points.setdefault(dimension.fact, {})[dimension.part] = roundest(cell)
    found |= {fact: _band(ends["lower"], ends["upper"]) for fact, ends in ranges.items()}
    found |= {fact: Points((tuple(point.items()),)) for fact, point in points.items()}
    return found


def _band(lower: Span, upper: Span) -> Band:
    """A range that begins in one span and ends in another."""
    low, high = roundest(lower), roundest(upper)
    if low > high:
        # They meet: both ends are taken from what is common to both.
        low = high = roundest(_common(lower, upper))
    return Band(low, high)


def _common(one: Span, other: Span) -> Span:
    lowers = [(span.lower, span.lower_open) for span in (one, other) if span.lower is not None]
    uppers = [(span.upper, not span.upper_open) for span in (one, other) if span.upper is not None]
    lower, lower_open = max(lowers, default=(None, False))
    upper, closed = min(uppers, default=(None, True))
    return Span(lower, upper, lower_open=lower_open, upper_open=not closed)


def roundest(span: Span, *, whole: bool = False) -> Fraction:
    """A number of a span: its own end where the end belongs to it, else one with few digits."""
    lower, upper = span.lower, span.upper
    if lower is not None and not span.lower_open:
        return lower
    if upper is not None and not span.upper_open:
        return upper
    if upper is None:
        return Fraction(1) if lower is None or lower < 0 else _after(lower)
    if lower is None:
        below = _power(upper) if upper > 0 else upper - 1
        return upper - 1 if whole and below.denominator != 1 else below
    step = _power(upper - lower)
    while (found := (lower // step + 1) * step) >= upper:
        step /= 10
    return found


def _after(number: Fraction) -> Fraction:
    """The next number of one digit."""
    if number == 0:
        return Fraction(1)
    step = Fraction(10) ** math.floor(math.log10(number))
    return (number // step + 1) * step


def _power(number: Fraction) -> Fraction:
    """The largest power of ten below a positive number."""
    found = Fraction(10) ** math.floor(math.log10(number))
    return found if found < number else found / 10


def listing(book: Controlled, facts: Mapping[str, Value]) -> tuple[str, ...]:
    """The paragraphs that surely list an item, as the explainer says."""
    answer, entries = book.answers(_situation(book, facts))
    return _met(answer, entries) if answer is YES else ()


def possible(book: Controlled, facts: Mapping[str, Value]) -> frozenset[str]:
    """The paragraphs that list an item, or may."""
    _, entries = book.answers(_situation(book, facts))
    return frozenset(entry for entry, one in entries.items() if one is not NO)


def _situation(book: Controlled, facts: Mapping[str, Value]) -> Situation:
    words = book.concept.words(book.catalogue.links)
    return Situation(transfer="", item="", to="", values={**words, **book.given, **facts})


def judged(a: Controlled, b: Controlled, facts: Mapping[str, Value]) -> Witness:
    """What the explainer says of one item under both books."""
    situation = _situation(a, facts)
    answer_a, entries_a = a.answers(situation)
    answer_b, entries_b = b.answers(situation)
    kinds = {name: word for name, word in a.concept.words(a.catalogue.links).items() if isinstance(word, str)}
    return Witness(
        facts={**kinds, **a.given, **facts},
        answer_a=answer_a,
        answer_b=answer_b,
        entries_a=_met(answer_a, entries_a),
        entries_b=_met(answer_b, entries_b),
    )


def _met(listed: Answer, entries: Mapping[str, Answer]) -> tuple[str, ...]:
    """The paragraphs that list the item, or those that may, where it is not sure to be listed."""
    return tuple(entry for entry, answer in entries.items() if answer is listed is not NO)


def proved(witness: Witness, *, sure: bool) -> Witness:
    """The witness that A lists (surely, or possibly) what B does not, which the explainer must bear out.

    Raises RuntimeError where it does not, which is a fault of acquis.
    """
    a, b = witness.answer_a, witness.answer_b
    if (a is YES and b is not YES) if sure else (a is not NO and b is NO):
        return witness
    raise RuntimeError(f"the explainer does not bear out the witness {witness!r}")
