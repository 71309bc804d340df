"""The factored plan of one shape of rows: what the item decides, what the transfer decides, and what both do.

A node that looks only at the item is answered once for each distinct item, one that looks only at the transfer once for
each distinct transfer. Items with the same answers form a class, and so do transfers; only for the pairs of classes
that occur is the rest worked out. Nothing depends on the order of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acquis.reading.catalogue import Catalogue
from acquis.rules.build import Builder
from acquis.tables.asked import Asked
from acquis.tables.cells import Answers, Cells
from acquis.tables.codes import Tests, coded, tests_of
from acquis.tables.distinct import alike, occurring
from acquis.tables.kleene import nothing, order, run
from acquis.tables.lower import Lowering
from acquis.tables.shape import Shape
from acquis.terms.answer import NO, Answer
from acquis.terms.node import Atom, Constant, Node, Program, Some, Stated, children

ITEM, TRANSFER, BOTH = 1, 2, 3
_FEW = 50_000
"""Up to so many distinct rows are answered as they are; of more, one for each code."""


@dataclass(frozen=True, slots=True)
class Classes:
    """A class for every row of a frame, and the answers of each class at the places the rest is worked out from."""

    of_row: NDArray[np.int64]
    count: int
    answers: Mapping[int, Answers]


@dataclass(frozen=True, slots=True, eq=False)
class Roots:
    """The answers one instrument gives in this shape: those that a row decides, by place, and those already settled."""

    asked: Asked
    open: Mapping[str, int]
    settled: Mapping[str, Answer]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What is worked out for the rows of one shape.

    ``frontier`` gives for each side the highest nodes that it alone decides; ``orders`` the nodes to be worked out for
    them, and those that need both.
    """

    nodes: Sequence[Node]
    roots: tuple[Roots, ...]
    frontier: Mapping[int, tuple[int, ...]]
    orders: Mapping[int, tuple[int, ...]]
    tests: Mapping[int, Tests]

    def pairs(
        self, items: Classes, transfers: Classes, item: NDArray[np.int64], transfer: NDArray[np.int64]
    ) -> dict[int, Answers]:
        """The answers at every open root for pairs of classes."""
        given = {place: column[item] for place, column in items.answers.items()}
        given |= {place: column[transfer] for place, column in transfers.answers.items()}
        return run(self.nodes, self.orders[BOTH], len(item), nothing, given)


class Planner:
    """Plans for all shapes of one table under the books of some instruments; their nodes are shared."""

    def __init__(self, catalogue: Catalogue, books: tuple[Asked, ...], columns: Collection[str]) -> None:
        self.catalogue = catalogue
        self.books = books
        self.columns = frozenset(columns)
        self.builder = Builder()
        self._sides: list[int] = []
        self._plans: dict[Shape, Plan] = {}
        self._by_kind: dict[tuple[Asked, str | None], tuple[Program, dict[int, int]]] = {}

    def plan(self, shape: Shape) -> Plan:
        """The plan for the rows of one shape."""
        if shape not in self._plans:
            lowering = Lowering(self.catalogue, self.columns, shape)
            self._plans[shape] = self._plan(tuple(self._roots(book, lowering) for book in self.books))
        return self._plans[shape]

    def _roots(self, book: Asked, lowering: Lowering) -> Roots:
        program, shared = self._of_kind(book, lowering)
        places = lowering.lower_rest(self.builder, program, shared)
        known = {name: self.builder.answer(place) for name, place in places.items()}
        # What is settled as NO is the rule and is left out.
        settled = {name: answer for name, answer in known.items() if answer is not None and answer is not NO}
        return Roots(book, {name: place for name, place in places.items() if known[name] is None}, settled)

    def _of_kind(self, book: Asked, lowering: Lowering) -> tuple[Program, dict[int, int]]:
        """What of a book concerns a kind of item, and the places of its nodes that shapes of the kind share."""
        key = (book, lowering.kind("item"))
        if key not in self._by_kind:
            self._by_kind[key] = lowering.lower_own(book.program), {}
        return self._by_kind[key]

    def _plan(self, roots: tuple[Roots, ...]) -> Plan:
        nodes, sides = self.builder.nodes, self._sides
        for node in nodes[len(sides) :]:
            sides.append(_side(node, sides))
        open_ = {place for one in roots for place in one.open.values()}
        needed = order(nodes, open_)
        frontier = {side: _frontier(nodes, sides, needed, open_, side) for side in (ITEM, TRANSFER)}
        orders = {side: order(nodes, places) for side, places in frontier.items()}
        orders[BOTH] = order(nodes, open_, {*frontier[ITEM], *frontier[TRANSFER]})
        tests = {side: tests_of(nodes, orders[side]) for side in (ITEM, TRANSFER)}
        return Plan(nodes, roots, frontier, orders, tests)


class Side:
    """The distinct items, or the distinct transfers, of a part of a table, with what they answer.

    A few transfers are answered all at once, for every shape of item they may meet; of many rows, one for each code.
    """

    def __init__(self, frame: pl.DataFrame, side: int) -> None:
        self.cells = Cells(frame)
        self.side = side
        self.height = frame.height
        self._answers: dict[int, dict[int, Answers]] = {}
        self._classes: dict[tuple[int, tuple[int, ...]], Classes] = {}

    def classes(self, plan: Plan, rows: NDArray[np.int64]) -> tuple[Classes, NDArray[np.int64]]:
        """The classes under a plan, and the class of each of some rows, given by their number."""
        frontier = plan.frontier[self.side]
        if self.side == TRANSFER and self.height <= _FEW:
            book = id(plan.nodes)  # the books of another stretch of law number their nodes by themselves
            if (book, frontier) not in self._classes:
                known = self._answers.get(book, {})
                missing = [place for place in plan.orders[self.side] if place not in known]
                known = self._answers[book] = run(plan.nodes, missing, self.height, _given(plan, self.cells), known)
                self._classes[book, frontier] = _classes(frontier, known, self.height)
            classes = self._classes[book, frontier]
            return classes, classes.of_row[rows]
        there, of_row = occurring(rows, self.height)
        tests = plan.tests[self.side]
        if self.height <= _FEW or not tests:
            answers = run(plan.nodes, plan.orders[self.side], len(there), _given(plan, self.cells, there))
            classes = _classes(frontier, answers, len(there))
            return classes, classes.of_row[of_row]
        part = self.cells if len(there) == self.height else Cells(self.cells.frame.select(list(tests))[there])
        code, first = coded(part, tests, plan.nodes)
        answers = run(plan.nodes, plan.orders[self.side], len(first), _given(plan, Cells(part.frame[first])))
        classes = _classes(frontier, answers, len(first))
        return classes, classes.of_row[code[of_row]]


def _given(plan: Plan, cells: Cells, rows: NDArray[np.int64] | None = None) -> Callable[[Node], Answers | None]:
    def given(node: Node) -> Answers | None:
        if not isinstance(node, Atom | Some | Stated):
            return None
        answers = cells.put(node, plan.nodes)
        return answers if rows is None else answers[rows]

    return given


def _classes(frontier: tuple[int, ...], answers: Mapping[int, Answers], size: int) -> Classes:
    of_row, first = alike([answers[place] for place in frontier], size)
    return Classes(of_row, len(first), {place: answers[place][first] for place in frontier})


def _frontier(
    nodes: Sequence[Node], sides: list[int], needed: Iterable[int], roots: Collection[int], side: int
) -> tuple[int, ...]:
    """The highest nodes that one side alone decides: what other nodes, or the answers, rest on."""
    found = {place for place in roots if sides[place] == side}
    for place in needed:
        if sides[place] != side:
            found.update(child for child in children(nodes[place]) if sides[child] == side)
    return tuple(sorted(found))


def _side(node: Node, sides: list[int]) -> int:
    match node:
        case Atom(fact) | Some(fact) | Stated(fact):
            return ITEM if fact.startswith("item.") else TRANSFER
        case Constant():
            return 0
    found = 0
    for child in children(node):
        found |= sides[child]
    return found
