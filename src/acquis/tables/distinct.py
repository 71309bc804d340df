"""Distinct rows of a frame, and which of them each row is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acquis.tables.cells import Cells
from acquis.tables.codes import digit, numbered

_WORDS = (pl.String, pl.Enum, pl.Categorical, pl.Boolean)
_SAMPLE = 8192
_SELDOM = 0.98
"""Where more than this share of a sample is distinct, rows seldom repeat, and each is taken for itself."""


@dataclass(frozen=True, slots=True)
class Distinct:
    """The distinct rows of some columns; ``of_row`` says for every row of the table which of them it is.

    ``first`` is the place of one row of the table for each distinct row.
    """

    frame: pl.DataFrame
    of_row: NDArray[np.int64]
    first: NDArray[np.int64]


def distinct(frame: pl.DataFrame, height: int) -> Distinct:
    """The distinct rows of a frame; where rows hardly ever repeat, every row counts as one.

    ``height`` is the number of rows, which a frame without columns does not know. Rows are told apart by hash; that
    those which share a hash are the same is then checked cell by cell.
    """
    if not frame.width or not height:
        return Distinct(frame, np.zeros(height, dtype=np.int64), np.zeros(min(height, 1), dtype=np.int64))
    if all(dtype in _WORDS for dtype in frame.dtypes):
        of_row, first = numbered([digit(Cells(frame), name) for name in frame.columns], frame.height)
        return Distinct(frame[first], of_row, first)
    if seldom_repeats(frame):
        return every(frame)
    if _often_follows_itself(frame):
        return _by_runs(frame)
    return _by_hash(frame)


def every(frame: pl.DataFrame) -> Distinct:
    """Every row of a frame for itself."""
    rows = np.arange(frame.height)
    return Distinct(frame, rows, rows)


def _by_runs(frame: pl.DataFrame) -> Distinct:
    """The distinct rows of a frame in which the same row often stands several times in a row."""
    new = frame.select(pl.any_horizontal(pl.all().ne_missing(pl.all().shift()))).to_series().to_numpy().copy()
    new[0] = True
    heads = np.flatnonzero(new)
    found = _by_hash(frame[heads])
    return Distinct(found.frame, found.of_row[np.cumsum(new) - 1], heads[found.first])


def _by_hash(frame: pl.DataFrame) -> Distinct:
    hashes = frame.hash_rows().alias("hash")
    known = hashes.unique()
    of_row = hashes.replace_strict(known, pl.int_range(known.len(), eager=True), return_dtype=pl.Int64).to_numpy()
    first = np.empty(known.len(), dtype=np.int64)
    first[of_row[::-1]] = np.arange(frame.height - 1, -1, -1)
    found = Distinct(frame[first], of_row, first)
    if _same(frame, found):
        return found
    numbered = frame.with_row_index("(row)").unique(frame.columns, keep="first").rename({"(row)": "(first)"})
    numbered = numbered.with_row_index("(row)")
    joined = frame.join(numbered, on=frame.columns, how="left", nulls_equal=True, maintain_order="left")
    numbers = joined["(row)"].to_numpy().astype(np.int64)
    return Distinct(numbered.select(frame.columns), numbers, numbered["(first)"].to_numpy().astype(np.int64))


def _often_follows_itself(frame: pl.DataFrame) -> bool:
    """Whether in a part of the frame most rows are as the one before."""
    part = frame.slice(frame.height // 2, _SAMPLE)
    same = part.select(pl.all_horizontal(pl.all().eq_missing(pl.all().shift()))).to_series()
    return int(same.sum()) > part.height // 2


def seldom_repeats(frame: pl.DataFrame) -> bool:
    """Whether in a sample hardly a row stands twice."""
    if frame.height < 4 * _SAMPLE:
        return False
    some = frame.gather_every(frame.height // _SAMPLE).hash_rows()
    return some.n_unique() > _SELDOM * some.len()


def _same(frame: pl.DataFrame, found: Distinct) -> bool:
    """Whether every row is the one it was taken for."""
    if len(found.first) == frame.height:
        return True
    place = pl.Series(found.of_row)
    same = [pl.col(name).eq_missing(found.frame[name].gather(place)).all().alias(name) for name in frame.columns]
    return all(frame.select(same).row(0))


def alike(columns: list[NDArray[np.uint8]], size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows with the same answers in every column: the class of each row, and the first row of each class."""
    return numbered([(column, 3) for column in columns], size)


def occurring(numbers: NDArray[np.int64], total: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which of the numbers below a total occur, in order, and which of those each one is."""
    if len(numbers) and (numbers[1:] > numbers[:-1]).all():
        return numbers, np.arange(len(numbers))
    if total > 8 * len(numbers):
        known, of_row = np.unique(numbers, return_inverse=True)
        return known, of_row.reshape(-1)
    there = np.zeros(total, dtype=np.bool_)
    there[numbers] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[numbers]
