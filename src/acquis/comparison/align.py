"""The alignment index: how far two books control the same, as a number from 0 to 1.

A paragraph is covered by the other book to the share of its cells that the other lists too. Cells are the coarsest that
tell apart what the paragraph lists, and what of it the other book lists: a threshold that changes nothing here makes no
cell, and neither does anything in another paragraph. A concept scores the mean cover over all paragraphs of both books,
and two books the mean over the concepts that either of them controls. It is symmetric, 1 exactly where both list the
same, and 0 where they have nothing in common; after L. R. Dice, *Measures of the Amount of Ecologic Association
Between Species* (1945), whose coefficient it is where every paragraph is one cell. It counts the cells that differ, not
how far apart two numbers are. What tells about things (technology, software) is asked for the plainest listed thing of
each kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import combinations

from acquis.comparison.cells import Space, space
from acquis.comparison.compare import Pair, Shelves, held, things
from acquis.comparison.controlled import ASKED, LISTED
from acquis.comparison.diagram import NOTHING, TooLarge
from acquis.comparison.relate import relate
from acquis.determination.library import Library
from acquis.rules.shelf import Shelf
from acquis.terms.crosswalk import Aligned, Alignment


def align(library: Library, instruments: tuple[str, ...], day: date, known_on: date) -> tuple[Alignment, ...]:
    """The index for each two of the instruments that hold control entries of the day; no index for others."""
    holding, _ = held(library, instruments, day, known_on)
    return tuple(alignment(library, a, b) for a, b in combinations(holding, 2))


def alignment(library: Library, a: Shelf, b: Shelf) -> Alignment:
    """The index of two books, which may be two editions of one."""
    scores: list[Aligned] = []
    left_out: list[str] = []
    for pair, by in _pairs(Shelves(library, a, b)):
        try:
            shares = _shares(pair)
        except TooLarge:
            left_out.append(pair[0].concept.id)
            continue
        if shares:
            mean = sum(shares, Fraction(0)) / len(shares)
            scores.append(Aligned(concept=pair[0].concept.id, score=mean, listed_by=by))
    return Alignment(
        a=a.pack.id,
        b=b.pack.id,
        as_of=a.day,
        known_on=a.known_on,
        index=sum((one.score for one in scores), Fraction(0)) / len(scores) if scores else None,
        concepts=tuple(scores),
        left_out=tuple(left_out),
    )


def _pairs(both: Shelves) -> Iterator[tuple[Pair, str]]:
    """Every two sets to be held together; and of what tells about a thing, which book lists the thing."""
    for pair in both.pairs():
        yield pair, ""
        for witness, by in things(relate(*pair, most=1)):
            yield from ((told, by) for told in both.about(pair, witness))


def _shares(pair: Pair) -> list[Fraction]:
    """The cover of each paragraph of either book by the other book."""
    whole = space([one.program for one in pair], pair[0].catalogue)
    (asked_a, listed_a), (asked_b, listed_b) = (
        [sure for sure, _ in whole.parts(one.program, ASKED, LISTED)] for one in pair
    )
    return [
        *(_cover(whole, part, listed_b) for part in asked_a),
        *(_cover(whole, part, listed_a) for part in asked_b),
    ]


def _cover(whole: Space, part: int, others: tuple[int, ...]) -> Fraction:
    """The share of the cells of a paragraph that the other book lists too."""
    draw = whole.diagrams
    left = draw.less_all(part, others)
    if left == NOTHING:
        return Fraction(1)
    box = {}
    for place in draw.variables(part) | draw.variables(left):
        # Of the cells that neither set tells apart, one is counted.
        seen: dict[tuple[int, int], int] = {}
        for cell in range(draw.sizes[place]):
            seen.setdefault((draw.restricted(part, place, cell), draw.restricted(left, place, cell)), cell)
        box[place] = sum(1 << cell for cell in seen.values())
    counted = draw.box(box)
    return 1 - Fraction(draw.count(draw.both(left, counted)), draw.count(draw.both(part, counted)))
