"""Two facts against each other, with every instrument's ladder and the case's devices: data for a drawing."""

from __future__ import annotations

from datetime import date

from acquis.determination.library import Library
from acquis.terms.casefile import CaseFile
from acquis.terms.determination import Ladder, Plane
from acquis.terms.node import And, Atom, Program, Rule, Some, Within
from acquis.terms.value import Points, Span

QUBITS = ("item.physical_qubits", "item.cnot_error")
COOLING = "item.cooling"


def planes(
    library: Library, instruments: tuple[str, ...], case: CaseFile, day: date, known_on: date
) -> tuple[Plane, ...]:
    """The qubit × C-NOT error plane and the cooling power × temperature plane, where the case has something to show."""
    return tuple(
        plane
        for plane in (
            _plane(
                "qubits", "Qubits and C-NOT error", *QUBITS, library, instruments, day, known_on, _qubit_devices(case)
            ),
            _plane(
                "cooling",
                "Temperature and cooling power",
                "temperature",
                "power",
                library,
                instruments,
                day,
                known_on,
                _coolers(case),
            ),
        )
        if plane.devices
    )


def _plane(
    id_: str, title: str, x: str, y: str, library: Library, instruments: tuple[str, ...], day: date, known_on: date,
    devices: tuple[tuple[str, object, object], ...],
) -> Plane:  # fmt: skip
    ladders = []
    for instrument in instruments:
        pack = library.packs[instrument]
        if not devices or (pack.covers_from is not None and day < pack.covers_from):
            continue
        book = library.examiner(instrument, day, known_on).book
        boxes = []
        for leaf in book.leaves:
            spans = _spans(book.program, book.program.roots[f"entry:{leaf.id}"], x, y)
            if x in spans:
                boxes.append((leaf.id, spans[x], spans.get(y, Span())))
        if boxes:
            ladders.append(Ladder(instrument=instrument, boxes=tuple(boxes)))
    return Plane(id=id_, title=title, x=x, y=y, ladders=tuple(ladders), devices=devices)


def _spans(program: Program, place: int, x: str, y: str) -> dict[str, Span]:
    """The comparisons on the two facts that must hold for the node to hold."""
    match program.nodes[place]:
        case Rule(_, body):
            return _spans(program, body, x, y)
        case And(parts):
            found: dict[str, Span] = {}
            for part in parts:
                found |= _spans(program, part, x, y)
            return found
        case Atom(fact, Within(span), _) if fact in (x, y):
            return {fact: span}
        case Some(fact, shows, _) if fact == COOLING:
            return _spans(program, shows, x, y)
    return {}


def _qubit_devices(case: CaseFile) -> tuple[tuple[str, object, object], ...]:
    found = []
    for item in case.items.values():
        qubits, error = (item.parameters.get(name.removeprefix("item.")) for name in QUBITS)
        if qubits is not None:
            found.append((item.id, qubits, error))
    return tuple(found)


def _coolers(case: CaseFile) -> tuple[tuple[str, object, object], ...]:
    found = []
    for item in case.items.values():
        cooling = item.parameters.get(COOLING.removeprefix("item."))
        if isinstance(cooling, Points):
            for point in cooling.points:
                fields = dict(point)
                found.append((item.id, fields.get("temperature"), fields.get("power")))
    return tuple(found)
