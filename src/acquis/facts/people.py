"""Parties and people of a case file, with what they state about lists, owners and affiliations."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from acquis.facts.context import FREE, Context
from acquis.reading.document import Mapping, Node, Scalar
from acquis.reading.fields import Fields
from acquis.reading.number import ReadingError
from acquis.reading.units import parse_ratio
from acquis.reading.values import read_scalar
from acquis.terms.casefile import Affiliation, Direction, Listing, Owner, Party, Person, Tie
from acquis.terms.value import Span

AFFILIATIONS = (
    "employed", "appointed", "visiting", "funded", "in_kind", "scholarship", "talent_programme", "coauthor",
)  # fmt: skip
DIRECTIONS = ("contract", "economic_benefit", "direction")


class PeopleReader:
    """Reads ``parties`` and ``people``. What cannot be read is unknown and named in ``faulty``."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def parties(self, nodes: tuple[Node, ...]) -> dict[str, Party]:
        """Parties by id."""
        found: dict[str, Party] = {}
        for node in nodes:
            fields, id_ = self.context.fields(node, "party")
            party = self._party(fields, id_)
            if id_ in found:
                self._twice(fields, f"also in line {found[id_].where.line}")
                unknown = frozenset(("country", "listed", "owners"))
                party = Party(id=id_, name=party.name, country=None, identifiers={}, faulty=unknown, where=party.where)
            found[id_] = party
        return found

    def people(self, nodes: tuple[Node, ...], parties: dict[str, Party]) -> dict[str, Person]:
        """People by id."""
        found: dict[str, Person] = {}
        for node in nodes:
            fields, id_ = self.context.fields(node, "person")
            person = self._person(fields, id_)
            if id_ in parties:
                self._twice(fields, f"also a party, in line {parties[id_].where.line}")
            if id_ in found:
                self._twice(fields, f"also in line {found[id_].where.line}")
                person = Person(id=id_, at=None, faulty=frozenset(("listed", "at")), where=person.where)
            found[id_] = person
        return found

    def _twice(self, fields: Fields, where: str) -> None:
        fields.fault(fields.where, f"{fields.what} is there twice, {where}", "give each an id of its own")

    def _party(self, fields: Fields, id_: str) -> Party:
        faulty: set[str] = set()
        country = self.context.country(fields, "country", faulty)
        region = self.context.country(fields, "region", faulty)
        if region is not None and country is not None and region.partition("-")[0] != country.partition("-")[0]:
            what = f"{fields.what}: the region {region} does not lie in {country}"
            fields.fault(fields.where, what, "a region begins with the code of its country")
            faulty |= {"country", "region"}
            country = region = None
        party = Party(
            id=id_,
            name=fields.text("name") or id_,
            country=country,
            region=region,
            kind=fields.text("kind") or None,
            role=fields.text("role"),
            owners=self._owners(fields, faulty),
            listed=self._listed(fields, faulty),
            identifiers={key.text: node.text for key, node in fields.pairs("identifiers") if isinstance(node, Scalar)},
            faulty=frozenset(faulty),
            where=fields.where,
        )
        fields.done(free=FREE)
        return party

    def _person(self, fields: Fields, id_: str) -> Person:
        faulty: set[str] = set()
        at = fields.stated("at")
        person = Person(
            id=id_,
            at=self.context.refer("party", at if isinstance(at, Scalar) else None, f"person {id_}", "at"),
            role=fields.text("role"),
            citizenships=self._ties(fields, "citizenships", faulty),
            permanent_residency=self._ties(fields, "permanent_residency", faulty),
            residence=self.context.country(fields, "residence", faulty),
            employed_since=fields.day("employed_since"),
            affiliations=self._affiliations(fields, faulty),
            foreign_direction=self._directions(fields, faulty),
            listed=self._listed(fields, faulty),
            faulty=frozenset(faulty),
            where=fields.where,
        )
        fields.done(free=(*FREE, "name"))
        return person

    def _ties(self, fields: Fields, key: str, faulty: set[str]) -> tuple[Tie, ...] | None:
        """Citizenships or residencies; one that cannot be read leaves the whole list unknown."""
        rows = self.context.rows(fields, key, faulty)
        if rows is None:
            return None
        ties = []
        for row in rows:
            since: date | None = None
            place: Node | None = row
            if isinstance(row, Mapping):
                one = Fields(row, self.context.problems, what=key)
                place, since = one.stated("country"), one.day("since")
                one.done(free=FREE)
                if place is None:
                    one.fault(one.where, f"{key}: country is missing", "write {country: JP, since: YYYY-MM-DD}")
            country = self.context.value("place.country", place, faulty, key)
            if isinstance(country, str):
                ties.append(Tie(country=country, since=since))
        return tuple(ties) if len(ties) == len(rows) else None

    def _owners(self, fields: Fields, faulty: set[str]) -> tuple[Owner, ...] | None:
        rows = self.context.rows(fields, "owners", faulty)
        if rows is None:
            return None
        owners = []
        for row in rows:
            one, inner = Fields(row, self.context.problems, what="owner"), set[str]()
            owner = Owner(
                name=one.text("name") or "(unknown)",
                country=self.context.country(one, "country", inner),
                share=self._share(one, inner),
                listed=self._listed(one, inner),
            )
            one.done(free=FREE)
            owners.append(owner)
            if inner & {"listed", "share"} or not isinstance(row, Mapping):
                faulty.add("owners")
        return tuple(owners)

    def _share(self, fields: Fields, faulty: set[str]) -> Fraction | Span | None:
        node = fields.stated("share")
        if node is None:
            return None
        try:
            share = parse_ratio(read_scalar(node))
            most = share if isinstance(share, Fraction) else (share.lower or share.upper or Fraction(0))
            if most > 1:
                raise ReadingError("a share of more than the whole", "write it like 40 %")  # noqa: TRY301
        except ReadingError as fault:
            if not (isinstance(node, Scalar) and node.faulty):
                fields.fault(node.where, f"owner: share: {fault.what}", fault.hint)
            faulty.add("share")
            return None
        return share

    def _listed(self, fields: Fields, faulty: set[str]) -> tuple[Listing, ...] | None:
        """The lists a party stands on; an entry without a list leaves it unknown, never unlisted."""
        rows = self.context.rows(fields, "listed", faulty)
        if rows is None:
            return None
        found = []
        for row in rows:
            one = Fields(row, self.context.problems, what="listing")
            listing = Listing(
                list=one.text("list", required=True), since=one.day("since"), entry=one.text("entry"),
            )  # fmt: skip
            one.done(free=FREE)
            if not listing.list:
                faulty.add("listed")
            found.append(listing)
        return None if "listed" in faulty else tuple(found)

    def _affiliations(self, fields: Fields, faulty: set[str]) -> tuple[Affiliation, ...] | None:
        rows = self.context.rows(fields, "affiliations", faulty)
        if rows is None:
            return None
        found = []
        for row in rows:
            one = Fields(row, self.context.problems, what="affiliation")
            affiliation = Affiliation(
                organisation=one.text("organisation", required=True),
                country=self.context.country(one, "country", faulty),
                kind=self.context.choice(one, "kind", AFFILIATIONS, faulty),
                current=one.flag("current") if one.stated("current") is not None else None,
            )
            one.done(free=(*FREE, "since", "until"))
            found.append(affiliation)
        return tuple(found)

    def _directions(self, fields: Fields, faulty: set[str]) -> tuple[Direction, ...] | None:
        rows = self.context.rows(fields, "foreign_direction", faulty)
        if rows is None:
            return None
        found = []
        for row in rows:
            one = Fields(row, self.context.problems, what="foreign direction")
            country = self.context.country(one, "country", faulty)
            found.append(Direction(country=country or "", kind=self.context.choice(one, "kind", DIRECTIONS, faulty)))
            one.done(free=FREE)
        return tuple(found)
