"""Prepare a table in SQL: from what its columns state to the facts that programs test, derived ones filled in.

Says in SQL what ``prepare.py`` says in the language of polars; a test holds the two to the same facts. A day stays a
day here, so that the text can be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from acquis.facts.context import NONE
from acquis.facts.sides import RELEASE
from acquis.reading.values import VALUE
from acquis.tables.columns import KEY, MARK, Columns, linked
from acquis.tables.prepare import CHOICES, UNREAD
from acquis.tables.sql import Columns as Layout
from acquis.tables.sql import quoted, word
from acquis.tables.sql_raw import cell

if TYPE_CHECKING:
    from polars._typing import PolarsDataType as DataType


@dataclass(frozen=True, slots=True)
class Prepared:
    """The two steps: ``stated`` columns over the raw table, ``facts`` over the stated ones, each name and SQL."""

    stated: Mapping[str, str]
    facts: Mapping[str, str]
    layout: Layout


def prepared(schema: Mapping[str, DataType], columns: Columns, as_of: date) -> Prepared:
    """How a table with these columns is prepared; ``as_of`` dates the rows of one that has no column of dates."""
    stated = {KEY: f"{quoted(KEY)}::VARCHAR"}
    bad = [f"{quoted(KEY)} IS NULL OR {quoted(KEY)} = ''", *([quoted(MARK)] if MARK in schema else [])]
    fields: dict[str, tuple[str, ...]] = {}
    for name, dtype in schema.items():
        column = columns.find(name)
        if column is None or column.type == "object":
            continue
        found = cell(column, dtype)
        stated[name] = found.value
        bad += found.bad
        if column.type == "points":
            fields[name] = (VALUE,) if column.bare and dtype.is_numeric() else tuple(column.spec.fields)
    names = [name for name in stated if name != KEY]
    bad += _between(schema, columns)
    kept = [name for name in names if (one := columns.find(name)) is not None and one.type != "link"]
    facts = {name: quoted(name) for name in kept if name not in CHOICES}
    facts |= _Sides(names, as_of).facts()
    facts |= _items(facts, names, columns)
    cooling = tuple(columns.catalogue.facts["item.cooling"].fields)
    fields |= {name: cooling for name in facts if name.endswith(".cooling")}
    days = [name for name in facts if (one := columns.find(name)) is not None and one.type == "day"]
    stated[UNREAD] = " OR ".join(f"coalesce({one}, FALSE)" for one in bad) or "FALSE"
    return Prepared(stated, {KEY: KEY, UNREAD: UNREAD, **_split(facts, columns)}, Layout(frozenset(days), fields))


def _between(names: Iterable[str], columns: Columns) -> list[str]:
    """What two columns say that cannot both be, as problems.py has it."""
    there = [name for name in names if columns.find(name) is not None]
    found = [
        f"left({quoted(f'{side}.region')}, 2) <> left({quoted(f'{side}.country')}, 2)"
        for side in ("from", "to")
        if {f"{side}.region", f"{side}.country"} <= set(there)
    ]
    people = [name for name in there if name.startswith("person.")]
    if people and "to.is_person" in there:
        found.append(f"NOT {quoted('to.is_person')} AND ({_said(people)})")
    for link, behind in linked(there, columns.catalogue.links).items():
        if behind and link in there:
            found.append(f"{quoted(link)} = {word(NONE)} AND ({_said(behind)})")
    return found


def _said(names: Iterable[str]) -> str:
    return " OR ".join(f"{quoted(name)} IS NOT NULL" for name in names)


# -- the transfer, its sides and the person ---------------------------------------------------------------------------


class _Sides:
    """The facts of a transfer and its sides; None stands for what no column states."""

    def __init__(self, stated: Iterable[str], as_of: date) -> None:
        self.stated = frozenset(stated)
        self.people = sorted(name for name in self.stated if name.startswith("person."))
        self.origin = _first(self.get("from.region"), self.get("from.country"))
        self.here = _first(self.get("place.country"), self.origin)
        self.day = self.get("transfer.date") or f"DATE {word(as_of.isoformat())}"
        self.activity = self.get("transfer.activity")

    def get(self, name: str) -> str | None:
        """What the table states."""
        return quoted(name) if name in self.stated else None

    def facts(self) -> dict[str, str]:
        """The facts by name, those that no column can state left out."""
        is_person, final = self._is_person(), self.get("final.country")
        to, back, listed = self._recipient(is_person), self.get("transfer.return_by"), self.get("to.listed")
        found = {
            "transfer.date": self.day,
            "transfer.days_abroad": _first(
                self.get("transfer.days_abroad"), back and f"datediff('day', {self.day}, {back})::DOUBLE"
            ),
            "transfer.via": _each_country(self.get("transfer.via")),
            "from.country": _country(self.origin),
            "from.region": _region(self.origin),
            "place.country": _country(self.here),
            "to.is_person": is_person,
            "to.country": _country(to),
            "to.region": _first(_region(to), _region(final)),
            "final.country": _first(_country(final), _country(to)),
            # One party on a list is a party on a list; that the recipient is on none says nothing of the others.
            "parties.listed": _first(
                self.get("parties.listed"), listed and f"CASE WHEN len({listed}) > 0 THEN {listed} END"
            ),
            **self._person(),
        }
        return {name: text for name, text in found.items() if text is not None}

    def _is_person(self) -> str | None:
        """As stated; a row that says anything of a person has one; a release may be to a person nobody described."""
        place = _first(self.get("to.region"), self.get("to.country"))
        found = place and f"CASE WHEN {place} IS NOT NULL THEN FALSE END"
        if self.people:
            somebody = _said(self.people)
            said = f"{self.activity} <> {word(RELEASE)}" if self.activity else "FALSE"
            found = f"CASE WHEN {somebody} THEN TRUE WHEN {said} THEN {found or 'NULL'} END"
        return _first(self.get("to.is_person"), found)

    def _recipient(self, is_person: str | None) -> str | None:
        """Where it goes: as stated; a person is reached where it happens, or where the person lives."""
        stated = _first(self.get("to.region"), self.get("to.country"))
        home, place = self.get("person.residence"), self.here
        if is_person is None or (home is None and place is None):
            return stated
        here = [f"{self.activity} = {word(RELEASE)}"] if self.activity else []
        here += [f"{quoted(name)} IS NOT NULL" for name in ("place.country",) if name in self.stated]
        reached = f"CASE WHEN {' OR '.join(here) or 'FALSE'} THEN {place or 'NULL'} ELSE {home or 'NULL'} END"
        return _first(stated, f"CASE WHEN {is_person} THEN {reached} END")

    def _person(self) -> dict[str, str | None]:
        citizenships = _each_country(self.get("person.citizenships"))
        residency = _each_country(self.get("person.permanent_residency"))
        both = citizenships is not None and residency is not None
        found: dict[str, str | None] = {
            "person.citizenships": citizenships,
            "person.permanent_residency": residency,
            "person.residence": _country(self.get("person.residence")),
            "person.employer_country": _country(self.get("person.employer_country")),
            "person.ties": _first(
                _each_country(self.get("person.ties")), f"{citizenships} || {residency}" if both else None
            ),
        }
        latest, place = _country(self.get("person.latest_tie")), _country(self.here)
        for name, one, other in (("a", citizenships, residency), ("b", residency, citizenships)):
            last = None
            if both:
                known = f"{one} IS NOT NULL AND {other} IS NOT NULL"
                last = f"CASE WHEN {known} THEN coalesce(({one})[-1], ({other})[-1]) END"
            tie = _first(latest, last)
            found[f"person.latest_tie.{name}"] = tie
            found[f"person.at_home.{name}"] = _first(
                self.get("person.at_home"), f"({tie} = {place})" if tie and place else None
            )
        return found


def _first(*texts: str | None) -> str | None:
    """The first that is stated in the row; None where no column states any."""
    there = [text for text in texts if text is not None]
    return f"coalesce({', '.join(there)})" if len(there) > 1 else there[0] if there else None


def _country(place: str | None) -> str | None:
    """A subdivision lies in the country whose code it begins with."""
    return place and f"left({place}, 2)"


def _region(place: str | None) -> str | None:
    return place and f"CASE WHEN length({place}) > 2 THEN {place} END"


def _each_country(places: str | None) -> str | None:
    return places and f"list_transform({places}, lambda c: left(c, 2))"


# -- items ------------------------------------------------------------------------------------------------------------


def _items(facts: Mapping[str, str], stated: Iterable[str], columns: Columns) -> dict[str, str]:
    """Whether links are stated, countries of origin, and the point of cooling without a load."""
    found: dict[str, str] = {}
    links = linked(stated, columns.catalogue.links)
    for link, behind in links.items():
        some = [f"WHEN {_said(behind)} THEN TRUE"] if behind else []
        none = [f"WHEN {quoted(link)} = {word(NONE)} THEN FALSE"] if link in stated else []
        found[f"{link}.stated"] = f"CASE {' '.join((*some, *none))} END"
    for prefix in ("item", *links):
        base = facts.get(f"{prefix}.base_temperature")
        if f"{prefix}.origin" in facts:
            found[f"{prefix}.origin"] = f"left({facts[f'{prefix}.origin']}, 2)"
        if base is not None:
            found[f"{prefix}.cooling"] = _unloaded(base, facts.get(f"{prefix}.cooling"), columns)
    return found


def _unloaded(base: str, cooling: str | None, columns: Columns) -> str:
    """The points of cooling with one more: at its lowest temperature a cooler carries no load."""
    known = {"power": "0e0", "temperature": base}
    fields = columns.catalogue.facts["item.cooling"].fields
    parts = ", ".join(f"{word(name)}: {known.get(name, 'NULL::DOUBLE')}" for name in fields)
    point = f"[{{{parts}}}]"
    if cooling is None:
        return f"CASE WHEN {base} IS NOT NULL THEN {point} END"
    return f"CASE WHEN {base} IS NULL THEN {cooling} WHEN {cooling} IS NULL THEN {point} ELSE {cooling} || {point} END"


def _split(facts: Mapping[str, str], columns: Columns) -> dict[str, str]:
    """A range as its two ends, an amount of money apart from its currency."""
    found: dict[str, str] = {}
    for name, text in facts.items():
        column = columns.find(name)
        match column.type if column is not None else "":
            case "range":
                found[f"{name}.lower"], found[f"{name}.upper"] = f"({text})[1]", f"({text})[2]"
            case "money":
                found[f"{name}.amount"], found[f"{name}.currency"] = f"({text}).amount", f"({text}).currency"
            case _:
                found[name] = text
    return found
