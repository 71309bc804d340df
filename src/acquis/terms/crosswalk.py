"""What comes out when more than two rule books are put side by side: crosswalk, common core, alignment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from acquis.terms.comparison import Bound, Relation, plain
from acquis.terms.determination import PackStamp
from acquis.terms.value import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How the entries of two instruments for one concept map to each other, in the words of SKOS.

    ``about`` are the facts of the thing that a concept tells about, where it does.
    """

    concept: str
    title: str
    a: str
    b: str
    skos: str
    relation: Relation
    entries_a: tuple[str, ...]
    entries_b: tuple[str, ...]
    about: Mapping[str, Value]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "concept": self.concept,
            "title": self.title,
            "a": self.a,
            "b": self.b,
            "skos": self.skos,
            "relation": self.relation.value,
            "entries_a": list(self.entries_a),
            "entries_b": list(self.entries_b),
            "about": {name: plain(value) for name, value in self.about.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """Every concept mapped between each two instruments, on one day; ``notes`` say what could not be looked at."""

    packs: tuple[PackStamp, ...]
    as_of: date
    known_on: date
    matches: tuple[Match, ...]
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return _dated(self) | {"matches": [one.to_json() for one in self.matches]}


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRegion:
    """A region that several books list, an item in it, and the paragraphs of each book that list the item."""

    bounds: tuple[Bound, ...]
    facts: Mapping[str, Value]
    entries: Mapping[str, tuple[str, ...]]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "bounds": [bound.to_json() for bound in self.bounds],
            "witness": {name: plain(value) for name, value in self.facts.items()},
            "entries": {id_: list(entries) for id_, entries in self.entries.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What several books list of one concept; ``exact`` says whether all its regions are here."""

    concept: str
    title: str
    regions: tuple[SharedRegion, ...]
    exact: bool

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        regions = [region.to_json() for region in self.regions]
        return {"concept": self.concept, "title": self.title, "regions": regions, "exact": self.exact}


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """What at least ``k`` books control in common, on one day; ``notes`` say what could not be looked at."""

    k: int
    packs: tuple[PackStamp, ...]
    as_of: date
    known_on: date
    concepts: tuple[Shared, ...]
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        found = {"k": self.k, "concepts": [one.to_json() for one in self.concepts]}
        return _dated(self) | found


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """How far two books agree on one concept, from 0 to 1.

    ``listed_by`` says, of what tells about a thing, by which book the thing is listed: ``both``, ``a`` or ``b``.
    """

    concept: str
    score: Fraction
    listed_by: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        about = {"about_listed_by": self.listed_by} if self.listed_by else {}
        return {"concept": self.concept, "score": float(self.score)} | about


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """The alignment index of two books; None where neither controls anything, or the law of the day is not held.

    ``left_out`` are the concepts whose paragraphs make too many cells to be counted.
    """

    a: str
    b: str
    as_of: date
    known_on: date
    index: Fraction | None
    concepts: tuple[Aligned, ...]
    left_out: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "a": self.a,
            "b": self.b,
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat(),
            "index": None if self.index is None else float(self.index),
            "concepts": [one.to_json() for one in self.concepts],
            "left_out": list(self.left_out),
        }


def _dated(found: Crosswalk | Core) -> dict[str, Any]:
    return {
        "acquis": 1,
        "packs": [{"id": one.id, "edition": one.edition, "sha256": one.sha256} for one in found.packs],
        "as_of": found.as_of.isoformat(),
        "known_on": found.known_on.isoformat(),
        "notes": list(found.notes),
    }
