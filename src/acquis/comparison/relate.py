"""Two books and one concept: how what one controls stands to what the other does, with regions and witnesses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeAlias

from acquis.comparison.cells import Space, space
from acquis.comparison.controlled import ASKED, LISTED, Controlled
from acquis.comparison.diagram import NOTHING, TooLarge
from acquis.comparison.regions import bounds, boxes
from acquis.comparison.witness import inside, judged, proved
from acquis.terms.comparison import Region, Related, Relation, Witness

FEW = 3
"""So many regions are listed where a solver decides: each takes it many questions."""
MOST = 24
"""So many regions of one difference are listed; more than that nobody reads."""


def relate(a: Controlled, b: Controlled, *, most: int = MOST) -> Related:
    """How what A controls of a concept stands to what B does.

    Everything is decided exhaustively over the cells that the thresholds and words of both books make, and every
    witness is put to the explainer; where there are too many cells, z3 decides (UsageError where it is not installed).
    Two books may be two editions of one. ``most`` limits the regions listed of one difference.
    """
    try:
        return _by_cells(a, b, most)
    except TooLarge:
        from acquis.comparison.solve import by_solver

        return by_solver(a, b, min(most, FEW))


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
        return self.space.possible(draw.some([draw.less_all(part, self.b.listed) for part in self.a.asked]))

    def relation(self, a_less_b: int, b_less_a: int) -> Relation:
        possible = self.space.possible
        return Relation.of(
            a=any(possible(part) != NOTHING for part in self.a.asked),
            b=any(possible(part) != NOTHING for part in self.b.asked),
            both=any(possible(*pair) != NOTHING for pair in self._met()),
            a_less_b=a_less_b != NOTHING,
            b_less_a=b_less_a != NOTHING,
        )

    def _met(self) -> Iterator[tuple[int, int]]:
        """What may have something in common, of which one at least asks; the most particular first."""
        yield from product(*(self._particular(side.asked) for side in (self.a, self.b)))
        yield from product(self.a.asked, self.b.listed)
        yield from product(self.a.listed, self.b.asked)

    def _particular(self, parts: tuple[int, ...]) -> list[int]:
        return sorted(parts, key=lambda part: -len(self.space.diagrams.variables(part)))

    def common(self) -> Witness | None:
        """One item that both list."""
        for pair in self._met():
            if (met := self.space.possible(*pair)) != NOTHING:
                return judged(self.a.book, self.b.book, inside(self.space, met, {}))
        return None

    def regions(self, difference: int, most: int) -> tuple[tuple[Region, ...], bool]:
        """The regions of what A has and B has not, and whether they are all."""
        found, exact = boxes(self.space, difference, most)
        return tuple(
            Region(
                bounds=bounds(self.space.dimensions, box),
                witness=proved(judged(self.a.book, self.b.book, inside(self.space, difference, box)), sure=self.sure),
            )
            for box in found
        ), exact


def _by_cells(a: Controlled, b: Controlled, most: int) -> Related:
    both = space((a.program, b.program), a.catalogue, a.concept.words(a.catalogue.links))
    (asked_a, listed_a), (asked_b, listed_b) = (both.parts(one.program, ASKED, LISTED) for one in (a, b))
    sure = _Pair(both, _Side(a, asked_a[0], listed_a[0]), _Side(b, asked_b[0], listed_b[0]), sure=True)
    may = _Pair(both, _Side(a, asked_a[1], listed_a[1]), _Side(b, asked_b[1], listed_b[1]), sure=False)
    settled = listed_a[0] == listed_a[1] and listed_b[0] == listed_b[1]
    surely = sure.less(), sure.turned.less()
    maybe = surely if settled else (may.less(), may.turned.less())
    return related(
        a,
        b,
        relations=(sure.relation(*surely), may.relation(*maybe)),
        # What may be listed is shown only where it differs otherwise than what surely is.
        regions=(
            sure.regions(surely[0], most),
            sure.turned.regions(surely[1], most),
            may.regions(both.diagrams.less(maybe[0], surely[0]), most),
            may.turned.regions(both.diagrams.less(maybe[1], surely[1]), most),
        ),
        common=sure.common(),
        proved_by="cells",
    )


Listed: TypeAlias = tuple[tuple[Region, ...], bool]
"""Regions, and whether they are all."""


def related(
    a: Controlled,
    b: Controlled,
    *,
    relations: tuple[Relation, Relation],
    regions: tuple[Listed, Listed, Listed, Listed],
    common: Witness | None,
    proved_by: str,
) -> Related:
    """What was found, as a value; relations and regions come for what is surely listed and then for what may be.

    The regions of B alone come as seen from B.
    """
    (only_a, _), (only_b, _), (perhaps_a, _), (perhaps_b, _) = regions
    return Related(
        concept=a.concept.id,
        title=title(a),
        relation=relations[0],
        possibly=relations[1],
        only_a=only_a,
        only_b=tuple(_turned(region) for region in only_b),
        possibly_only_a=perhaps_a,
        possibly_only_b=tuple(_turned(region) for region in perhaps_b),
        common=common,
        exact=all(exact for _, exact in regions),
        proved_by=proved_by,
        entries_a=tuple(leaf.id for leaf in a.leaves),
        entries_b=tuple(leaf.id for leaf in b.leaves),
    )


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
