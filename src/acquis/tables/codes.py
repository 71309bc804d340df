"""Codes: rows told apart only by what the tests of a plan can tell.

A figure matters only by which of the limits it passes, a word by which of the sets it belongs to. So each column gets a
small number for every row, the columns of a row are the digits of one number, and numbers that do not occur are closed
up. Of a million rows a few hundred remain, without sorting, hashing or comparing rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acquis.tables.cells import Cells
from acquis.tables.numbers import bounds
from acquis.terms.node import Among, Atom, Has, Node, Some, Stated, Within

Tests: TypeAlias = Mapping[str, tuple["Atom | Some | Stated", ...]]
"""The nodes that test each column."""

_DIGITS = 1 << 11
"""Numbers below this are not worth closing up."""
_NARROW = 2**31 - 1
"""Numbers up to this have thirty-two bits."""
_FEW = 24
"""Up to so many limits are compared one by one."""


def tests_of(nodes: Sequence[Node], places: Iterable[int]) -> Tests:
    """The tests among some nodes, by the column they look at."""
    found: dict[str, list[Atom | Some | Stated]] = {}
    for place in places:
        node = nodes[place]
        if isinstance(node, Atom | Some | Stated):
            found.setdefault(node.fact, []).append(node)
    return {column: tuple(tests) for column, tests in found.items()}


def coded(cells: Cells, tests: Tests, nodes: Sequence[Node]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows that answer every test alike: the number of each row, and the first row of each number."""
    digits = [_digit(cells, column, asked, nodes) for column, asked in tests.items()]
    return numbered(digits, cells.frame.height)


def numbered(
    digits: Iterable[tuple[NDArray[np.integer], int]], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows with the same digits: the number of each row, counted from 0, and the first row of each number.

    A digit is an array of numbers with their count, which is more than the greatest of them.
    """
    number: NDArray[np.integer] = np.zeros(size, dtype=np.int32)
    count = 1
    for digit, base in digits:
        if count * base > max(_DIGITS, 4 * size):
            number, count = closed_up(number, count)
        if count * base > _NARROW:
            number = number.astype(np.int64)
        np.multiply(number, base, out=number)
        np.add(number, digit, out=number, casting="unsafe")
        count *= base
    closed, count = closed_up(number, count)
    first = np.empty(count, dtype=np.int64)
    first[closed[::-1]] = np.arange(size - 1, -1, -1)
    return closed.astype(np.int64), first


def closed_up(number: NDArray[np.integer], count: int) -> tuple[NDArray[np.integer], int]:
    """The numbers that occur, counted anew from 0 in the same order, and how many there are."""
    if not len(number):
        return number, 0
    there = np.zeros(count, dtype=np.bool_)
    there[number] = True
    anew = np.cumsum(there, dtype=np.int32) - np.int32(1)
    return anew[number], int(anew[-1]) + 1


def digit(cells: Cells, column: str) -> tuple[NDArray[np.integer], int]:
    """A number for every word or flag of a column; the last stands for null."""
    if cells.frame.schema[column] == pl.Boolean:
        return cells.flags(column), 3
    codes, known = cells.word(column)
    return codes, len(known) + 1


def _digit(
    cells: Cells, column: str, tests: tuple[Atom | Some | Stated, ...], nodes: Sequence[Node]
) -> tuple[NDArray[np.integer], int]:
    """A number for every row of a column: rows with the same one answer all the tests alike."""
    dtype = cells.frame.schema[column]
    if dtype == pl.Boolean:
        return digit(cells, column)
    if dtype.is_numeric():
        return _passed(cells, column, [node.test for node in tests if isinstance(node, Atom)])
    if dtype in (pl.String, pl.Categorical, pl.Enum):
        return _belongs(cells, column, [node.test for node in tests if isinstance(node, Atom)])
    return numbered([(cells.put(node, nodes), 3) for node in tests], cells.frame.height)[0], 3 ** len(tests)


def _passed(cells: Cells, column: str, tests: Iterable[object]) -> tuple[NDArray[np.integer], int]:
    """How many of the limits a figure passes; one more stands for null."""
    limits: set[float] = set()
    for test in tests:
        if isinstance(test, Within):
            limit = bounds(test.span)
            for end, beyond in ((limit.lower, limit.lower_open), (limit.upper, not limit.upper_open)):
                if end is not None:
                    limits.add(float(np.nextafter(end, np.inf)) if beyond else end)
    figures, null = cells.number(column)
    if len(limits) <= _FEW:
        passed = np.zeros(len(figures), dtype=np.uint8)
        for limit_ in limits:
            passed += (figures >= limit_).view(np.uint8)
    else:
        passed = np.searchsorted(np.sort(np.array(list(limits))), figures, side="right").astype(np.uint16)
    if null is not None:
        passed[null] = len(limits) + 1
    return passed, len(limits) + 2


def _belongs(cells: Cells, column: str, tests: Iterable[object]) -> tuple[NDArray[np.integer], int]:
    """Which of the sets a word belongs to, as a number; the last stands for null."""
    sets = [test.words for test in tests if isinstance(test, Among | Has)]
    codes, known = cells.word(column)
    alike: dict[tuple[bool, ...], int] = {}
    of_word = [alike.setdefault(tuple(word in words for words in sets), len(alike)) for word in known]
    return np.array([*of_word, len(alike)], dtype=np.uint16)[codes], len(alike) + 1
