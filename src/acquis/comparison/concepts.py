"""Concepts: what books are compared on. A kind of item, alone or for another item it is made for or tells about.

``technology for qubit_device for quantum_computer`` is technology that relates to a qubit device which is specially
designed for a quantum computer. The links come from the catalogue; what a kind may be made for comes from the books.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from acquis.errors import UsageError
from acquis.reading.catalogue import Catalogue
from acquis.reading.suggest import did_you_mean
from acquis.rules.compile import LINK_DEPTH
from acquis.rules.expression import All, Any, Compare, Expression, Is, Linked, Opposite, Unsettled
from acquis.rules.shelf import Leaf, Shelf, kinds_of
from acquis.terms.node import Among

FOR = " for "


@dataclass(frozen=True, slots=True)
class Concept:
    """A kind of item and the chain of items it is for, each with the link that leads there.

    ``also`` are further kinds that every book at hand treats as this one. ``about`` is the kind and chain of the thing
    that it tells about, where it is no thing itself.
    """

    kind: str
    chain: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()
    about: tuple[str, tuple[tuple[str, str], ...]] | None = None

    @property
    def id(self) -> str:
        """The concept in words that a command takes."""
        return FOR.join((self.kind, *(kind for _, kind in self.chain)))

    @property
    def prefix(self) -> str:
        """How the facts of the item that it is for begin; empty where it is for nothing."""
        return f"item.{self.chain[0][0]}." if self.chain else ""

    def words(self, links: Sequence[str]) -> Mapping[str, str | bool]:
        """The facts that make an item one of the concept: kinds, and which links are stated. All others are not."""
        found: dict[str, str | bool] = {"item.kind": self.kind}
        prefix = "item"
        for link, kind in (*self.chain, ("", "")):
            for other in links:
                found[f"{prefix}.{other}.stated"] = found[f"{prefix}.{other}.named"] = other == link
            if not link:
                break
            prefix = f"{prefix}.{link}"
            found[f"{prefix}.kind"] = kind
        return found


def concept(text: str, catalogue: Catalogue) -> Concept:
    """The concept that some words name; raises UsageError where a kind is unknown or the chain is too long."""
    kinds = [word.strip().replace(" ", "_") for word in text.replace(",", " ").split(FOR)]
    for kind in kinds:
        if kind not in catalogue.kinds:
            raise UsageError(f"no kind of item {kind!r}; {did_you_mean(kind, catalogue.kinds)}".rstrip("; "))
    if len(kinds) > LINK_DEPTH + 1:
        raise UsageError(f"{text!r}: at most {LINK_DEPTH} links are followed")
    chain = tuple((link_of(here, catalogue), there) for here, there in pairwise(kinds))
    return Concept(kinds[0], chain)


def link_of(kind: str, catalogue: Catalogue) -> str:
    """The link a kind of item has to what it is for: the one asked of that kind, else the one every kind may have."""
    specs = [(link, catalogue.facts[f"item.{link}"]) for link in catalogue.links]
    asked = [link for link, spec in specs if spec.kinds and kind in spec.open_kinds]
    return (asked or [link for link, spec in specs if not spec.kinds])[0]


def concepts(shelves: Sequence[Shelf], catalogue: Catalogue) -> tuple[Concept, ...]:
    """The concepts on which some books can differ, in the order of the catalogue.

    Every kind of item; the kinds of which it is always asked what they are made for, for that; and what tells about
    things (software, technology, …) for each of these. Any other chain is a concept too, for whoever asks for it.
    """
    same = _alike(shelves, catalogue)
    asked = _asked(shelves, catalogue)
    carriers = [kind for kind in same if _tells(kind, catalogue)]
    things = [Concept(kind, (), also) for kind, also in same.items() if kind not in carriers]
    parts = [
        Concept(thing.kind, ((link_of(thing.kind, catalogue), other),), thing.also)
        for thing in things
        for other in catalogue.kinds
        if (thing.kind, other) in asked
    ]
    found = [*things, *parts]
    told = [_told(kind, same[kind], one, catalogue) for kind in carriers for one in found if (kind, one.kind) in asked]
    return (*found, *(Concept(kind, (), same[kind]) for kind in carriers), *told)


def _told(kind: str, also: tuple[str, ...], about: Concept, catalogue: Catalogue) -> Concept:
    chain = ((link_of(kind, catalogue), about.kind), *about.chain)
    return Concept(kind, chain, also, (about.kind, about.chain))


def _tells(kind: str, catalogue: Catalogue) -> bool:
    link = catalogue.facts[f"item.{link_of(kind, catalogue)}"]
    return bool(link.kinds)


def _alike(shelves: Sequence[Shelf], catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """The first of all kinds that no condition of the books tells apart, with the others."""
    named = {
        condition.test.words
        for shelf in shelves
        for condition in _conditions(shelf)
        if isinstance(condition, Compare) and condition.fact == "item.kind" and isinstance(condition.test, Among)
    }
    classes: dict[tuple[bool, ...], list[str]] = {}
    for kind in catalogue.kinds:
        classes.setdefault((_tells(kind, catalogue), *(kind in words for words in named)), []).append(kind)
    return {first: tuple(others) for first, *others in classes.values()}


def _conditions(shelf: Shelf) -> Iterator[Expression]:
    """Every condition of the paragraphs on a shelf, and of the definitions they use."""
    seen: set[int] = set()
    for leaf in shelf.leaves:
        yield from _of_leaf(leaf, seen)
    for pack in (shelf.pack, *shelf.pack.borrows.values()):
        yield from (case.when for case in pack.by_cases.values())


def _of_leaf(leaf: Leaf, seen: set[int]) -> Iterator[Expression]:
    """Every condition in a paragraph and in the definitions it uses, each rule once; ``seen`` are those met before."""
    waiting = list(leaf.rules)
    while waiting:
        rule, home = waiting.pop()
        if id(rule) in seen:
            continue
        seen.add(id(rule))
        for when in (rule.when, *(one.when for one in rule.unless)):
            for one in _walk(when):
                yield one
                if isinstance(one, Is) and one.name in home.definitions:
                    waiting.append((home.definitions[one.name], home))


def _walk(expression: Expression, *, wanted: bool = False) -> Iterator[Expression]:
    """Every condition inside another; with ``wanted`` only those that must hold, not those that must not."""
    yield expression
    inner: Iterable[Expression] = ()
    match expression:
        case All(parts) | Any(parts):
            inner = parts
        case Opposite(part) if not wanted:
            inner = (part,)
        case Linked(_, _, when, _) if when is not None:
            inner = (when,)
        case Unsettled(_, _, readings):
            inner = (reading.when for reading in readings)
    for one in inner:
        yield from _walk(one, wanted=wanted)


def _asked(shelves: Sequence[Shelf], catalogue: Catalogue) -> frozenset[tuple[str | bool, str | bool]]:
    """Kinds of which it is always asked what they are for, with what some paragraph wants them to be for."""
    found: set[tuple[str | bool, str | bool]] = set()
    for shelf in shelves:
        for leaf in shelf.leaves:
            for one in _walk(All(tuple(rule.when for rule, _ in leaf.rules)), wanted=True):
                if isinstance(one, Linked):
                    open_ = catalogue.facts[f"item.{one.link}"].open_kinds
                    here = [kind for kind in leaf.kinds or () if kind in open_]
                    found.update(product(here, _met(one, shelf, catalogue)))
    return frozenset(found)


def asks(leaf: Leaf, link: str) -> bool:
    """Whether a paragraph asks about the item that a link leads to, itself or in a definition."""
    return any(isinstance(one, Linked) and one.link == link for one in _of_leaf(leaf, set()))


def _met(linked: Linked, shelf: Shelf, catalogue: Catalogue) -> frozenset[str | bool]:
    met = [leaf.kinds for entry in linked.meets for leaf in shelf.selected(entry)]
    if linked.when is not None:
        met.append(kinds_of(linked.when))
    every = frozenset[str | bool](catalogue.kinds)
    return frozenset[str | bool]().union(*(every if kinds is None else kinds for kinds in met))
