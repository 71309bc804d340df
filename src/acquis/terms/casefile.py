"""CaseFile: a collaboration described once, as it was written, with the place of every statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from acquis.terms.fact import Statement
from acquis.terms.problem import Where
from acquis.terms.value import Span, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A party or person stands on a list, as stated in the case file."""

    list: str
    since: date | None = None
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A share in a party; ``share`` None is unknown."""

    name: str
    country: str | None = None
    share: Fraction | Span | None = None
    listed: tuple[Listing, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An organisation. ``listed`` None: not stated; empty: checked, none.

    ``faulty`` names what was stated but cannot be read: it is unknown, and never presumed.
    """

    id: str
    name: str
    country: str | None
    region: str | None = None
    kind: str | None = None
    role: str = ""
    owners: tuple[Owner, ...] | None = None
    listed: tuple[Listing, ...] | None = None
    identifiers: Mapping[str, str]
    faulty: frozenset[str] = frozenset()
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A citizenship or permanent residency; in the order acquired, the last is the most recent."""

    country: str
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliation:
    """A person's tie to another organisation."""

    organisation: str
    country: str | None
    kind: str
    current: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """Foreign direction over a person (contract, economic benefit, direction)."""

    country: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A natural person. Citizenships and residencies are sensitive; None is unknown, empty is none."""

    id: str
    at: str | None
    role: str = ""
    citizenships: tuple[Tie, ...] | None = None
    permanent_residency: tuple[Tie, ...] | None = None
    residence: str | None = None
    employed_since: date | None = None
    affiliations: tuple[Affiliation, ...] | None = None
    foreign_direction: tuple[Direction, ...] | None = None
    listed: tuple[Listing, ...] | None = None
    faulty: frozenset[str] = frozenset()
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A commodity, software, technology or service with measured parameters, by fact name without ``item.``."""

    id: str
    kind: str | None
    title: str = ""
    origin: str | None = None
    parameters: Mapping[str, Value]
    links: Mapping[str, str]
    components: tuple[str, ...] | None = None
    places: Mapping[str, Where]
    faulty: frozenset[str] = frozenset()
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A regulated act in the case: items, from, to, on a day.

    ``facts`` holds what else is stated of it, by fact name without ``transfer.`` (activity, end_use, informed, …).
    """

    id: str
    items: tuple[str, ...]
    sender: str | None
    to: tuple[str, ...]
    date: date | None = None
    place: str | None = None
    via: tuple[str, ...] | None = None
    final_destination: str | None = None
    facts: Mapping[str, Value]
    places: Mapping[str, Where]
    faulty: frozenset[str] = frozenset()
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A date in the project and the transfers it needs."""

    id: str
    title: str
    date: date | None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """Everything the case file says. ``as_of`` None means today, which only the caller knows."""

    id: str
    title: str
    as_of: date | None
    parties: Mapping[str, Party]
    people: Mapping[str, Person]
    items: Mapping[str, Item]
    transfers: tuple[Transfer, ...]
    milestones: tuple[Milestone, ...]
    statements: tuple[Statement, ...]
    source: str = ""
