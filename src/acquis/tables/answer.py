"""Answer the rows of a table: split into items and transfers, each distinct one prepared once, classified, and joined.

The rows of a table repeat: the same items go to many places, the same transfers carry many items. Nothing is worked
out twice, and nothing depends on the order of the rows.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acquis.tables.classify import Classifier
from acquis.tables.columns import KEY, MARK, Columns, about_items, is_fact
from acquis.tables.distinct import Distinct, distinct, every, seldom_repeats
from acquis.tables.law import DAY, Law
from acquis.tables.prepare import prepare

RETURN = "transfer.return_by"
_PART = 200_000
"""Rows that are worth a thread of their own."""


class Reader:
    """Answers the chunks of one table under one law. ``as_of`` dates the rows of a table without a column of days."""

    def __init__(self, columns: Columns, law: Law, as_of: date) -> None:
        self.columns = columns
        self.law = law
        self.as_of = as_of
        self.classifier = Classifier(law)

    def answer(self, frame: pl.DataFrame, items: Distinct | None = None) -> pl.DataFrame:
        """One row for each row of a raw frame, in its order; ``items`` are its distinct items, where they are known.

        The columns are ``key`` and, for each instrument, ``.status``, ``.at_least``, ``.at_most`` (words of Status),
        ``.entries``, ``.entries_open`` (ids answered YES and UNKNOWN) and ``.fired`` (bits of tables/legend).
        """
        found = [frame.select(pl.col(KEY).cast(pl.String))]
        numbers = self.numbers(frame, items)
        for id_, outcomes in self.classifier.outcomes.items():
            found.append(outcomes.table()[numbers[id_]])
        return pl.concat(found, how="horizontal")

    def numbers(self, frame: pl.DataFrame, items: Distinct | None = None) -> dict[str, NDArray[np.int32]]:
        """For each instrument the number of the outcome of every row, in its table of outcomes.

        Where items hardly repeat, the parts of a long frame are worked out side by side.
        """
        raw = frame.select(about_items(frame.columns, self.columns))
        parts = min(os.cpu_count() or 1, frame.height // _PART)
        if parts < 2 or not (seldom_repeats(raw) if items is None else len(items.first) == frame.height):
            return self._numbers(frame, distinct(raw, frame.height) if items is None else items)
        step = -(-frame.height // parts)
        slices = [frame.slice(start, step) for start in range(0, frame.height, step)]
        with ThreadPoolExecutor(parts) as workers:
            done = list(workers.map(self._numbers, slices, (every(part.select(raw.columns)) for part in slices)))
        return {id_: np.concatenate([one[id_] for one in done]) for id_ in self.law.instruments}

    def _numbers(self, frame: pl.DataFrame, raw: Distinct) -> dict[str, NDArray[np.int32]]:
        marked = [MARK] if MARK in frame.columns else []
        others = [name for name in frame.columns if is_fact(name) and not name.startswith("item.")]
        known = [name for name in others if self.columns.find(name) is not None]
        items, transfers = self._prepared(raw), self._transfers(frame.select(*known, *marked), frame.height)
        return self.classifier.classify(items.frame, transfers.frame, items.of_row, transfers.of_row)

    def _prepared(self, found: Distinct) -> Distinct:
        """The distinct rows with their facts derived."""
        frame = prepare(found.frame.lazy(), self.columns, self.as_of).collect()
        return Distinct(frame, found.of_row, found.first)

    def _transfers(self, frame: pl.DataFrame, height: int) -> Distinct:
        """The distinct transfers. Days between which no answer changes count as one."""
        if DAY not in frame.columns or RETURN in frame.columns or frame.schema[DAY] != pl.Date:
            return self._prepared(distinct(frame, height))
        limits = np.array(self._limits(frame[DAY]), dtype=np.int64)
        ordinals = frame[DAY].cast(pl.Int64) + date(1970, 1, 1).toordinal()
        stretch = np.searchsorted(limits, ordinals.fill_null(0).to_numpy(), side="right").astype(np.uint32)
        named = pl.Series(DAY, stretch).set(ordinals.is_null(), None).cat.to(pl.Enum(map(str, range(len(limits) + 1))))
        found = distinct(frame.with_columns(named), height)
        return self._prepared(Distinct(frame[found.first], found.of_row, found.first))

    def _limits(self, days: pl.Series) -> list[int]:
        """The days, as ordinals, on which an answer may change: the law does, or a rule names the day itself."""
        limits = {day.toordinal() for day in self.law.changes}
        for stretch in {self.law.stretch(day) for day in days.unique().drop_nulls().to_list()}:
            limits |= self.law.days_named(stretch)
        return sorted(limits)
