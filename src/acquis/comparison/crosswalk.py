"""The crosswalk: which entries of which instruments speak of the same concept, and how they map to each other.

The words are those of SKOS (W3C, *SKOS Simple Knowledge Organization System Reference*, 2009, section 10).
``broadMatch`` says that the second controls all that the first does and more, ``narrowMatch`` the reverse. An
``exactMatch`` controls the same items and puts the same questions; where the questions of open texture are put
otherwise it is a ``closeMatch``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from acquis.comparison.compare import Pair, Shelves, definitions, held, things
from acquis.comparison.relate import relate
from acquis.determination.library import Library
from acquis.terms.comparison import Related, Relation
from acquis.terms.crosswalk import Crosswalk, Match

NONE = "none"
SKOS = {
    Relation.equal: "exactMatch",
    Relation.within: "broadMatch",
    Relation.contains: "narrowMatch",
    Relation.overlaps: "relatedMatch",
    Relation.disjoint: NONE,
    Relation.only_a: NONE,
    Relation.only_b: NONE,
    Relation.neither: NONE,
}


def crosswalk(library: Library, instruments: tuple[str, ...], day: date, known_on: date) -> Crosswalk:
    """Every concept of the instruments mapped between each two of them that hold control entries."""
    holding, notes = held(library, instruments, day, known_on)
    matches = tuple(
        match for a, b in combinations(holding, 2) for match in _matches(Shelves(library, a, b), a.pack.id, b.pack.id)
    )
    stamps = library.stamps(tuple(shelf.pack.id for shelf in holding))
    return Crosswalk(packs=stamps, as_of=day, known_on=known_on, matches=matches, notes=notes)


def _matches(both: Shelves, a: str, b: str) -> Iterator[Match]:
    for pair in both.pairs():
        related = relate(*pair, most=1)
        yield from _match(pair, related, a, b)
        for witness, _ in things(related):
            for told in both.about(pair, witness):
                yield from _match(told, relate(*told, most=1), a, b)


def _match(pair: Pair, related: Related, a: str, b: str) -> Iterator[Match]:
    if related.relation is Relation.neither:
        return
    skos = SKOS[related.relation]
    if skos == SKOS[Relation.equal] and (definitions((pair,)) or related.possibly is not Relation.equal):
        skos = "closeMatch"
    yield Match(
        concept=related.concept,
        title=related.title,
        a=a,
        b=b,
        skos=skos,
        relation=related.relation,
        entries_a=related.entries_a,
        entries_b=related.entries_b,
        about=pair[0].given,
    )
