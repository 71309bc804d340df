"""The common core: what at least so many books control in common, concept by concept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations

from acquis.comparison.cells import Space, space
from acquis.comparison.compare import held
from acquis.comparison.concepts import concepts
from acquis.comparison.controlled import LISTED, Controlled, controlled
from acquis.comparison.diagram import NOTHING, TooLarge
from acquis.comparison.regions import bounds, boxes
from acquis.comparison.relate import title
from acquis.comparison.witness import inside, listing
from acquis.determination.library import Library
from acquis.errors import UsageError
from acquis.terms.crosswalk import Core, Shared, SharedRegion

MOST = 12
"""So many regions of one concept are listed."""


def core(library: Library, k: int, instruments: tuple[str, ...], day: date, known_on: date) -> Core:
    """What at least ``k`` of the instruments surely list in common.

    Raises UsageError where fewer than ``k`` of them hold control entries, or ``k`` is not at least 1.
    """
    holding, notes = held(library, instruments, day, known_on)
    if not 1 <= k <= len(holding):
        raise UsageError(f"k must be from 1 to {len(holding)}: so many packs hold control entries of the day")
    every = [one for one in concepts(holding, library.catalogue) if one.about is None]
    found = (_shared([controlled(shelf, library.catalogue, one) for shelf in holding], k) for one in every)
    return Core(
        k=k,
        packs=library.stamps(tuple(shelf.pack.id for shelf in holding)),
        as_of=day,
        known_on=known_on,
        concepts=tuple(one for one in found if one.regions or not one.exact),
        notes=notes,
    )


def _shared(books: Sequence[Controlled], k: int) -> Shared:
    catalogue = books[0].catalogue
    whole = space([book.program for book in books], catalogue, books[0].concept.words(catalogue.links))
    found: list[SharedRegion] = []
    try:
        listed = [next(whole.parts(book.program, LISTED))[0] for book in books]
        common = dict.fromkeys(part for few in combinations(listed, k) for part in _common(whole, few))
        exact = True
        for part in common:
            if not _covered(whole, part, common):
                some, all_ = boxes(whole, part, MOST - len(found))
                exact = exact and all_
                found.extend(_region(whole, books, part, box) for box in some)
    except TooLarge:
        exact = False
    return Shared(concept=books[0].concept.id, title=title(books[0]), regions=tuple(found), exact=exact)


def _common(whole: Space, few: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The sets that together make up what all of a few books list."""
    draw, found = whole.diagrams, few[0]
    for listed in few[1:]:
        found = tuple(draw.less(part, draw.less_all(part, listed)) for part in found)
    return tuple(left for part in dict.fromkeys(found) if (left := whole.possible(part)) != NOTHING)


def _covered(whole: Space, part: int, others: Mapping[int, None]) -> bool:
    return any(other != part and whole.diagrams.less(part, other) == NOTHING for other in others)


def _region(whole: Space, books: Sequence[Controlled], part: int, box: Mapping[int, int]) -> SharedRegion:
    facts = inside(whole, part, box)
    return SharedRegion(
        bounds=bounds(whole.dimensions, box),
        facts=facts,
        entries={book.shelf.pack.id: entries for book in books if (entries := listing(book, facts))},
    )
