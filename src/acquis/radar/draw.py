"""What of a radar is drawn: the steps of products and the machines, in the plane of the two facts of the ladders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from acquis.determination.library import Library
from acquis.determination.planes import QUBITS, planes
from acquis.radar.nearest import item_of
from acquis.radar.roadmap import case_of
from acquis.terms.casefile import Item
from acquis.terms.determination import Plane
from acquis.terms.devices import Machine
from acquis.terms.radar import Course
from acquis.terms.roadmap import Product, Roadmap

PLANE = "qubits"
COUNT, ERROR = (name.removeprefix("item.") for name in QUBITS)


def course(product: Product) -> Course:
    """A product as it is drawn."""
    sold = f"{product.sender} to {', '.join(product.to)}" if product.sender and product.to else ""
    return Course(
        id=product.id,
        title=product.title or product.id,
        kind=product.kind or "",
        route=sold,
        points=tuple(
            (one.begin.text, one.begin.first, one.begin.last, parameters.get(COUNT), parameters.get(ERROR))
            for one in product.stages
            for parameters in (one.item.parameters,)
        ),
    )


def roadmap_plane(
    library: Library, instruments: tuple[str, ...], roadmap: Roadmap, day: date, known_on: date
) -> Plane | None:
    """The rims of one day with every step that has a number of qubits; None where no product has."""
    steps = [stage.item for product in roadmap.products for stage in product.stages]
    return _plane(library, instruments, steps, day, known_on)


def devices_plane(
    library: Library, instruments: tuple[str, ...], machines: Iterable[Machine], day: date, known_on: date
) -> Plane | None:
    """The rims of one day with every machine, by its published error where the C-NOT error is not known."""
    items = [item_of(one, one.published if one.cnot is None else one.cnot) for one in machines]
    return _plane(library, instruments, items, day, known_on)


def _plane(
    library: Library, instruments: tuple[str, ...], items: Iterable[Item], day: date, known_on: date
) -> Plane | None:
    named = {str(number): replace(item, id=str(number)) for number, item in enumerate(items)}
    case = case_of("radar", named, (), ())
    return next((one for one in planes(library, instruments, case, day, known_on) if one.id == PLANE), None)
