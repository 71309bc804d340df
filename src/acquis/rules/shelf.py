"""Shelf: what of a pack is law on one day: its paragraphs, borrowed ones included, and who is in its groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property

from acquis.errors import PackError
from acquis.rules.expression import All, Any, Compare, Expression
from acquis.rules.pack import Entry, Override, Pack, Paragraph, Provision, Rule, Version
from acquis.terms.determination import GRADES
from acquis.terms.node import Among
from acquis.terms.problem import Problem, Where


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
    kinds: frozenset[str | bool] | None
    where: Where
    notes: tuple[str, ...]


class Shelf:
    """One pack on one day as known on another."""

    def __init__(self, pack: Pack, day: date, known_on: date, leaves: Iterable[Leaf] | None = None) -> None:
        self.pack = pack
        self.day = day
        self.known_on = known_on
        self.leaves = tuple(self._leaves() if leaves is None else leaves)
        self._selected: dict[str, tuple[Leaf, ...]] = {}
        self._members: dict[tuple[str, str], frozenset[str]] = {}

    @cached_property
    def _below(self) -> Mapping[str, list[Leaf]]:
        """The leaves at and below every id."""
        found: dict[str, list[Leaf]] = {}
        for leaf in self.leaves:
            parts = leaf.id.split(".")
            for depth in range(1, len(parts) + 1):
                found.setdefault(".".join(parts[:depth]), []).append(leaf)
        return found

    def of_kinds(self, kinds: Collection[str], also: Collection[str] = ()) -> Shelf:
        """The same day with those paragraphs only that can concern an item of one of these kinds, and some more."""
        kept = (
            leaf for leaf in self.leaves if leaf.kinds is None or not leaf.kinds.isdisjoint(kinds) or leaf.id in also
        )
        return Shelf(self.pack, self.day, self.known_on, kept)

    def empty(self) -> Shelf:
        """The same day with nothing on it but what is said when the instrument does not reach a transfer."""
        return Shelf(
            replace(self.pack, entries=(), requirements=(), authorizations=(), obligations=()), self.day, self.known_on
        )

    def selected(self, selector: str) -> tuple[Leaf, ...]:
        """The leaves a selector names: an id and all below it, a pattern, a product group, a category, an attribute."""
        if selector not in self._selected:
            self._selected[selector] = tuple(self._select(selector))
        return self._selected[selector]

    def _select(self, selector: str) -> Iterable[Leaf]:
        what, _, word = selector.partition(":")
        if word and what == "attribute":
            return (leaf for leaf in self.leaves if word in leaf.attributes)
        if word and what == "group":
            return (leaf for leaf in self.leaves if leaf.id[1:2] == word)
        if word and what == "category":
            return (leaf for leaf in self.leaves if leaf.id[:1] == word)
        if "*" in selector or "?" in selector:
            return (leaf for leaf in self.leaves if fnmatchcase(leaf.id, selector))
        return self._below.get(selector, ())

    def members(self, group: str, home: Pack, where: Where) -> frozenset[str]:
        """Who is in a group on the day; ``pack/group`` names a group of a pack it depends on."""
        key = (home.id, group)
        if key not in self._members:
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
            self._members[key] = frozenset(found)
        return self._members[key]

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
            kinds=kinds_of(All(tuple(rule.when for rule, _ in rules))),
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


def kinds_of(expression: Expression) -> frozenset[str | bool] | None:
    """The kinds of item for which a condition can hold at all, where it says so itself; None where any may."""
    match expression:
        case Compare("item.kind", Among(words)):
            return words
        case All(parts):
            said = [kinds for part in parts if (kinds := kinds_of(part)) is not None]
            return frozenset.intersection(*said) if said else None
        case Any(parts):
            every = [kinds_of(part) for part in parts]
            known = [kinds for kinds in every if kinds is not None]
            return frozenset().union(*known) if len(known) == len(every) else None
    return None


def below(id_: str, ancestor: str) -> bool:
    """Whether an id is the ancestor or a paragraph below it."""
    return id_ == ancestor or id_.startswith(ancestor + ".") or ancestor == ""


def _override(overrides: Mapping[str, Override], id_: str) -> Override | None:
    best = max((key for key in overrides if below(id_, key)), key=len, default=None)
    return overrides[best] if best is not None else None
