"""Radar: from which day each product of a road-map is, or may be, listed under each instrument; and what to file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.determination import (
    UNDETERMINED,
    AuthorizationAnswer,
    EntryAnswer,
    Missing,
    Obligation,
    PackStamp,
    Plane,
    RequirementAnswer,
    Status,
    Unsettled,
)
from acquis.terms.value import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Rim:
    """One comparison of an entry: the figure of the product, what the entry says, and how the two stand.

    ``before`` is the figure of the step before, empty where there is none; ``crossed`` says that it answered otherwise.
    """

    entry: str
    fact: str
    value: str
    before: str
    limit: str
    answer: Answer
    crossed: bool

    def to_dict(self) -> dict[str, Any]:
        """The comparison as a JSON object."""
        return {
            "entry": self.entry,
            "fact": self.fact,
            "value": self.value,
            "before": self.before or None,
            "limit": self.limit,
            "answer": str(self.answer),
            "crossed": self.crossed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What an export to one country asks for, if it happens on the first day of a stretch."""

    to: str
    at_least: Status
    at_most: Status
    requirements: tuple[RequirementAnswer, ...]
    authorizations: tuple[AuthorizationAnswer, ...]
    obligations: tuple[Obligation, ...]
    missing: tuple[Missing, ...]
    unsettled: tuple[Unsettled, ...]
    review_policy: str | None

    @property
    def status(self) -> str:
        """The status, or ``undetermined`` where the two ends differ."""
        return self.at_least.name if self.at_least == self.at_most else UNDETERMINED

    def to_dict(self) -> dict[str, Any]:
        """The filing as a JSON object."""
        return {
            "to": self.to,
            "status": self.status,
            "at_least": self.at_least.name,
            "at_most": self.at_most.name,
            "requirements": [
                {"id": one.id, "title": one.title, "answer": str(one.answer), "citation": one.cite}
                for one in self.requirements
            ],
            "authorizations": [
                {
                    "id": one.id,
                    "title": one.title,
                    "answer": str(one.answer),
                    "conditions": [{"code": told.code, "text": told.text} for told in one.conditions],
                    "citation": one.cite,
                }
                for one in self.authorizations
            ],
            "obligations": [
                {"code": one.code, "text": one.text, "due": one.due, "citation": one.cite} for one in self.obligations
            ],
            "missing": _missing(self.missing),
            "unsettled": _unsettled(self.unsettled),
            "review_policy": self.review_policy,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days on which one answer holds: from ``start`` until the day before ``until`` (None: until further notice).

    ``steps`` are the steps that may hold then, as their dates are written; ``begun`` is NO before the first step,
    UNKNOWN while it may have begun. ``because`` says what changed on the first day: a step, the law, or both.
    """

    start: date
    until: date | None
    steps: tuple[str, ...]
    begun: Answer
    because: str
    answer: Answer
    entries: tuple[EntryAnswer, ...]
    rims: tuple[Rim, ...]
    missing: tuple[Missing, ...]
    unsettled: tuple[Unsettled, ...]
    assumes: tuple[str, ...]
    filings: tuple[Filing, ...]
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The stretch as a JSON object."""
        return {
            "from": self.start.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "steps": list(self.steps),
            "begun": str(self.begun),
            "because": self.because,
            "listed": str(self.answer),
            "entries": entry_dicts(self.entries),
            "rims": [one.to_dict() for one in self.rims],
            "missing": _missing(self.missing),
            "unsettled": _unsettled(self.unsettled),
            "assumes": list(self.assumes),
            "filings": [one.to_dict() for one in self.filings],
            "note": self.note,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One product under one instrument through time. ``holds`` says whether its pack has an entry for such a thing."""

    product: str
    instrument: str
    holds: bool
    stretches: tuple[Stretch, ...]

    @property
    def may_from(self) -> date | None:
        """The first day on which it may be listed; None where it is not, as far as the road-map goes."""
        return next((one.start for one in self.stretches if one.answer is not NO), None)

    @property
    def surely_from(self) -> date | None:
        """The first day on which it is listed whatever the open figures and dates turn out to be."""
        return next((one.start for one in self.stretches if one.answer is YES), None)

    def to_dict(self) -> dict[str, Any]:
        """The track as a JSON object."""
        return {
            "product": self.product,
            "instrument": self.instrument,
            "holds_entries": self.holds,
            "may_be_listed_from": self.may_from.isoformat() if self.may_from else None,
            "surely_listed_from": self.surely_from.isoformat() if self.surely_from else None,
            "stretches": [one.to_dict() for one in self.stretches],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something for a calendar: a whole day. ``uid`` stays the same when the day moves."""

    uid: str
    start: date
    summary: str
    description: str
    categories: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The event under the names of RFC 5545."""
        return {
            "uid": self.uid,
            "dtstart": self.start.isoformat(),
            "summary": self.summary,
            "description": self.description,
            "categories": list(self.categories),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A product as it is drawn: its steps in time, with the two figures of the plane where it has them."""

    id: str
    title: str
    kind: str
    route: str
    points: tuple[tuple[str, date, date, Value, Value], ...]
    """Of every step: when as written, first and last day, qubits and C-NOT error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Radar:
    """Everything one run says about one road-map."""

    roadmap: str
    title: str
    as_of: date | None
    known_on: date
    packs: tuple[PackStamp, ...]
    courses: tuple[Course, ...]
    tracks: tuple[Track, ...]
    events: tuple[Event, ...]
    plane: Plane | None

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of ``acquis radar --format json``."""
        return {
            "acquis-radar": 1,
            "roadmap": self.roadmap,
            "title": self.title,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "known_on": self.known_on.isoformat(),
            "packs": [{"id": pack.id, "edition": pack.edition, "sha256": pack.sha256} for pack in self.packs],
            "tracks": [track.to_dict() for track in self.tracks],
            "events": [event.to_dict() for event in self.events],
        }

    def to_json(self) -> str:
        """The radar as JSON text with a final newline."""
        import json  # only this method needs it

        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"


def entry_dicts(entries: tuple[EntryAnswer, ...]) -> list[dict[str, Any]]:
    """Entries as JSON objects, those answered no left out."""
    return [
        {
            "entry": one.entry,
            "answer": str(one.answer),
            "evidence": one.evidence,
            "title": one.title,
            "citation": one.cite,
        }
        for one in entries
        if one.answer is not NO
    ]


def together(answers: list[Answer]) -> Answer:
    """What several possible answers have in common; unknown where they differ."""
    return answers[0] if answers and all(answer is answers[0] for answer in answers) else UNKNOWN


def _missing(missing: tuple[Missing, ...]) -> list[dict[str, str]]:
    return [{"fact": one.fact, "question": one.question, "who": one.who} for one in missing]


def _unsettled(points: tuple[Unsettled, ...]) -> list[dict[str, Any]]:
    return [{"point": one.point, "readings": list(one.readings), "citation": one.citation} for one in points]
