"""Parties and people of a case file, with what they state about lists, owners and affiliations."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from fractions import Fraction

from acquis.reading.catalogue import Catalogue
from acquis.reading.document import Mapping, Node, Scalar, Sequence
from acquis.reading.fields import Fields
from acquis.reading.units import parse_quantity
from acquis.terms.casefile import Affiliation, Direction, Listing, Owner, Party, Person, Tie
from acquis.terms.problem import Problem

FREE = ("title", "notes", "role", "description")
AFFILIATIONS = (
    "employed", "appointed", "visiting", "funded", "in_kind", "scholarship", "talent_programme", "coauthor",
)  # fmt: skip
DIRECTIONS = ("contract", "economic_benefit", "direction")


class PeopleReader:
    """Reads ``parties`` and ``people``."""

    def __init__(self, catalogue: Catalogue, problems: list[Problem]) -> None:
        self.catalogue = catalogue
        self.problems = problems

    def parties(self, nodes: tuple[Node, ...]) -> dict[str, Party]:
        """Parties by id."""
        found: dict[str, Party] = {}
        for node in nodes:
            fields = Fields(node, self.problems, what="party")
            id_ = fields.text("id", required=True)
            fields.what = f"party {id_}"
            party = Party(
                id=id_,
                name=fields.text("name") or id_,
                country=self._country(fields, "country"),
                region=self._country(fields, "region"),
                kind=fields.text("kind") or None,
                role=fields.text("role"),
                owners=self._owners(fields),
                listed=self._listed(fields),
                identifiers={
                    key.text: value.text for key, value in fields.pairs("identifiers") if isinstance(value, Scalar)
                },
                where=fields.where,
            )
            fields.done(free=FREE)
            self._add(found, id_, party, fields)
        return found

    def people(self, nodes: tuple[Node, ...]) -> dict[str, Person]:
        """People by id."""
        found: dict[str, Person] = {}
        for node in nodes:
            fields = Fields(node, self.problems, what="person")
            id_ = fields.text("id", required=True)
            fields.what = f"person {id_}"
            person = Person(
                id=id_,
                at=fields.text("at") or None,
                role=fields.text("role"),
                citizenships=self._ties(fields, "citizenships"),
                permanent_residency=self._ties(fields, "permanent_residency"),
                residence=self._country(fields, "residence"),
                employed_since=fields.day("employed_since"),
                affiliations=self._affiliations(fields),
                foreign_direction=self._directions(fields),
                listed=self._listed(fields),
                where=fields.where,
            )
            fields.done(free=(*FREE, "name"))
            self._add(found, id_, person, fields)
        return found

    def _add(
        self, found: dict[str, Party] | dict[str, Person], id_: str, value: Party | Person, fields: Fields
    ) -> None:
        if id_ in found:
            fields.fault(fields.where, f"{fields.what} is there twice", f"also at {found[id_].where}")
        found[id_] = value  # type: ignore[assignment]

    def _country(self, fields: Fields, key: str) -> str | None:
        node = fields.take(key)
        return self._place(node) if node is not None else None

    def _place(self, node: Node) -> str | None:
        if isinstance(node, Scalar) and node.is_null:
            return None
        value, problems = self.catalogue.read_value(self.catalogue.facts["place.country"], node, None)
        self.problems.extend(problems)
        return value if isinstance(value, str) else None

    def _ties(self, fields: Fields, key: str) -> tuple[Tie, ...] | None:
        node = fields.take(key)
        if node is None or (isinstance(node, Scalar) and node.is_null):
            return None
        if not isinstance(node, Sequence):
            fields.fault(
                node.where,
                f"{fields.what}: {key} is a list of countries",
                f"for example {key}: [IN, JP]; [] means none",
            )
            return None
        ties = []
        for item in node.items:
            since: date | None = None
            place: Node | None = item
            if isinstance(item, Mapping):
                one = Fields(item, self.problems, what=key)
                place, since = one.take("country"), one.day("since")
                one.done()
            country = self._place(place) if place is not None else None
            if country is None:
                return None  # one unreadable tie leaves the whole list unknown
            ties.append(Tie(country=country, since=since))
        return tuple(ties)

    def _owners(self, fields: Fields) -> tuple[Owner, ...] | None:
        if not fields.has("owners"):
            fields.take("owners")
            return None
        owners = []
        for node in fields.items("owners"):
            one = Fields(node, self.problems, what="owner")
            share: Fraction | None = None
            written = one.take("share")
            if isinstance(written, Scalar) and not written.is_null:
                try:
                    number = parse_quantity(written.text, "1")
                    share = number if isinstance(number, Fraction) else None
                except ValueError as fault:
                    one.fault(written.where, f"owner: share: {fault}", "for example 40 %")
            owners.append(
                Owner(
                    name=one.text("name") or "(unknown)",
                    country=self._country(one, "country"),
                    share=share,
                    listed=self._listed(one),
                )
            )
            one.done(free=FREE)
        return tuple(owners)

    def _listed(self, fields: Fields) -> tuple[Listing, ...] | None:
        if not fields.has("listed"):
            fields.take("listed")
            return None
        found = []
        for node in fields.items("listed"):
            one = Fields(node, self.problems, what="listing")
            found.append(Listing(list=one.text("list", required=True), since=one.day("since"), entry=one.text("entry")))
            one.done(free=FREE)
        return tuple(found)

    def _affiliations(self, fields: Fields) -> tuple[Affiliation, ...] | None:
        if not fields.has("affiliations"):
            fields.take("affiliations")
            return None
        found = []
        for node in fields.items("affiliations"):
            one = Fields(node, self.problems, what="affiliation")
            current = one.flag("current") if one.has("current") else None
            found.append(
                Affiliation(
                    organisation=one.text("organisation", required=True),
                    country=self._country(one, "country"),
                    kind=self._choice(one, "kind", AFFILIATIONS),
                    current=current,
                )
            )
            one.done(free=(*FREE, "current", "since", "until"))
        return tuple(found)

    def _directions(self, fields: Fields) -> tuple[Direction, ...] | None:
        if not fields.has("foreign_direction"):
            fields.take("foreign_direction")
            return None
        found = []
        for node in fields.items("foreign_direction"):
            one = Fields(node, self.problems, what="foreign direction")
            found.append(
                Direction(country=self._country(one, "country") or "", kind=self._choice(one, "kind", DIRECTIONS))
            )
            one.done(free=FREE)
        return tuple(found)

    @staticmethod
    def _choice(fields: Fields, key: str, words: tuple[str, ...]) -> str:
        text = fields.text(key, required=True)
        if text and text not in words:
            close = get_close_matches(text, words, 1)
            hint = f"did you mean {close[0]}?" if close else f"one of: {', '.join(words)}"
            fields.fault(fields.where, f"{fields.what}: {key} must be one of {', '.join(words)}, found {text!r}", hint)
        return text
