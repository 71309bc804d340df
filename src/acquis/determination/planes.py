"""Two facts against each other, with every instrument's ladder and the case's devices: data for a drawing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from acquis.determination.library import Library
from acquis.rules.build import Builder
from acquis.rules.compile import Compiler
from acquis.rules.shelf import Shelf
from acquis.terms.casefile import CaseFile
from acquis.terms.determination import Ladder, Plane
from acquis.terms.node import And, Atom, Program, Rule, Some, Within
from acquis.terms.value import Points, Span

QUBITS = ("item.physical_qubits", "item.cnot_error")
COOLING = "item.cooling"


Device = tuple[str, object, object]


def planes(
    library: Library, instruments: tuple[str, ...], case: CaseFile, day: date, known_on: date
) -> tuple[Plane, ...]:
    """The qubit × C-NOT error plane and the cooling power × temperature plane, where the case has something to show."""
    draw = _Drawing(library, instruments, case, day, known_on)
    found = (
        draw.plane("qubits", "Qubits and C-NOT error", *QUBITS, _qubit_devices(case)),
        draw.plane("cooling", "Temperature and cooling power", "temperature", "power", _coolers(case)),
    )
    return tuple(plane for plane in found if plane.devices)


@dataclass(frozen=True, slots=True)
class _Drawing:
    library: Library
    instruments: tuple[str, ...]
    case: CaseFile
    day: date
    known_on: date

    def plane(self, id_: str, title: str, x: str, y: str, devices: tuple[Device, ...]) -> Plane:
        kinds = dict.fromkeys(kind for id_, *_ in devices if (kind := self.case.items[id_].kind))
        ladders = []
        for instrument in self.instruments:
            covers_from = self.library.packs[instrument].covers_from
            if covers_from is not None and self.day < covers_from:
                continue
            shelf = self.library.examiner(instrument, self.day, self.known_on).shelf
            boxes = dict.fromkeys(box for kind in kinds for box in _boxes(shelf, kind, x, y))
            if boxes:
                ladders.append(Ladder(instrument=instrument, boxes=tuple(boxes)))
        return Plane(id=id_, title=title, x=x, y=y, ladders=tuple(ladders), devices=devices)


def _boxes(shelf: Shelf, kind: str, x: str, y: str) -> Iterable[tuple[str, Span, Span]]:
    """The boxes that the entries for a kind of item cut out of the plane."""
    builder = Builder()
    compiler = Compiler(shelf, builder, {"item.kind": kind})
    places = [(leaf.id, compiler.leaf(leaf)) for leaf in shelf.leaves]
    program = builder.program()
    for id_, place in places:
        spans = _spans(program, place, x, y)
        if x in spans:
            yield id_, spans[x], spans.get(y, Span())


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


def _qubit_devices(case: CaseFile) -> tuple[Device, ...]:
    found = []
    for item in case.items.values():
        qubits, error = (item.parameters.get(name.removeprefix("item.")) for name in QUBITS)
        if qubits is not None:
            found.append((item.id, qubits, error))
    return tuple(found)


def _coolers(case: CaseFile) -> tuple[Device, ...]:
    found = []
    for item in case.items.values():
        cooling = item.parameters.get(COOLING.removeprefix("item."))
        if isinstance(cooling, Points):
            for point in cooling.points:
                fields = dict(point)
                found.append((item.id, fields.get("temperature"), fields.get("power")))
    return tuple(found)
