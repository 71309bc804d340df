"""What follows from listing: for which destinations a licence is needed, and which authorisations may be open there.

The requirement and authorisation nodes of the very book that determines cases are asked about one listed item, exported
to each country in turn from where the instrument reaches it; who sends it, to whom and for what is left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from acquis.determination.book import Book, compile_book
from acquis.facts.situations import absent_value
from acquis.reading.catalogue import Catalogue
from acquis.reading.countries import country_names
from acquis.reading.spec import NOT_STATED
from acquis.rules.evaluate import evaluate
from acquis.rules.shelf import Shelf
from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.comparison import Consequence
from acquis.terms.fact import Situation
from acquis.terms.node import Among, Atom, Has, Program
from acquis.terms.value import OneOf, Value

GOES_TO = ("to.country", "final.country")
"""The facts that say where an export goes."""
COMES_FROM = ("from.country", "place.country")
"""The facts that say where it comes from."""
PLAIN: Mapping[str, str | bool] = {"transfer.activity": "export", "to.is_person": False}
"""The plainest transfer."""


def consequence(shelf: Shelf, catalogue: Catalogue, item: Mapping[str, Value]) -> Consequence:
    """What a book asks of the export of one item, by destination; ``item`` are its facts, by full name."""
    words = {name: word for name, word in item.items() if isinstance(word, str | bool | OneOf)}
    asked = _Asked(compile_book(shelf, {**words, **PLAIN}), {**item, **PLAIN}, _presumed(catalogue))
    goals = _alike(asked.book, GOES_TO)
    home = _home(asked, goals)
    found = [(countries, asked.needs(home, min(countries)), asked.ways(home, min(countries))) for countries in goals]
    ways: dict[str, set[str]] = {}
    for countries, needed, open_ in found:
        for way in open_ if needed is not NO else ():
            ways.setdefault(way, set()).update(countries)
    return Consequence(
        instrument=shelf.pack.id,
        home=home,
        entries=asked.entries(),
        needed=_together(countries for countries, needed, _ in found if needed is YES),
        perhaps=_together(countries for countries, needed, _ in found if needed is UNKNOWN),
        ways={way: frozenset(countries) for way, countries in sorted(ways.items())},
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A book, and what is known of the export it is asked about."""

    book: Book
    known: Mapping[str, Value]
    presumed: Mapping[str, Value]

    def reached(self, home: str, goal: str) -> bool:
        """Whether the instrument surely reaches an export from one country to another."""
        gate = Program(self.book.program.nodes[: self.book.gate], {})
        return self._answers(gate, home, goal)[self.book.roots["reach"]] is YES

    def needs(self, home: str, goal: str) -> Answer:
        """Whether a requirement lies on the export."""
        answers = self._answers(self.book.program, home, goal)
        if answers[self.book.roots["reach"]] is NO:
            return NO
        return max((answers[self.book.roots[one.live]] for one in self.book.burdens if one.entries), default=NO)

    def ways(self, home: str, goal: str) -> tuple[str, ...]:
        """The authorisations that may overcome what lies on the export."""
        answers, roots = self._answers(self.book.program, home, goal), self.book.roots
        live = [one for one in self.book.burdens if one.entries and answers[roots[one.live]] is not NO]
        keys = {key for burden in live for key in burden.authorizations}
        open_ = [way for way in self.book.authorizations if way.key in keys]
        return tuple(way.provision.id for way in open_ if answers[roots[f"authorization:{way.key}"]] is not NO)

    def entries(self) -> tuple[str, ...]:
        """The paragraphs that list the item."""
        answers, roots = self._answers(self.book.program, "", ""), self.book.roots
        return tuple(leaf.id for leaf in self.book.leaves if answers[roots[f"entry:{leaf.id}"]] is YES)

    def _answers(self, program: Program, home: str, goal: str) -> tuple[Answer, ...]:
        places = dict.fromkeys(COMES_FROM, home) | dict.fromkeys(GOES_TO, goal)
        values = {**self.known, **places} if goal else self.known
        return evaluate(program, Situation(transfer="", item="", to="", values=values, presumed=self.presumed))


def _home(asked: _Asked, goals: Iterable[frozenset[str]]) -> str:
    """The country from which the instrument reaches the most destinations, the most particular of such countries."""
    homes = sorted(_alike(asked.book, COMES_FROM), key=lambda countries: (len(countries), min(countries)))
    own = asked.book.pack.id.partition("-")[0].upper()  # of countries treated alike, the one that the pack is named for
    return max(
        (own if own in countries else min(countries) for countries in homes),
        key=lambda home: sum(len(goal) for goal in goals if asked.reached(home, min(goal - {home} or goal))),
    )


def _together(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def _alike(book: Book, facts: Iterable[str]) -> tuple[frozenset[str], ...]:
    """The countries of the world, in sets that no condition of the book on these facts tells apart."""
    named = {
        node.test.words
        for node in book.program.nodes
        if isinstance(node, Atom) and isinstance(node.test, Among | Has) and node.fact in facts
    }
    classes: dict[tuple[bool, ...], set[str]] = {}
    for country in country_names():
        classes.setdefault(tuple(country in words for words in named), set()).add(country)
    return tuple(frozenset(countries) for countries in classes.values())


@cache
def _presumed(catalogue: Catalogue) -> Mapping[str, Value]:
    """What is taken as not so about a transfer where nobody states it, as in a case file."""
    return {
        name: absent_value(spec.type)
        for name, spec in catalogue.facts.items()
        if spec.absent == NOT_STATED and not name.startswith("item.")
    }
