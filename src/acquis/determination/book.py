"""Book: one pack compiled for the law of one day, with the levels from which a status is read.

A book may be cut down to the words of a situation (the kind of its item, its activity): most of a rule book concerns
other kinds of thing, and what cannot concern this one is never compiled.

A status is never computed by a chain of ifs. For each level L the program holds a node ``status>=L``; the answer
of these nodes gives the range at once: the status is at least the loudest level that is certain, and at most the
loudest that is not excluded.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from acquis.determination.uncollected import uncollected
from acquis.rules.build import Builder
from acquis.rules.compile import Compiler
from acquis.rules.pack import Authorization, Duty, Outside, Pack, Provision, Requirement, Rule
from acquis.rules.shelf import Leaf, Shelf
from acquis.terms.answer import NO
from acquis.terms.determination import Status
from acquis.terms.node import Program
from acquis.terms.value import Value

LEVELS = tuple(Status)[1:]
"""The statuses that have a node: all but the quietest, which needs none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """A requirement as it lies on a set of entries (or on every item), and what may overcome it there.

    ``live`` and ``open`` name nodes: the requirement holds; it holds and nothing overcomes it.
    """

    provision: Provision[Requirement]
    body: Requirement
    entries: tuple[str, ...]
    authorizations: tuple[str, ...]
    live: str
    open: str
    over: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One provision of an authorization; several may share the authorization's id, each for its own entries."""

    key: str
    provision: Provision[Authorization]
    body: Authorization


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Everything a determination under one instrument needs, for the law of one day.

    The first ``gate`` nodes tell whether the instrument reaches the transfer, and what is said if it does not.
    """

    pack: Pack
    program: Program
    roots: Mapping[str, int]
    gate: int
    levels: tuple[int, ...]
    leaves: tuple[Leaf, ...]
    burdens: tuple[Burden, ...]
    reach: tuple[Provision[Rule], ...]
    exclusions: tuple[Provision[Rule], ...]
    outside: tuple[tuple[Provision[Outside], Outside], ...]
    authorizations: tuple[Way, ...]
    obligations: tuple[tuple[str, Duty], ...]
    grounds: Mapping[str, tuple[str, str]]
    memo: dict[Hashable, Any] = field(default_factory=dict)
    """Values that recur from row to row (an entry and its answer), made once."""


def _open(builder: Builder, root: str) -> bool:
    """Whether a named node may still be anything but no."""
    return builder.answer(builder.roots[root]) is not NO


def level(status: Status) -> str:
    """The name of the node that says: this status or a louder one."""
    return f"status>={status.name}"


@uncollected()
def compile_book(shelf: Shelf, words: Mapping[str, Value] | None = None) -> Book:
    """Compile what is on a shelf; raises PackError where the pack contradicts itself.

    ``words`` are facts already known: the book is then cut down to what they leave open, with the same answers.
    """
    builder = Builder()
    compiler = Compiler(shelf, builder, words or {})
    pack, day, known_on = shelf.pack, shelf.day, shelf.known_on

    reach = _rules(compiler, "reach", pack.reach)
    exclusions = _rules(compiler, "exclusion", pack.exclusions)
    reached = builder.name("reach", builder.some(builder.roots[f"reach:{p.id}"] for p in reach))
    if builder.answer(reached) is NO:
        # Nothing of the instrument concerns this transfer: its entries and requirements are not even read.
        shelf = shelf.empty()
        compiler = Compiler(shelf, builder, words or {})
        pack = shelf.pack
    outside = []
    for note in pack.outside:
        version = note.on(day, known_on)
        if version:
            compiler.condition(f"outside:{note.id}", version.body.when)
            outside.append((note, version.body))
    gate = len(builder)
    excluded = builder.name("excluded", builder.some(builder.roots[f"exclusion:{p.id}"] for p in exclusions))
    listed = builder.name("listed", builder.some([compiler.leaf(leaf) for leaf in shelf.leaves]))

    authorizations: list[Way] = []
    for number, authorization in enumerate(pack.authorizations):
        held = authorization.on(day, known_on)
        if held:
            way = Way(key=f"{authorization.id}#{number}", provision=authorization, body=held.body)
            compiler.rule(f"authorization:{way.key}", held.body.rule)
            authorizations.append(way)

    free = builder.opposite(excluded)
    burdens: list[Burden] = []
    for requirement in pack.requirements:
        binding = requirement.on(day, known_on)
        if binding:
            burdens.extend(_burdens(requirement, binding.body, authorizations, compiler, free))

    _levels(builder, reached, excluded, listed, burdens)
    obligations = tuple(_obligations(pack, authorizations, compiler, day, known_on))
    if pack.components:
        compiler.condition("components", pack.components.pulls_in)
    program = builder.program()
    return Book(
        pack=pack,
        program=program,
        roots=program.roots,
        gate=gate,
        levels=tuple(program.roots[level(status)] for status in LEVELS),
        leaves=tuple(leaf for leaf in shelf.leaves if _open(builder, f"entry:{leaf.id}")),
        burdens=tuple(burden for burden in burdens if _open(builder, burden.live)),
        reach=reach,
        exclusions=exclusions,
        outside=tuple(outside),
        authorizations=tuple(authorizations),
        obligations=obligations,
        grounds=_grounds(shelf.leaves, reach, exclusions, burdens, authorizations),
    )


def _grounds(
    leaves: Iterable[Leaf],
    reach: Iterable[Provision[Rule]],
    exclusions: Iterable[Provision[Rule]],
    burdens: Iterable[Burden],
    authorizations: Iterable[Way],
) -> Mapping[str, tuple[str, str]]:
    """The citation and grade of every named node."""
    grounds = {f"entry:{leaf.id}": (leaf.cite, leaf.evidence) for leaf in leaves}
    grounds |= {f"reach:{p.id}": (p.cite, p.evidence) for p in reach}
    grounds |= {f"exclusion:{p.id}": (p.cite, p.evidence) for p in exclusions}
    grounds |= {f"requirement:{b.provision.id}": (b.provision.cite, b.provision.evidence) for b in burdens}
    grounds |= {f"authorization:{way.key}": (way.provision.cite, way.provision.evidence) for way in authorizations}
    return grounds


def _rules(compiler: Compiler, what: str, provisions: Iterable[Provision[Rule]]) -> tuple[Provision[Rule], ...]:
    held = []
    for provision in provisions:
        version = provision.on(compiler.shelf.day, compiler.shelf.known_on)
        if version:
            compiler.rule(f"{what}:{provision.id}", version.body)
            held.append(provision)
    return tuple(held)


def _burdens(
    provision: Provision[Requirement],
    body: Requirement,
    authorizations: list[Way],
    compiler: Compiler,
    free: int,
) -> Iterable[Burden]:
    builder = compiler.builder
    rule = compiler.rule(f"requirement:{provision.id}", body.rule)
    for number, policy in enumerate(body.review):
        compiler.condition(f"policy:{provision.id}/{number}", policy.when)
    if not body.survives_exclusions:
        rule = builder.every((rule, free))
    may = [(way.key, way.body) for way in authorizations if provision.id in way.body.overcomes]
    if body.applies_to == "any":
        yield _burden(provision, body, (), tuple(key for key, _ in may), rule, compiler)
        return
    # Entries that the same authorizations cover share one burden: the sets stay few.
    reach = [(key, covered(body_, compiler.shelf)) for key, body_ in may]
    shared: dict[tuple[str, ...], list[Leaf]] = {}
    for leaf in compiler.shelf.leaves:
        if provision.id in leaf.controls and _open(builder, f"entry:{leaf.id}"):
            by = tuple(key for key, ids in reach if leaf.id in ids)
            shared.setdefault(by, []).append(leaf)
    for by, leaves in shared.items():
        held = builder.every((rule, builder.some(compiler.leaf(leaf) for leaf in leaves)))
        yield _burden(provision, body, tuple(leaf.id for leaf in leaves), by, held, compiler)


def _burden(
    provision: Provision[Requirement],
    body: Requirement,
    entries: tuple[str, ...],
    by: tuple[str, ...],
    held: int,
    compiler: Compiler,
) -> Burden:
    builder = compiler.builder
    name = f"{provision.id}[{','.join(by)}]"
    over = builder.some(builder.roots[f"authorization:{key}"] for key in by)
    builder.name(f"live:{name}", held)
    builder.name(f"over:{name}", over)
    builder.name(f"open:{name}", builder.every((held, builder.opposite(over))))
    return Burden(
        provision=provision,
        body=body,
        entries=entries,
        authorizations=by,
        live=f"live:{name}",
        open=f"open:{name}",
        over=f"over:{name}",
    )


def covered(authorization: Authorization, shelf: Shelf) -> frozenset[str]:
    """The paragraphs on a shelf that an authorization speaks of, whatever it may overcome there."""
    inside = {leaf.id for selector in authorization.entries for leaf in shelf.selected(selector)}
    left = {leaf.id for selector in authorization.except_entries for leaf in shelf.selected(selector)}
    return frozenset(inside - left)


def _levels(builder: Builder, reached: int, excluded: int, listed: int, burdens: list[Burden]) -> None:
    live = builder.some(builder.roots[burden.live] for burden in burdens)
    open_ = builder.some(builder.roots[burden.open] for burden in burdens)
    forbidden = builder.some(
        builder.roots[burden.open] for burden in burdens if burden.body.consequence == Status.prohibited.name
    )
    needs = {
        Status.not_listed: reached,
        Status.excluded: builder.some((excluded, listed, live)),
        Status.no_license_required: builder.some((builder.every((listed, builder.opposite(excluded))), live)),
        Status.authorization_available: live,
        Status.license_required: open_,
        Status.prohibited: forbidden,
    }
    for status, place in needs.items():
        builder.name(level(status), builder.every((reached, place)))


def _obligations(
    pack: Pack,
    authorizations: list[Way],
    compiler: Compiler,
    day: date,
    known_on: date,
) -> Iterable[tuple[str, Duty]]:
    for provision in pack.obligations:
        version = provision.on(day, known_on)
        if version:
            name = f"obligation:{provision.id}"
            compiler.condition(name, version.body.when)
            yield name, version.body
    for way in authorizations:
        for duty in way.body.obligations:
            name = f"obligation:{way.key}/{duty.code}"
            compiler.condition(name, duty.when)
            yield name, duty
