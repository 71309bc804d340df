"""What comes out when rule books are put side by side: relations, regions, witnesses, crosswalks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from acquis.terms.answer import Answer
from acquis.terms.determination import PackStamp, Plane
from acquis.terms.value import Band, Money, Points, Span, Value

_PLACES = 40


class Relation(Enum):
    """How what A controls of a concept stands to what B controls of it."""

    equal = "equal"
    contains = "contains"
    within = "within"
    overlaps = "overlaps"
    disjoint = "disjoint"
    only_a = "only_a"
    only_b = "only_b"
    neither = "neither"

    @property
    def mirrored(self) -> Relation:
        """The same relation, seen from B."""
        return _MIRROR.get(self, self)

    @classmethod
    def of(cls, *, a: bool, b: bool, both: bool, a_less_b: bool, b_less_a: bool) -> Relation:
        """The relation of two sets, from which of them and of the parts they make hold anything."""
        if not a_less_b and not b_less_a:
            return cls.equal if a or b else cls.neither
        if not both:
            return cls.disjoint if a and b else cls.only_a if a else cls.only_b
        if a_less_b and b_less_a:
            return cls.overlaps
        return cls.contains if a_less_b else cls.within


_MIRROR = {
    Relation.contains: Relation.within,
    Relation.within: Relation.contains,
    Relation.only_a: Relation.only_b,
    Relation.only_b: Relation.only_a,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One side of a region: a fact (or one end of a range, one field of a measured point) and what it may be there.

    ``span`` for numbers, in ``unit`` as the catalogue keeps them (plain numbers have none), else ``words``.
    """

    fact: str
    span: Span | None = None
    words: tuple[str | bool, ...] = ()
    unit: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain data; numbers are exact, as text."""
        if self.span is None:
            return {"fact": self.fact, "is": list(self.words)}
        found: dict[str, Any] = {"fact": self.fact}
        if self.span.lower is not None:
            found["above" if self.span.lower_open else "at_least"] = _number(self.span.lower)
        if self.span.upper is not None:
            found["below" if self.span.upper_open else "at_most"] = _number(self.span.upper)
        return found | ({"unit": self.unit} if self.unit else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """One item, every fact of it that either book asks for, and what each book answers about it.

    The answers are the explainer's own. ``entries_a`` and ``entries_b`` are the paragraphs that list it.
    """

    facts: Mapping[str, Value]
    answer_a: Answer
    answer_b: Answer
    entries_a: tuple[str, ...] = ()
    entries_b: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data; numbers are exact, as text."""
        return {
            "facts": {name: plain(value) for name, value in self.facts.items()},
            "a": str(self.answer_a),
            "b": str(self.answer_b),
            "entries_a": list(self.entries_a),
            "entries_b": list(self.entries_b),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A box in the space of facts: every item within all its bounds; a fact without a bound may be anything."""

    bounds: tuple[Bound, ...]
    witness: Witness

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"bounds": [bound.to_json() for bound in self.bounds], "witness": self.witness.to_json()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """What two books control of one concept.

    ``relation`` is about the items that are surely listed, ``possibly`` about those that may be (where the law is
    unsettled). The regions together are exactly the difference where ``exact`` holds; otherwise there are more.
    For a concept that is for something (technology for a laser) they speak of the paragraphs that ask what it is for;
    what lists technology whatever it is for belongs to the concept technology.
    ``common`` is an item that both list. ``proved_by`` is ``cells`` (exhaustively, over the cells that the thresholds
    of both books make) or ``z3``.
    """

    concept: str
    title: str
    relation: Relation
    possibly: Relation
    only_a: tuple[Region, ...] = ()
    only_b: tuple[Region, ...] = ()
    possibly_only_a: tuple[Region, ...] = ()
    possibly_only_b: tuple[Region, ...] = ()
    common: Witness | None = None
    exact: bool = True
    proved_by: str = "cells"
    entries_a: tuple[str, ...] = ()
    entries_b: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything at all differs."""
        alike = (Relation.equal, Relation.neither)
        return self.relation not in alike or self.possibly not in alike

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "concept": self.concept,
            "title": self.title,
            "relation": self.relation.value,
            "possibly": self.possibly.value,
            "only_a": [region.to_json() for region in self.only_a],
            "only_b": [region.to_json() for region in self.only_b],
            "possibly_only_a": [region.to_json() for region in self.possibly_only_a],
            "possibly_only_b": [region.to_json() for region in self.possibly_only_b],
            "common": self.common.to_json() if self.common else None,
            "exact": self.exact,
            "proved_by": self.proved_by,
            "entries_a": list(self.entries_a),
            "entries_b": list(self.entries_b),
        }


def _number(number: Fraction) -> str:
    """The number as a decimal where it has one, else as a fraction."""
    scaled, places = number, 0
    while scaled.denominator != 1 and places < _PLACES:
        scaled, places = scaled * 10, places + 1
    return f"{Decimal(scaled.numerator).scaleb(-places):f}" if scaled.denominator == 1 else str(number)


def plain(value: Value) -> object:
    """A value of a fact as plain data; numbers are exact, as text."""
    """A fact as plain data; numbers are exact, as text."""
    match value:
        case Fraction():
            return _number(value)
        case Band():
            return [_number(value.lower), _number(value.upper)]
        case Money():
            return f"{_number(value.amount)} {value.currency}"
        case Points():
            return [{name: plain(one) for name, one in point} for point in value.points]
        case tuple():
            return list(value)
        case date():
            return value.isoformat()
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One question of open texture that both books put, in different words, with different weight.

    ``presumed_a`` and ``presumed_b`` say what the question counts as until somebody answers it; None leaves it open.
    """

    predicate: str
    ask_a: str
    ask_b: str
    cite_a: str
    cite_b: str
    presumed_a: bool | None = None
    presumed_b: bool | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "predicate": self.predicate,
            "a": {"ask": self.ask_a, "cite": self.cite_a, "presumed": self.presumed_a},
            "b": {"ask": self.ask_b, "cite": self.cite_b, "presumed": self.presumed_b},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What follows in one book from listing an item, by destination; everything else about the export is left open.

    It leaves ``home`` (or a country like it), where the instrument reaches exports. ``needed`` are the countries for
    which a licence is needed (or the export prohibited) whatever else is so, ``perhaps`` those for which it depends;
    for all others no requirement of the book lies on it. ``ways`` gives for each exception or general authorisation
    the countries for which it may be open, on its conditions, where a licence is or may be needed.
    """

    instrument: str
    home: str
    entries: tuple[str, ...]
    needed: frozenset[str]
    perhaps: frozenset[str]
    ways: Mapping[str, frozenset[str]]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "instrument": self.instrument,
            "home": self.home,
            "entries": list(self.entries),
            "needed": sorted(self.needed),
            "perhaps": sorted(self.perhaps),
            "ways": {id_: sorted(countries) for id_, countries in self.ways.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What tells about a thing (technology, software) put to both books, for one such thing.

    ``about`` is that thing: the plainest one that both books list, or that one of them does (``listed_by``: ``both``,
    ``a`` or ``b``), by the paragraphs ``thing_a`` and ``thing_b``.
    """

    related: Related
    about: Mapping[str, Value]
    listed_by: str
    thing_a: tuple[str, ...]
    thing_b: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        about = {name: plain(value) for name, value in self.about.items()}
        listed = {"by": self.listed_by, "entries_a": list(self.thing_a), "entries_b": list(self.thing_b)}
        return {**self.related.to_json(), "about": about, "about_listed": listed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two books side by side on one day: thresholds and words, and apart from them definitions and consequences.

    ``plane`` draws the limits of both over each other, where one concept is looked at. ``notes`` say what is not held,
    or lies ahead.
    """

    a: PackStamp
    b: PackStamp
    as_of: date
    known_on: date
    concepts: tuple[Related, ...]
    told: tuple[Told, ...] = ()
    definitions: tuple[Definition, ...] = ()
    consequences: tuple[tuple[Consequence, Consequence], ...] = ()
    plane: Plane | None = None
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "acquis": 1,
            "a": self.a.id,
            "b": self.b.id,
            "packs": [{"id": one.id, "edition": one.edition, "sha256": one.sha256} for one in (self.a, self.b)],
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat(),
            "notes": list(self.notes),
            "concepts": [one.to_json() for one in self.concepts],
            "told": [one.to_json() for one in self.told],
            "definitions": [one.to_json() for one in self.definitions],
            "consequences": [{"a": a.to_json(), "b": b.to_json()} for a, b in self.consequences],
        }
