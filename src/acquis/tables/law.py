"""The law a table is put to: which books on which days, and the plan of every shape of rows met."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from threading import Lock

from acquis.determination.library import Library
from acquis.tables.asked import Asked, ask_of
from acquis.tables.legend import Bit, legend
from acquis.tables.plan import Plan, Planner
from acquis.tables.shape import Shape
from acquis.terms.node import Atom, Within

DAY = "transfer.date"


class Law:
    """The books of some instruments, for every stretch of days with the same law.

    A stretch is a number: 0 for the days before the law first changes, n from the nth change on.
    """

    def __init__(self, library: Library, instruments: tuple[str, ...], known_on: date) -> None:
        self.library = library
        self.instruments = library.chosen(instruments or None)
        self.known_on = known_on
        packs = [library.packs[id_] for id_ in self.instruments]
        self._own = {pack.id: pack.change_days() for pack in packs}
        changes = {day for days in self._own.values() for day in days}
        self.changes = tuple(sorted(changes | {pack.covers_from for pack in packs if pack.covers_from}))
        self.legends: dict[str, tuple[Bit, ...]] = {pack.id: legend(pack, known_on) for pack in packs}
        self._lock = Lock()
        self._asked: dict[tuple[str, int], Asked] = {}
        self._planners: dict[tuple[tuple[int, ...], frozenset[str]], Planner] = {}

    def stretch(self, day: date) -> int:
        """The stretch a day lies in."""
        return bisect_right(self.changes, day)

    def day(self, stretch: int) -> date:
        """A day of the stretch: the one on which it begins, or for the first the day before it ends."""
        if stretch:
            return self.changes[stretch - 1]
        return date.fromordinal(self.changes[0].toordinal() - 1) if self.changes else self.known_on

    def held(self, stretch: int) -> tuple[str, ...]:
        """The instruments whose pack holds the law of the stretch."""
        day = self.day(stretch)
        from_ = {id_: self.library.packs[id_].covers_from for id_ in self.instruments}
        return tuple(id_ for id_, first in from_.items() if first is None or day >= first)

    def asked(self, instrument: str, stretch: int) -> Asked:
        """What a table asks of an instrument on the days of a stretch."""
        key = (instrument, bisect_right(self._own[instrument], self.day(stretch)))
        if key not in self._asked:
            book = self.library.whole(instrument, self.day(stretch), self.known_on)
            made = ask_of(book, self.legends[instrument])
            # What changes on a day need not be known yet, or may not touch what is asked: the same law is one law.
            same = (one for one in self._asked.values() if one.instrument == instrument and one.same_as(made))
            self._asked[key] = next(same, made)
        return self._asked[key]

    def days_named(self, stretch: int) -> set[int]:
        """The days, as ordinals, that a rule in force compares the day of a transfer with, and those that follow."""
        found: set[int] = set()
        for id_ in self.held(stretch):
            for node in self.asked(id_, stretch).program.nodes:
                if isinstance(node, Atom) and node.fact == DAY and isinstance(node.test, Within):
                    ends = (node.test.span.lower, node.test.span.upper)
                    found |= {int(end) + after for end in ends if end is not None for after in (0, 1)}
        return found

    def plan(self, shape: Shape, stretch: int, columns: frozenset[str]) -> Plan:
        """The plan for the rows of one shape on the days of a stretch, in a table with these prepared columns."""
        with self._lock:
            books = tuple(self.asked(id_, stretch) for id_ in self.held(stretch))
            key = (tuple(id(book) for book in books), columns)
            if key not in self._planners:
                self._planners[key] = Planner(self.library.catalogue, books, columns)
            return self._planners[key].plan(shape)
