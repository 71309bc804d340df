"""Outcomes: the different answers one instrument gives in a run, each kept once and known by its number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acquis.tables.asked import Asked
from acquis.tables.cells import Answers
from acquis.tables.distinct import alike
from acquis.tables.legend import WORD, Bit, words
from acquis.tables.plan import Roots
from acquis.terms.answer import NO, UNKNOWN, YES
from acquis.terms.determination import Status

UNDETERMINED = "undetermined"
STATUS = pl.Enum([*(status.name for status in Status), UNDETERMINED])
NOTHING = 0
"""The number of the outcome of which nothing is known: the full range."""


Outcome: TypeAlias = tuple[str, str, tuple[str, ...], tuple[str, ...], str]
"""At least, at most, entries met, entries that may be met, provisions fired."""


class Outcomes:
    """The outcomes of one instrument met so far."""

    def __init__(self, instrument: str, bits: tuple[Bit, ...]) -> None:
        self.instrument = instrument
        self.bits = bits
        self._numbers: dict[Outcome, int] = {}
        self._known: dict[tuple[int, bytes], int] = {}
        self._lock = Lock()
        quietest, loudest = (status.name for status in (Status(0), tuple(Status)[-1]))
        self._number(quietest, loudest, (), (), ())
        self._entries = pl.Enum([bit.id for bit in bits if bit.what == "entry"])
        self._table: pl.DataFrame | None = None

    def numbers(self, roots: Roots, answers: Mapping[int, Answers], size: int) -> NDArray[np.int32]:
        """The outcome of each row, from the answers of the open roots by their place."""
        of_row, first = alike([answers[place] for place in roots.open.values()], size)
        rows = np.array([answers[place][first] for place in roots.open.values()], dtype=np.uint8).T
        found = np.empty(len(first), dtype=np.int32)
        for place, row in enumerate(rows.tolist() if roots.open else [[]] * len(first)):
            key = (id(roots), bytes(row))
            number = self._known.get(key)
            if number is None:
                held = {name: answer for name, answer in zip(roots.open, row, strict=True) if answer != NO}
                with self._lock:
                    number = self._known[key] = self._read(roots.asked, {**roots.settled, **held})
            found[place] = number
        return found[of_row]

    def _read(self, asked: Asked, held: Mapping[str, int]) -> int:
        """The outcome of one set of answers; roots that are not among them are NO."""
        statuses = tuple(Status)
        most = max((n for n, name in enumerate(asked.levels, 1) if name in held), default=0)
        if not most:
            return self._number(statuses[0].name, statuses[0].name, (), (), ())
        least = max((n for n, name in enumerate(asked.levels, 1) if held.get(name) == YES), default=0)
        entries = sorted((asked.fired[root], root) for root in held if root in asked.entries)
        met = tuple(asked.entries[root] for _, root in entries if held[root] == YES)
        open_ = tuple(asked.entries[root] for _, root in entries if held[root] == UNKNOWN)
        fired = [asked.fired[root] for root, answer in held.items() if answer == YES and root in asked.fired]
        return self._number(statuses[least].name, statuses[most].name, met, open_, fired)

    def _number(self, least: str, most: str, met: tuple[str, ...], open_: tuple[str, ...], fired: Iterable[int]) -> int:
        mask = f"0x{sum(1 << bit for bit in fired):0{words(self.bits) * WORD // 4}x}"
        return self._numbers.setdefault((least, most, met, open_, mask), len(self._numbers))

    def table(self) -> pl.DataFrame:
        """One row for each outcome, in the order of their numbers, with the columns of the result."""
        new = list(self._numbers)[self._table.height if self._table is not None else 0 :]
        if new:
            more = self._rows(new)
            self._table = more if self._table is None else pl.concat([self._table, more], rechunk=True)
        assert self._table is not None
        return self._table

    def _rows(self, outcomes: list[Outcome]) -> pl.DataFrame:
        least, most, met, open_, fired = (list(column) for column in zip(*outcomes, strict=True))
        status = [one if one == other else UNDETERMINED for one, other in zip(least, most, strict=True)]
        return pl.DataFrame(
            [
                *(self._words(name, one) for name, one in (("status", status), ("at_least", least), ("at_most", most))),
                *(self._lists(name, one) for name, one in (("entries", met), ("entries_open", open_))),
                pl.Series(f"{self.instrument}.fired", fired, dtype=pl.Categorical),
            ]
        )

    def _words(self, name: str, values: Sequence[str]) -> pl.Series:
        return pl.Series(f"{self.instrument}.{name}", values, dtype=STATUS)

    def _lists(self, name: str, values: Sequence[tuple[str, ...]]) -> pl.Series:
        lists = pl.Series(f"{self.instrument}.{name}", [list(value) for value in values], dtype=pl.List(pl.String))
        return lists.cast(pl.List(self._entries))
