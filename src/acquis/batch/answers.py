"""From the answers of the roots to the columns of the result: status, its two ends, entries, fired provisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acquis.batch.asked import Asked
from acquis.batch.cells import Answers
from acquis.batch.legend import WORD, Bit, words
from acquis.terms.answer import NO, UNKNOWN, YES
from acquis.terms.determination import Status

UNDETERMINED = "undetermined"
STATUS = pl.Enum([*(status.name for status in Status), UNDETERMINED])
_OPEN = len(Status)
_LOUDEST = len(Status) - 1


def unheld(instrument: str, bits: tuple[Bit, ...], size: int) -> list[pl.Series]:
    """The full range for rows of which nothing can be said: no day, a day before the pack, a row not read."""
    least, most = np.zeros(size, dtype=np.uint8), np.full(size, _LOUDEST, dtype=np.uint8)
    nothing: list[str] = []
    return _columns(instrument, least, most, [nothing] * size, [nothing] * size, ["0" * 16 * words(bits)] * size)


def result(asked: Asked, answers: Mapping[str, Answers], bits: tuple[Bit, ...], size: int) -> list[pl.Series]:
    """The columns of one instrument; ``answers`` are those of its roots."""
    least, most = np.zeros(size, dtype=np.uint8), np.zeros(size, dtype=np.uint8)
    for number, name in enumerate(asked.levels, 1):
        least[answers[name] == YES] = number
        most[answers[name] != NO] = number
    reached = most > 0
    least[~reached] = 0
    met = [(id_, reached & (answers[root] == YES)) for root, id_ in asked.entries.items()]
    open_ = [(id_, reached & (answers[root] == UNKNOWN)) for root, id_ in asked.entries.items()]
    fired = [(place, reached & (answers[root] == YES)) for root, place in asked.fired.items()]
    return _columns(asked.instrument, least, most, _listed(met, size), _listed(open_, size), _mask(fired, bits, size))


def _columns(
    instrument: str,
    least: NDArray[np.uint8],
    most: NDArray[np.uint8],
    met: Sequence[list[str]],
    open_: Sequence[list[str]],
    fired: Sequence[str],
) -> list[pl.Series]:
    status = np.where(least == most, least, np.uint8(_OPEN)).astype(np.uint8)
    names = pl.List(pl.String)
    return [
        *(
            pl.Series(f"{instrument}.{name}", codes).cat.to(STATUS)
            for name, codes in (("status", status), ("at_least", least), ("at_most", most))
        ),
        pl.Series(f"{instrument}.entries", met, dtype=names),
        pl.Series(f"{instrument}.entries_open", open_, dtype=names),
        pl.Series(f"{instrument}.fired", fired, dtype=pl.String),
    ]


def _listed(columns: list[tuple[str, NDArray[np.bool_]]], size: int) -> list[list[str]]:
    """For every row the names whose column holds; rows that are alike share one list."""
    held = [(name, column) for name, column in columns if column.any()]
    empty: list[str] = []
    if not held:
        return [empty] * size
    matrix = np.packbits(np.stack([column for _, column in held], axis=1), axis=1)
    alike, of_row = np.unique(matrix, axis=0, return_inverse=True)
    bits = np.unpackbits(alike, axis=1)[:, : len(held)]
    lists = [[held[place][0] for place in np.flatnonzero(row)] for row in bits]
    return [lists[number] for number in of_row.reshape(-1)]


def _mask(fired: list[tuple[int, NDArray[np.bool_]]], bits: tuple[Bit, ...], size: int) -> list[str]:
    """The bits of every row in hexadecimal, the highest word first."""
    count = words(bits)
    found = np.zeros((size, count), dtype=np.uint64)
    for place, column in fired:
        word, bit = divmod(place, WORD)
        found[:, word] |= column.astype(np.uint64) << np.uint64(bit)
    alike, of_row = np.unique(found, axis=0, return_inverse=True)
    texts = ["".join(f"{int(word):016x}" for word in reversed(row)) for row in alike]
    return [texts[number] for number in of_row.reshape(-1)]
