"""Where requirements and authorizations bear: the destinations for which each lies on an entry, on two days.

Asked for an export to a recipient there that is no person; of what lies on every item, for any such transfer. All else
is left open, so the answer for a destination is the very program of the provision with the destination put in; two
days differ for it where these programs do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeGuard

from acquis.determination.book import Book, compile_book, covered
from acquis.rules.evaluate import put
from acquis.rules.fold import Leaf as Asked
from acquis.rules.fold import fold
from acquis.rules.shelf import Shelf
from acquis.terms.answer import NO, YES, Answer
from acquis.terms.node import Atom, Constant, Except, Node, Open, Program, Rule
from acquis.terms.redline import Consequence
from acquis.terms.value import Value

DESTINATION = ("to.country", "final.country")
"""The facts that say where a transfer goes."""
COUNTRY: Mapping[str, Value] = {"to.is_person": False}
"""A transfer that goes to a country, and not to a person whose nationality decides."""
EXPORT: Mapping[str, Value] = {**COUNTRY, "transfer.activity": "export"}
"""The plainest of them, asked of what lies on entries."""
EVERY, NONE = "", "none"
"""Stand for every item, and for an item that meets none of the entries that a provision asks about."""
Countries: TypeAlias = tuple[str, ...]
Shape: TypeAlias = tuple[Node, ...]
"""The nodes of a program, its answer last: the same law gives the same nodes."""
NEVER: Shape = (Constant(NO),)
NOTHING = Program(NEVER, {"": 0})
"""A provision that never holds."""
ENTRY = "meets:"
"""Begins the question whether the item meets an entry."""
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
        """The program of one provision on the day; one that is not in force never holds."""
        place = self.book.roots.get(":".join(bearer))
        if place is None:
            return NOTHING
        plain = COUNTRY if EVERY in self.lies.get(bearer, ()) else EXPORT
        return _with(self.program, place, {**plain, "transfer.date": self.shelf.day})


def consequences(before: Shelf, after: Shelf, countries: Sequence[str]) -> Iterable[Consequence]:
    """Requirements and authorizations that bear on other destinations than before, with the entries they lie on.

    Each entry is looked at for an item that meets it and no other; of a requirement that lies on every item, which
    entries the item meets is left open.
    """
    common = {leaf.id for leaf in before.leaves} & {leaf.id for leaf in after.leaves}
    old, new = _law(before, common), _law(after, common)
    for bearer in dict.fromkeys((*old.lies, *new.lies)):
        was, is_ = old.lies.get(bearer, ()), new.lies.get(bearer, ())
        left, right = old.terms(bearer), new.terms(bearer)
        if was == is_ and _shape(left) == _shape(right):
            continue
        named = _named(left) | _named(right)
        moved: dict[tuple[str, bool, bool], tuple[Countries, ...]] = {}
        alike: dict[tuple[Countries, ...], list[str]] = {}
        for entry in dict.fromkeys((*was, *is_)):
            side = (entry if entry in {EVERY, *named} else NONE, entry in was, entry in is_)
            if side not in moved:
                then = _only(left, side[0]) if side[1] else NOTHING
                now = _only(right, side[0]) if side[2] else NOTHING
                moved[side] = _moved(then, now, countries)
            if any(moved[side]):
                alike.setdefault(moved[side], []).append(entry)
        for found, entries in alike.items():
            yield _consequence(new if bearer in new.lies else old, bearer, tuple(entries), *found)


def _named(program: Program) -> frozenset[str]:
    """The entries that a provision asks about, besides those it lies on."""
    return frozenset(node.predicate for node in program.nodes if isinstance(node, Open) and node.fact.startswith(ENTRY))


def _only(program: Program, entry: str) -> Program:
    """The program for an item that meets one entry and no other; every item may meet any."""

    def known(leaf: Asked) -> Answer | None:
        if entry != EVERY and isinstance(leaf, Open) and leaf.fact.startswith(ENTRY):
            return YES if leaf.predicate == entry else NO
        return None

    return fold(program, program.roots, known)


def _moved(before: Program, after: Program, countries: Sequence[str]) -> tuple[Countries, ...]:
    """The destinations gained, lost, and bound on other terms; countries that no condition tells apart go together."""
    tests = {node.test for one in (before, after) for node in one.nodes if _asks_where(node)}
    classes: dict[tuple[Answer, ...], list[str]] = {}
    for country in countries:
        classes.setdefault(tuple(put(test, country) for test in tests), []).append(country)
    found: tuple[list[str], ...] = ([], [], [])
    for alike in classes.values():
        where = dict.fromkeys(DESTINATION, alike[0])
        then, now = (_shape(_with(one, one.roots[""], where)) for one in (before, after))
        if then != now:
            found[0 if then == NEVER else 1 if now == NEVER else 2].extend(alike)
    return tuple(tuple(sorted(places)) for places in found)


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
        entries=tuple(filter(None, entries)),
        gained=gained,
        lost=lost,
        altered=altered,
    )


def _law(shelf: Shelf, common: Collection[str]) -> _Law:
    book = compile_book(shelf)
    nodes = tuple(_left_open(node, common) for node in book.program.nodes)
    return _Law(shelf=shelf, book=book, program=Program(nodes, book.roots), lies=_lies(shelf, book))


def _left_open(node: Node, common: Collection[str]) -> Node:
    """An entry as a question of its own: of the item itself, or of a linked one where it is there on both days."""
    if not isinstance(node, Rule) or not node.name.startswith("entry:"):
        return node
    entry, _, linked = node.name.removeprefix("entry:").partition("@")
    if not linked:
        return Open(f"{ENTRY}{entry}", entry)
    return Open(node.name, node.name) if entry in common else Constant(NO)


def _lies(shelf: Shelf, book: Book) -> Mapping[Bearer, tuple[str, ...]]:
    """Which requirement and which authorization lies on which entries; one that is not in force lies on none."""
    found: dict[Bearer, tuple[str, ...]] = {
        ("requirement", burden.provision.id): (EVERY,) for burden in book.burdens if burden.body.applies_to == "any"
    }
    for control in dict.fromkeys(control for leaf in shelf.leaves for control in leaf.controls):
        if f"requirement:{control}" in book.roots:
            found["requirement", control] = tuple(leaf.id for leaf in shelf.leaves if control in leaf.controls)
    for way in book.authorizations:
        inside, over = covered(way.body, shelf), set(way.body.overcomes)
        ids = tuple(leaf.id for leaf in shelf.leaves if leaf.id in inside and over & {*leaf.controls})
        found["authorization", way.key] = ids
    return found


def _asks_where(node: Node) -> TypeGuard[Atom]:
    return isinstance(node, Atom) and node.fact in DESTINATION


def _with(program: Program, place: int, facts: Mapping[str, Value]) -> Program:
    def known(leaf: Asked) -> Answer | None:
        return put(leaf.test, facts[leaf.fact]) if isinstance(leaf, Atom) and leaf.fact in facts else None

    return fold(program, {"": place}, known)


def _shape(program: Program) -> Shape:
    """What is left of a program, without the words that name a place in a file: they move although the law does not."""
    left = fold(program, program.roots, lambda _: None)
    return tuple(replace(node, labels=()) if isinstance(node, Except) else node for node in left.nodes)
