"""Cells: one test put to one column of a prepared table, for all its rows at once.

Answers are arrays of bytes: 0 NO, 1 UNKNOWN, 2 YES, the numbers of ``terms/answer``. A null cell answers UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acquis.tables.numbers import Bounds, bounds
from acquis.terms.answer import NO, UNKNOWN, YES
from acquis.terms.node import Among, And, Atom, Constant, Has, Node, Not, Or, Some, Stated, Within, children

Answers: TypeAlias = NDArray[np.uint8]

_OF_FLAG = np.array([NO, YES, UNKNOWN], dtype=np.uint8)


class Cells:
    """The columns of a prepared frame as arrays, each made once and only when a test asks for it."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self._numbers: dict[str, tuple[NDArray[np.float64], NDArray[np.bool_] | None]] = {}
        self._words: dict[str, tuple[NDArray[np.uint32], list[str]]] = {}
        self._flags: dict[str, NDArray[np.uint8]] = {}
        self._put: dict[Hashable, Answers] = {}

    def put(self, node: Atom | Some | Stated, nodes: Sequence[Node]) -> Answers:
        """The answers of one node over a column, one for each row; worked out once for every test."""
        key = _key(node, nodes)
        found = self._put.get(key)
        if found is None:
            found = self._put[key] = self._answer(node, nodes)
        return found

    def _answer(self, node: Atom | Some | Stated, nodes: Sequence[Node]) -> Answers:
        match node:
            case Stated(fact):
                return np.where(self.frame[fact].is_null().to_numpy(), NO, YES).astype(np.uint8)
            case Some():
                return self._some(node, nodes)
            case Atom(fact, Within(span), _):
                return self._within(fact, bounds(span))
            case Atom(fact, Among(words), _):
                return self._among(fact, words)
            case Atom(fact, Has(words), _):
                has = pl.col(fact).list.eval(pl.element().is_in(sorted(words))).list.any()
                return self._asked(has)
        raise TypeError(f"no such test on a column: {node!r}")

    def _asked(self, expression: pl.Expr) -> Answers:
        """The answers of an expression of flags, null where it is unknown."""
        return _of_flags(self.frame.select(expression.alias("answer"))["answer"])

    def _within(self, fact: str, limit: Bounds) -> Answers:
        numbers, null = self.number(fact)
        inside: NDArray[np.bool_] | None = None
        if limit.lower is not None:
            inside = numbers > limit.lower if limit.lower_open else numbers >= limit.lower
        if limit.upper is not None:
            below = numbers < limit.upper if limit.upper_open else numbers <= limit.upper
            inside = below if inside is None else np.logical_and(inside, below, out=inside)
        if inside is None:
            inside = np.ones(len(numbers), dtype=np.bool_)
        answers: Answers = np.left_shift(inside.view(np.uint8), 1, dtype=np.uint8)
        if null is not None:
            answers[null] = UNKNOWN
        return answers

    def number(self, fact: str) -> tuple[NDArray[np.float64], NDArray[np.bool_] | None]:
        """The numbers of a column, and where it is null (None where it never is)."""
        found = self._numbers.get(fact)
        if found is None:
            series = self.frame[fact]
            null = series.is_null().to_numpy() if series.null_count() else None
            found = self._numbers[fact] = series.cast(pl.Float64).fill_null(0.0).to_numpy(), null
        return found

    def _among(self, fact: str, words: frozenset[str | bool]) -> Answers:
        if self.frame.schema[fact] == pl.Boolean:
            of_flag = [YES if False in words else NO, YES if True in words else NO, UNKNOWN]
            return np.array(of_flag, dtype=np.uint8)[self.flags(fact)]
        codes, known = self.word(fact)
        of_code = [YES if word in words else NO for word in known]
        return np.array([*of_code, UNKNOWN], dtype=np.uint8)[codes]

    def word(self, fact: str) -> tuple[NDArray[np.uint32], list[str]]:
        """The words of a column by number; the number behind the last stands for null."""
        found = self._words.get(fact)
        if found is None:
            series = self.frame[fact]
            dtype = series.dtype
            if not isinstance(dtype, pl.Enum):
                series = series.cast(pl.String)
                dtype = pl.Enum(series.unique().drop_nulls().sort())
                series = series.cast(dtype)
            known = dtype.categories.to_list()
            codes = series.to_physical().cast(pl.UInt32).fill_null(len(known)).to_numpy()
            found = self._words[fact] = codes, known
        return found

    def flags(self, fact: str) -> NDArray[np.uint8]:
        """A column of flags as numbers: 0 false, 1 true, 2 null."""
        found = self._flags.get(fact)
        if found is None:
            found = self._flags[fact] = self.frame[fact].cast(pl.UInt8).fill_null(2).to_numpy()
        return found

    def _some(self, node: Some, nodes: Sequence[Node]) -> Answers:
        """Over measured points: one that shows it, or one that rules it out; see terms/node.Some."""
        inner = self.frame.schema[node.fact]
        assert isinstance(inner, pl.List)
        assert isinstance(inner.inner, pl.Struct)
        fields = frozenset(field.name for field in inner.inner.fields)
        points = pl.col(node.fact)
        shows, rules_out = (
            points.list.eval(_over_point(nodes, place, fields).fill_null(value=False)).list.any()
            for place in (node.shows, node.rules_out)
        )
        nothing = points.list.len() == 0
        # ``any`` of an empty list is false; of a null list it is null, and so is the answer.
        return self._asked(
            pl.when(points.is_null()).then(None).when(shows).then(shows).when(nothing | rules_out).then(shows)
        )


def _key(node: Atom | Some | Stated, nodes: Sequence[Node]) -> Hashable:
    """What tells one test from another, in whichever program it stands."""
    match node:
        case Atom(fact, test, _):
            return fact, test
        case Some(fact, shows, rules_out):
            return fact, _spelt(nodes, shows), _spelt(nodes, rules_out)
    return node


def _spelt(nodes: Sequence[Node], place: int) -> Hashable:
    node = nodes[place]
    inner = tuple(_spelt(nodes, child) for child in children(node))
    return (type(node), inner) if inner else node


def _of_flags(flags: pl.Series) -> Answers:
    answers: Answers = _OF_FLAG[flags.cast(pl.UInt8).fill_null(2).to_numpy()]
    return answers


def _over_point(nodes: Sequence[Node], place: int, fields: frozenset[str]) -> pl.Expr:
    """A condition over one point as an expression; null is UNKNOWN, and polars joins flags as Kleene does."""
    node: Node = nodes[place]
    match node:
        case Atom(fact, Within(span), _):
            return _inside(pl.element().struct.field(fact), bounds(span)) if fact in fields else pl.lit(value=True)
        case And(parts):
            return pl.all_horizontal([_over_point(nodes, part, fields) for part in parts])
        case Or(parts):
            return pl.any_horizontal([_over_point(nodes, part, fields) for part in parts])
        case Not(part):
            return ~_over_point(nodes, part, fields)
        case Constant(answer):
            return pl.lit(None if answer is UNKNOWN else answer is YES, dtype=pl.Boolean)
    raise TypeError(f"no such node over points: {node!r}")


def _inside(number: pl.Expr, limit: Bounds) -> pl.Expr:
    parts = []
    if limit.lower is not None:
        parts.append(number > limit.lower if limit.lower_open else number >= limit.lower)
    if limit.upper is not None:
        parts.append(number < limit.upper if limit.upper_open else number <= limit.upper)
    return pl.all_horizontal(parts) if parts else number.is_not_null() | pl.lit(None, dtype=pl.Boolean)
