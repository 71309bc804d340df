"""Expressions of one pack, on one day, as nodes of one program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from acquis.errors import PackError
from acquis.rules.build import Builder
from acquis.rules.expression import (
    All,
    Any,
    Compare,
    Expression,
    Fixed,
    InGroups,
    Is,
    Linked,
    Meets,
    OpenTexture,
    Opposite,
    SomePoint,
    Unsettled,
)
from acquis.rules.pack import Entry, Override, Pack, Paragraph, Provision, Rule, Version
from acquis.rules.provisions import labels
from acquis.terms.answer import UNKNOWN, YES
from acquis.terms.determination import GRADES
from acquis.terms.node import Among, Atom, Has, Open, Some
from acquis.terms.problem import Problem, Where

LINK_DEPTH = 3
"""How many links are followed from the item; what lies beyond is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leaf:
    """One deepest paragraph in force: what is reported as an entry."""

    id: str
    entry: str
    title: str
    text: str
    cite: str
    evidence: str
    controls: tuple[str, ...]
    attributes: frozenset[str]
    rules: tuple[tuple[Rule, Pack], ...]
    where: Where
    notes: tuple[str, ...]


class Compiler:
    """Compiles one pack for the law of one day as known on another."""

    def __init__(self, pack: Pack, day: date, known_on: date, builder: Builder) -> None:
        self.pack = pack
        self.day = day
        self.known_on = known_on
        self.builder = builder
        self.leaves = tuple(self._leaves())
        self._by_id = {leaf.id: leaf for leaf in self.leaves}
        self._groups: dict[tuple[str, str], frozenset[str]] = {}
        self._cache: dict[tuple[str, str], int] = {}

    # -- rules and entries ---------------------------------------------------------------------------------------

    def rule(self, name: str, rule: Rule) -> int:
        """A named provision of this pack."""
        return self._rules(name, ((rule, self.pack),), "item", ())

    def _rules(self, name: str, rules: tuple[tuple[Rule, Pack], ...], prefix: str, trail: tuple[str, ...]) -> int:
        base = self.builder.every(self.node(rule.when, prefix, home, trail) for rule, home in rules)
        homes = tuple((exception, home) for rule, home in rules for exception in rule.unless)
        exceptions = tuple(exception for exception, _ in homes)
        clashes = tuple(
            (i, j)
            for i, one in enumerate(exceptions)
            for j, other in enumerate(exceptions[i + 1 :], i + 1)
            if other.label not in one.alongside and one.label not in other.alongside
        )
        places = tuple(self.node(exception.when, prefix, home, trail) for exception, home in homes)
        body = self.builder.exceptions(base, places, labels(exceptions), clashes)
        return self.builder.rule(name if prefix == "item" else f"{name}@{prefix}", body)

    def leaf(self, leaf: Leaf, prefix: str = "item", trail: tuple[str, ...] = ()) -> int:
        """Whether the item (or a linked item) meets one paragraph."""
        key = (leaf.id, prefix)
        if key not in self._cache:
            mark = f"{leaf.id}@{prefix}"
            if mark in trail:
                raise PackError(
                    f"{self.pack.id}: entries refer to each other in a circle: {' -> '.join((*trail, mark))}",
                    (Problem(where=leaf.where, what="this entry refers back to itself"),),
                )
            self._cache[key] = self._rules(f"entry:{leaf.id}", leaf.rules, prefix, (*trail, mark))
        return self._cache[key]

    def selected(self, selector: str) -> tuple[Leaf, ...]:
        """The leaves a selector names: an id and all below it, a pattern, a product group, a category, an attribute."""
        if selector.startswith("attribute:"):
            word = selector.partition(":")[2]
            return tuple(leaf for leaf in self.leaves if word in leaf.attributes)
        if selector.startswith("group:"):
            return tuple(leaf for leaf in self.leaves if leaf.id[1:2] == selector.partition(":")[2])
        if selector.startswith("category:"):
            return tuple(leaf for leaf in self.leaves if leaf.id[:1] == selector.partition(":")[2])
        if "*" in selector or "?" in selector:
            return tuple(leaf for leaf in self.leaves if fnmatchcase(leaf.id, selector))
        return tuple(leaf for leaf in self.leaves if below(leaf.id, selector))

    def _leaves(self) -> Iterable[Leaf]:
        for provision in self.pack.entries:
            version = provision.on(self.day, self.known_on)
            if version is None or version.body.ended:
                continue
            entry = version.body
            for paragraph in entry.paragraphs:
                yield self._as_leaf(provision, entry, paragraph, ((entry.rule, self.pack), (paragraph.rule, self.pack)))
            yield from self._borrowed(provision, version)

    @staticmethod
    def _as_leaf(
        provision: Provision[Entry], entry: Entry, paragraph: Paragraph, rules: tuple[tuple[Rule, Pack], ...]
    ) -> Leaf:
        return Leaf(
            id=f"{provision.id}.{paragraph.id}" if paragraph.id else provision.id,
            entry=provision.id,
            title=provision.title,
            text=paragraph.text,
            cite=paragraph.cite,
            evidence=paragraph.evidence,
            controls=entry.controls if paragraph.controls is None else paragraph.controls,
            attributes=frozenset((*entry.attributes, *paragraph.attributes)),
            rules=rules,
            where=paragraph.where,
            notes=entry.notes,
        )

    def _borrowed(self, provision: Provision[Entry], version: Version[Entry]) -> Iterable[Leaf]:
        borrowed = version.body.borrowed
        if borrowed is None:
            return
        lender = self.pack.borrows.get(borrowed.pack)
        source = next((entry for entry in lender.entries if entry.id == borrowed.entry), None) if lender else None
        if lender is None or source is None:
            place = f"{borrowed.pack}/{borrowed.entry}"
            raise PackError(
                f"{self.pack.id}: nothing to borrow at {place}",
                (Problem(where=version.where, what=f"paragraphs_of names {place}, which is not there"),),
            )
        lent = source.on(self.day, self.known_on)
        if lent is None:
            return
        for paragraph in lent.body.paragraphs:
            id_ = paragraph.id
            if borrowed.only and not any(below(id_, kept) for kept in borrowed.only):
                continue
            if any(below(id_, left) for left in borrowed.leave_out):
                continue
            yield self._lent(provision, version.body, paragraph, lent.body.rule, lender)

    def _lent(
        self, provision: Provision[Entry], entry: Entry, paragraph: Paragraph, shared: Rule, lender: Pack
    ) -> Leaf:
        borrowed = entry.borrowed
        assert borrowed is not None
        over = _override(borrowed.override, paragraph.id)
        grade = (over.evidence if over else "") or borrowed.evidence
        own = Paragraph(
            id=paragraph.id,
            text=(over.text if over else "") or paragraph.text,
            rule=paragraph.rule,
            controls=over.controls if over else None,
            attributes=over.attributes if over else (),
            cite=(over.cite if over else "")
            or (f"{provision.cite}.{paragraph.id}" if paragraph.id else provision.cite),
            evidence=max(grade, paragraph.evidence, key=GRADES.index),
            where=paragraph.where,
        )
        # Definitions and groups inside borrowed paragraphs mean the lender's.
        return self._as_leaf(
            provision, entry, own, ((entry.rule, self.pack), (shared, lender), (paragraph.rule, lender))
        )

    # -- expressions ---------------------------------------------------------------------------------------------

    def node(self, expression: Expression, prefix: str, home: Pack, trail: tuple[str, ...] = ()) -> int:
        """The place of an expression; ``prefix`` says which item ``item.`` means."""
        match expression:
            case Fixed(answer):
                return self.builder.constant(answer)
            case All(parts):
                return self.builder.every(self.node(part, prefix, home, trail) for part in parts)
            case Any(parts):
                return self.builder.some(self.node(part, prefix, home, trail) for part in parts)
            case Opposite(part):
                return self.builder.opposite(self.node(part, prefix, home, trail))
            case Compare(fact, test, text, _):
                return self._about(fact, prefix, home, trail, lambda name: self.builder.add(Atom(name, test, text)))
            case InGroups(fact, groups, of_list, where):
                members = frozenset[str]().union(*(self.members(group, home, where) for group in groups))
                test = Has(members) if of_list else Among(frozenset[str | bool](members))
                text = f"in {', '.join(groups)}"
                return self._about(fact, prefix, home, trail, lambda name: self.builder.add(Atom(name, test, text)))
            case Is(name, where):
                return self._definition(name, prefix, home, where, trail)
            case Meets(entry, _):
                return self.builder.some(self.leaf(leaf, prefix, trail) for leaf in self.selected(entry))
            case Linked():
                return self._linked(expression, prefix, home, trail)
            case OpenTexture(predicate, presumed, _):
                return self.builder.add(Open(f"{prefix}.answer.{predicate}", predicate, presumed))
            case SomePoint(fact, shows, rules_out):
                return self.builder.add(
                    Some(
                        self._renamed(fact, prefix),
                        self.node(shows, prefix, home, trail),
                        self.builder.some(self.node(point, prefix, home, trail) for point in rules_out),
                    )
                )
            case Unsettled(point, cite, readings):
                places = tuple(self.node(reading.when, prefix, home, trail) for reading in readings)
                texts = tuple(f"{reading.label}: {reading.text}" for reading in readings)
                return self.builder.readings(point, cite, texts, places)

    def members(self, group: str, home: Pack, where: Where) -> frozenset[str]:
        """Who is in a group on the day; ``pack/group`` names a group of a pack it depends on."""
        key = (home.id, group)
        if key not in self._groups:
            owner, name = home, group
            if "/" in group:
                pack, _, name = group.partition("/")
                owner = home.borrows.get(pack, home)
            provision = owner.groups.get(name)
            version = provision.on(self.day, self.known_on) if provision else None
            if provision is None:
                raise PackError(f"{home.id}: unknown group", (Problem(where=where, what=f"unknown group {group!r}"),))
            found = set(version.body.members) if version else set()
            for change in owner.changes:
                if change.group == name and self.day < change.until:
                    (found.add if change.was_in else found.discard)(change.country)
            self._groups[key] = frozenset(found)
        return self._groups[key]

    def _about(self, fact: str, prefix: str, home: Pack, trail: tuple[str, ...], make: Callable[[str], int]) -> int:
        case = home.by_cases.get(fact)
        if case is None:
            return make(self._renamed(fact, prefix))
        when = self.node(case.when, prefix, home, trail)
        then = self._about(case.then, prefix, home, trail, make)
        otherwise = self._about(case.otherwise, prefix, home, trail, make)
        # The third part makes the choice complete: if both cases agree, not knowing the case does not matter.
        return self.builder.some(
            (
                self.builder.every((when, then)),
                self.builder.every((self.builder.opposite(when), otherwise)),
                self.builder.every((then, otherwise)),
            )
        )

    def _definition(self, name: str, prefix: str, home: Pack, where: Where, trail: tuple[str, ...]) -> int:
        rule = home.definitions.get(name)
        mark = f"is {name}@{prefix}"
        if rule is None or mark in trail:
            what = f"unknown definition {name!r}" if rule is None else f"definition {name!r} refers to itself"
            raise PackError(f"{home.id}: {what}", (Problem(where=where, what=what),))
        return self._rules(f"is:{home.id}/{name}", ((rule, home),), prefix, (*trail, mark))

    def _linked(self, linked: Linked, prefix: str, home: Pack, trail: tuple[str, ...]) -> int:
        inner = f"{prefix}.{linked.link}"
        if inner.count(".") > LINK_DEPTH:
            return self.builder.constant(UNKNOWN)
        if linked.when == Fixed(YES):
            # Only whether a link is named at all; without a statement it is taken as not named, the louder side.
            return self.builder.add(Atom(f"{inner}.named", Among(frozenset({True})), "is named"))
        stated = self.builder.add(Atom(f"{inner}.stated", Among(frozenset({True})), "is an item of this case"))
        if linked.when is not None:
            return self.builder.every((stated, self.node(linked.when, inner, home, trail)))
        leaves = dict.fromkeys(leaf for entry in linked.meets for leaf in self.selected(entry))
        return self.builder.every((stated, self.builder.some(self.leaf(leaf, inner, trail) for leaf in leaves)))

    @staticmethod
    def _renamed(fact: str, prefix: str) -> str:
        return prefix + fact[4:] if fact.startswith("item.") else fact


def below(id_: str, ancestor: str) -> bool:
    """Whether an id is the ancestor or a paragraph below it."""
    return id_ == ancestor or id_.startswith(ancestor + ".") or ancestor == ""


def _override(overrides: Mapping[str, Override], id_: str) -> Override | None:
    best = max((key for key in overrides if below(id_, key)), key=len, default=None)
    return overrides[best] if best is not None else None
