"""When does each product cross into a list: every step put to every instrument, with the law of its day.

A step holds from its day until the next begins; in between no figures are made up. Where the day of a step is open, the
old step and the new one are both possible, and an answer holds only if it holds for both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from acquis.determination.library import Library
from acquis.radar.classify import Classified, bare, classify, rims
from acquis.radar.course import begun, possible, sales, step_days
from acquis.terms.answer import NO, YES, Answer
from acquis.terms.determination import Determination, EntryAnswer, Missing
from acquis.terms.fact import Situation
from acquis.terms.node import Atom, Open, Some, Stated, Within
from acquis.terms.radar import Filing, Stretch, Track, together
from acquis.terms.roadmap import Product, Roadmap
from acquis.terms.value import Span

DATE = "transfer.date"
PRODUCTS = "products."
_PLACE = re.compile(r"^(items|transfers)\.")

T = TypeVar("T")

Examine = Callable[[str, Situation, date], Determination]
"""What an instrument says about a situation by the law of a day."""


@dataclass(frozen=True, kw_only=True)
class Cross:
    """The road-map, the law and the day whose knowledge of it is used; ``as_of`` puts every step to one day's law."""

    roadmap: Roadmap
    library: Library
    known_on: date
    as_of: date | None
    examine: Examine
    _made: dict[tuple[str, int, date], tuple[Situation, ...]] = field(default_factory=dict)

    def tracks(self, instruments: Iterable[str]) -> tuple[Track, ...]:
        """Every product under every instrument."""
        chosen = tuple(instruments)
        return tuple(self._track(product, one) for product in self.roadmap.products for one in chosen)

    def _track(self, product: Product, instrument: str) -> Track:
        found: list[Stretch] = []
        holds = False
        others = step_days([other for other in self.roadmap.products if other is not product])
        for day, law_changes in self._days(product, instrument):
            stretch, held = self._stretch(product, instrument, day)
            holds = holds or held
            if found and _same(found[-1], stretch):
                continue
            if found:
                moved = (found[-1].steps, found[-1].begun) != (stretch.steps, stretch.begun)
                causes = {"step": moved, "law": law_changes, "step of another product": day in others}
                stretch = replace(stretch, because=" and ".join(word for word, so in causes.items() if so))
                found[-1] = replace(found[-1], until=day)
            found.append(stretch)
        return Track(product=product.id, instrument=instrument, holds=holds, stretches=tuple(found))

    def _days(self, product: Product, instrument: str) -> Iterator[tuple[date, bool]]:
        """The days on which the answer may change, in order, each with whether the law may change on it."""
        pack = self.library.packs[instrument]
        start = product.stages[0].begin.first
        law = set() if self.as_of else {*pack.change_days(), pack.covers_from}
        waiting = {day for day in (*step_days([product]), *law) if day is not None and day >= start}
        done: set[date] = set()
        every, leans = step_days(self.roadmap.products), False
        while waiting - done:
            day = min(waiting - done)
            done.add(day)
            yield day, day in law
            for node in self._asked(product, instrument, day):
                if isinstance(node, Atom) and node.fact == DATE and isinstance(node.test, Within):
                    law |= set() if self.as_of else _first_days(node.test.span)
                leans = leans or self._of_another(node.fact)
            waiting |= {one for one in (*law, *(every if leans else ())) if one is not None and one > day}

    def _of_another(self, fact: str) -> bool:
        """Whether a fact is one of another product that may change with its steps."""
        link, _, rest = fact.removeprefix("item.").partition(".")
        return link in self.library.catalogue.links and rest not in ("stated", "named", "")

    def _asked(self, product: Product, instrument: str, day: date) -> Iterator[Atom | Some | Open | Stated]:
        """Every question about a fact that the law of a day puts to a product, by itself and when it is sold."""
        law_of = self.as_of or day
        examiner = self.library.examiner(instrument, law_of, self.known_on)
        sold = self._sales(product, possible(product, day)[-1], day)
        for situation in (bare(sold[0]), *(sold if product.to else ())):
            for node in examiner.book(situation).program.nodes:
                if isinstance(node, Atom | Some | Open | Stated):
                    yield node

    def _sales(self, product: Product, number: int, day: date) -> tuple[Situation, ...]:
        key = (product.id, number, day)
        if key not in self._made:
            self._made[key] = sales(self.roadmap, product, number, day, self.as_of or day)
        return self._made[key]

    def _stretch(self, product: Product, instrument: str, day: date) -> tuple[Stretch, bool]:
        numbers, there, law_of = possible(product, day), begun(product, day), self.as_of or day
        worlds = [self._sales(product, number, day) for number in numbers]
        items = [bare(situations[0]) for situations in worlds]
        found = [classify(self.library, instrument, item, law_of, self.known_on) for item in items]
        absent = [] if there is YES else [Classified(answer=NO)]
        newest = numbers[-1]
        before = bare(self._sales(product, newest - 1, day)[0]) if newest else None
        stretch = Stretch(
            start=day,
            until=None,
            steps=tuple(product.stages[number].begin.text for number in numbers),
            begun=there,
            because="first step",
            answer=together([one.answer for one in (*found, *absent)]),
            entries=_entries([*found, *absent]),
            rims=rims(found[-1], before, self.library.catalogue),
            missing=_placed(_once(one.missing for one in found)),
            unsettled=_once(one.unsettled for one in found),
            assumes=tuple(line.replace("items.", PRODUCTS) for line in _once(one.assumes for one in found)),
            filings=self._filings(product, instrument, worlds, law_of),
            note=" ".join(dict.fromkeys(one.note for one in found if one.note)),
        )
        return stretch, any(one.holds for one in found)

    def _filings(
        self, product: Product, instrument: str, worlds: list[tuple[Situation, ...]], law_of: date
    ) -> tuple[Filing, ...]:
        if not product.to:
            return ()
        told = [[self.examine(instrument, one, law_of) for one in situations] for situations in worlds]
        return tuple(_filing(list(same)) for same in zip(*told, strict=True))


def _filing(found: list[Determination]) -> Filing:
    """What an export asks for, over the steps that may hold."""
    newest = found[-1]
    return Filing(
        to=newest.to,
        at_least=min(one.at_least for one in found),
        at_most=max(one.at_most for one in found),
        requirements=tuple(one for one in _once(one.requirements for one in found) if one.answer is not NO),
        authorizations=tuple(
            replace(one, answer=together([_answer_of(one.id, other) for other in found]))
            for one in {one.id: one for all_ in found for one in all_.authorizations if one.answer is not NO}.values()
        ),
        obligations=_once(one.obligations for one in found),
        missing=_placed(_once(one.missing for one in found)),
        unsettled=_once(one.unsettled for one in found),
        review_policy=newest.review_policy,
    )


def _placed(missing: tuple[Missing, ...]) -> tuple[Missing, ...]:
    """The same questions with the place in the road-map that would state them."""
    return tuple(replace(one, fact=_PLACE.sub(PRODUCTS, one.fact)) for one in missing)


def _answer_of(id_: str, found: Determination) -> Answer:
    return max((one.answer for one in found.authorizations if one.id == id_), default=NO)


def _entries(found: list[Classified]) -> tuple[EntryAnswer, ...]:
    """The entries that are, or may be, met; unknown where one possible state meets it and another does not."""
    known: dict[str, EntryAnswer] = {one.entry: one for each in found for one in each.entries}
    answers = [{one.entry: one.answer for one in each.entries} for each in found]
    return tuple(replace(one, answer=together([each.get(id_, NO) for each in answers])) for id_, one in known.items())


def _once(groups: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(one for group in groups for one in group))


def _first_days(span: Span) -> set[date]:
    """The first day inside a span of days, and the first behind it."""
    ends = ((span.lower, span.lower_open), (span.upper, not span.upper_open))
    return {date.fromordinal(int(end) + later) for end, later in ends if end is not None}


def _same(one: Stretch, other: Stretch) -> bool:
    """Whether nothing that is told changed."""
    return _told(one) == _told(other)


def _told(stretch: Stretch) -> object:
    return (
        stretch.steps,
        stretch.begun,
        stretch.answer,
        [(one.entry, one.answer) for one in stretch.entries],
        [
            (one.to, one.at_least, one.at_most, [(way.id, way.answer) for way in one.authorizations])
            for one in stretch.filings
        ],
        stretch.note,
    )
