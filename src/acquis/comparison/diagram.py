"""Decision diagrams over finitely many cells: equal sets are the same node, so every question about them is exact.

Multiple-valued decision diagrams, after R. E. Bryant, *Graph-Based Algorithms for Boolean Function Manipulation*
(1986), and A. Srinivasan and others, *Algorithms for Discrete Function Manipulation* (1990). A box is a mapping from a
variable to the set of its cells, as the bits of a whole number; a variable that a box does not name may take any cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

NOTHING, EVERYTHING = 0, 1
"""The empty set and the whole space."""

Box: TypeAlias = Mapping[int, int]


class TooLarge(Exception):
    """A diagram grew beyond what is worth listing; a solver has to decide instead."""


class Diagrams:
    """Diagrams that share their nodes; ``sizes`` gives the number of cells of each variable, in order."""

    def __init__(self, sizes: Sequence[int], most: int = 1_000_000) -> None:
        self.sizes = tuple(sizes)
        self._most = most
        last = len(self.sizes)
        self._nodes: list[tuple[int, tuple[int, ...]]] = [(last, ()), (last, ())]
        self._places: dict[tuple[int, tuple[int, ...]], int] = {}
        self._both: dict[tuple[int, int], int] = {}
        self._either: dict[tuple[int, int], int] = {}
        self._less: dict[tuple[int, int], int] = {}
        self._counts: dict[int, int] = {}
        self._variables: dict[int, frozenset[int]] = {}

    def variable(self, node: int) -> int:
        """The variable a node asks first; the number of variables for nothing and everything."""
        return self._nodes[node][0]

    def children(self, node: int) -> tuple[int, ...]:
        """What is left of a set for each cell of the variable the node asks."""
        return self._nodes[node][1]

    def literal(self, variable: int, cells: int) -> int:
        """The set of points whose variable lies in one of the cells."""
        size = self.sizes[variable]
        return self._node(variable, tuple(cells >> cell & 1 for cell in range(size)))

    def box(self, box: Box) -> int:
        """The set of points in a box."""
        found = EVERYTHING
        for variable in sorted(box, reverse=True):
            cells = box[variable]
            children = tuple(found if cells >> cell & 1 else NOTHING for cell in range(self.sizes[variable]))
            found = self._node(variable, children)
        return found

    def both(self, one: int, other: int) -> int:
        """Intersection."""
        if one in (other, NOTHING) or other == EVERYTHING:
            return one
        if one == EVERYTHING or other == NOTHING:
            return other
        key = (one, other) if one < other else (other, one)
        found = self._both.get(key)
        if found is None:
            found = self._both[key] = self._split(self.both, one, other)
        return found

    def either(self, one: int, other: int) -> int:
        """Union."""
        if one in (other, EVERYTHING) or other == NOTHING:
            return one
        if one == NOTHING or other == EVERYTHING:
            return other
        key = (one, other) if one < other else (other, one)
        found = self._either.get(key)
        if found is None:
            found = self._either[key] = self._split(self.either, one, other)
        return found

    def less(self, one: int, other: int) -> int:
        """What is in one and not in the other."""
        if NOTHING in (one, other):
            return one
        if other in (one, EVERYTHING):
            return NOTHING
        key = (one, other)
        found = self._less.get(key)
        if found is None:
            found = self._less[key] = self._split(self.less, one, other)
        return found

    def opposite(self, node: int) -> int:
        """Complement."""
        return self.less(EVERYTHING, node)

    def less_all(self, one: int, others: Sequence[int]) -> int:
        """What is in one and in none of the others."""
        if one in others:
            return NOTHING
        asked = self.variables(one)
        # What asks for the same comes first: it takes most away, and nothing may be left for the rest.
        for other in sorted(others, key=lambda other: len(asked ^ self.variables(other))):
            one = self.less(one, other)
            if one == NOTHING:
                break
        return one

    def every(self, parts: Sequence[int]) -> int:
        """Intersection of many."""
        return _paired(self.both, parts, EVERYTHING)

    def some(self, parts: Sequence[int]) -> int:
        """Union of many."""
        return _paired(self.either, parts, NOTHING)

    def covers(self, node: int, box: Box) -> bool:
        """Whether every point of the box is in the set."""
        return self._covers(node, box, {})

    def point(self, node: int) -> dict[int, int]:
        """The first point of a set that is not empty: one cell for each variable that matters on the way."""
        found: dict[int, int] = {}
        while node != EVERYTHING:
            variable, children = self._nodes[node]
            cell = next(cell for cell, child in enumerate(children) if child != NOTHING)
            found[variable], node = cell, children[cell]
        return found

    def count(self, node: int) -> int:
        """The number of points of a set."""
        return self._count(node) * self._product(0, self.variable(node))

    def restricted(self, node: int, place: int, cell: int) -> int:
        """What is left of a set where one variable lies in one cell."""
        return self._restricted(node, place, cell, {})

    def _restricted(self, node: int, place: int, cell: int, seen: dict[int, int]) -> int:
        variable, children = self._nodes[node]
        if variable >= place:
            return children[cell] if variable == place else node
        if node not in seen:
            seen[node] = self._node(variable, tuple(self._restricted(one, place, cell, seen) for one in children))
        return seen[node]

    def variables(self, node: int) -> frozenset[int]:
        """The variables a set depends on."""
        known = self._variables.get(node)
        if known is None:
            found, seen, waiting = set(), set(), [node]
            while waiting:
                one = waiting.pop()
                if one > EVERYTHING and one not in seen:
                    seen.add(one)
                    variable, children = self._nodes[one]
                    found.add(variable)
                    waiting.extend(set(children))
            known = self._variables[node] = frozenset(found)
        return known

    def _split(self, join: Callable[[int, int], int], one: int, other: int) -> int:
        """Two sets joined cell by cell of the first variable that either asks."""
        (first, left), (second, right) = self._nodes[one], self._nodes[other]
        if first < second:
            return self._node(first, tuple([join(child, other) for child in left]))
        if second < first:
            return self._node(second, tuple([join(one, child) for child in right]))
        return self._node(first, tuple([join(a, b) for a, b in zip(left, right, strict=True)]))

    def _node(self, variable: int, children: tuple[int, ...]) -> int:
        first = children[0]
        if children.count(first) == len(children):
            return first
        key = (variable, children)
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self._nodes)
            self._nodes.append(key)
            if place > self._most:
                raise TooLarge
        return place

    def _covers(self, node: int, box: Box, seen: dict[int, bool]) -> bool:
        if node <= EVERYTHING:
            return node == EVERYTHING
        found = seen.get(node)
        if found is None:
            variable, children = self._nodes[node]
            cells = box.get(variable, -1)
            inside = children if cells == -1 else [child for at, child in enumerate(children) if cells >> at & 1]
            found = NOTHING not in inside
            for child in inside if found else ():
                if child != EVERYTHING and not self._covers(child, box, seen):
                    found = False
                    break
            seen[node] = found
        return found

    def _count(self, node: int) -> int:
        """The points of a set over the variables from its own on."""
        if node <= EVERYTHING:
            return node
        found = self._counts.get(node)
        if found is None:
            variable, children = self._nodes[node]
            found = self._counts[node] = sum(
                self._count(child) * self._product(variable + 1, self.variable(child)) for child in children
            )
        return found

    def _product(self, start: int, end: int) -> int:
        found = 1
        for size in self.sizes[start:end]:
            found *= size
        return found


def _paired(join: Callable[[int, int], int], parts: Sequence[int], empty: int) -> int:
    """Many sets joined two by two, as in a tournament, so that what is built on the way stays small."""
    parts = tuple(dict.fromkeys(parts))
    while len(parts) > 1:
        pairs = [parts[at : at + 2] for at in range(0, len(parts), 2)]
        parts = tuple([join(*pair) if len(pair) == 2 else pair[0] for pair in pairs])
    return parts[0] if parts else empty
