"""Cells and rows: one determination as a reader meets it, and one transfer under every instrument."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from acquis.reports.words import NOTHING_NEEDED
from acquis.terms.answer import Answer
from acquis.terms.determination import GRADES, UNDETERMINED, Determination, Outcome, Status

GROUPS = ("today", "conditions", "licence", "prohibited", "open", "unreached")
"""The headings under which rows stand, in reading order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One determination as a reader meets it: where it stands on the page and its reason in a few words."""

    number: int
    determination: Determination
    instrument: str
    words: str
    reason: str

    @property
    def anchor(self) -> str:
        """The name of its place on a page."""
        return f"c{self.number}"

    @property
    def weak(self) -> bool:
        """Whether the answer rests on less than the official text."""
        return self.determination.evidence in GRADES[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One transfer of one item to one recipient, under every instrument."""

    transfer: str
    item: str
    to: str
    title: str
    act: str
    route: str
    date: str
    at_least: Status
    at_most: Status
    cells: tuple[Cell, ...]

    @property
    def group(self) -> str:
        """Under which heading the row stands."""
        if self.at_least is Status.prohibited:
            return "prohibited"
        if self.at_least is Status.license_required:
            return "licence"
        if self.at_most is Status.out_of_scope:
            return "unreached"
        if self.at_most in NOTHING_NEEDED:
            return "today"
        return "conditions" if self.at_least == self.at_most else "open"


def reason(found: Determination) -> str:
    """Why, in a few words: the authorization, the requirement or the entries that decide the cell."""
    entries = _names(e.entry for e in found.entries if e.answer is Answer.YES)
    perhaps = _names(e.entry for e in found.entries if e.answer is Answer.UNKNOWN)
    match found.status:
        case Status.out_of_scope.name | Status.excluded.name:
            return next((n.code.replace("_", " ") for n in found.notes if n.code != "component"), "")
        case Status.authorization_available.name:
            usable = _names((a.id for a in found.authorizations if a.answer is Answer.YES), limit=3)
            return _join(usable, entries)
        case Status.prohibited.name:
            bans = [r for r in found.requirements if r.consequence == "prohibited" and r.answer is Answer.YES]
            return _join(_names((r.reason or r.id.replace("-", " ") for r in bans), limit=2), entries)
        case Status.license_required.name:
            needs = [r for r in found.requirements if r.answer is Answer.YES and r.overcome is not Answer.YES]
            return _join(entries, _names((r.reason or r.id for r in needs), limit=3))
        case "undetermined":
            return _join(entries, f"{perhaps}?" if perhaps else "")
        case _:
            return entries


def item_name(outcome: Outcome, item: str) -> str:
    """The title of an item, or its id."""
    return outcome.names.get(item) or item


def place_name(outcome: Outcome, place: str | None) -> str:
    """A party, person or place as a reader knows it: the name with its country."""
    if place is None:
        return "not stated"
    name = outcome.names.get(place) or place
    country = outcome.countries.get(place, "")
    return f"{name} ({country})" if country and country != name else name


def is_open(found: Determination) -> bool:
    """Whether the two ends of a determination differ."""
    return found.status == UNDETERMINED


def _names(names: Iterable[str], *, limit: int = 2) -> str:
    seen = list(dict.fromkeys(names))
    rest = f" +{len(seen) - limit}" if len(seen) > limit else ""
    return ", ".join(seen[:limit]) + rest


def _join(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
