"""The facts of an item and, under the name of each link, those of the item it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from acquis.facts.context import NONE
from acquis.facts.derive import hull, own_facts
from acquis.facts.resolve import LINK_OF
from acquis.reading.catalogue import Catalogue
from acquis.terms.casefile import CaseFile, Item
from acquis.terms.fact import Statement
from acquis.terms.value import OneOf, Value

WORDS = ("kind", "stated", "named")
"""The facts of an item that recur from situation to situation, and that decide which rules can concern it at all."""

DEPTH = 3
"""Links are followed this far: the law speaks of technology for software for a device for a machine."""

MANY = 40
"""Of a case with more items nothing common is worked out for a link that is not stated: it stays unknown."""


@dataclass(slots=True)
class ItemFacts:
    """What is known of one item: ``values`` and ``presumed`` by fact name, ``ids`` behind ``item`` and each link.

    ``words`` are the kinds and stated links among the values.
    """

    values: dict[str, Value] = field(default_factory=dict)
    presumed: dict[str, Value] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    words: dict[str, str | bool | OneOf] = field(default_factory=dict)


class Items:
    """The facts of every item of a case, worked out once each."""

    def __init__(self, case: CaseFile, catalogue: Catalogue, absent: Mapping[str, Value]) -> None:
        self.items = case.items
        self.catalogue = catalogue
        self._absent = {name: value for name, value in absent.items() if name.startswith("item.")}
        self._fallbacks = [(name[5:], spec.fallback) for name, spec in catalogue.facts.items() if spec.fallback]
        self._presumed: dict[str, list[tuple[str, str, Value]]] = {}
        self.statements: dict[str, dict[str, Statement]] = {}
        self.said: dict[tuple[str, str], list[Statement]] = {}
        for statement in case.statements:
            self.said.setdefault((statement.item, statement.predicate), []).append(statement)
        for (item, predicate), said in self.said.items():
            # A yes about one thing and a no about another is a yes to the open question.
            best = next((one for one in said if one.answer), said[0])
            self.statements.setdefault(item, {})[f"item.answer.{predicate}"] = best
        self._own: dict[str, dict[str, Value]] = {}
        self._full: dict[str, dict[str, Value]] = {}
        self._hulls: dict[frozenset[str], dict[str, Value] | None] = {}
        self._facts: dict[str, ItemFacts] = {}

    def facts(self, item: Item) -> ItemFacts:
        """Everything known of the item and of what it links to."""
        found = self._facts.get(item.id)
        if found is None:
            found = self._facts[item.id] = ItemFacts()
            self._collect(item, "item", 0, found)
            found.values = {name: value for name, value in found.values.items() if value is not None}
            found.words = {
                name: value
                for name, value in found.values.items()
                if name.rpartition(".")[2] in WORDS and isinstance(value, str | bool | OneOf)
            }
        return found

    def own(self, item: Item) -> dict[str, Value]:
        """The facts of the item itself, without ``item.``."""
        found = self._own.get(item.id)
        if found is None:
            found = self._own[item.id] = own_facts(item)
            for name, spec in self._fallbacks:
                source = found.get(spec["fact"])
                if found.get(name) is None and item.kind == spec["kind"] and isinstance(source, Fraction):
                    found[name] = source / Fraction(spec["divided_by"])
        return found

    def _collect(self, item: Item, prefix: str, depth: int, found: ItemFacts) -> None:
        found.ids[prefix] = item.id
        for name, value in self.own(item).items():
            found.values[f"{prefix}.{name}"] = value
        for name, statement in self.statements.get(item.id, {}).items():
            found.values[prefix + name[4:]] = statement.answer
        if item.kind is not None:
            for tail, name, value in self._presumed_for(item.kind):
                if self._taken_as_absent(name, item):
                    found.presumed[prefix + tail] = value
        for link in self.catalogue.links:
            self._link(item, link, f"{prefix}.{link}", depth, found)

    def _presumed_for(self, kind: str) -> list[tuple[str, str, Value]]:
        """The facts taken as not so where an item of the kind does not state them; others are asked."""
        found = self._presumed.get(kind)
        if found is None:
            found = self._presumed[kind] = [
                (name[4:], name[5:], value)
                for name, value in self._absent.items()
                if kind not in self.catalogue.facts[name].open_kinds
            ]
        return found

    def _link(self, item: Item, link: str, prefix: str, depth: int, found: ItemFacts) -> None:
        named, denied = self._named(item, link)
        if named is not None:
            target = self.items.get(named)
            found.values[f"{prefix}.stated"] = found.values[f"{prefix}.named"] = target is not None
            if target is not None:
                found.values[f"{prefix}.id"] = target.id
                if depth < DEPTH:
                    self._collect(target, prefix, depth + 1, found)
            return
        # Not named by anybody: whether it is named at all is then taken as no, which is the louder side.
        found.presumed[f"{prefix}.named"] = False
        spec = self.catalogue.facts[f"item.{link}"]
        if item.kind is None or item.kind in spec.open_kinds or link in item.faulty:
            return
        others = self._common(frozenset((item.id, *(item.components or ()), *denied)))
        if others is None or (spec.kinds and item.kind not in spec.kinds):
            found.presumed[f"{prefix}.stated"] = False
            return
        # It might be any of them; what they have in common is all that is known of it. Of a thing whose kind is not
        # known nothing is used: a book cut down to the words of a situation does not follow the link then.
        if "kind" in others:
            for name, value in others.items():
                found.values[f"{prefix}.{name}"] = value

    def _common(self, excluded: frozenset[str]) -> dict[str, Value] | None:
        """What all the other items of the case have in common; None where there is no other."""
        if excluded not in self._hulls:
            others = [item for item in self.items.values() if item.id not in excluded]
            some = hull(self._taken(other) for other in others) if len(others) <= MANY else {}
            self._hulls[excluded] = some if others else None
        return self._hulls[excluded]

    def _taken(self, item: Item) -> dict[str, Value]:
        """The facts of an item with what is taken as not so beside them."""
        absent = self._presumed_for(item.kind) if item.kind is not None else []
        return {**{name: value for _, name, value in absent if self._taken_as_absent(name, item)}, **self.own(item)}

    def _taken_as_absent(self, name: str, item: Item) -> bool:
        """Whether a fact not stated counts as not so: not if it was stated wrongly, nor where a stated sibling asks."""
        siblings = self.catalogue.facts[f"item.{name}"].open_when
        return name not in item.faulty and not any(one in item.parameters or one in item.faulty for one in siblings)

    def _named(self, item: Item, link: str) -> tuple[str | None, set[str]]:
        """The id a link names or ``none``, by the case file or a person's answer; else None, and what it is not."""
        stated = item.links.get(link)
        if stated is not None or link in item.faulty:
            return stated, set()
        said = [
            one
            for predicate, name in LINK_OF.items()
            if name == link
            for one in self.said.get((item.id, predicate), ())
        ]
        if not said:
            return None, set()
        yes = next((one for one in said if one.answer), None)
        if yes is not None:
            return yes.about or None, set()
        denied = {one.about for one in said}
        none_left = all(
            other in denied or other == item.id for other in self.items if other not in (item.components or ())
        )
        return (NONE if "" in denied or none_left else None), denied
