"""Proof: the whole reason for one cell, step by step; and the questions and pack views that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from acquis.terms.answer import Answer
from acquis.terms.determination import Determination, PackStamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One provision or condition put to the case, and what came of it.

    ``facts`` are sentences such as ``physical qubits = 53 (case.yaml:40)``. ``text`` is the provision in our own
    words, ``note`` something the reader should know. ``children`` are the steps this one rests on, and ``join`` says
    how: on ``all`` of them, on ``any`` of them, or on the first ``unless`` one of the others holds.
    """

    title: str
    answer: Answer | None = None
    cite: str = ""
    evidence: str = ""
    text: str = ""
    children: tuple[Step, ...] = ()
    facts: tuple[str, ...] = ()
    note: str = ""
    join: str = "all"

    def to_dict(self) -> dict[str, Any]:
        """The step as a JSON object; what is empty is left out."""
        row: dict[str, Any] = {"title": self.title, "answer": None if self.answer is None else str(self.answer)}
        row |= {"citation": self.cite, "evidence": self.evidence, "text": self.text, "note": self.note}
        row |= {"join": self.join if len(self.children) > 1 else ""}
        row |= {"facts": list(self.facts), "steps": [step.to_dict() for step in self.children]}
        return {key: value for key, value in row.items() if value not in ("", None, [])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Why one transfer of one item to one recipient got its determination under one instrument."""

    transfer: str
    item: str
    to: str
    instrument: str
    determination: Determination
    steps: tuple[Step, ...]

    def to_dict(self) -> dict[str, Any]:
        """The proof as a JSON object: the determination of the contract and the steps."""
        return {
            "acquis": 1,
            "transfer": self.transfer,
            "item": self.item,
            "to": self.to,
            "instrument": self.instrument,
            "determination": self.determination.to_dict(all_entries=True),
            "steps": [step.to_dict() for step in self.steps],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A missing fact, with who can supply it.

    ``fact`` is the place in the case file that would state it. ``rows`` counts the determinations it touches.
    ``narrows`` says how much of the open range it could close; larger is more useful. ``sensitive`` marks
    personal data, to be asked only where the cited provision needs it.
    """

    fact: str
    question: str
    who: str
    rows: int
    narrows: float
    sensitive: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The question as a JSON object."""
        return {
            "fact": self.fact,
            "question": self.question,
            "who": self.who,
            "rows": self.rows,
            "narrows": self.narrows,
            "sensitive": self.sensitive,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A retrieved copy of a text that a pack rests on."""

    id: str
    title: str
    address: str = ""
    retrieved: str = ""
    sha256: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """How far a pack holds one part of its instrument: ``modelled``, ``partial`` or ``pointer``."""

    part: str
    state: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """A control entry of a pack, in its version of the day asked for."""

    entry: str
    title: str
    cite: str = ""
    evidence: str = ""
    in_force: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackView:
    """What a pack is, what it rests on and how far it goes."""

    stamp: PackStamp
    issuer: str = ""
    covers_from: str = ""
    reviewed: str = ""
    sources: tuple[SourceRow, ...] = ()
    coverage: tuple[CoverageRow, ...] = ()
    entries: tuple[EntryRow, ...] = ()
