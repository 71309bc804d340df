"""What a pack gets wrong that strict reading cannot see: names that lead nowhere, dates that overlap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from acquis.rules.pack import Pack, Provision, Version
from acquis.terms.problem import Problem


def lint(pack: Pack) -> tuple[Problem, ...]:
    """Every name that leads nowhere and every pair of versions in force at once."""
    return (*_names(pack), *_versions(pack), *_sources(pack))


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


def _versions(pack: Pack) -> Iterable[Problem]:
    provisions: list[Provision[object]] = [*pack.entries, *pack.requirements, *pack.reach, *pack.exclusions]
    for provision in provisions:
        ordered = sorted(provision.versions, key=lambda v: v.force.start or date.min)
        for first, second in pairwise(ordered):
            if _overlap(first, second):
                yield Problem(
                    where=second.where,
                    what=f"{provision.id}: two versions are in force at once",
                    hint=f"the one at {first.where} needs until: {second.force.start}",
                )
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
