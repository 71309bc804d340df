"""The last look at a case: every reference leads somewhere, components form no circle, answers do not clash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from acquis.facts.context import NONE, Context
from acquis.reading.countries import is_country
from acquis.terms.casefile import CaseFile, Item
from acquis.terms.fact import Statement
from acquis.terms.problem import Where

MAX_PARTS = 200
"""Items in one item, components of components counted each time they are used."""

MAX_ROWS = 100_000
"""Transfers times items times recipients; more is a table for the batch reader."""

LINK_OF = {"specially_designed": "specially_designed_for"}
"""Open predicates whose answer also says which item a link names."""


def resolve(case: CaseFile, said: list[tuple[Statement, Where]], context: Context) -> CaseFile | None:
    """The case with what leads nowhere made unknown; None where it is too large to be read as one case."""
    lost = _unresolved(case, context)
    statements = _statements(said, context, lost)
    items = {id_: _linked(item, lost.get(f"item {id_}", set())) for id_, item in case.items.items()}
    _contradictions(items, statements, context)
    sizes = _components(items, context)
    people = {
        id_: replace(person, at=None, faulty=person.faulty | {"at"}) if lost.get(f"person {id_}") else person
        for id_, person in case.people.items()
    }
    rows = sum(sizes.get(name, 0) * max(1, len(transfer.to)) for transfer in case.transfers for name in transfer.items)
    if rows > MAX_ROWS:
        where = case.transfers[0].where
        context.fault(where, f"the case has {rows:,} rows, at most {MAX_ROWS:,} are read", "use batch for a table")
        return None
    return replace(case, items=items, people=people, statements=statements)


def _unresolved(case: CaseFile, context: Context) -> dict[str, set[str]]:
    """Say which references lead nowhere; by owner, the facts that are unknown for that."""
    known = {
        "item": case.items.keys(),
        "party": case.parties.keys(),
        "transfer": {transfer.id for transfer in case.transfers},
        "side": case.parties.keys() | case.people.keys(),
    }
    words = {"item": "item", "party": "party", "transfer": "transfer", "side": "party, person or country"}
    lost: dict[str, set[str]] = {}
    for item in case.items.values():
        for link, target in item.links.items():
            if target == item.id:
                where = item.places.get(link, item.where)
                context.fault(where, f"item {item.id}: {link} names the item itself", "name another item, or none")
                lost.setdefault(f"item {item.id}", set()).add(link)
    for reference in context.references:
        if reference.name in known[reference.to] or (reference.to == "side" and is_country(reference.name)):
            continue
        what = f"{reference.owner}: there is no {words[reference.to]} {reference.name[:60]!r}"
        context.fault(reference.where, what, context.meant(reference.name, known[reference.to]))
        lost.setdefault(reference.owner, set()).add(reference.fact)
    return lost


def _linked(item: Item, lost: set[str]) -> Item:
    """The item without the links and components that lead nowhere."""
    if not lost:
        return item
    return replace(
        item,
        links={name: target for name, target in item.links.items() if name not in lost},
        components=None if "components" in lost else item.components,
        faulty=item.faulty | lost,
    )


def _statements(
    said: list[tuple[Statement, Where]], context: Context, lost: Mapping[str, set[str]]
) -> tuple[Statement, ...]:
    """The answers of people; two that clash are both left out, because order never decides."""
    first: dict[tuple[str, str, str], tuple[Statement, Where]] = {}
    clashing: set[tuple[str, str, str]] = set()
    for statement, where in said:
        key = (statement.predicate, statement.item, statement.about)
        if f"answer {statement.predicate}" in lost:
            clashing.add(key)
        before = first.setdefault(key, (statement, where))
        if before[0].answer is not statement.answer:
            what = f"answer {statement.predicate}: {statement.by} and {before[0].by} (line {before[1].line}) disagree"
            context.fault(where, what, "keep the answer that holds; as it stands neither is taken")
            clashing.add(key)
    return tuple(statement for key, (statement, _) in first.items() if key not in clashing)


def _contradictions(items: dict[str, Item], statements: Iterable[Statement], context: Context) -> None:
    """A parameter that names another item than a person's answer leaves the link unknown."""
    for statement in statements:
        link = LINK_OF.get(statement.predicate)
        item = items.get(statement.item)
        if link is None or item is None or link not in item.links:
            continue
        named = item.links[link]
        if statement.answer:
            agree = named == statement.about if statement.about else named != NONE
        else:
            agree = named != statement.about if statement.about else named == NONE
        if not agree:
            what = f"item {item.id}: {link} names {named!r}, but {statement.by} answered otherwise"
            context.fault(item.places.get(link, item.where), what, "keep the one that holds")
            links = {name: target for name, target in item.links.items() if name != link}
            items[item.id] = replace(item, links=links, faulty=item.faulty | {link})


def _components(items: dict[str, Item], context: Context) -> dict[str, int]:
    """Refuse circles and towers of components, which are then not known; how many situations each item makes."""
    sizes: dict[str, int] = {}
    for start in items:
        trail: list[tuple[str, int]] = [(start, 0)]
        on_trail = {start}
        while trail:
            id_, at = trail[-1]
            parts = items[id_].components or ()
            if id_ in sizes or at == len(parts):
                sizes.setdefault(id_, 1 + sum(sizes.get(part, 1) for part in parts))
                if sizes[id_] > MAX_PARTS:
                    _cut(items, id_, f"has more than {MAX_PARTS} components in its components", context)
                    sizes[id_] = 1
                on_trail.discard(id_)
                trail.pop()
                continue
            trail[-1] = (id_, at + 1)
            part = parts[at]
            if part in on_trail:
                _cut(items, id_, "is among its own components", context)
                trail[-1] = (id_, 0)
            elif part in items and part not in sizes:
                on_trail.add(part)
                trail.append((part, 0))
    return sizes


def _cut(items: dict[str, Item], id_: str, what: str, context: Context) -> None:
    item = items[id_]
    context.fault(item.where, f"item {id_} {what}", "name each part once, in the item that holds it")
    items[id_] = replace(item, components=None, faulty=item.faulty | {"components"})
