"""Devices: real machines from a table, put to every instrument; who is listed, who is close, what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from acquis.terms.answer import NO, YES, Answer
from acquis.terms.determination import EntryAnswer, Missing, PackStamp, Plane
from acquis.terms.problem import Problem
from acquis.terms.radar import entry_dicts
from acquis.terms.value import Span, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One row of the table. ``published`` is the two-qubit error as published, ``told`` what it is said to be.

    ``cnot`` is the fact the entries ask for: the same figure where the row shows that it is that, else unknown, and
    ``why`` says for which reasons it is not. ``weak`` marks a figure of low confidence.
    """

    line: int
    name: str
    vendor: str = ""
    place: str = ""
    dated: str = ""
    told: str = ""
    confidence: str = ""
    weak: bool = False
    paradigm: str | None = None
    qubits: Value = None
    published: Value = None
    cnot: Value = None
    why: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name with its date, where the table has one."""
        return f"{self.name} ({self.dated})" if self.dated else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """How far a figure is from the nearest rim behind which the machine may be listed, the other figure kept."""

    fact: str
    here: Fraction
    rim: Fraction
    entry: str

    @property
    def factor(self) -> Fraction | None:
        """By which factor the figure would have to fall; None for one that would have to rise."""
        return self.here / self.rim if self.rim < self.here and self.rim else None

    @property
    def more(self) -> Fraction | None:
        """How much more it would have to be; None for one that would have to fall."""
        return self.rim - self.here if self.rim > self.here else None

    def to_dict(self) -> dict[str, Any]:
        """The gap as a JSON object."""
        return {
            "fact": self.fact,
            "here": float(self.here),
            "rim": float(self.rim),
            "entry": self.entry,
            "factor": None if self.factor is None else round(float(self.factor), 6),
            "more": None if self.more is None else float(self.more),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One machine under one instrument. ``as_if`` is the answer if the published figure were the C-NOT error.

    ``gaps`` use that figure too, where the C-NOT error is not known; they say where a machine stands, not what it is.
    """

    instrument: str
    answer: Answer
    entries: tuple[EntryAnswer, ...]
    missing: tuple[Missing, ...]
    as_if: Answer | None
    gaps: tuple[Gap, ...]
    note: str = ""
    holds: bool = True
    """Whether its pack has an entry for such a thing; without one, *not listed* says nothing."""

    def gap(self, fact: str) -> Gap | None:
        """The gap in one fact."""
        return next((one for one in self.gaps if one.fact == fact), None)

    def to_dict(self) -> dict[str, Any]:
        """The sighting as a JSON object."""
        return {
            "instrument": self.instrument,
            "listed": str(self.answer),
            "entries": entry_dicts(self.entries),
            "missing": [{"fact": one.name, "question": one.question, "who": one.who} for one in self.missing],
            "if_published_were_cnot_error": None if self.as_if is None else str(self.as_if),
            "gaps": [one.to_dict() for one in self.gaps],
            "note": self.note,
            "holds_entries": self.holds,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A machine and what each instrument says of it."""

    machine: Machine
    sightings: tuple[Sighting, ...]

    def under(self, instrument: str) -> Sighting:
        """What one instrument says."""
        return next(one for one in self.sightings if one.instrument == instrument)

    def to_dict(self) -> dict[str, Any]:
        """The row as a JSON object."""
        one = self.machine
        return {
            "line": one.line,
            "device": one.name,
            "vendor": one.vendor,
            "country": one.place,
            "date": one.dated,
            "confidence": one.confidence,
            "paradigm": one.paradigm,
            "physical_qubits": _number(one.qubits),
            "published_two_qubit_error": _number(one.published),
            "published_as": one.told,
            "cnot_error": _number(one.cnot),
            "why_not_cnot_error": list(one.why),
            "instruments": [sighting.to_dict() for sighting in self.sightings],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    """Everything one run says about one table of machines."""

    source: str
    as_of: date
    known_on: date
    packs: tuple[PackStamp, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    plane: Plane | None

    def ranked(self, instrument: str, fact: str) -> list[tuple[Row, Gap]]:
        """Machines that are not listed as published, the closest to a rim of one fact first."""
        found = [(row, gap) for row in self.rows if (gap := row.under(instrument).gap(fact)) is not None]
        return sorted(found, key=lambda one: (one[1].factor or one[1].more or 0, one[0].machine.line))

    def counts(self, instrument: str) -> dict[str, int]:
        """How many rows are listed, undetermined and not listed, and how many would be if the figure were the fact."""
        seen = [row.under(instrument) for row in self.rows]
        return {
            "rows": len(seen),
            "listed": sum(one.answer is YES for one in seen),
            "undetermined": sum(one.answer not in (YES, NO) for one in seen),
            "not_listed": sum(one.answer is NO for one in seen),
            "if_published_were_cnot_error": sum(one.as_if is YES for one in seen),
        }

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of ``acquis radar --devices``."""
        return {
            "acquis-radar": 1,
            "source": self.source,
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat(),
            "packs": [{"id": pack.id, "edition": pack.edition, "sha256": pack.sha256} for pack in self.packs],
            "counts": {pack.id: self.counts(pack.id) for pack in self.packs},
            "devices": [row.to_dict() for row in self.rows],
            "problems": [
                {"file": one.where.file, "line": one.where.line, "what": one.what, "hint": one.hint}
                for one in self.problems
            ],
        }

    def to_json(self) -> str:
        """The radar of devices as JSON text with a final newline."""
        import json  # only this method needs it

        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"


def of(rows: Iterable[Row], instrument: str, answer: Answer) -> list[Row]:
    """The rows with one answer under one instrument."""
    return [row for row in rows if row.under(instrument).answer is answer]


def _number(value: Value) -> object:
    match value:
        case Fraction():
            return int(value) if value.denominator == 1 else float(value)
        case Span():
            return {"at_least": _number(value.lower), "at_most": _number(value.upper)}
    return None
