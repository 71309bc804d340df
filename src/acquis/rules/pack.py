"""Pack: one legal instrument as data, after strict reading and before any day is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from acquis.rules.expression import Expression, Unless
from acquis.terms.dates import InForce
from acquis.terms.determination import Condition
from acquis.terms.problem import Where

Body_co = TypeVar("Body_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(Generic[Body_co]):
    """What a provision says while it is in force."""

    force: InForce
    body: Body_co
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision(Generic[Body_co]):
    """One citable rule: its name, its citation, how it is known, its dated versions."""

    id: str
    title: str
    cite: str
    evidence: str
    versions: tuple[Version[Body_co], ...]
    where: Where
    source: str = ""

    def on(self, day: date, known_on: date) -> Version[Body_co] | None:
        """The version that is law on the day as known then, if any."""
        held = [version for version in self.versions if version.force.holds(day, known_on)]
        return held[-1] if held else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A condition with labelled exceptions: reach, exclusion, definition."""

    when: Expression
    unless: tuple[Unless, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What is said when the instrument does not reach the transfer."""

    when: Expression
    note: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A named set of countries."""

    members: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChange:
    """Before ``until`` the country was in (or out of) the group, unlike in the edition held."""

    group: str
    country: str
    was_in: bool
    until: date
    cite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph of a control entry; the deepest paragraphs are what is reported."""

    id: str
    text: str
    rule: Rule
    controls: tuple[str, ...] | None
    attributes: tuple[str, ...]
    cite: str
    evidence: str
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Borrowed:
    """Paragraphs taken from the same entry of another pack, and what that is worth here."""

    pack: str
    entry: str
    only: tuple[str, ...]
    leave_out: tuple[str, ...]
    evidence: str
    override: Mapping[str, Override]


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What a borrowed paragraph, and all below it, carries here instead."""

    controls: tuple[str, ...] | None
    attributes: tuple[str, ...]
    cite: str
    evidence: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A control entry while in force."""

    controls: tuple[str, ...]
    attributes: tuple[str, ...]
    rule: Rule
    paragraphs: tuple[Paragraph, ...]
    borrowed: Borrowed | None
    notes: tuple[str, ...]
    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A licensing policy and when it applies."""

    policy: str
    cite: str
    when: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A licence requirement or prohibition. ``demands`` and ``forbids`` are acts of the catalogue."""

    reason: str
    applies_to: str
    consequence: str
    survives_exclusions: bool
    rule: Rule
    review: tuple[Policy, ...]
    demands: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When an obligation falls due: days or years after the transfer, or a yearly day after the year has ended."""

    days: int | None = None
    years: int | None = None
    before_days: int | None = None
    yearly: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A report, notice or record. ``demands`` and ``forbids`` are acts of the catalogue."""

    code: str
    text: str
    due: Due | None
    when: Expression
    applies_from: str
    cite: str
    demands: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """An exception or general authorisation."""

    kind: str
    overcomes: tuple[str, ...]
    entries: tuple[str, ...]
    except_entries: tuple[str, ...]
    rule: Rule
    conditions: tuple[Condition, ...]
    obligations: tuple[Duty, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """Whether a listed component pulls its system in."""

    pulls_in: Expression
    cite: str
    evidence: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """Open texture that a named person answers."""

    ask: str
    who: str
    cite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByCases:
    """A fact defined by cases."""

    when: Expression
    then: str
    otherwise: str
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What part of the instrument is modelled, partial, or only a pointer."""

    part: str
    state: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A retrieved copy of a text."""

    id: str
    title: str
    address: str
    retrieved: str
    sha256: str
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One legal instrument as data."""

    id: str
    name: str
    issuer: str
    authority: str
    authority_fact: str
    edition: str
    covers_from: date | None
    reviewed: str
    depends_on: tuple[str, ...]
    sources: tuple[Source, ...]
    sha256: str
    groups: Mapping[str, Provision[Group]]
    changes: tuple[GroupChange, ...]
    predicates: Mapping[str, Predicate]
    definitions: Mapping[str, Rule]
    by_cases: Mapping[str, ByCases]
    reach: tuple[Provision[Rule], ...]
    outside: tuple[Provision[Outside], ...]
    exclusions: tuple[Provision[Rule], ...]
    components: Components | None
    entries: tuple[Provision[Entry], ...]
    requirements: tuple[Provision[Requirement], ...]
    authorizations: tuple[Provision[Authorization], ...]
    obligations: tuple[Provision[Duty], ...]
    coverage: tuple[Coverage, ...]
    borrows: Mapping[str, Pack] = field(default_factory=dict)

    def change_days(self) -> tuple[date, ...]:
        """Every day on which some provision of the pack, or of a pack it borrows from, begins or ends."""
        days: set[date] = {change.until for change in self.changes}
        provisions: list[Provision[object]] = [
            *self.groups.values(), *self.reach, *self.outside, *self.exclusions, *self.entries,
            *self.requirements, *self.authorizations, *self.obligations,
        ]  # fmt: skip
        for provision in provisions:
            for version in provision.versions:
                force = version.force
                days.update(day for day in (force.start, force.until, force.published, force.until_published) if day)
        for pack in self.borrows.values():
            days.update(pack.change_days())
        return tuple(sorted(days))
