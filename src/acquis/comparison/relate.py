"""Two books and one concept: how what one controls stands to what the other does, with regions and witnesses."""

from __future__ import annotations

from dataclasses import dataclass, replace

from acquis.comparison.cells import Space, space
from acquis.comparison.controlled import ASKED, LISTED, Controlled
from acquis.comparison.diagram import NOTHING, TooLarge
from acquis.comparison.regions import bounds, boxes
from acquis.comparison.witness import holds, inside, judged
from acquis.terms.comparison import Region, Related, Relation, Witness

MOST = 24
"""So many regions of one difference are listed; more than that nobody reads."""


def relate(a: Controlled, b: Controlled, *, most: int = MOST) -> Related:
    """How what A controls of a concept stands to what B does.

    Everything is decided exhaustively over the cells that the thresholds and words of both books make, and every witness
    is put to the explainer; where there are too many cells, z3 decides (UsageError where it is not installed). Two
    books may be two editions of one. ``most`` limits the regions listed of one difference.
    """
    try:
        return _by_cells(a, b, most)
    except TooLarge:
        from acquis.comparison.solve import by_solver

        return by_solver(a, b)


@dataclass(frozen=True, slots=True)
class _Side:
    """One book as sets of points to be united: what it lists by asking, and all it lists."""

    book: Controlled
    asked: tuple[int, ...]
    listed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Both books in one space; ``sure`` says whether the sets are of what is surely listed, or of what may be."""

    space: Space
    a: _Side
    b: _Side
    sure: bool

    @property
    def turned(self) -> _Pair:
        return _Pair(self.space, self.b, self.a, self.sure)

    def less(self) -> int:
        """What A lists by asking and B does not list."""
        draw = self.space.diagrams
        return draw.some([left for part in self.a.asked if (left := draw.less_all(part, self.b.listed)) != NOTHING])

    def relation(self, a_less_b: int, b_less_a: int) -> Relation:
        draw = self.space.diagrams
        return relation(
            a=bool(self.a.asked),
            b=bool(self.b.asked),
            both=any(draw.both(one, other) != NOTHING for one in self.a.asked for other in self.b.asked),
            a_less_b=a_less_b != NOTHING,
            b_less_a=b_less_a != NOTHING,
        )

    def regions(self, difference: int, most: int) -> tuple[tuple[Region, ...], bool]:
        """The regions of what A has and B has not, and whether they are all."""
        found, exact = boxes(self.space, difference, most)
        return tuple(
            Region(
                bounds=bounds(self.space, box),
                witness=proved(judged(self.a.book, self.b.book, inside(self.space, difference, box)), sure=self.sure),
            )
            for box in found
        ), exact


def _by_cells(a: Controlled, b: Controlled, most: int) -> Related:
    both = space((a.program, b.program), a.catalogue)
    draw = both.diagrams
    (asked_a, asked_b), (listed_a, listed_b) = (
        [both.parts(one.program, root) for one in (a, b)] for root in (ASKED, LISTED)
    )
    sure = _Pair(both, _Side(a, asked_a[0], listed_a[0]), _Side(b, asked_b[0], listed_b[0]), sure=True)
    may = _Pair(both, _Side(a, asked_a[1], listed_a[1]), _Side(b, asked_b[1], listed_b[1]), sure=False)
    settled = listed_a[0] == listed_a[1] and listed_b[0] == listed_b[1]
    surely = sure.less(), sure.turned.less()
    maybe = surely if settled else (may.less(), may.turned.less())
    listed = (
        sure.regions(surely[0], most),
        sure.turned.regions(surely[1], most),
        may.regions(draw.less(maybe[0], surely[0]), most),
        may.turned.regions(draw.less(maybe[1], surely[1]), most),
    )
    (only_a, _), (only_b, _), (perhaps_a, _), (perhaps_b, _) = listed
    return Related(
        concept=a.concept.id,
        title=title(a),
        relation=sure.relation(*surely),
        possibly=may.relation(*maybe),
        only_a=only_a,
        only_b=tuple(_turned(region) for region in only_b),
        possibly_only_a=perhaps_a,
        possibly_only_b=tuple(_turned(region) for region in perhaps_b),
        exact=all(exact for _, exact in listed),
        proved_by="cells",
        entries_a=tuple(leaf.id for leaf in a.leaves),
        entries_b=tuple(leaf.id for leaf in b.leaves),
    )


def relation(*, a: bool, b: bool, both: bool, a_less_b: bool, b_less_a: bool) -> Relation:
    """The relation of two sets, from which of the parts they make hold anything."""
    if not a or not b:
        return Relation.neither if a == b else Relation.only_a if a else Relation.only_b
    if not a_less_b:
        return Relation.within if b_less_a else Relation.equal
    if not b_less_a:
        return Relation.contains
    return Relation.overlaps if both else Relation.disjoint


def proved(witness: Witness, *, sure: bool) -> Witness:
    """The witness, which the explainer must bear out; RuntimeError where it does not, a fault of acquis."""
    if not holds(witness, sure=sure):
        raise RuntimeError(f"the explainer does not bear out the witness {witness!r}")
    return witness


def title(one: Controlled) -> str:
    """The concept in words, with the further kinds that are treated alike."""
    named = (one.concept.kind, *one.concept.also)
    first = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} or {named[-1]}"
    return " for ".join((first, *(kind for _, kind in one.concept.chain))).replace("_", " ")


def _turned(region: Region) -> Region:
    """The same region, with A and B in their own places again."""
    seen = region.witness
    witness = replace(
        seen,
        answer_a=seen.answer_b,
        answer_b=seen.answer_a,
        entries_a=seen.entries_b,
        entries_b=seen.entries_a,
    )
    return replace(region, witness=witness)
