"""A lowered program as SQL text, in the dialect of DuckDB.

SQL has the same three answers: TRUE, FALSE and NULL, with AND, OR and NOT as Kleene has them. A node becomes the
expression that says it, and UNKNOWN stays NULL to the end. A CASE appears only over conditions that cannot be NULL.
A node used more than once becomes a column of its own; columns that rest on others stand a level above them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from acquis.tables.numbers import bounds
from acquis.terms.answer import NO, UNKNOWN, YES
from acquis.terms.node import (
    Among,
    And,
    Atom,
    Constant,
    Except,
    Has,
    Node,
    Not,
    Or,
    Program,
    Readings,
    Some,
    Stated,
    Within,
    children,
)
from acquis.terms.value import Span

LITERAL = {YES: "TRUE", NO: "FALSE", UNKNOWN: "NULL::BOOLEAN"}
LONG = 2_000
"""Characters of an expression above which it becomes a column, so that no line grows without end."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What the text must know of a prepared table: which columns are days, and the fields of each list of points."""

    days: Collection[str] = frozenset()
    fields: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Expression:
    """SQL text and the level on which the columns stand that it rests on; ``bare`` needs no column of its own."""

    text: str
    level: int = 0
    bare: bool = False


class Writer:
    """Writes the columns that programs need over one prepared table; equal columns are written once."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._levels: list[dict[str, str]] = []
        self._count = 0

    def add(self, program: Program) -> dict[str, str]:
        """The SQL of every root: TRUE, FALSE, NULL or the name of a column above the last level.

        Raises TypeError for a node that no lowered program holds.
        """
        used = _uses(program)
        places: dict[int, _Expression] = {}
        for place in sorted(used):
            written = self._write(program.nodes[place], places, program.nodes)
            if not written.bare and (used[place] > 1 or len(written.text) > LONG):
                written = self._named(written)
            places[place] = written
        return {root: places[place].text for root, place in program.roots.items()}

    def levels(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The columns of each level, as pairs of name and SQL; each level rests only on those before it."""
        return tuple(tuple((name, text) for text, name in level.items()) for level in self._levels)

    # -- nodes --------------------------------------------------------------------------------------------------

    def _named(self, written: _Expression) -> _Expression:
        """A column for the expression, one level above those it rests on."""
        while len(self._levels) <= written.level:
            self._levels.append({})
        level = self._levels[written.level]
        if written.text not in level:
            self._count += 1
            level[written.text] = f"n{self._count}"
        return _Expression(level[written.text], written.level + 1, bare=True)

    def _write(self, node: Node, places: Mapping[int, _Expression], nodes: tuple[Node, ...]) -> _Expression:
        parts = [places[child] for child in children(node)]
        texts = [part.text for part in parts]
        level = max((part.level for part in parts), default=0)
        match node:
            case Constant(answer):
                return _Expression(LITERAL[answer], bare=True)
            case And():
                return _Expression(_join("AND", texts), level)
            case Or():
                return _Expression(_join("OR", texts), level)
            case Not():
                return _Expression(f"(NOT {texts[0]})", level)
            case Readings():
                # All of them yes, or some of them yes and nobody knows.
                return _Expression(f"({_join('AND', texts)} OR (NULL AND {_join('OR', texts)}))", level)
            case Except(_, _, _, clashes):
                return _Expression(_excepted(texts[0], texts[1:], clashes), level)
            case Stated(fact):
                return _Expression(f"({quoted(fact)} IS NOT NULL)")
            case Some(fact, shows, rules_out):
                return _Expression(self._some(fact, shows, rules_out, nodes))
            case Atom(fact, test, _):
                return _Expression(self._test(quoted(fact), test, day=fact in self.columns.days))
        raise TypeError(f"no such node in a lowered program: {node!r}")

    def _test(self, column: str, test: object, *, day: bool = False) -> str:
        match test:
            case Within(span):
                return _within(column, span, day=day)
            case Among(words):
                return _among(column, words)
            case Has(words):
                return f"list_has_any({column}, {listed(words)})" if words else _never(column)
        raise TypeError(f"no such test in a lowered program: {test!r}")

    def _some(self, fact: str, shows: int, rules_out: int, nodes: tuple[Node, ...]) -> str:
        """A point that shows it, or nobody knows unless there is no point or one rules it out."""
        points = quoted(fact)
        fields = self.columns.fields.get(fact, ())
        shown = f"(len(list_filter({points}, lambda p: {self._over_point(shows, nodes, fields)})) > 0)"
        ruled = f"(len(list_filter({points}, lambda p: {self._over_point(rules_out, nodes, fields)})) > 0)"
        return f"({shown} OR (NULL AND NOT (len({points}) = 0 OR {ruled})))"

    def _over_point(self, place: int, nodes: tuple[Node, ...], fields: Collection[str]) -> str:
        match nodes[place]:
            case Atom(fact, test, _):
                # A field that no point of the table has does not narrow where a point holds.
                return self._test(f"p.{quoted(fact)}", test) if fact in fields else LITERAL[YES]
            case And(parts):
                return _join("AND", [self._over_point(part, nodes, fields) for part in parts])
            case Or(parts):
                return _join("OR", [self._over_point(part, nodes, fields) for part in parts])
            case Not(part):
                return f"(NOT {self._over_point(part, nodes, fields)})"
            case Constant(answer):
                return LITERAL[answer]
            case other:
                raise TypeError(f"no such node over points: {other!r}")


def quoted(name: str) -> str:
    """A name of SQL, with its dots and all."""
    return '"' + name.replace('"', '""') + '"'


def word(text: str) -> str:
    """A literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def listed(words: Iterable[str]) -> str:
    """A list of words, in alphabetical order."""
    return f"[{', '.join(map(word, sorted(words)))}]"


def surely(text: str) -> str:
    """Whether an answer is YES; never NULL."""
    return f"coalesce({text}, FALSE)"


def maybe(text: str) -> str:
    """Whether an answer is not NO; never NULL."""
    return f"coalesce({text}, TRUE)"


def _uses(program: Program) -> Counter[int]:
    """How often the text of each node will stand in that of others, for the nodes that the roots rest on."""
    used: Counter[int] = Counter()
    waiting = list(program.roots.values())
    used.update(chain(waiting, waiting))  # what is asked for is read more than once
    seen: set[int] = set()
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        node = program.nodes[place]
        below = children(node)
        used.update(below)
        if isinstance(node, Readings | Except):
            used.update(below)
        waiting.extend(below)
    return used


def _join(word_: str, texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"({f' {word_} '.join(texts)})"


def _excepted(base: str, exceptions: list[str], clashes: tuple[tuple[int, int], ...]) -> str:
    """The base and none of its exceptions; unknown where two that clash may both hold."""
    rule = f"({base} AND NOT {_join('OR', exceptions)})"
    if not clashes:
        return rule
    clash = _join("OR", [f"({maybe(exceptions[i])} AND {maybe(exceptions[j])})" for i, j in clashes])
    return f"(CASE WHEN NOT {maybe(base)} THEN FALSE WHEN {clash} THEN NULL ELSE {rule} END)"


def _never(column: str) -> str:
    return f"({column} IS NULL AND NULL)"


def _always(column: str) -> str:
    return f"({column} IS NOT NULL OR NULL)"


def _among(column: str, words: frozenset[str | bool]) -> str:
    flags = {one for one in words if isinstance(one, bool)}
    if not words:
        return _never(column)
    if flags == {True, False}:
        return _always(column)
    if flags:
        return column if True in flags else f"(NOT {column})"
    return f"({column} IN ({', '.join(map(word, sorted(map(str, words))))}))"


def _within(column: str, span: Span, *, day: bool) -> str:
    limits = bounds(span)
    parts = []
    if limits.lower is not None:
        parts.append(f"{column} {'>' if limits.lower_open else '>='} {_literal(limits.lower, day=day)}")
    if limits.upper is not None:
        parts.append(f"{column} {'<' if limits.upper_open else '<='} {_literal(limits.upper, day=day)}")
    return f"({' AND '.join(parts)})" if parts else _always(column)


def _literal(number: float, *, day: bool) -> str:
    """The double itself: with an exponent, for without one DuckDB takes a decimal."""
    if day:
        return f"DATE '{date.fromordinal(round(number)).isoformat()}'"
    text = repr(number)
    return text if "e" in text else f"{text}e0"
