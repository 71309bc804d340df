"""Fold a program: what is already known becomes constant, and what it rules out is never looked at.

A rule book holds every kind of item; a table or a comparison looks at one kind at a time. Folding walks down from the
answers asked for and leaves a small program with the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from acquis.rules.build import Builder
from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.node import (
    And,
    Atom,
    Constant,
    Except,
    Not,
    Open,
    Or,
    Program,
    Readings,
    Rule,
    Some,
    Stated,
    children,
)

Leaf: TypeAlias = Atom | Open | Some | Stated
Known: TypeAlias = Callable[[Leaf], Answer | None]
"""The answer of a node over a fact that is already known; None leaves the node as it is."""


Change: TypeAlias = Callable[[Leaf, Builder], int | None]
"""What stands in the new program for a node over a fact: a place of the builder; None leaves the node as it is."""


def fold(program: Program, keep: Mapping[str, int], known: Known) -> Program:
    """A program with the roots of ``keep`` and the same answers wherever ``known`` speaks the truth.

    ``keep`` gives the places, in ``program``, of the answers asked for; under the same names they are the roots of the
    program returned. Names of provisions are left out, conditions over points are taken over as they are.
    """

    def change(leaf: Leaf, builder: Builder) -> int | None:
        answer = known(leaf)
        return None if answer is None else builder.constant(answer)

    return rewrite(program, keep, change)


def as_it_is(_leaf: Leaf, _builder: Builder) -> int | None:
    """The change that changes nothing."""
    return None


def rewrite(
    program: Program, keep: Mapping[str, int], change: Change = as_it_is, into: Builder | None = None
) -> Program:
    """A folded program in which every node over a fact is what ``change`` puts in its place.

    With ``into`` the nodes are added to those a builder holds already, and shared with them.
    """
    folder = _Folder(program, change, Builder() if into is None else into)
    for name, place in keep.items():
        folder.builder.name(name, folder.place(place))
    return folder.builder.program()


def rewrite_into(
    builder: Builder, program: Program, change: Change, shared: dict[int, int], touched: Callable[[str], bool]
) -> dict[str, int]:
    """The places, in a builder, of all roots of a program.

    For a program that is rewritten again and again, with changes that touch only some of its facts: ``shared`` keeps
    the places of the nodes that rest on none of those.
    """
    folder = _Folder(program, change, builder)
    if not shared:
        shared.update({place: folder.place(place) for place in _untouched(program, touched)})
    folder.places.update(shared)
    return {name: folder.place(place) for name, place in program.roots.items()}


def _untouched(program: Program, touched: Callable[[str], bool]) -> list[int]:
    """The nodes that rest on no fact that is touched."""
    whole: list[bool] = []
    for node in program.nodes:
        match node:
            case Atom(fact) | Open(fact) | Some(fact) | Stated(fact):
                whole.append(not touched(fact))
            case _:
                whole.append(all(whole[child] for child in children(node)))
    return [place for place, one in enumerate(whole) if one and isinstance(program.nodes[place], And | Or | Not)]


class _Folder:
    """Walks one program from the answers asked for; ``places`` leads from old places to new ones."""

    def __init__(self, program: Program, change: Change, builder: Builder) -> None:
        self.nodes = program.nodes
        self.change = change
        self.builder = builder
        self.places: dict[int, int] = {}

    def place(self, old: int) -> int:
        """Where the answer of an old place stands in the new program."""
        new = self.places.get(old)
        if new is None:
            new = self.places[old] = self._fold(old)
        return new

    def _fold(self, old: int) -> int:
        builder = self.builder
        node = self.nodes[old]
        match node:
            case And(parts):
                return self._join(parts, stop=NO)
            case Or(parts):
                return self._join(parts, stop=YES)
            case Rule(_, part):
                return self.place(part)
            case Not(part):
                return builder.opposite(self.place(part))
            case Constant():
                return builder.add(node)
            case Atom() | Open() | Some() | Stated():
                if isinstance(node, Some):
                    node = copy_points(self.nodes, node, builder)
                place = self.change(node, builder)
                return builder.add(node) if place is None else place
            case Except():
                return self._except(node)
            case Readings(point, cite, labels, parts):
                places = tuple(self.place(part) for part in parts)
                if len(set(places)) == 1:
                    return places[0]
                settled = {answer for place in places if (answer := builder.answer(place)) is not None}
                if len(settled) > 1 or UNKNOWN in settled:
                    return builder.constant(UNKNOWN)
                return builder.readings(point, cite, labels, places)

    def _join(self, parts: tuple[int, ...], *, stop: Answer) -> int:
        places = []
        for part in parts:
            place = self.place(part)
            if self.builder.answer(place) is stop:
                return place
            places.append(place)
        return self.builder.every(places) if stop is NO else self.builder.some(places)

    def _except(self, node: Except) -> int:
        base = self.place(node.base)
        if self.builder.answer(base) is NO:
            return base
        places = [self.place(place) for place in node.exceptions]
        live = [i for i, place in enumerate(places) if self.builder.answer(place) is not NO]
        new = {old: number for number, old in enumerate(live)}
        clashes = tuple((new[i], new[j]) for i, j in node.clashes if i in new and j in new)
        if not clashes:
            # Without a clash an exception is what the words say: the base holds, and none of the exceptions does.
            some = self.builder.some(places[i] for i in live)
            return self.builder.every((base, self.builder.opposite(some)))
        labels = tuple(node.labels[i] for i in live)
        return self.builder.exceptions(base, tuple(places[i] for i in live), labels, clashes)


def copy_points(nodes: tuple[object, ...], node: Some, builder: Builder) -> Some:
    """The node with its conditions over one point taken over into another program."""
    return Some(node.fact, _copy(nodes, node.shows, builder), _copy(nodes, node.rules_out, builder))


def _copy(nodes: tuple[object, ...], place: int, builder: Builder) -> int:
    node = nodes[place]
    match node:
        case And(parts):
            return builder.every([_copy(nodes, part, builder) for part in parts])
        case Or(parts):
            return builder.some([_copy(nodes, part, builder) for part in parts])
        case Not(part):
            return builder.opposite(_copy(nodes, part, builder))
        case Atom() | Constant():
            return builder.add(node)
    raise TypeError(f"no such node over points: {node!r}")
