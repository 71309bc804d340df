"""Determination: the reasoned, dated proposal for one transfer of one item under one instrument.

A determination is not a decision and not legal advice. Its statuses are ordered from the quietest to the
loudest; where the facts or the law leave a range, the status is ``undetermined`` and the two ends are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any

from acquis.terms.answer import Answer
from acquis.terms.problem import Problem


class Status(IntEnum):
    """What an instrument asks of a transfer, from the quietest to the loudest."""

    out_of_scope = 0
    not_listed = 1
    excluded = 2
    no_license_required = 3
    authorization_available = 4
    license_required = 5
    prohibited = 6


UNDETERMINED = "undetermined"

GRADES = ("read", "secondary", "inference", "recalled")
"""How a provision is known, from the best to the weakest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryAnswer:
    """Whether the item, or one of its components, meets a control entry."""

    entry: str
    answer: Answer
    evidence: str
    title: str
    cite: str
    component: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that must stay true while relying on an authorization."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationAnswer:
    """Whether an exception or general authorization is open for this transfer."""

    id: str
    kind: str
    answer: Answer
    title: str
    cite: str
    evidence: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementAnswer:
    """A licence requirement or prohibition that holds or may hold, and whether an authorization overcomes it."""

    id: str
    title: str
    reason: str
    entry: str
    answer: Answer
    overcome: Answer
    cite: str
    evidence: str
    consequence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A fact that would narrow the answer: where to state it, what to ask, whom."""

    fact: str
    question: str
    who: str
    name: str
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """A point on which the law itself is unsettled, with its readings."""

    point: str
    readings: tuple[str, ...]
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """A duty that attaches, with its due day where one can be named."""

    code: str
    text: str
    due: str
    cite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something the reader should know that does not change the answer."""

    code: str
    text: str
    cite: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Determination:
    """One cell of the matrix transfers × instruments, for one item and one recipient."""

    transfer: str
    item: str
    to: str
    instrument: str
    authority: str
    law_of: date
    at_least: Status
    at_most: Status
    entries: tuple[EntryAnswer, ...]
    requirements: tuple[RequirementAnswer, ...]
    authorizations: tuple[AuthorizationAnswer, ...]
    review_policy: str | None
    assumes: tuple[str, ...]
    missing: tuple[Missing, ...]
    unsettled: tuple[Unsettled, ...]
    obligations: tuple[Obligation, ...]
    notes: tuple[Note, ...]
    citations: tuple[str, ...]
    evidence: str

    @property
    def status(self) -> str:
        """The status, or ``undetermined`` where the two ends differ."""
        return self.at_least.name if self.at_least == self.at_most else UNDETERMINED

    def to_dict(self, *, all_entries: bool = False) -> dict[str, Any]:
        """The determination as the JSON object whose names outside programs rely on."""
        return {
            "transfer": self.transfer,
            "item": self.item,
            "to": self.to,
            "instrument": self.instrument,
            "authority": self.authority,
            "law_of": self.law_of.isoformat(),
            "status": self.status,
            "at_least": self.at_least.name,
            "at_most": self.at_most.name,
            "entries": [
                _without_empty(
                    {
                        "entry": e.entry,
                        "answer": str(e.answer),
                        "evidence": e.evidence,
                        "title": e.title,
                        "citation": e.cite,
                        "component": e.component,
                    }
                )
                for e in self.entries
                if all_entries or e.answer is not Answer.NO
            ],
            "requirements": [
                {
                    "id": r.id,
                    "reason": r.reason,
                    "title": r.title,
                    "entry": r.entry or None,
                    "answer": str(r.answer),
                    "overcome": str(r.overcome),
                    "consequence": r.consequence,
                    "citation": r.cite,
                    "evidence": r.evidence,
                }
                for r in self.requirements
                if all_entries or r.answer is not Answer.NO
            ],
            "authorizations": [
                {
                    "id": a.id,
                    "kind": a.kind,
                    "answer": str(a.answer),
                    "title": a.title,
                    "conditions": [{"code": c.code, "text": c.text} for c in a.conditions],
                    "citation": a.cite,
                    "evidence": a.evidence,
                }
                for a in self.authorizations
                if all_entries or a.answer is not Answer.NO
            ],
            "review_policy": self.review_policy,
            "assumes": list(self.assumes),
            "missing": [
                {"fact": m.fact, "question": m.question, "who": m.who, "sensitive": m.sensitive} for m in self.missing
            ],
            "unsettled": [
                {"point": u.point, "readings": list(u.readings), "citation": u.citation} for u in self.unsettled
            ],
            "obligations": [
                {"code": o.code, "text": o.text, "due": o.due, "citation": o.cite} for o in self.obligations
            ],
            "notes": [{"code": n.code, "text": n.text, "citation": n.cite} for n in self.notes],
            "citations": list(self.citations),
            "evidence": self.evidence,
        }


def _without_empty(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value != ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class PackStamp:
    """Which pack, which edition, which bytes an answer rests on."""

    id: str
    name: str
    edition: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """One instrument's boxes over two numeric facts, for drawing: ``boxes`` are (entry, x span, y span)."""

    instrument: str
    boxes: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """Two facts drawn against each other with every instrument's ladder and the case's devices."""

    id: str
    title: str
    x: str
    y: str
    ladders: tuple[Ladder, ...]
    devices: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is done in a transfer and by whom, as the case file states it; None is not stated."""

    activity: str | None
    sender: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everything one run says about one case.

    ``names`` gives the name of a party, person or item by its id, ``countries`` the country of a party and ``acts``
    what is done in a transfer. All three are for the reader of a report and may be empty.
    """

    case: str
    title: str
    as_of: date
    known_on: date
    packs: tuple[PackStamp, ...]
    determinations: tuple[Determination, ...]
    matches: tuple[Mapping[str, Any], ...] = ()
    problems: tuple[Problem, ...] = ()
    planes: tuple[Plane, ...] = ()
    names: Mapping[str, str]
    acts: Mapping[str, Act] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self, *, all_entries: bool = False) -> dict[str, Any]:
        """The outcome as the JSON object whose names outside programs rely on."""
        return {
            "acquis": 1,
            "case": self.case,
            "title": self.title,
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat(),
            "packs": [{"id": p.id, "name": p.name, "edition": p.edition, "sha256": p.sha256} for p in self.packs],
            "determinations": [d.to_dict(all_entries=all_entries) for d in self.determinations],
            "matches": [dict(match) for match in self.matches],
            "problems": [
                {
                    "file": p.where.file,
                    "line": p.where.line,
                    "column": p.where.column,
                    "what": p.what,
                    "hint": p.hint,
                }
                for p in self.problems
            ],
        }

    def to_json(self, *, all_entries: bool = False) -> str:
        """The outcome as JSON text: two-space indent, keys in the order of the contract, a final newline."""
        import json  # only this method needs it; importing acquis stays light

        return json.dumps(self.to_dict(all_entries=all_entries), indent=2, ensure_ascii=False) + "\n"
