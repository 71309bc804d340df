"""Two small books side by side, written for one test."""

from __future__ import annotations

from pathlib import Path

from tests.small import DAY, library, pack

from acquis.comparison.concepts import concept
from acquis.comparison.controlled import Controlled, controlled
from acquis.comparison.relate import relate
from acquis.rules.shelf import Shelf
from acquis.terms.comparison import Related

LADDER = """\
entry: 1A001
title: Machines
cite: Annex I, 1A001
evidence: read
in_force: earlier
controls: [r]
paragraphs:
  - id: a
    text: Machines
    when: {{item.kind: quantum_computer, item.paradigm: [gate_model, measurement_based]}}
    table:
      columns: [item.physical_qubits, item.cnot_error]
      rows:
{rows}
"""
RUNGS = ("{ge: 34, lt: 100}, {le: 1e-4}", "{ge: 100, lt: 200}, {le: 1e-3}", "{ge: 200}, any")


def ladder(*rungs: str) -> str:
    """An entry of one ladder over qubits and errors."""
    return LADDER.format(rows="\n".join(f"        - [a.{n}, {rung}]" for n, rung in enumerate(rungs or RUNGS, 1)))


def shelf(folder: Path, **files: str | None) -> Shelf:
    """The small pack with some files changed, on its day."""
    folder.mkdir(exist_ok=True)
    return Shelf(pack(folder, **files), DAY, DAY)


def lists(folder: Path, on: str = "quantum_computer", **files: str | None) -> Controlled:
    """What the small pack, with some files changed, lists of a concept."""
    catalogue = library(folder).catalogue if folder.exists() else library(_made(folder)).catalogue
    return controlled(shelf(folder, **files), catalogue, concept(on, catalogue))


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def pair(tmp_path: Path, a: str, b: str, on: str = "quantum_computer") -> tuple[Controlled, Controlled]:
    """What two editions of the entry 1A001 list of a concept."""
    return lists(tmp_path / "a", on, items__1A001=a), lists(tmp_path / "b", on, items__1A001=b)


def related(tmp_path: Path, a: str, b: str, on: str = "quantum_computer") -> Related:
    """How two editions of the entry 1A001 stand to each other on a concept."""
    return relate(*pair(tmp_path, a, b, on))
