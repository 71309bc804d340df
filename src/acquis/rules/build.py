"""Building a program: nodes interned, constants folded, children before parents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from acquis.terms.answer import NO, YES, Answer
from acquis.terms.node import And, Constant, Except, Node, Not, Or, Program, Readings, Rule


class Builder:
    """Adds nodes and gives back their places; equal nodes share one place."""

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._places: dict[Node, int] = {}
        self._constants: dict[Answer, int] = {}
        self.roots: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._nodes)

    @property
    def nodes(self) -> Sequence[Node]:
        """The nodes so far, children first."""
        return self._nodes

    def add(self, node: Node) -> int:
        """The place of a node, new or already there."""
        place = self._places.get(node)
        if place is None:
            place = self._places[node] = len(self._nodes)
            self._nodes.append(node)
        return place

    def constant(self, answer: Answer) -> int:
        """A node that always answers the same."""
        place = self._constants.get(answer)
        if place is None:
            place = self._constants[answer] = self.add(Constant(answer))
        return place

    def answer(self, place: int) -> Answer | None:
        """The answer of a place that is constant."""
        node = self._nodes[place]
        return node.answer if isinstance(node, Constant) else None

    def every(self, parts: Iterable[int]) -> int:
        """Kleene AND."""
        return self._join(parts, And, stop=NO, drop=YES)

    def some(self, parts: Iterable[int]) -> int:
        """Kleene OR."""
        return self._join(parts, Or, stop=YES, drop=NO)

    def opposite(self, part: int) -> int:
        """Kleene NOT."""
        known = self.answer(part)
        if known is not None:
            return self.constant(Answer(2 - known))
        node = self._nodes[part]
        return node.part if isinstance(node, Not) else self.add(Not(part))

    def exceptions(
        self, base: int, places: tuple[int, ...], labels: tuple[str, ...], clashes: tuple[tuple[int, int], ...]
    ) -> int:
        """A base rule with labelled exceptions."""
        if not places or self.answer(base) is NO:
            return base
        return self.add(Except(base, places, labels, clashes))

    def readings(self, point: str, cite: str, labels: tuple[str, ...], parts: tuple[int, ...]) -> int:
        """An unsettled point."""
        return self.add(Readings(point, cite, labels, parts))

    def rule(self, name: str, body: int) -> int:
        """A named provision; the name becomes a root. A constant needs no name of its own."""
        place = body if self.answer(body) is not None else self.add(Rule(name, body))
        self.roots[name] = place
        return place

    def name(self, name: str, place: int) -> int:
        """A root that is no provision: a place to read an answer from, without a node of its own."""
        self.roots[name] = place
        return place

    def program(self) -> Program:
        """The finished program."""
        return Program(tuple(self._nodes), dict(self.roots))

    def _join(self, parts: Iterable[int], kind: type[And | Or], *, stop: Answer, drop: Answer) -> int:
        kept: dict[int, None] = {}
        nodes = self._nodes
        for part in parts:
            node = nodes[part]
            if isinstance(node, kind):
                kept.update(dict.fromkeys(node.parts))
                continue
            known = node.answer if isinstance(node, Constant) else None
            if known is stop:
                return part
            if known is not drop:
                kept[part] = None
        if not kept:
            return self.constant(drop)
        if len(kept) == 1:
            return next(iter(kept))
        return self.add(kind(tuple(kept)))
