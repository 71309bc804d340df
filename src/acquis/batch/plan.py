"""The factored plan of one shape of rows: what the item decides, what the transfer decides, and what both do.

A node that looks only at the item is answered once for each distinct item, one that looks only at the transfer once for
each distinct transfer. Items with the same answers form a class, and so do transfers; only for the pairs of classes
that occur is the rest worked out. Nothing depends on the order of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acquis.batch.asked import Asked
from acquis.batch.cells import Answers, Cells
from acquis.batch.kleene import run
from acquis.batch.lower import Lowering
from acquis.rules.build import Builder
from acquis.rules.fold import rewrite
from acquis.terms.node import Atom, Constant, Node, Program, Some, Stated, children

ITEM, TRANSFER, BOTH = 1, 2, 3
_SEED = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True)
class Classes:
    """A class for every row of a frame, and the answers of each class at the places the rest is worked out from."""

    of_row: NDArray[np.int64]
    count: int
    answers: Mapping[int, Answers]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One lowered program for all instruments; roots are named ``instrument|root``."""

    program: Program
    sides: tuple[int, ...]
    asked: tuple[Asked, ...]

    def classes(self, frame: pl.DataFrame, side: int) -> Classes:
        """The rows of a frame of distinct items (or transfers) by what they answer."""
        frontier = self._frontier(side)
        cells = Cells(frame)
        answers = run(self.program, frontier, frame.height, lambda _place, node: _cell(node, cells, self.program))
        of_row, first = _alike([answers[place] for place in frontier], frame.height)
        return Classes(of_row, len(first), {place: answers[place][first] for place in frontier})

    def pairs(
        self, items: Classes, transfers: Classes, item: NDArray[np.int64], transfer: NDArray[np.int64]
    ) -> dict[int, Answers]:
        """The answers at every root for pairs of classes."""
        given = {place: column[item] for place, column in items.answers.items()}
        given |= {place: column[transfer] for place, column in transfers.answers.items()}
        return run(self.program, self.program.roots.values(), len(item), lambda place, _node: given.get(place))

    def _frontier(self, side: int) -> tuple[int, ...]:
        """The highest nodes that one side alone decides: what the other nodes, or the answers, rest on."""
        needed = {place for place in self.program.roots.values() if self.sides[place] == side}
        for place, node in enumerate(self.program.nodes):
            if self.sides[place] != side:
                needed.update(child for child in children(node) if self.sides[child] == side)
        return tuple(sorted(needed))


def plan(asked: Iterable[Asked], lowering: Lowering) -> Plan:
    """The programs of several instruments lowered for one shape, in one program that shares their nodes."""
    asked = tuple(asked)
    builder = Builder()
    for one in asked:
        lowered = lowering.lower(one.program, one.program.roots)
        rewrite(lowered, {f"{one.instrument}|{name}": place for name, place in lowered.roots.items()}, into=builder)
    program = builder.program()
    sides: list[int] = []
    for node in program.nodes:
        sides.append(_side(node, sides))
    return Plan(program, tuple(sides), asked)


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


def _cell(node: Node, cells: Cells, program: Program) -> Answers | None:
    return cells.put(node, program) if isinstance(node, Atom | Some | Stated) else None


def _alike(columns: list[Answers], size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows with the same answers throughout: the class of each row, and the first row of each class.

    Rows are told apart by a sum of their answers times fixed odd numbers; that no two different rows share a sum is
    then checked, so that the classes are exact.
    """
    if not columns:
        return np.zeros(size, dtype=np.int64), np.zeros(min(size, 1), dtype=np.int64)
    total = np.zeros(size, dtype=np.uint64)
    weight = _SEED
    for column in columns:
        weight = (weight * 0xD1342543DE82EF95 + 1) | 1
        weight &= 0xFFFFFFFFFFFFFFFF
        total += column * np.uint64(weight)
    _, first, of_row = np.unique(total, return_index=True, return_inverse=True)
    if all((column == column[first][of_row]).all() for column in columns):
        return of_row.astype(np.int64), first.astype(np.int64)
    _, first, of_row = np.unique(np.stack(columns, axis=1), axis=0, return_index=True, return_inverse=True)
    return of_row.reshape(-1).astype(np.int64), first.astype(np.int64)
