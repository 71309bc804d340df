"""Expressions of one pack, on one day, as nodes of one program."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from acquis.errors import PackError
from acquis.rules.build import Builder
from acquis.rules.evaluate import put
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
from acquis.rules.pack import Pack, Rule
from acquis.rules.provisions import labels
from acquis.rules.shelf import Leaf, Shelf
from acquis.terms.answer import NO, UNKNOWN, YES
from acquis.terms.node import Among, Atom, Has, Open, Some, Test
from acquis.terms.problem import Problem, Where
from acquis.terms.value import OneOf, Value

LINK_DEPTH = 3
"""How many links are followed from the item; what lies beyond is unknown."""


class Compiler:
    """Compiles what is on one shelf.

    ``words`` are facts already known (the kind of the item, the activity, which links are stated): tests on them become
    constants and what they rule out is never compiled. Without words the whole book is compiled.
    """

    def __init__(self, shelf: Shelf, builder: Builder, words: Mapping[str, Value]) -> None:
        self.shelf = shelf
        self.pack = shelf.pack
        self.builder = builder
        self.words = words
        self._leaves: dict[tuple[str, str], int] = {}
        self._definitions: dict[tuple[str, str, str], int] = {}
        self._never: dict[tuple[str, str], bool] = {}

    # -- rules and entries ---------------------------------------------------------------------------------------

    def rule(self, name: str, rule: Rule) -> int:
        """A named provision of this pack."""
        return self._rules(name, ((rule, self.pack),), "item", ())

    def _other_kind(self, leaf: Leaf, prefix: str) -> bool:
        """Whether the kind of the item is known and none of those the paragraph speaks of."""
        kind = self.words.get(f"{prefix}.kind")
        if leaf.kinds is None or kind is None:
            return False
        return leaf.kinds.isdisjoint(kind.words if isinstance(kind, OneOf) else (str(kind),))

    def never(self, leaf: Leaf, prefix: str = "item") -> bool:
        """Whether the words alone rule a paragraph out. Sees most of those, and far faster than compiling them."""
        key = (leaf.id, prefix)
        if key not in self._never:
            self._never[key] = False  # for a circle, which compiling finds
            self._never[key] = self._other_kind(leaf, prefix) or any(
                self._ruled_out(rule.when, prefix, home) for rule, home in leaf.rules
            )
        return self._never[key]

    def _ruled_out(self, expression: Expression, prefix: str, home: Pack) -> bool:
        match expression:
            case All(parts):
                return any(self._ruled_out(part, prefix, home) for part in parts)
            case Any(parts):
                return all(self._ruled_out(part, prefix, home) for part in parts)
            case Compare(fact, test, _, _):
                known = None if fact in home.by_cases else self.words.get(self._renamed(fact, prefix))
                return known is not None and put(test, known) is NO
            case Fixed(answer):
                return answer is NO
            case Meets(entry, _):
                return all(self.never(leaf, prefix) for leaf in self.shelf.selected(entry))
            case Linked(link, meets, when, _):
                inner = f"{prefix}.{link}"
                if self.words.get(f"{inner}.stated") is False:
                    return when != Fixed(YES)
                if inner.count(".") > LINK_DEPTH or self._nothing_known(inner):
                    return False
                if when is not None:
                    return self._ruled_out(when, inner, home)
                return all(self.never(leaf, inner) for entry in meets for leaf in self.shelf.selected(entry))
        return False

    def condition(self, name: str, when: Expression) -> int:
        """A root for a condition that nobody cites by itself."""
        return self.builder.name(name, self.node(when, "item", self.pack))

    def _rules(self, name: str, rules: tuple[tuple[Rule, Pack], ...], prefix: str, trail: tuple[str, ...]) -> int:
        named = name if prefix == "item" else f"{name}@{prefix}"
        base = self.builder.every(self.node(rule.when, prefix, home, trail) for rule, home in rules)
        if self.builder.answer(base) is NO:
            return self.builder.rule(named, base)
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
        return self.builder.rule(named, body)

    def leaf(self, leaf: Leaf, prefix: str = "item", trail: tuple[str, ...] = ()) -> int:
        """Whether the item (or a linked item) meets one paragraph."""
        key = (leaf.id, prefix)
        if key not in self._leaves and self._other_kind(leaf, prefix):
            no = self.builder.constant(NO)
            self._leaves[key] = self.builder.name(f"entry:{leaf.id}", no) if prefix == "item" else no
        if key not in self._leaves:
            mark = f"{leaf.id}@{prefix}"
            if mark in trail:
                raise PackError(
                    f"{self.pack.id}: entries refer to each other in a circle: {' -> '.join((*trail, mark))}",
                    (Problem(where=leaf.where, what="this entry refers back to itself"),),
                )
            self._leaves[key] = self._rules(f"entry:{leaf.id}", leaf.rules, prefix, (*trail, mark))
        return self._leaves[key]

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
                return self._about(fact, prefix, home, trail, lambda name: self._atom(name, test, text))
            case InGroups(fact, groups, of_list, where):
                members = frozenset[str]().union(*(self.shelf.members(group, home, where) for group in groups))
                test = Has(members) if of_list else Among(frozenset[str | bool](members))
                text = f"in {', '.join(groups)}"
                return self._about(fact, prefix, home, trail, lambda name: self._atom(name, test, text))
            case Is(name, where):
                return self._definition(name, prefix, home, where, trail)
            case Meets(entry, _):
                return self.builder.some(self.leaf(leaf, prefix, trail) for leaf in self.shelf.selected(entry))
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

    def _about(self, fact: str, prefix: str, home: Pack, trail: tuple[str, ...], make: Callable[[str], int]) -> int:
        case = home.by_cases.get(fact)
        if case is None:
            return make(self._renamed(fact, prefix))
        mark = f"fact {fact}@{prefix}"
        if mark in trail:
            what = f"fact {fact!r} is defined by itself"
            raise PackError(f"{home.id}: {what}", (Problem(where=case.where, what=what),))
        trail = (*trail, mark)
        when = self.node(case.when, prefix, home, trail)
        known = self.builder.answer(when)
        if known is YES or known is NO:
            return self._about(case.then if known is YES else case.otherwise, prefix, home, trail, make)
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
        key = (home.id, name, prefix)
        if key not in self._definitions:
            self._definitions[key] = self._rules(f"is:{home.id}/{name}", ((rule, home),), prefix, (*trail, mark))
        return self._definitions[key]

    def _linked(self, linked: Linked, prefix: str, home: Pack, trail: tuple[str, ...]) -> int:
        inner = f"{prefix}.{linked.link}"
        if inner.count(".") > LINK_DEPTH:
            return self.builder.constant(UNKNOWN)
        if linked.when == Fixed(YES):
            # Only whether a link is named at all; without a statement it is taken as not named, the louder side.
            return self._atom(f"{inner}.named", Among(frozenset({True})), "is named")
        stated = self._atom(f"{inner}.stated", Among(frozenset({True})), "is an item of this case")
        if self.builder.answer(stated) is NO or self._nothing_known(inner):
            return stated
        if linked.when is not None:
            return self.builder.every((stated, self.node(linked.when, inner, home, trail)))
        leaves = dict.fromkeys(leaf for entry in linked.meets for leaf in self.shelf.selected(entry))
        return self.builder.every((stated, self.builder.some(self.leaf(leaf, inner, trail) for leaf in leaves)))

    def _nothing_known(self, inner: str) -> bool:
        """Whether nothing at all is known of a linked item, so that asking for the link itself says everything."""
        return bool(self.words) and f"{inner}.stated" not in self.words and f"{inner}.kind" not in self.words

    def _atom(self, fact: str, test: Test, text: str) -> int:
        known = self.words.get(fact)
        return self.builder.add(Atom(fact, test, text)) if known is None else self.builder.constant(put(test, known))

    @staticmethod
    def _renamed(fact: str, prefix: str) -> str:
        return prefix + fact[4:] if fact.startswith("item.") else fact
