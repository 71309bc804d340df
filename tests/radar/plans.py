"""Road-maps written in a few lines, and the radar of them under packs that travel with acquis."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from acquis.pipeline import roadmaps
from acquis.terms.radar import Radar, Track

KNOWN_ON = date(2026, 11, 20)
LADDER = ("us-ear", "gb-export-control", "eu-dual-use")


def roadmap(steps: Iterable[str], head: str = "") -> bytes:
    """One gate-model machine; each step is ``date, qubits, error`` and ``head`` more keys of the product."""
    lines = ["acquis-roadmap: 1", "id: test", "products:", "  - id: lynx", "    kind: quantum_computer"]
    lines += [f"    {line}" for line in head.splitlines()]
    lines += ["    steps:"]
    for step in steps:
        day, qubits, error = (part.strip() for part in step.split(","))
        stated = ["paradigm: gate_model"]
        stated += [f'physical_qubits: "{qubits}"'] if qubits else []
        stated += [f'cnot_error: "{error}"'] if error else []
        lines.append(f"      - {{date: {day}, parameters: {{{', '.join(stated)}}}}}")
    return ("\n".join(lines) + "\n").encode()


def radar(
    *steps: str,
    head: str = "",
    instruments: tuple[str, ...] = ("eu-dual-use",),
    known_on: date = KNOWN_ON,
    as_of: date | None = None,
) -> Radar:
    """The radar of one machine."""
    return roadmaps.radar(roadmap(steps, head), instruments=instruments, known_on=known_on, as_of=as_of)


def track(*steps: str, known_on: date = KNOWN_ON, as_of: date | None = None, instrument: str = "eu-dual-use") -> Track:
    """The track of one machine under one instrument."""
    return radar(*steps, instruments=(instrument,), known_on=known_on, as_of=as_of).tracks[0]
