"""The law a table is put to: which books on which days, and the plan of every shape of rows met."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from datetime import date

from acquis.batch.asked import Asked, ask_of
from acquis.batch.legend import Bit, legend
from acquis.batch.lower import Lowering
from acquis.batch.plan import Plan, plan
from acquis.batch.shape import Shape
from acquis.determination.library import Library


class Law:
    """The books of some instruments, for every stretch of days with the same law.

    A stretch is a number: 0 for the days before the law first changes, n from the nth change on.
    """

    def __init__(self, library: Library, instruments: tuple[str, ...], known_on: date) -> None:
        self.library = library
        self.instruments = library.chosen(instruments or None)
        self.known_on = known_on
        packs = [library.packs[id_] for id_ in self.instruments]
        changes = {day for pack in packs for day in pack.change_days()}
        self.changes = tuple(sorted(changes | {pack.covers_from for pack in packs if pack.covers_from}))
        self.legends: dict[str, tuple[Bit, ...]] = {pack.id: legend(pack, known_on) for pack in packs}
        self._asked: dict[tuple[str, int], Asked] = {}
        self._plans: dict[tuple[Shape, int, frozenset[str]], Plan] = {}

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
        own = self.library.packs[instrument].change_days()
        key = (instrument, bisect_right(own, self.day(stretch)))
        if key not in self._asked:
            book = self.library.whole(instrument, self.day(stretch), self.known_on)
            self._asked[key] = ask_of(book, self.legends[instrument])
        return self._asked[key]

    def plan(self, shape: Shape, stretch: int, columns: Collection[str]) -> Plan:
        """The plan for the rows of one shape on the days of a stretch, in a table with these prepared columns."""
        key = (shape, stretch, frozenset(columns))
        if key not in self._plans:
            lowering = Lowering(self.library.catalogue, key[2], shape)
            self._plans[key] = plan((self.asked(id_, stretch) for id_ in self.held(stretch)), lowering)
        return self._plans[key]
