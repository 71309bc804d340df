"""Redline: what of one instrument changed between two days: its text, its structure, its meaning, and whose rows flip.

Every part is empty where the law of both days is the same.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from acquis.terms.comparison import Related
from acquis.terms.determination import PackStamp

ADDED, ENDED, CHANGED = "added", "ended", "changed"
"""How a provision differs between two days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a provision says of itself on one day; ``since`` (its first day) does not make it another provision."""

    title: str
    text: str
    cite: str
    evidence: str
    notes: tuple[str, ...] = ()
    since: str = field(default="", compare=False)

    def to_dict(self) -> dict[str, Any]:
        """The wording as a JSON object."""
        return {
            "title": self.title,
            "text": self.text,
            "citation": self.cite,
            "evidence": self.evidence,
            "notes": list(self.notes),
            "in_force": self.since,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """A provision that was added or ended, or that words itself differently."""

    kind: str
    id: str
    how: str
    before: Wording | None
    after: Wording | None

    @property
    def wording(self) -> Wording:
        """The wording of the later day, or of the earlier one where the provision has ended."""
        found = self.after or self.before
        assert found is not None
        return found

    def to_dict(self) -> dict[str, Any]:
        """The change as a JSON object."""
        return {
            "kind": self.kind,
            "id": self.id,
            "change": self.how,
            "before": self.before.to_dict() if self.before else None,
            "after": self.after.to_dict() if self.after else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureChange:
    """Clauses of a provision's rule (or members of a group) that were taken out and put in."""

    kind: str
    id: str
    how: str
    title: str
    cite: str
    evidence: str
    removed: tuple[str, ...]
    added: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The change as a JSON object."""
        return {
            "kind": self.kind,
            "id": self.id,
            "change": self.how,
            "title": self.title,
            "citation": self.cite,
            "evidence": self.evidence,
            "removed": list(self.removed),
            "added": list(self.added),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """A requirement or authorization that lies on some entries for other destinations than before.

    Asked for an export to a recipient there that is no person, of an item that meets the entry and no other;
    ``entries`` are none where it lies on every item, and any transfer there is meant. ``gained`` are destinations for
    which it did not hold and now does or may, ``lost`` the reverse; for ``altered`` ones it holds on other terms.
    """

    kind: str
    id: str
    title: str
    cite: str
    evidence: str
    entries: tuple[str, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    altered: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The consequence as a JSON object."""
        return {
            "kind": self.kind,
            "id": self.id,
            "title": self.title,
            "citation": self.cite,
            "evidence": self.evidence,
            "entries": list(self.entries),
            "gained": list(self.gained),
            "lost": list(self.lost),
            "altered": list(self.altered),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one row of an inventory stands under the law of one day."""

    status: str
    at_least: str
    at_most: str
    entries: tuple[str, ...]
    open_entries: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The standing as a JSON object."""
        return {
            "status": self.status,
            "at_least": self.at_least,
            "at_most": self.at_most,
            "entries": list(self.entries),
            "entries_open": list(self.open_entries),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A row of the user's inventory that the two laws answer differently."""

    row: str
    before: Standing
    after: Standing

    def to_dict(self) -> dict[str, Any]:
        """The flip as a JSON object."""
        return {"row": self.row, "before": self.before.to_dict(), "after": self.after.to_dict()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """A user's own inventory put to both laws: how many rows it has, and those that flip."""

    name: str
    rows: int
    flips: tuple[Flip, ...]
    problems: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The inventory as a JSON object."""
        return {
            "name": self.name,
            "rows": self.rows,
            "flips": [flip.to_dict() for flip in self.flips],
            "problems": list(self.problems),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Redline:
    """One instrument on two days, both as known on the same day.

    ``texts`` and ``structures`` are read from the pack. ``meanings`` are proved from the compiled program: for each
    concept whose set of listed items moved, the regions lost (only in A, the earlier law) and gained (only in B, the
    later law), with witnesses.
    """

    pack: PackStamp
    before: date
    after: date
    known_on: date
    texts: tuple[TextChange, ...]
    structures: tuple[StructureChange, ...]
    meanings: tuple[Related, ...]
    consequences: tuple[Consequence, ...]
    inventory: Inventory | None = None

    @property
    def empty(self) -> bool:
        """Whether the law of both days is the same, as far as the pack holds it."""
        return not (self.texts or self.structures or self.meanings or self.consequences)

    def to_dict(self) -> dict[str, Any]:
        """The redline as a JSON object."""
        return {
            "acquis": 1,
            "pack": {"id": self.pack.id, "edition": self.pack.edition, "sha256": self.pack.sha256},
            "from": self.before.isoformat(),
            "to": self.after.isoformat(),
            "known_on": self.known_on.isoformat(),
            "same": self.empty,
            "text": [change.to_dict() for change in self.texts],
            "structure": [change.to_dict() for change in self.structures],
            "meaning": [related.to_json() for related in self.meanings],
            "consequences": [one.to_dict() for one in self.consequences],
            "inventory": self.inventory.to_dict() if self.inventory else None,
        }

    def to_json(self) -> str:
        """The redline as JSON text ending in a newline."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"
