"""Two books side by side: concept by concept, and apart from that what differs in definitions and consequences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeAlias

from acquis.comparison.concepts import Concept, concept, concepts
from acquis.comparison.consequences import consequence
from acquis.comparison.controlled import Controlled, controlled
from acquis.comparison.ladders import plane
from acquis.comparison.relate import MOST, relate
from acquis.comparison.witness import possible
from acquis.determination.library import Library
from acquis.determination.uncollected import uncollected
from acquis.rules.shelf import Shelf
from acquis.terms.comparison import Comparison, Consequence, Definition, Related, Relation, Told, Witness
from acquis.terms.node import Open

FEW = 2
"""So many regions of a difference are listed in the overview of all concepts."""


Pair: TypeAlias = tuple[Controlled, Controlled]


@dataclass(frozen=True)
class Shelves:
    """Two books on the same day."""

    library: Library
    a: Shelf
    b: Shelf

    @cached_property
    def concepts(self) -> tuple[Concept, ...]:
        """The concepts on which the books can differ."""
        return concepts((self.a, self.b), self.library.catalogue)

    def pair(self, one: Concept) -> Pair:
        """What each of them lists of a concept."""
        a, b = (controlled(shelf, self.library.catalogue, one) for shelf in (self.a, self.b))
        return a, b

    def pairs(self) -> Iterator[Pair]:
        """What each lists of every concept that tells about no other."""
        return (self.pair(one) for one in self.concepts if one.about is None)

    def about(self, things: Pair, witness: Witness) -> Iterator[Pair]:
        """What each lists of what tells about a thing (technology, software), where the thing is the witness."""
        thing = things[0].concept
        met = [possible(book, witness.facts) for book in things]
        for one in self.concepts:
            if one.about == (thing.kind, thing.chain):
                prefix = one.prefix[:-1]
                given = {prefix + name[4:]: value for name, value in witness.facts.items()}
                a, b = (
                    controlled(shelf, self.library.catalogue, one, given=given, met=ids)
                    for shelf, ids in zip((self.a, self.b), met, strict=True)
                )
                yield a, b


@uncollected()
def compare(library: Library, a: str, b: str, day: date, known_on: date, on: str | None = None) -> Comparison:
    """Everything in which two books differ on a day, as known on another, over all concepts or ``on`` one.

    Over all concepts, what tells about things (technology, software) is looked at for the plainest listed thing of each
    kind, and a few regions of each difference are listed; on one concept everything is, with the consequences of
    listing. Where a pack does not hold the law of the day nothing is compared, and a note says so; so does one for
    a day ahead. Raises UsageError for a pack that is not held and a kind that is unknown.
    """
    library.chosen((a, b))
    both = Shelves(library, *(library.examiner(id_, day, known_on).shelf for id_ in (a, b)))
    stamps = {stamp.id: stamp for stamp in library.stamps((a, b))}
    notes = tuple(_notes(library, (a, b), day))
    if notes:
        return Comparison(a=stamps[a], b=stamps[b], as_of=day, known_on=known_on, concepts=(), notes=notes)
    if on is None:
        pairs = [*both.pairs()]
        found = tuple(relate(*pair, most=FEW) for pair in pairs)
        told = tuple(_told(both, pairs, found))
        consequences: tuple[tuple[Consequence, Consequence], ...] = ()
    else:
        pairs = [both.pair(concept(on, library.catalogue))]
        found = (relate(*pairs[0], most=MOST),)
        told = ()
        consequences = tuple(_consequences(both, pairs[0][0].concept, found[0]))
    return Comparison(
        a=stamps[a],
        b=stamps[b],
        as_of=day,
        known_on=known_on,
        concepts=found,
        told=told,
        definitions=definitions(pairs),
        consequences=consequences,
        plane=plane(*pairs[0]) if on is not None else None,
        notes=tuple(_ahead(day, known_on)),
    )


def _told(both: Shelves, pairs: Iterable[Pair], found: Iterable[Related]) -> Iterator[Told]:
    for books, related in zip(pairs, found, strict=True):
        for witness, listed_by in things(related):
            for pair in both.about(books, witness):
                told = relate(*pair, most=FEW)
                if told.relation is not Relation.neither or told.possibly is not Relation.neither:
                    yield Told(
                        related=told,
                        about=pair[0].given,
                        listed_by=listed_by,
                        thing_a=witness.entries_a,
                        thing_b=witness.entries_b,
                    )


def things(related: Related) -> Iterator[tuple[Witness, str]]:
    """The plainest item that both list, and one of each that lists more; with who lists it."""
    if related.common is not None:
        yield related.common, "both"
    for regions, listed_by in ((related.only_a, "a"), (related.only_b, "b")):
        if regions:
            yield regions[0].witness, listed_by


def definitions(pairs: Iterable[Pair]) -> tuple[Definition, ...]:
    """The questions of open texture that both books put about the same concepts, where they do not put them alike."""
    found: dict[str, Definition] = {}
    for a, b in pairs:
        asked_a, asked_b = _questions(a), _questions(b)
        for name in asked_a.keys() & asked_b.keys():
            one, other = (side.shelf.pack.predicates.get(name) for side in (a, b))
            if one is None or other is None:
                continue
            if one.ask != other.ask or asked_a[name] != asked_b[name]:
                found[name] = Definition(
                    predicate=name,
                    ask_a=one.ask,
                    ask_b=other.ask,
                    cite_a=one.cite,
                    cite_b=other.cite,
                    presumed_a=asked_a[name],
                    presumed_b=asked_b[name],
                )
    return tuple(found[name] for name in sorted(found))


def _questions(one: Controlled) -> Mapping[str, bool | None]:
    return {node.predicate: node.presumed for node in one.program.nodes if isinstance(node, Open)}


def _consequences(both: Shelves, one: Concept, related: Related) -> Iterator[tuple[Consequence, Consequence]]:
    """What follows for an item that both list, or that one of them does."""
    catalogue = both.library.catalogue
    for witness, _ in things(related):
        facts = {**one.words(catalogue.links), **witness.facts}
        yield consequence(both.a, catalogue, facts), consequence(both.b, catalogue, facts)


def held(
    library: Library, instruments: tuple[str, ...], day: date, known_on: date
) -> tuple[list[Shelf], tuple[str, ...]]:
    """The books among some instruments (none: all) that hold control entries of a day; and why others are left out."""
    ids = library.chosen(instruments or None)
    notes = tuple(_notes(library, ids, day))
    told = {note.partition(" ")[0] for note in notes}
    shelves = [library.examiner(id_, day, known_on).shelf for id_ in ids if id_ not in told]
    return [shelf for shelf in shelves if shelf.leaves], (*notes, *_ahead(day, known_on))


def _notes(library: Library, ids: tuple[str, ...], day: date) -> Iterator[str]:
    for id_ in ids:
        start = library.packs[id_].covers_from
        if start is not None and day < start:
            yield f"{id_} holds the law from {start.isoformat()} on; of {day.isoformat()} it says nothing"


def _ahead(day: date, known_on: date) -> Iterator[str]:
    if day > known_on:
        yield f"{day.isoformat()} lies ahead: its law is taken to be what was known on {known_on.isoformat()}"
