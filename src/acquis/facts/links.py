"""The facts of an item and, under the name of each link, those of the item it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
        return found

    def _collect(self, item: Item, prefix: str, depth: int, found: ItemFacts) -> None:
        found.ids[prefix] = item.id
        for name, value in self.own(item).items():
            found.values[f"{prefix}.{name}"] = value
        for name, statement in self.statements.get(item.id, {}).items():
            found.values[prefix + name[4:]] = statement.answer
        if item.kind is not None:
            for tail, name, value in self._presumed_for(item.kind):
                if name not in item.faulty:
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
        named, others = self._named(item, link)
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
        if not others:
            found.presumed[f"{prefix}.stated"] = False
        elif len(others) <= MANY:
            # It might be any of them; what they have in common is all that is known of it.
            for name, value in hull(self._taken(other) for other in others).items():
                found.values[f"{prefix}.{name}"] = value

    def _taken(self, item: Item) -> dict[str, Value]:
        """The facts of an item with what is taken as not so beside them."""
        absent = self._presumed_for(item.kind) if item.kind is not None else []
        return {**{name: value for _, name, value in absent if name not in item.faulty}, **self.own(item)}

    def _named(self, item: Item, link: str) -> tuple[str | None, list[Item]]:
        """The id a link names or ``none``, by a person's answer or the case file; else None and what it might be."""
        stated = item.links.get(link)
        others = [
            other for other in self.items.values() if other.id != item.id and other.id not in (item.components or ())
        ]
        if stated is not None:
            return stated, others
        said = [
            one
            for predicate, name in LINK_OF.items()
            if name == link
            for one in self.said.get((item.id, predicate), ())
        ]
        if not said or link in item.faulty:
            return None, others
        yes = next((one for one in said if one.answer), None)
        if yes is not None:
            return yes.about or None, others
        denied = {one.about for one in said}
        others = [other for other in others if other.id not in denied]
        return (NONE if "" in denied or not others else None), others
