"""Classify the rows of a table: each item and each transfer once, the rest by the pairs of classes that occur."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acquis.tables.codes import digit, numbered
from acquis.tables.distinct import occurring
from acquis.tables.law import DAY, Law
from acquis.tables.outcomes import NOTHING, Outcomes
from acquis.tables.plan import ITEM, TRANSFER, Plan, Side
from acquis.tables.shape import Shape, shape_columns

UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Sorted:
    """Distinct rows and the group each belongs to; None among the groups is that of rows of which nothing is known."""

    side: Side
    groups: tuple[Shape | int | None, ...]
    of_row: NDArray[np.int64]


class Classifier:
    """Answers rows given as pairs of a distinct item and a distinct transfer; outcomes are kept from call to call."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.outcomes = {id_: Outcomes(id_, law.legends[id_]) for id_ in law.instruments}
        self._last: Sorted | None = None

    def classify(
        self, items: pl.DataFrame, transfers: pl.DataFrame, item: NDArray[np.int64], transfer: NDArray[np.int64]
    ) -> dict[str, NDArray[np.int32]]:
        """For each instrument the number of the outcome of every row.

        ``items`` and ``transfers`` are prepared frames of distinct rows; ``item`` and ``transfer`` give, for each row
        of the table, which of them it joins.
        """
        one, other = by_shape(items), self._by_stretch(transfers)
        found = {id_: np.full(len(item), NOTHING, dtype=np.int32) for id_ in self.law.instruments}
        group = one.of_row[item] * len(other.groups) + other.of_row[transfer]
        columns = frozenset((*items.columns, *transfers.columns))
        for number, rows in _parts(group):
            shape, stretch = one.groups[number // len(other.groups)], other.groups[number % len(other.groups)]
            if isinstance(shape, Shape) and isinstance(stretch, int):
                plan = self.law.plan(shape, stretch, columns)
                self._group(plan, one.side, other.side, item[rows], transfer[rows], rows, found)
        return found

    def _by_stretch(self, transfers: pl.DataFrame) -> Sorted:
        """Transfers by stretch; what was worked out for the last few is used again if these are the same."""
        last = self._last
        if last is None or not last.side.cells.frame.equals(transfers):
            last = self._last = by_stretch(transfers, self.law)
        return last

    def _group(
        self,
        plan: Plan,
        items: Side,
        transfers: Side,
        item: NDArray[np.int64],
        transfer: NDArray[np.int64],
        rows: NDArray[np.int64],
        found: dict[str, NDArray[np.int32]],
    ) -> None:
        """Fill in the outcomes of the rows of one shape and stretch."""
        one, of_item = items.classes(plan, item)
        other, of_transfer = transfers.classes(plan, transfer)
        pairs, of_row = occurring(of_item * other.count + of_transfer, one.count * other.count)
        answers = plan.pairs(one, other, pairs // other.count, pairs % other.count)
        for roots in plan.roots:
            id_ = roots.asked.instrument
            found[id_][rows] = self.outcomes[id_].numbers(roots, answers, len(pairs))[of_row]


def by_shape(items: pl.DataFrame) -> Sorted:
    """Items by their shape."""
    names = shape_columns(items.columns)
    side = Side(items, ITEM)
    of_row, first = numbered([digit(side.cells, name) for name in names], items.height)
    rows = items.select(names)[first].rows() if names else [()] * len(first)
    shapes = [Shape(tuple(zip(names, row, strict=True))) for row in rows]
    return Sorted(side, tuple(shapes), of_row)


def by_stretch(transfers: pl.DataFrame, law: Law) -> Sorted:
    """Transfers by the stretch of law their day lies in; those without a day, or not read, by themselves."""
    ordinals = transfers[DAY].cast(pl.Int64)
    limits = np.array([day.toordinal() for day in law.changes], dtype=np.int64)
    stretch = np.searchsorted(limits, ordinals.fill_null(0).to_numpy(), side="right").astype(np.int64)
    stretch[ordinals.is_null().to_numpy()] = -1
    if UNREAD in transfers.columns:
        stretch[transfers[UNREAD].fill_null(value=False).to_numpy()] = -1
    known, of_row = np.unique(stretch, return_inverse=True)
    return Sorted(Side(transfers, TRANSFER), tuple(None if n < 0 else n for n in known.tolist()), of_row.reshape(-1))


def _parts(group: NDArray[np.int64]) -> list[tuple[int, NDArray[np.int64]]]:
    """The groups that occur, each with its rows."""
    narrow = np.uint16 if not len(group) or group.max() < 2**16 else np.int64  # sixteen bits are sorted by radix
    order = np.argsort(group.astype(narrow), kind="stable")
    held = group[order]
    starts = np.flatnonzero(np.r_[True, held[1:] != held[:-1]]) if len(held) else np.zeros(0, dtype=np.int64)
    numbers = held[starts]
    return list(zip(numbers.tolist(), np.split(order, starts[1:]), strict=True))
