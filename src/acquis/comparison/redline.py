"""Redline: one pack on two days, as text, as structure, as meaning and as consequences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from acquis.comparison.bearing import consequences
from acquis.comparison.concepts import Concept, concepts
from acquis.comparison.controlled import Controlled, controlled
from acquis.comparison.edits import structures, texts
from acquis.comparison.held import held
from acquis.comparison.outline import DAY
from acquis.comparison.relate import relate
from acquis.determination.library import Library
from acquis.determination.uncollected import uncollected
from acquis.errors import UsageError
from acquis.reading.catalogue import Catalogue
from acquis.reading.countries import country_names
from acquis.rules.pack import Pack
from acquis.rules.shelf import Shelf
from acquis.terms.comparison import Related
from acquis.terms.node import Atom, Except, Node
from acquis.terms.redline import Redline

MOST = 12
"""So many regions of one difference are listed."""


@uncollected()
def redline(library: Library, instrument: str, before: date, after: date, known_on: date) -> Redline:
    """What changed in one instrument from the law of one day to that of another, both as known on one day.

    Raises UsageError where there is no such pack, or where it does not hold the law of one of the days.
    """
    (id_,) = library.chosen((instrument,))
    pack = library.packs[id_]
    old, new = _shelf(pack, before, known_on), _shelf(pack, after, known_on)
    then, now = held(old), held(new)
    return Redline(
        pack=library.stamps((id_,))[0],
        before=before,
        after=after,
        known_on=known_on,
        texts=tuple(texts(then, now)),
        structures=tuple(structures(then, now)),
        meanings=tuple(meanings(old, new, library.catalogue)) if then != now else (),
        consequences=tuple(consequences(old, new, tuple(country_names()))) if then != now else (),
    )


def _shelf(pack: Pack, day: date, known_on: date) -> Shelf:
    """The law of the very day: a condition on the day itself may change its answer between two days of one edition."""
    if pack.covers_from is not None and day < pack.covers_from:
        raise UsageError(f"the pack {pack.id} holds the law from {pack.covers_from} on, not that of {day}")
    return Shelf(pack, day, known_on)


def meanings(before: Shelf, after: Shelf, catalogue: Catalogue) -> Iterable[Related]:
    """The concepts of which another set of items is listed than before; A is the earlier law, B the later."""
    for concept in concepts((before, after), catalogue):
        old, new = _controlled(before, catalogue, concept), _controlled(after, catalogue, concept)
        if _law(old) != _law(new):
            related = relate(old, new, most=MOST)
            if related.differs:
                yield related


def _controlled(shelf: Shelf, catalogue: Catalogue, concept: Concept) -> Controlled:
    """What is listed of a concept on the shelf's day; the day is put in where a paragraph asks for it."""
    found = controlled(shelf, catalogue, concept)
    if any(isinstance(node, Atom) and node.fact == DAY for node in found.program.nodes):
        return controlled(shelf, catalogue, concept, given={DAY: shelf.day})
    return found


def _law(book: Controlled) -> tuple[tuple[Node, ...], object]:
    """The program without the words that name a place in a file."""
    nodes = (replace(node, labels=()) if isinstance(node, Except) else node for node in book.program.nodes)
    return tuple(nodes), book.program.roots
