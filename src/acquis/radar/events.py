"""The days of a radar that belong in a calendar: listings, licences for where it is sold to, what is due before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256

from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.determination import Status
from acquis.terms.radar import Event, Filing, Stretch, Track
from acquis.terms.roadmap import Roadmap

WHAT = {
    (NO, UNKNOWN): "may be listed",
    (NO, YES): "is listed",
    (UNKNOWN, YES): "is listed",
    (YES, UNKNOWN): "may no longer be listed",
    (YES, NO): "is no longer listed",
    (UNKNOWN, NO): "is not listed any more",
}
"""What a change from one answer to the next is called."""


def events(roadmap: Roadmap, tracks: Iterable[Track]) -> tuple[Event, ...]:
    """Every event of every track, in the order of their days."""
    names = {product.id: product.title or product.id for product in roadmap.products}
    found = [event for track in tracks for event in _Track(roadmap.id, names[track.product], track).events()]
    return tuple(sorted(found, key=lambda one: (one.start, one.uid)))


class _Track:
    """The events of one product under one instrument."""

    def __init__(self, roadmap: str, name: str, track: Track) -> None:
        self.roadmap = roadmap
        self.name = name
        self.track = track
        self.count: dict[tuple[str, ...], int] = {}

    def events(self) -> Iterator[Event]:
        answer = NO
        statuses: dict[str, tuple[Status, Status]] = {}
        for stretch in self.track.stretches:
            if stretch.answer is not answer:
                yield self._listing(stretch, answer)
                answer = stretch.answer
            for filing in stretch.filings:
                ends = (filing.at_least, filing.at_most)
                if statuses.get(filing.to) == ends:
                    continue
                if filing.at_most > Status.no_license_required or filing.to in statuses:
                    yield self._filing(stretch, filing)
                yield from self._dues(stretch, filing)
                statuses[filing.to] = ends

    def _listing(self, stretch: Stretch, before: Answer) -> Event:
        what = WHAT[before, stretch.answer]
        where = ", ".join(one.entry for one in stretch.entries)
        lines = [f"Entries: {where}." if where else "", stretch.note]
        lines += [
            f"{one.fact.replace('_', ' ')}: {one.value}{f' (before: {one.before})' if one.before else ''}; "
            f"{one.entry} says {one.limit}"
            for one in stretch.rims
        ]
        lines += [f"Open: {one.question}" for one in stretch.missing]
        lines += [f"Because of: {stretch.because}."]
        return self._event(stretch.start, f"{self.name} {what} under {self.track.instrument}", lines, what, ())

    def _filing(self, stretch: Stretch, filing: Filing) -> Event:
        status = _words(filing.status)
        lines = [f"From this day on an export to {filing.to} is: {status}."]
        lines += (
            [f"Between {filing.at_least.name} and {filing.at_most.name}."] if filing.at_least != filing.at_most else []
        )
        lines += [f"{_sure(one.answer)} {one.id}: {one.title}" for one in filing.authorizations if one.answer is not NO]
        lines += [f"Duty: {one.text}{f' ({one.due})' if one.due else ''}" for one in filing.obligations]
        lines += [f"Open: {one.question}" for one in filing.missing]
        lines += [f"The law is unsettled: {one.point}" for one in filing.unsettled]
        summary = f"{self.name} to {filing.to} under {self.track.instrument}: {status}"
        return self._event(stretch.start, summary, lines, "filing", (filing.to,))

    def _dues(self, stretch: Stretch, filing: Filing) -> Iterator[Event]:
        for one in filing.obligations:
            if one.due and one.due <= stretch.start.isoformat():
                summary = f"Due before {self.name} goes to {filing.to} under {self.track.instrument}"
                yield self._event(date.fromisoformat(one.due), summary, [one.text, one.cite], one.code, (filing.to,))

    def _event(self, day: date, summary: str, lines: list[str], what: str, more: tuple[str, ...]) -> Event:
        key = (what, *more)
        number = self.count[key] = self.count.get(key, 0) + 1
        named = "\n".join((self.roadmap, self.track.product, self.track.instrument, *key, str(number)))
        return Event(
            uid=f"{sha256(named.encode()).hexdigest()[:24]}@acquis-radar",
            start=day,
            summary=summary,
            description="\n".join(line for line in lines if line),
            categories=(self.track.instrument, what, *more),
        )


def _sure(answer: Answer) -> str:
    return "Open to use:" if answer is YES else "May be open to use:"


def _words(status: str) -> str:
    """A status as pages spell it."""
    return status.replace("_", " ").replace("license", "licence").replace("authorization", "authorisation")
