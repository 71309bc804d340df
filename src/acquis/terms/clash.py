"""Clash: one transfer under duties that nobody can meet together; and, apart from it, books that merely diverge."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from acquis.terms.comparison import plain
from acquis.terms.determination import PackStamp
from acquis.terms.value import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """A provision that demands an act, or forbids it."""

    instrument: str
    kind: str
    id: str
    text: str
    cite: str
    evidence: str
    act: str
    demands: bool

    def to_dict(self) -> dict[str, Any]:
        """The bond as a JSON object."""
        return {
            "instrument": self.instrument,
            "kind": self.kind,
            "id": self.id,
            "text": self.text,
            "citation": self.cite,
            "evidence": self.evidence,
            "act": self.act,
            "demands": self.demands,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one instrument says of a witness: both ends of its status, by the explainer."""

    instrument: str
    at_least: str
    at_most: str

    def to_dict(self) -> dict[str, Any]:
        """The side as a JSON object."""
        return {"instrument": self.instrument, "at_least": self.at_least, "at_most": self.at_most}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One transfer under two duties, of which one demands what the other forbids.

    Under the ``facts`` alone both surely bind, whatever else is the case; none of them can be left out.
    """

    demand: Bond
    ban: Bond
    facts: Mapping[str, Value]
    sides: tuple[Side, ...]

    def to_dict(self) -> dict[str, Any]:
        """The clash as a JSON object."""
        return {
            "act": self.demand.act,
            "demanded_by": self.demand.to_dict(),
            "forbidden_by": self.ban.to_dict(),
            "facts": {fact: plain(value) for fact, value in self.facts.items()},
            "sides": [side.to_dict() for side in self.sides],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """One transfer for which one book asks for a licence or forbids it, and another asks for nothing.

    That is no contradiction: who keeps to the stricter book keeps to both.
    """

    stricter: Side
    quieter: Side
    facts: Mapping[str, Value]

    def to_dict(self) -> dict[str, Any]:
        """The divergence as a JSON object."""
        return {
            "stricter": self.stricter.to_dict(),
            "quieter": self.quieter.to_dict(),
            "facts": {fact: plain(value) for fact, value in self.facts.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A demand and a ban of the same act that were held against each other.

    ``settled`` is false where the search was given up: whether one transfer falls under both was not found out.
    """

    demand: Bond
    ban: Bond
    settled: bool

    def to_dict(self) -> dict[str, Any]:
        """The pair as a JSON object."""
        return {"demand": self.demand.to_dict(), "ban": self.ban.to_dict(), "settled": self.settled}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clashes:
    """What was looked at, on which day, and what was found.

    ``pairs`` are the demands and bans of one act for which no transfer was found that falls under both. ``divergences``
    are None where they were not looked for.
    """

    as_of: date
    known_on: date
    packs: tuple[PackStamp, ...]
    bonds: tuple[Bond, ...]
    clashes: tuple[Clash, ...]
    pairs: tuple[Pair, ...]
    divergences: tuple[Divergence, ...] | None

    def to_dict(self) -> dict[str, Any]:
        """The whole as a JSON object."""
        return {
            "acquis": 1,
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat(),
            "packs": [{"id": pack.id, "edition": pack.edition, "sha256": pack.sha256} for pack in self.packs],
            "looked_at": [bond.to_dict() for bond in self.bonds],
            "clashes": [clash.to_dict() for clash in self.clashes],
            "without_a_witness": [pair.to_dict() for pair in self.pairs],
            "divergences": None if self.divergences is None else [one.to_dict() for one in self.divergences],
        }

    def to_json(self) -> str:
        """The whole as JSON text ending in a newline."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"
