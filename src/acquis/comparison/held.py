"""What a shelf holds: every provision in force on a day, as wording and as clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, TypeVar

from acquis.comparison.outline import clauses, conditions, told
from acquis.rules.pack import Authorization, Due, Duty, Entry, Provision, Requirement, Version
from acquis.rules.shelf import Leaf, Shelf
from acquis.terms.redline import Wording

Body = TypeVar("Body")

Key: TypeAlias = tuple[str, str]
"""The kind of a provision and its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One provision in force: what it says of itself, and the clauses of its rule."""

    wording: Wording
    clauses: tuple[str, ...]


def held(shelf: Shelf) -> Mapping[Key, Held]:
    """Every provision on a shelf by kind and name; what it borrows (paragraphs, definitions, groups) included."""
    return dict(_all(shelf))


def _all(shelf: Shelf) -> Iterable[tuple[Key, Held]]:
    pack, day = shelf.pack, shelf.day
    entries = {entry.id: entry for entry in pack.entries}
    for leaf in shelf.leaves:
        yield ("entry", leaf.id), _leaf(leaf, entries[leaf.entry], shelf)
    yield from _each(shelf, "reach", pack.reach, lambda body: clauses((body,), day))
    yield from _each(shelf, "exclusion", pack.exclusions, lambda body: clauses((body,), day))
    yield from _each(shelf, "outside", pack.outside, lambda body: (body.text, *conditions(body.when, day)))
    yield from _each(shelf, "requirement", pack.requirements, lambda body: _requirement(body, day))
    yield from _each(shelf, "authorization", pack.authorizations, lambda body: _authorization(body, day))
    yield from _each(shelf, "obligation", pack.obligations, lambda body: _duty(body, day))
    for owner in (pack, *pack.borrows.values()):
        at = "" if owner is pack else f"{owner.id}/"
        for id_, rule in owner.definitions.items():
            said = Wording(title=id_.replace("-", " "), text="", cite="", evidence="")
            yield ("definition", at + id_), Held(wording=said, clauses=tuple(clauses((rule,), day)))
        for id_, group in owner.groups.items():
            version = group.on(day, shelf.known_on)
            if version is not None:
                members = sorted(shelf.members(id_, owner, group.where))
                yield ("group", at + id_), Held(wording=_wording(group, version), clauses=tuple(members))


def _each(
    shelf: Shelf, kind: str, provisions: Iterable[Provision[Body]], lines: Callable[[Body], Iterable[str]]
) -> Iterable[tuple[Key, Held]]:
    """The provisions of one kind in force. Where several share a name, each is numbered in the order of the pack."""
    seen: dict[str, int] = {}
    for provision in provisions:
        number = seen[provision.id] = seen.get(provision.id, 0) + 1
        version = provision.on(shelf.day, shelf.known_on)
        if version is not None:
            id_ = provision.id if number == 1 else f"{provision.id} ({number})"
            yield (kind, id_), Held(wording=_wording(provision, version), clauses=tuple(lines(version.body)))


def _wording(provision: Provision[Body], version: Version[Body]) -> Wording:
    return Wording(
        title=provision.title or provision.id,
        text="",
        cite=provision.cite,
        evidence=provision.evidence,
        since=_since(version),
    )


def _since(version: Version[Body] | None) -> str:
    return version.force.start.isoformat() if version is not None and version.force.start is not None else ""


def _leaf(leaf: Leaf, entry: Provision[Entry], shelf: Shelf) -> Held:
    return Held(
        wording=Wording(
            title=leaf.title,
            text=leaf.text,
            cite=leaf.cite,
            evidence=leaf.evidence,
            notes=leaf.notes,
            since=_since(entry.on(shelf.day, shelf.known_on)),
        ),
        clauses=(
            *clauses((rule for rule, _ in leaf.rules), shelf.day),
            *(f"carries the requirement {control}" for control in leaf.controls),
            *(f"is marked {word}" for word in sorted(leaf.attributes)),
        ),
    )


def _requirement(body: Requirement, day: date) -> Iterable[str]:
    yield f"consequence: {body.consequence.replace('_', ' ')}"
    yield f"applies to: {'entries that name it' if body.applies_to == 'listed' else 'every item'}"
    if body.reason:
        yield f"reason: {body.reason}"
    if body.survives_exclusions:
        yield "applies although an exclusion holds"
    yield from clauses((body.rule,), day)
    yield from _acts(body)
    for one in body.review:
        yield f"licensing policy: {one.policy.replace('_', ' ')} ({one.cite}) where {told(one.when, day)}"


def _authorization(body: Authorization, day: date) -> Iterable[str]:
    yield from (f"overcomes {requirement}" for requirement in body.overcomes)
    yield from (f"covers {entry}" for entry in body.entries)
    yield from (f"leaves out {entry}" for entry in body.except_entries)
    yield from clauses((body.rule,), day)
    yield from (f"on the condition {one.code}: {one.text}" for one in body.conditions)
    for duty in body.obligations:
        yield f"duty {duty.code}: {'; '.join(_duty(duty, day))}"


def _duty(duty: Duty, day: date) -> Iterable[str]:
    yield duty.text
    yield from conditions(duty.when, day)
    if duty.due is not None:
        yield f"due: {_due(duty.due)}"
    yield f"from the status {duty.applies_from.replace('_', ' ')}"
    yield from _acts(duty)


def _acts(body: Requirement | Duty) -> Iterable[str]:
    yield from (f"demands {act.replace('_', ' ')}" for act in body.demands)
    yield from (f"forbids {act.replace('_', ' ')}" for act in body.forbids)


def _due(due: Due) -> str:
    if due.yearly:
        return f"on {due.yearly} of the following year"
    if due.before_days is not None:
        return f"{due.before_days} days before the transfer"
    return f"{due.years} years after the transfer" if due.years is not None else f"{due.days} days after the transfer"
