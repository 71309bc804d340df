"""Where requirements and authorizations bear: the destinations for which each lies on an entry, on two days.

Asked for the plainest transfer: an export to a recipient there that is no person. Everything else is left open, so the
answer for a destination is the very program of the provision with the destination put in; two days differ for it where
these programs do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from acquis.determination.book import Book, compile_book, covered
from acquis.rules.evaluate import put
from acquis.rules.fold import Leaf as Asked
from acquis.rules.fold import fold
from acquis.rules.shelf import Shelf
from acquis.terms.answer import NO, Answer
from acquis.terms.node import Atom, Constant, Except, Node, Open, Program, Rule
from acquis.terms.redline import Consequence
from acquis.terms.value import Value

DESTINATION = ("to.country", "final.country")
"""The facts that say where an export goes."""
PLAIN: Mapping[str, Value] = {
    "transfer.activity": "export",
    "to.is_person": False,
}
"""The plainest transfer."""
Countries: TypeAlias = tuple[str, ...]
Shape: TypeAlias = tuple[Node, ...]
"""The nodes of a program, its answer last: the same law gives the same nodes."""
NEVER: Shape = (Constant(NO),)
SIDES = ((True, True), (False, True), (True, False))
"""Whether a provision lies on an entry on the earlier day, and on the later."""
Bearer: TypeAlias = tuple[str, str]
"""``requirement`` or ``authorization``, and the key of the provision in its book."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Law:
    """One day's law: its shelf, its whole book with the entries left open, and what lies on which entries."""

    shelf: Shelf
    book: Book
    program: Program
    lies: Mapping[Bearer, tuple[str, ...]]

    def terms(self, bearer: Bearer) -> Program:
        """The program of one provision for the plainest transfer; one that is not in force never holds."""
        place = self.book.roots.get(":".join(bearer))
        if place is None:
            return Program(NEVER, {"": 0})
        return _with(self.program, place, PLAIN | {"transfer.date": self.shelf.day})


def consequences(before: Shelf, after: Shelf, countries: Sequence[str]) -> Iterable[Consequence]:
    """Requirements and authorizations that bear on other destinations than before, with the entries they lie on.

    An item is taken to meet no entry that is there on one of the two days only, besides the one looked at: what a new
    entry does to itself is said of itself.
    """
    common = {leaf.id for leaf in before.leaves} & {leaf.id for leaf in after.leaves}
    old, new = _law(before, common), _law(after, common)
    for bearer in dict.fromkeys((*old.lies, *new.lies)):
        was, is_ = old.lies.get(bearer, ()), new.lies.get(bearer, ())
        left, right = old.terms(bearer), new.terms(bearer)
        if was == is_ and _shape(left) == _shape(right):
            continue
        then, now = _shapes(left, countries), _shapes(right, countries)
        sides: dict[tuple[bool, bool], list[str]] = {side: [] for side in SIDES}
        for entry in dict.fromkeys((*was, *is_)):
            sides[entry in was, entry in is_].append(entry)
        for (then_too, now_too), entries in sides.items():
            found = _moved(then if then_too else {}, now if now_too else {}, countries)
            if entries and any(found):
                yield _consequence(new if bearer in new.lies else old, bearer, tuple(entries), *found)


def _moved(then: Mapping[str, Shape], now: Mapping[str, Shape], countries: Sequence[str]) -> tuple[Countries, ...]:
    """The destinations gained, lost, and bound on other terms."""
    pairs = [(country, then.get(country, NEVER), now.get(country, NEVER)) for country in countries]
    return (
        tuple(country for country, old, new in pairs if old == NEVER != new),
        tuple(country for country, old, new in pairs if old != NEVER == new),
        tuple(country for country, old, new in pairs if NEVER not in (old, new) and old != new),
    )


def _consequence(
    law: _Law, bearer: Bearer, entries: tuple[str, ...], gained: Countries, lost: Countries, altered: Countries
) -> Consequence:
    kind, key = bearer
    id_ = key.partition("#")[0]
    provisions = (*law.shelf.pack.requirements, *(way.provision for way in law.book.authorizations if way.key == key))
    provision = next(one for one in reversed(provisions) if one.id == id_)
    return Consequence(
        kind=kind,
        id=id_,
        title=provision.title,
        cite=provision.cite,
        evidence=provision.evidence,
        entries=entries,
        gained=gained,
        lost=lost,
        altered=altered,
    )


def _law(shelf: Shelf, common: Collection[str]) -> _Law:
    book = compile_book(shelf)
    nodes = tuple(_left_open(node, common) for node in book.program.nodes)
    return _Law(shelf=shelf, book=book, program=Program(nodes, book.roots), lies=_lies(shelf, book))


def _left_open(node: Node, common: Collection[str]) -> Node:
    if not isinstance(node, Rule) or not node.name.startswith("entry:"):
        return node
    entry = node.name.removeprefix("entry:").partition("@")[0]
    return Open(node.name, node.name) if entry in common else Constant(NO)


def _lies(shelf: Shelf, book: Book) -> Mapping[Bearer, tuple[str, ...]]:
    """Which requirement and which authorization lies on which entries; one that is not in force lies on none."""
    found: dict[Bearer, tuple[str, ...]] = {}
    for control in dict.fromkeys(control for leaf in shelf.leaves for control in leaf.controls):
        if f"requirement:{control}" in book.roots:
            found["requirement", control] = tuple(leaf.id for leaf in shelf.leaves if control in leaf.controls)
    for way in book.authorizations:
        inside, over = covered(way.body, shelf), set(way.body.overcomes)
        ids = tuple(leaf.id for leaf in shelf.leaves if leaf.id in inside and over & {*leaf.controls})
        found["authorization", way.key] = ids
    return found


def _shapes(program: Program, countries: Sequence[str]) -> Mapping[str, Shape]:
    """What is left of a program for each destination; countries that no condition tells apart share one."""
    tests = {node.test for node in program.nodes if isinstance(node, Atom) and node.fact in DESTINATION}
    made: dict[tuple[Answer, ...], Shape] = {}
    found = {}
    for country in countries:
        key = tuple(put(test, country) for test in tests)
        if key not in made:
            made[key] = _shape(_with(program, program.roots[""], dict.fromkeys(DESTINATION, country)))
        found[country] = made[key]
    return found


def _with(program: Program, place: int, facts: Mapping[str, Value]) -> Program:
    def known(leaf: Asked) -> Answer | None:
        return put(leaf.test, facts[leaf.fact]) if isinstance(leaf, Atom) and leaf.fact in facts else None

    return fold(program, {"": place}, known)


def _shape(program: Program) -> Shape:
    """What is left of a program, without the words that name a place in a file: they move although the law does not."""
    left = fold(program, program.roots, lambda _: None)
    return tuple(replace(node, labels=()) if isinstance(node, Except) else node for node in left.nodes)
