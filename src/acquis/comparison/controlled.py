"""What a book lists of a concept: the very program of the entries, cut down to the concept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from acquis.comparison.concepts import Concept
from acquis.determination.uncollected import uncollected
from acquis.reading.catalogue import Catalogue
from acquis.rules.build import Builder
from acquis.rules.compile import Compiler
from acquis.rules.evaluate import evaluate
from acquis.rules.shelf import Leaf, Shelf
from acquis.terms.answer import NO, Answer
from acquis.terms.fact import Situation
from acquis.terms.node import Atom, Open, Program, Some, children

LISTED = "listed"
"""The name of the answer that says whether an item is listed."""

ASKED = "asked"
"""The name of the answer that says whether it is listed by a paragraph that asks what it is for.

For a concept that is for nothing every paragraph does. What lists technology whatever it is for is compared once, with the
concept technology, and not again with technology for each kind of thing.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Controlled:
    """The items of a concept that a book lists: the answer ``listed`` of a program.

    The program holds the paragraphs that can concern the concept at all, under ``entry:<id>``; ``leaves`` are those of
    them that ask what the item is for, and the answer ``asked`` is theirs.
    """

    shelf: Shelf
    catalogue: Catalogue
    concept: Concept
    program: Program
    leaves: tuple[Leaf, ...]
    others: tuple[Leaf, ...]

    def answers(self, situation: Situation) -> tuple[Answer, dict[str, Answer]]:
        """Whether an item is listed, and the answer of each paragraph, as the explainer gives them."""
        answers = evaluate(self.program, situation)
        roots = self.program.roots
        return answers[roots[LISTED]], {
            leaf.id: answers[roots[f"entry:{leaf.id}"]] for leaf in (*self.leaves, *self.others)
        }


@uncollected()
def controlled(
    shelf: Shelf, catalogue: Catalogue, concept: Concept, entries: Iterable[str] | None = None
) -> Controlled:
    """What the book on a shelf lists of a concept, or what some of its entries do.

    ``entries`` are selectors as packs use them (an id and all below it, a pattern); None takes the whole list. Raises
    PackError where the pack contradicts itself.
    """
    leaves = _concerning(shelf, concept.kind) if entries is None else _selected(shelf, entries)
    builder = Builder()
    compiler = Compiler(shelf, builder, concept.words(catalogue.links))
    places = [(leaf, compiler.leaf(leaf)) for leaf in leaves]
    live = [(leaf, place) for leaf, place in places if builder.answer(place) is not NO]
    builder.name(LISTED, builder.some(place for _, place in live))
    asking = _asking(builder.program(), concept.prefix)
    builder.name(ASKED, builder.some(place for _, place in live if place in asking))
    return Controlled(
        shelf=shelf,
        catalogue=catalogue,
        concept=concept,
        program=builder.program(),
        leaves=tuple(leaf for leaf, place in live if place in asking),
        others=tuple(leaf for leaf, place in live if place not in asking),
    )


def _asking(program: Program, prefix: str) -> frozenset[int]:
    """The places that rest on a fact whose name begins so."""
    found: set[int] = set()
    for place, node in enumerate(program.nodes):
        own = not prefix or (isinstance(node, Atom | Open | Some) and node.fact.startswith(prefix))
        if own or not found.isdisjoint(children(node)):
            found.add(place)
    return frozenset(found)


def _selected(shelf: Shelf, entries: Iterable[str]) -> tuple[Leaf, ...]:
    return tuple(dict.fromkeys(leaf for entry in entries for leaf in shelf.selected(entry)))


def _concerning(shelf: Shelf, kind: str) -> tuple[Leaf, ...]:
    return tuple(leaf for leaf in shelf.leaves if leaf.kinds is None or kind in leaf.kinds)
