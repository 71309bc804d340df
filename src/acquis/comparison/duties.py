"""One instrument on a day: the acts its duties demand and forbid, and the answers that say whether they bind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from acquis.comparison.search import Facts, Goal
from acquis.determination.book import Book, compile_book, level
from acquis.determination.examine import Examined
from acquis.determination.library import Library
from acquis.errors import UsageError
from acquis.rules.build import Builder
from acquis.rules.evaluate import evaluate, put
from acquis.rules.fold import Leaf as Asked
from acquis.rules.fold import rewrite
from acquis.rules.pack import Duty, Provision, Requirement
from acquis.rules.shelf import Shelf
from acquis.terms.clash import Bond, Side
from acquis.terms.determination import Status
from acquis.terms.fact import Situation
from acquis.terms.node import And, Atom, Node, Or, Program

TRANSFER = "transfer"
"""The act that a prohibition forbids: the transfer itself."""
DIRECT: Mapping[str, str] = {"final.country": "to.country", "place.country": "from.country"}
"""Facts that are the same as others where the transfer goes straight to its recipient and happens where it starts."""


REACH = "reach"
ASKS, OPENS = level(Status.license_required), level(Status.authorization_available)
NAMED, STATED = ".named", ".stated"
Same: TypeAlias = Callable[[str], str]


class Duties:
    """One instrument on a day, with its book, which is compiled when it is asked for."""

    def __init__(self, library: Library, instrument: str, day: date, known_on: date) -> None:
        pack = library.packs[instrument]
        if pack.covers_from is not None and day < pack.covers_from:
            raise UsageError(f"the pack {pack.id} holds the law from {pack.covers_from} on, not that of {day}")
        self.shelf = Shelf(pack, day, known_on)
        self.given: Facts = {"transfer.date": day}
        self._book: Book | None = None
        self._kinds: dict[str, Program] = {}

    @property
    def book(self) -> Book:
        """The whole book."""
        if self._book is None:
            self._book = compile_book(self.shelf)
        return self._book

    def bonds(self) -> Iterable[Bond]:
        """What each obligation and requirement in force demands and forbids.

        A duty that belongs to an authorization binds only those who use it, and is not among them.
        """
        pack, day, known_on = self.shelf.pack, self.shelf.day, self.shelf.known_on
        for duty in pack.obligations:
            if version := duty.on(day, known_on):
                yield from self._bonds("obligation", duty, version.body, version.body.text, version.body.forbids)
        for requirement in pack.requirements:
            if binding := requirement.on(day, known_on):
                body = binding.body
                forbids = (TRANSFER, *body.forbids) if body.consequence == Status.prohibited.name else body.forbids
                yield from self._bonds("requirement", requirement, body, requirement.title, forbids)

    def _bonds(
        self, kind: str, provision: Provision[object], body: Duty | Requirement, text: str, forbids: Sequence[str]
    ) -> Iterable[Bond]:
        for demands, acts in ((True, body.demands), (False, tuple(dict.fromkeys(forbids)))):
            for act in acts:
                yield Bond(
                    instrument=self.shelf.pack.id,
                    kind=kind,
                    id=provision.id,
                    text=text,
                    cite=provision.cite,
                    evidence=provision.evidence,
                    act=act,
                    demands=demands,
                )

    def binds(self, bond: Bond) -> Goal:
        """That a duty surely binds: the instrument reaches the transfer, and the duty attaches and is not overcome."""
        nodes, roots = self.book.program.nodes, self.book.roots
        more: list[Node] = []
        if bond.kind == "requirement":
            burdens = [burden for burden in self.book.burdens if burden.provision.id == bond.id]
            parts = [roots[REACH], len(nodes)]
            more.append(Or(tuple(roots[burden.open] for burden in burdens)))
        else:
            (duty,) = (body for name, body in self.book.obligations if name == f"obligation:{bond.id}")
            status = Status[duty.applies_from]
            parts = [roots[REACH], roots[f"obligation:{bond.id}"]]
            parts += [roots[level(status)]] if status > Status.out_of_scope else []
        program = Program((*nodes, *more, And(tuple(parts))), roots)
        return Goal(program, len(program.nodes) - 1)

    def of_kind(self, kind: str) -> Program:
        """The book for one kind of item that goes straight to its recipient: whether it is reached, and two levels."""
        if kind not in self._kinds:
            keep = {name: self.book.roots[name] for name in (REACH, ASKS, OPENS)}
            self._kinds[kind] = cut(self.book.program, keep, {**self.given, "item.kind": kind}, straight)
        return self._kinds[kind]

    def side(self, facts: Facts) -> Side:
        """What the explainer says when these facts alone are known."""
        asked = Situation(transfer="", item="", to="", values={**self.given, **facts})
        answers = evaluate(self.book.program, asked)
        examined = Examined(book=self.book, situation=asked, answers=answers, components=())
        return Side(instrument=self.shelf.pack.id, at_least=examined.at_least.name, at_most=examined.at_most.name)


def straight(fact: str) -> str:
    """The fact that another is the same as, where the transfer goes straight to its recipient from where it starts."""
    return DIRECT.get(fact) or one(fact)


def one(fact: str) -> str:
    """The fact that another always is the same as: an item is named as linked exactly where it is described."""
    return f"{fact.removesuffix(NAMED)}{STATED}" if fact.endswith(NAMED) else fact


def cut(program: Program, keep: Mapping[str, int], given: Facts, same: Same) -> Program:
    """The program with what is given settled, and with one name for facts that are the same."""

    def change(leaf: Asked, builder: Builder) -> int | None:
        if not isinstance(leaf, Atom):
            return None
        value = given.get(leaf.fact)
        return (
            builder.add(replace(leaf, fact=same(leaf.fact)))
            if value is None
            else builder.constant(put(leaf.test, value))
        )

    return rewrite(program, keep, change)


def spelt_out(facts: Facts) -> Facts:
    """The facts with those that are the same."""
    also = {fact: facts[other] for fact, other in DIRECT.items() if other in facts}
    links = {f"{fact.removesuffix(STATED)}{NAMED}": value for fact, value in facts.items() if fact.endswith(STATED)}
    return {**facts, **links, **{fact: value for fact, value in also.items() if fact not in facts}}
