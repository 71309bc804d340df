"""Answer the rows of a prepared frame: distinct items and transfers once, the rest by the pairs that occur."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acquis.batch.answers import result, unheld
from acquis.batch.law import Law
from acquis.batch.plan import ITEM, TRANSFER, Classes, Plan
from acquis.batch.shape import Shape, shape_columns

DAY = "transfer.date"
UNREAD = "unread"
KEY = "key"


@dataclass(frozen=True, slots=True)
class Distinct:
    """The distinct rows of some columns, and which of them each row is."""

    frame: pl.DataFrame
    of_row: NDArray[np.int64]


def answer(prepared: pl.DataFrame, law: Law, as_of: date) -> pl.DataFrame:
    """One row of answers for each row of the prepared frame, in its order, with its key.

    ``as_of`` is the day of the rows where the table has no column of days.
    """
    if DAY not in prepared.columns:
        prepared = prepared.with_columns(pl.lit(as_of.toordinal(), dtype=pl.Int32).alias(DAY))
    items = distinct(prepared, [name for name in prepared.columns if name.startswith("item.")])
    others = [name for name in prepared.columns if not name.startswith("item.") and name != KEY]
    transfers = distinct(prepared, others)
    shapes = _shapes(items.frame)
    stretches = _stretches(transfers.frame, law)
    group = shapes.of_row[items.of_row] * (len(stretches.known) + 1) + stretches.of_row[transfers.of_row]
    tables: list[pl.DataFrame] = []
    place = np.empty(prepared.height, dtype=np.int64)
    start = 0
    for number in np.unique(group):
        shape, stretch = divmod(int(number), len(stretches.known) + 1)
        rows = np.flatnonzero(group == number)
        if stretch == len(stretches.known):
            table, of_row = _nothing(law), np.zeros(len(rows), dtype=np.int64)
        else:
            plan = law.plan(shapes.known[shape], stretches.known[stretch], prepared.columns)
            one = _part(items, shapes.of_row == shape, rows)
            other = _part(transfers, stretches.of_row == stretch, rows)
            table, of_row = _group(plan, law, one, other)
        place[rows] = of_row + start
        start += table.height
        tables.append(table)
    answers = pl.concat(tables, rechunk=True) if tables else _nothing(law).clear()
    return answers[place].insert_column(0, prepared[KEY])


def distinct(frame: pl.DataFrame, columns: list[str]) -> Distinct:
    """The distinct rows of some columns. Rows are told apart by hash, and what shares a hash is then compared."""
    if not columns or not frame.height:
        count = min(frame.height, 1)
        return Distinct(frame.select(columns).head(count), np.zeros(frame.height, dtype=np.int64))
    part = frame.select(columns)
    hashes = part.hash_rows().to_numpy()
    _, first, of_row = np.unique(hashes, return_index=True, return_inverse=True)
    found = Distinct(part[first], of_row.astype(np.int64))
    if _same(part, found):
        return found
    numbered = part.unique(maintain_order=True).with_row_index("(row)")
    joined = part.join(numbered, on=columns, how="left", nulls_equal=True, maintain_order="left")
    return Distinct(numbered.drop("(row)"), joined["(row)"].to_numpy().astype(np.int64))


def _same(part: pl.DataFrame, found: Distinct) -> bool:
    """Whether every row is the one it was taken for."""
    return all(part[name].eq_missing(found.frame[name].gather(found.of_row)).all() for name in part.columns)


@dataclass(frozen=True, slots=True)
class _Kinds:
    """The shapes of the items, by number."""

    known: tuple[Shape, ...]
    of_row: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Days:
    """The stretches of the transfers, by number; one more number stands for a day that is not known."""

    known: tuple[int, ...]
    of_row: NDArray[np.int64]


def _shapes(items: pl.DataFrame) -> _Kinds:
    names = shape_columns(items.columns)
    found = distinct(items, list(names))
    known = tuple(Shape(tuple(zip(names, row, strict=True))) for row in found.frame.iter_rows())
    return _Kinds(known or (Shape(()),), found.of_row)


def _stretches(transfers: pl.DataFrame, law: Law) -> _Days:
    ordinals = transfers[DAY].cast(pl.Int64)
    limits = np.array([day.toordinal() for day in law.changes], dtype=np.int64)
    of_row = np.searchsorted(limits, ordinals.fill_null(0).to_numpy(), side="right").astype(np.int64)
    of_row[ordinals.is_null().to_numpy()] = -1
    if UNREAD in transfers.columns:
        of_row[transfers[UNREAD].to_numpy()] = -1
    known, number = np.unique(of_row, return_inverse=True)
    if len(known) and known[0] == -1:
        # The last number is that of the unknown day.
        return _Days(tuple(known[1:].tolist()), (number.reshape(-1) - 1) % len(known))
    return _Days(tuple(known.tolist()), number.reshape(-1).astype(np.int64))


def _part(whole: Distinct, kept: NDArray[np.bool_], rows: NDArray[np.int64]) -> Distinct:
    """The distinct rows kept, and which of them some rows of the table are."""
    number = np.cumsum(kept) - 1
    frame = whole.frame if kept.all() else whole.frame.filter(pl.Series(kept))
    return Distinct(frame, number[whole.of_row[rows]])


def _group(plan: Plan, law: Law, items: Distinct, transfers: Distinct) -> tuple[pl.DataFrame, NDArray[np.int64]]:
    """The answers of the pairs of classes that occur, and the pair of every row."""
    item, transfer = plan.classes(items.frame, ITEM), plan.classes(transfers.frame, TRANSFER)
    pair = item.of_row[items.of_row] * transfer.count + transfer.of_row[transfers.of_row]
    known, of_row = _occurring(pair, item.count * transfer.count)
    return _results(plan, law, item, transfer, known), of_row


def _occurring(pair: NDArray[np.int64], total: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs that occur, and which of them each row is."""
    if total > 4 * len(pair):
        known, of_row = np.unique(pair, return_inverse=True)
        return known, of_row.reshape(-1)
    there = np.zeros(total, dtype=np.bool_)
    there[pair] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[pair]


def _results(plan: Plan, law: Law, item: Classes, transfer: Classes, pairs: NDArray[np.int64]) -> pl.DataFrame:
    answers = plan.pairs(item, transfer, pairs // transfer.count, pairs % transfer.count)
    roots = plan.program.roots
    columns: list[pl.Series] = []
    by_instrument = {asked.instrument: asked for asked in plan.asked}
    for id_ in law.instruments:
        asked = by_instrument.get(id_)
        bits = law.legends[id_]
        if asked is None:
            columns += unheld(id_, bits, len(pairs))
        else:
            own = {name: answers[roots[f"{id_}|{name}"]] for name in asked.program.roots}
            columns += result(asked, own, bits, len(pairs))
    return pl.DataFrame(columns)


def _nothing(law: Law) -> pl.DataFrame:
    """One row with the full range under every instrument."""
    return pl.DataFrame([series for id_ in law.instruments for series in unheld(id_, law.legends[id_], 1)])
