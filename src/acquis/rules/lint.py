"""What a pack gets wrong that strict reading cannot see: names that lead nowhere, dates that overlap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fnmatch import fnmatchcase
from itertools import pairwise

from acquis.rules.expression import Linked, Meets
from acquis.rules.pack import Entry, Pack, Provision, Version
from acquis.rules.shelf import below
from acquis.terms.problem import Problem, Where


def lint(pack: Pack) -> tuple[Problem, ...]:
    """Every name that leads nowhere and every pair of versions in force at once."""
    return (*_names(pack), *_references(pack), *_versions(pack), *_sources(pack))


def _names(pack: Pack) -> Iterable[Problem]:
    requirements = {requirement.id for requirement in pack.requirements}
    for entry in pack.entries:
        for version in entry.versions:
            body = version.body
            groups = [body.controls, *(p.controls or () for p in body.paragraphs)]
            if body.borrowed:
                groups.extend(o.controls or () for o in body.borrowed.override.values())
            for control in {control for group in groups for control in group} - requirements:
                yield Problem(
                    where=version.where,
                    what=f"{entry.id}: controls names {control!r}, which is no requirement of this pack",
                    hint=f"requirements: {', '.join(sorted(requirements))}",
                )
    for authorization in pack.authorizations:
        for held in authorization.versions:
            for name in set(held.body.overcomes) - requirements:
                yield Problem(
                    where=held.where,
                    what=f"{authorization.id}: overcomes names {name!r}, which is no requirement of this pack",
                    hint=f"requirements: {', '.join(sorted(requirements))}",
                )


def _references(pack: Pack) -> Iterable[Problem]:
    """References to entries that the pack neither holds on some day nor names as left out: they would always say no."""
    left_out = " ".join(f"{row.part} {row.text}" for row in pack.coverage)
    held = set(_ids(pack))
    attributes = {word for entry in pack.entries for version in entry.versions for word in _attributes(version.body)}
    for selector, where in dict.fromkeys(_selectors(_rules(pack))):
        what, _, word = selector.partition(":")
        if what in ("group", "category") and word:
            continue
        if what == "attribute" and word:
            there = word in attributes
        else:
            there = any(fnmatchcase(id_, selector) or below(id_, selector) for id_ in held)
        if not there and selector.partition(".")[0].rstrip("*?") not in left_out:
            hint = "entries stand in items/, one file each; name in coverage.yaml what is left out"
            yield Problem(where=where, what=f"{selector!r} is no entry of the pack {pack.id} on any day", hint=hint)


def _ids(pack: Pack) -> Iterable[str]:
    """The id of every paragraph the pack holds on some day, borrowed ones included."""
    for entry in pack.entries:
        for version in entry.versions:
            borrowed = version.body.borrowed
            lender = pack.borrows.get(borrowed.pack) if borrowed else None
            lent = [one for one in lender.entries if borrowed and one.id == borrowed.entry] if lender else []
            bodies = [version.body, *(one.body for source in lent for one in source.versions)]
            for paragraph in [paragraph for body in bodies for paragraph in body.paragraphs]:
                yield f"{entry.id}.{paragraph.id}" if paragraph.id else entry.id


def _attributes(entry: Entry) -> Iterable[str]:
    yield from entry.attributes
    for one in (*entry.paragraphs, *(entry.borrowed.override.values() if entry.borrowed else ())):
        yield from one.attributes


def _rules(pack: Pack) -> Iterable[object]:
    """Everything of a pack in which conditions stand; borrowed packs are looked at on their own."""
    yield from (pack.definitions.values(), pack.by_cases.values(), pack.components)
    for provisions in (pack.reach, pack.outside, pack.exclusions, pack.entries, pack.requirements,
                       pack.authorizations, pack.obligations):  # fmt: skip
        yield from (version.body for provision in provisions for version in provision.versions)


def _selectors(values: Iterable[object]) -> Iterable[tuple[str, Where]]:
    """The entries that conditions refer to, each with its place."""
    for value in values:
        if isinstance(value, Meets):
            yield value.entry, value.where
        if isinstance(value, Linked):
            yield from ((selector, value.where) for selector in value.meets)
        if is_dataclass(value):
            yield from _selectors(getattr(value, one.name) for one in fields(value))
        elif isinstance(value, Collection) and not isinstance(value, str | Mapping):
            yield from _selectors(value)


def _versions(pack: Pack) -> Iterable[Problem]:
    provisions: list[Provision[object]] = [
        *pack.entries, *pack.requirements, *pack.reach, *pack.exclusions, *pack.authorizations, *pack.obligations,
    ]  # fmt: skip
    for provision in provisions:
        ordered = sorted(provision.versions, key=lambda v: v.force.start or date.min)
        for first, second in pairwise(ordered):
            if _overlap(first, second):
                yield Problem(
                    where=second.where,
                    what=f"{provision.id}: two versions are in force at once",
                    hint=f"the one at {first.where} needs until: {second.force.start}",
                )
        for version in ordered:
            start, until = version.force.start, version.force.until
            if until is not None and start is not None and until <= start:
                what = f"{provision.id}: ends on {until}, before it begins"
                yield Problem(where=version.where, what=what, hint="until is the first day on which it no longer holds")
    for entry in pack.entries:
        for held in entry.versions:
            met: set[str] = set()
            for paragraph in held.body.paragraphs:
                if paragraph.id in met:
                    what = f"{entry.id}: paragraph {paragraph.id!r} is there twice"
                    yield Problem(where=paragraph.where, what=what, hint="each paragraph has a name of its own")
                met.add(paragraph.id)
    seen: dict[str, Provision[object]] = {}
    for provision in [*pack.entries, *pack.requirements]:
        if provision.id in seen:
            yield Problem(
                where=provision.where, what=f"{provision.id} is there twice", hint=f"also at {seen[provision.id].where}"
            )
        seen[provision.id] = provision


def _overlap(first: Version[object], second: Version[object]) -> bool:
    if first.force.start == second.force.start:
        return True
    return first.force.until is None or (second.force.start is not None and first.force.until > second.force.start)


def _sources(pack: Pack) -> Iterable[Problem]:
    known = {source.id for source in pack.sources}
    provisions: list[Provision[object]] = [
        *pack.entries, *pack.requirements, *pack.reach, *pack.exclusions, *pack.authorizations, *pack.obligations,
    ]  # fmt: skip
    for provision in provisions:
        if provision.source and provision.source not in known:
            yield Problem(
                where=provision.where,
                what=f"{provision.id}: unknown source {provision.source!r}",
                hint=f"sources in pack.yaml: {', '.join(sorted(known))}",
            )
