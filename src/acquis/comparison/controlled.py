"""What a book lists of a concept: the very program of the entries, cut down to the concept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from acquis.comparison.concepts import Concept, asks
from acquis.determination.uncollected import uncollected
from acquis.reading.catalogue import Catalogue
from acquis.rules.build import Builder
from acquis.rules.compile import Compiler
from acquis.rules.evaluate import evaluate
from acquis.rules.fold import fold
from acquis.rules.shelf import Leaf, Shelf
from acquis.terms.answer import NO, UNKNOWN, Answer
from acquis.terms.fact import Situation
from acquis.terms.node import Atom, Constant, Node, Open, Program, Some, Stated
from acquis.terms.value import Points, Value

LISTED = "listed"
"""The name of the answer that says whether an item is listed."""

ASKED = "asked"
"""The name of the answer that says whether it is listed by a paragraph that asks what it is for.

For a concept that is for nothing every paragraph does. What lists technology whatever it is for is compared once, with
the concept technology, and not again with technology for each kind of thing.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Controlled:
    """The items of a concept that a book lists: the answer ``listed`` of a program.

    The program holds the paragraphs that can concern the concept at all, under ``entry:<id>``; ``leaves`` are those of
    them that ask what the item is for, and the answer ``asked`` is theirs. ``given`` are the facts known beforehand.
    """

    shelf: Shelf
    catalogue: Catalogue
    concept: Concept
    program: Program
    leaves: tuple[Leaf, ...]
    others: tuple[Leaf, ...]
    given: Mapping[str, Value]

    def answers(self, situation: Situation) -> tuple[Answer, dict[str, Answer]]:
        """Whether an item is listed, and the answer of each paragraph, as the explainer gives them."""
        answers = evaluate(self.program, situation)
        roots = self.program.roots
        return answers[roots[LISTED]], {
            leaf.id: answers[roots[f"entry:{leaf.id}"]] for leaf in (*self.leaves, *self.others)
        }


@uncollected()
def controlled(
    shelf: Shelf,
    catalogue: Catalogue,
    concept: Concept,
    entries: Iterable[str] | None = None,
    given: Mapping[str, Value] | None = None,
    met: Collection[str] | None = None,
) -> Controlled:
    """What the book on a shelf lists of a concept, or what some of its entries do.

    ``entries`` are selectors as packs use them (an id and all below it, a pattern); None takes the whole list.
    ``given`` are facts already known, by their full name, of the item or of what it is for; ``met`` are then the
    paragraphs that the item it is for meets or may meet, where that is known. Raises PackError where the pack
    contradicts itself.
    """
    # What concerns no item of the chain is never looked at: the links that the concept does not name are not stated.
    chain = [kind for _, kind in concept.chain]
    shelf = shelf.of_kinds((concept.kind, *(chain if met is None else chain[1:])), met or ())
    leaves = _concerning(shelf, concept.kind) if entries is None else _selected(shelf, entries)
    given = given or {}
    words = {**concept.words(catalogue.links), **{name: value for name, value in given.items() if _single(value)}}
    builder = Builder()
    compiler = Compiler(shelf, builder, words)
    places = [(leaf, compiler.leaf(leaf)) for leaf in leaves if not (given and compiler.never(leaf))]
    live = [(leaf, place) for leaf, place in places if builder.answer(place) is not NO]
    builder.name(LISTED, builder.some(place for _, place in live))
    asking = {leaf.id for leaf, _ in live if not concept.chain or asks(leaf, concept.chain[0][0])}
    builder.name(ASKED, builder.some(place for leaf, place in live if leaf.id in asking))
    program = builder.program()
    return Controlled(
        shelf=shelf,
        catalogue=catalogue,
        concept=concept,
        program=_settled(program, given) if given else program,
        leaves=tuple(leaf for leaf, _ in live if leaf.id in asking),
        others=tuple(leaf for leaf, _ in live if leaf.id not in asking),
        given=given,
    )


def _single(value: Value) -> bool:
    return not isinstance(value, Points)


def _settled(program: Program, given: Mapping[str, Value]) -> Program:
    """The program with what the given facts settle as constants; nothing is presumed on the way.

    A given fact is no question any more: measured points that neither show a thing nor rule it out leave it unknown.
    """
    asked = Program(
        tuple(replace(node, presumed=None) if isinstance(node, Open) else node for node in program.nodes), program.roots
    )
    answers = evaluate(asked, Situation(transfer="", item="", to="", values=given))

    def known(node: Node) -> bool:
        return isinstance(node, Atom | Open | Some | Stated) and node.fact in given

    nodes = tuple(
        node if isinstance(node, Constant) or (answer is UNKNOWN and not known(node)) else Constant(answer)
        for node, answer in zip(program.nodes, answers, strict=True)
    )
    return fold(Program(nodes, program.roots), program.roots, lambda _: None)


def _selected(shelf: Shelf, entries: Iterable[str]) -> tuple[Leaf, ...]:
    return tuple(dict.fromkeys(leaf for entry in entries for leaf in shelf.selected(entry)))


def _concerning(shelf: Shelf, kind: str) -> tuple[Leaf, ...]:
    return tuple(leaf for leaf in shelf.leaves if leaf.kinds is None or kind in leaf.kinds)
