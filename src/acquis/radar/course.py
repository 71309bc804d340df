"""What a product may be on a day: the steps that may hold then, and the items of the others beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from acquis.facts.derive import hull
from acquis.facts.situations import situations
from acquis.radar.roadmap import case_of
from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.casefile import Item, Transfer
from acquis.terms.fact import Situation
from acquis.terms.roadmap import Product, Roadmap
from acquis.terms.value import Value


def possible(product: Product, day: date) -> tuple[int, ...]:
    """The steps that may hold on a day: each may have begun, and the next need not have."""
    stages = product.stages
    return tuple(
        number
        for number, stage in enumerate(stages)
        if stage.begin.first <= day and (stage is stages[-1] or stages[number + 1].begin.last > day)
    )


def begun(product: Product, day: date) -> Answer:
    """Whether the first step has begun on a day."""
    first = product.stages[0].begin
    return YES if first.last <= day else NO if first.first > day else UNKNOWN


def step_days(products: Sequence[Product]) -> tuple[date, ...]:
    """The days on which what is possible may change."""
    begins = [stage.begin for product in products for stage in product.stages]
    return tuple(sorted({day for begin in begins for day in (begin.first, begin.last)}))


def sales(roadmap: Roadmap, product: Product, number: int, day: date, law_of: date) -> tuple[Situation, ...]:
    """One step of a product on a day: its export to each country it is to be sold to, or one situation without any.

    The other products stand beside it as they may be on that day, so that it may be made for one of them.
    """
    items = {other.id: _beside(other, day) for other in roadmap.products}
    items[product.id] = product.stages[number].item
    facts: dict[str, Value] = {"activity": "export", "purpose": "sale", "end_use": product.end_use}
    sold = product.to if product.sender else ()
    transfer = Transfer(
        id=product.id,
        items=(product.id,),
        sender=product.sender if sold else None,
        to=sold,
        date=law_of,
        facts={name: value for name, value in facts.items() if value is not None} if sold else {},
        places={},
        where=product.where,
    )
    return situations(case_of(roadmap.id, items, (transfer,), roadmap.statements), as_of=law_of)


def _beside(product: Product, day: date) -> Item:
    """A product as it may be on a day; before its first step, as it is to be then."""
    stages = product.stages
    return _common([stages[number].item for number in possible(product, day)] or [stages[0].item])


def _common(items: Sequence[Item]) -> Item:
    """What several states of an item have in common; what differs among them is unknown, and never taken as not so."""
    first, *rest = items
    if not rest:
        return first
    parameters = hull(one.parameters for one in items)
    links = {name: to for name, to in first.links.items() if all(one.links.get(name) == to for one in rest)}
    lost = {name for one in items for name in (*one.parameters, *one.links) if name not in {*parameters, *links}}
    return replace(
        first,
        parameters=parameters,
        links=links,
        faulty=frozenset().union(*(one.faulty for one in items)) | lost,
    )
