"""Box algebra: a set of items as few, large boxes, each written as bounds on facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from acquis.comparison.cells import Dimension, Space
from acquis.comparison.diagram import NOTHING, Box, Diagrams
from acquis.terms.comparison import Bound


def boxes(space: Space, region: int, most: int) -> tuple[tuple[Box, ...], bool]:
    """Boxes that together are exactly the region, each as large as it can be; no more than ``most`` of them.

    The second value says whether they are all. Boxes may overlap: each is to be read by itself.
    """
    draw = space.diagrams
    around = draw.either(region, draw.opposite(space.feasible))
    found: list[Box] = []
    left = region
    while left != NOTHING and len(found) < most:
        box = _widened(space, around, {place: 1 << cell for place, cell in draw.point(left).items()})
        found.append(box)
        left = draw.less(left, draw.box(box))
    return tuple(_needed(draw, found, region if left == NOTHING else NOTHING)), left == NOTHING


def _widened(space: Space, around: int, box: Box) -> Box:
    draw = space.diagrams
    return widened(space.dimensions, lambda larger: draw.covers(around, larger), box)


def widened(dimensions: Sequence[Dimension], covers: Callable[[Box], bool], box: Box) -> Box:
    """The box, made as large as ``covers`` allows: first whatever does not matter at all, then fact by fact."""
    wide = dict(box)
    for place in box:
        without = {other: cells for other, cells in wide.items() if other != place}
        if covers(without):
            wide = without
    for place in tuple(wide):
        dimension = dimensions[place]
        for steps in _steps(wide[place], len(dimension.cells)):
            for cell in steps:
                larger = wide | {place: wide[place] | 1 << cell}
                if covers(larger):
                    wide = larger
                elif dimension.numeric:
                    break
    return {place: cells for place, cells in wide.items() if cells != (1 << len(dimensions[place].cells)) - 1}


def _steps(cells: int, size: int) -> tuple[Iterable[int], Iterable[int]]:
    """The cells to add one by one, downwards and upwards; those of a number stay together."""
    start = cells.bit_length() - 1
    return range(start - 1, -1, -1), range(start + 1, size)


def _needed(draw: Diagrams, found: list[Box], region: int) -> list[Box]:
    """The boxes without those that the others cover already."""
    kept = list(found)
    if region == NOTHING:
        return kept
    for box in found:
        others = [other for other in kept if other is not box]
        if draw.less(region, draw.some([draw.box(other) for other in others])) == NOTHING:
            kept = others
    return kept


def bounds(dimensions: Sequence[Dimension], box: Box) -> tuple[Bound, ...]:
    """A box in words and numbers, in the order in which the books ask for the facts."""
    return tuple(_bound(dimensions[place], box[place]) for place in sorted(box))


def _bound(dimension: Dimension, cells: int) -> Bound:
    if dimension.numeric:
        return Bound(fact=dimension.name, span=dimension.run(cells), unit=dimension.unit)
    inside = [cell for at, cell in enumerate(dimension.cells) if cells >> at & 1 and isinstance(cell, tuple)]
    return Bound(fact=dimension.name, words=tuple(word for cell in inside for word in cell))
