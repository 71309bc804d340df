"""Outcomes: the different answers one instrument gives in a run, each kept once and known by its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acquis.batch.asked import Asked
from acquis.batch.cells import Answers
from acquis.batch.distinct import alike
from acquis.batch.legend import WORD, Bit, words
from acquis.batch.plan import Roots
from acquis.terms.answer import NO, UNKNOWN, YES
from acquis.terms.determination import Status

UNDETERMINED = "undetermined"
STATUS = pl.Enum([*(status.name for status in Status), UNDETERMINED])
NOTHING = 0
"""The number of the outcome of which nothing is known: the full range."""


class Outcomes:
    """The outcomes of one instrument met so far."""

    def __init__(self, instrument: str, bits: tuple[Bit, ...]) -> None:
        self.instrument = instrument
        self.bits = bits
        self._numbers: dict[tuple[str, str, tuple[str, ...], tuple[str, ...], str], int] = {}
        self._known: dict[tuple[int, bytes], int] = {}
        quietest, loudest = (status.name for status in (Status(0), tuple(Status)[-1]))
        self._number(quietest, loudest, (), (), frozenset())
        self._entries = pl.Enum([bit.id for bit in bits if bit.what == "entry"])
        self._table: pl.DataFrame | None = None

    def numbers(self, roots: Roots, answers: Mapping[int, Answers], size: int) -> NDArray[np.int32]:
        """The outcome of each row, from the answers of the roots by their place."""
        of_row, first = alike([answers[place] for place in roots.open.values()], size)
        rows = np.array([answers[place][first] for place in roots.open.values()], dtype=np.uint8).T
        found = np.empty(len(first), dtype=np.int32)
        for place, row in enumerate(rows.tolist() if roots.open else [[]] * len(first)):
            key = (id(roots), bytes(row))
            number = self._known.get(key)
            if number is None:
                given = {**roots.settled, **dict(zip(roots.open, row, strict=True))}
                number = self._known[key] = self._read(roots.asked, given)
            found[place] = number
        return found[of_row]

    def _read(self, asked: Asked, answers: Mapping[str, int]) -> int:
        """The outcome of one set of answers."""
        statuses = tuple(Status)
        most = max((n for n, name in enumerate(asked.levels, 1) if answers[name] != NO), default=0)
        if not most:
            return self._number(statuses[0].name, statuses[0].name, (), (), frozenset())
        least = max((n for n, name in enumerate(asked.levels, 1) if answers[name] == YES), default=0)
        met = tuple(id_ for root, id_ in asked.entries.items() if answers[root] == YES)
        open_ = tuple(id_ for root, id_ in asked.entries.items() if answers[root] == UNKNOWN)
        fired = frozenset(bit for root, bit in asked.fired.items() if answers[root] == YES)
        return self._number(statuses[least].name, statuses[most].name, met, open_, fired)

    def _number(
        self, least: str, most: str, met: tuple[str, ...], open_: tuple[str, ...], fired: frozenset[int]
    ) -> int:
        self._table = None
        return self._numbers.setdefault((least, most, met, open_, self._mask(fired)), len(self._numbers))

    def _mask(self, fired: frozenset[int]) -> str:
        return f"{sum(1 << bit for bit in fired):0{words(self.bits) * WORD // 4}x}"

    def table(self) -> pl.DataFrame:
        """One row for each outcome, in the order of their numbers, with the columns of the result."""
        if self._table is None:
            least, most, met, open_, fired = (list(column) for column in zip(*self._numbers, strict=True))
            status = [one if one == other else UNDETERMINED for one, other in zip(least, most, strict=True)]
            self._table = pl.DataFrame(
                [
                    *(
                        self._words(name, one)
                        for name, one in (("status", status), ("at_least", least), ("at_most", most))
                    ),
                    *(self._lists(name, one) for name, one in (("entries", met), ("entries_open", open_))),
                    pl.Series(f"{self.instrument}.fired", fired, dtype=pl.Categorical),
                ]
            )
        return self._table

    def _words(self, name: str, values: Sequence[str]) -> pl.Series:
        return pl.Series(f"{self.instrument}.{name}", values, dtype=STATUS)

    def _lists(self, name: str, values: Sequence[tuple[str, ...]]) -> pl.Series:
        lists = pl.Series(f"{self.instrument}.{name}", [list(value) for value in values], dtype=pl.List(pl.String))
        return lists.cast(pl.List(self._entries))
