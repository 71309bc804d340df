"""The space of items two books tell apart: each fact cut into the cells that their thresholds and words make.

An item is a point of this space: a number for every quantity, a word for every choice, yes or no for every flag and for
every question put to a person. A range is its two ends. Measured points are one arbitrary point, and a list is one
arbitrary member: what a book says of several follows from what it says of one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import TypeAlias

from acquis.comparison.diagram import EVERYTHING, NOTHING, Diagrams
from acquis.reading.catalogue import Catalogue
from acquis.reading.spec import FactSpec
from acquis.terms.answer import NO, YES, Answer
from acquis.terms.node import (
    Among,
    And,
    Atom,
    Constant,
    Costs,
    Except,
    Has,
    Not,
    Open,
    Or,
    Overlaps,
    Program,
    Readings,
    Rule,
    Some,
    Stated,
    Within,
)
from acquis.terms.value import Span

OTHER = "another"
"""Stands for every word that no condition names."""

Words: TypeAlias = tuple[str | bool, ...]
Cell: TypeAlias = Span | Words
Set: TypeAlias = Span | frozenset[str | bool]


@dataclass(frozen=True, slots=True)
class Literal:
    """One dimension put to one set of values."""

    name: str
    values: Set


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One fact (or one end of a range, or one field of a measured point) and the cells it is cut into.

    ``part`` is what of the fact it is: empty, ``lower``, ``upper`` or the name of a field.
    """

    name: str
    fact: str
    part: str = ""
    unit: str = ""
    whole: bool = False
    cells: tuple[Cell, ...] = ()
    marks: tuple[tuple[Fraction, int], ...] = ()

    def bits(self, values: Set) -> int:
        """The cells that lie in a set of values, as the bits of a number."""
        if isinstance(values, frozenset):
            return sum(1 << at for at, cell in enumerate(self.cells) if isinstance(cell, tuple) and cell[0] in values)
        start, end = (mark and _whole(mark, whole=self.whole) for mark in _marks(values))
        first = 0 if start is None else bisect_left(self.marks, start) + 1
        last = len(self.marks) if end is None else bisect_left(self.marks, end)
        return sum(1 << at for at in range(first, last + 1))

    def run(self, cells: int) -> Span:
        """The span from the first to the last of some cells of a number, given as bits."""
        spans = [cell for at, cell in enumerate(self.cells) if cells >> at & 1 and isinstance(cell, Span)]
        first, last = spans[0], spans[-1]
        if self.whole and first.lower is not None and last.upper == first.lower + 1:
            return Span(first.lower, first.lower)
        return Span(first.lower, last.upper, first.lower_open, last.upper_open)

    @property
    def numeric(self) -> bool:
        """Whether its cells are intervals of numbers, in their order."""
        return isinstance(self.cells[0], Span)


@dataclass(frozen=True, slots=True)
class Space:
    """The dimensions of several programs together, and the diagrams over their cells.

    ``feasible`` holds the points that can be: no range ends before it begins.
    """

    dimensions: tuple[Dimension, ...]
    diagrams: Diagrams
    feasible: int
    places: dict[str, int] = field(default_factory=dict)

    def parts(self, program: Program, *roots: str) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        """For each named answer, the points for which it is surely yes and those for which it may be.

        They come as sets to be united: each part of a list (a paragraph) stays a set of its own, since united they
        would be far larger than what is asked of them.
        """
        seen: dict[int, tuple[int, int]] = {}
        for root in roots:
            place = program.roots[root]
            node = program.nodes[place]
            places = node.parts if isinstance(node, Or) else (place,)
            pairs = [self._walk(program, place, seen) for place in places]
            sure, may = ({pair[at] for pair in pairs} - {NOTHING} for at in (0, 1))
            yield tuple(sorted(sure)), tuple(sorted(may))

    def possible(self, *sets: int) -> int:
        """What sets have in common, as far as it can be."""
        return self.diagrams.both(self.diagrams.every(sets), self.feasible)

    def _walk(self, program: Program, place: int, seen: dict[int, tuple[int, int]]) -> tuple[int, int]:
        found = seen.get(place)
        if found is None:
            found = seen[place] = self._node(program, place, seen)
        return found

    def _node(self, program: Program, place: int, seen: dict[int, tuple[int, int]]) -> tuple[int, int]:
        node, draw = program.nodes[place], self.diagrams
        match node:
            case Constant(answer):
                return _settled(answer)
            case Atom() | Open() | Stated():
                found = self.diagrams.every([self.literal(one) for one in literals(node)])
                return found, found
            case Rule(_, body):
                return self._walk(program, body, seen)
            case Not(part):
                sure, may = self._walk(program, part, seen)
                return draw.opposite(may), draw.opposite(sure)
            case And(parts):
                return _each(draw.every, [self._walk(program, part, seen) for part in parts])
            case Or(parts):
                return _each(draw.some, [self._walk(program, part, seen) for part in parts])
            case Readings(_, _, _, parts):
                pairs = [self._walk(program, part, seen) for part in parts]
                return draw.every([sure for sure, _ in pairs]), draw.some([may for _, may in pairs])
            case Except(base, exceptions, _, clashes):
                sure, may = self._walk(program, base, seen)
                pairs = [self._walk(program, one, seen) for one in exceptions]
                open_ = draw.opposite(draw.some([surely for surely, _ in pairs]))
                clash = draw.some([draw.both(pairs[i][1], pairs[j][1]) for i, j in clashes])
                free = draw.opposite(draw.some([maybe for _, maybe in pairs]))
                return draw.both(sure, free), draw.both(may, draw.either(open_, clash))
            case Some(fact, shows, rules_out):
                shown = self._point(program, shows, fact)
                return shown, draw.either(shown, draw.opposite(self._point(program, rules_out, fact)))

    def _point(self, program: Program, place: int, fact: str) -> int:
        draw, node = self.diagrams, program.nodes[place]
        match node:
            case Atom(name, Within(span), _):
                return self.literal(Literal(f"{fact}.{name}", span))
            case And(parts):
                return draw.every([self._point(program, part, fact) for part in parts])
            case Or(parts):
                return draw.some([self._point(program, part, fact) for part in parts])
            case Not(part):
                return draw.opposite(self._point(program, part, fact))
            case Constant(answer):
                return EVERYTHING if answer is YES else NOTHING
        raise TypeError(f"no such node over points: {node!r}")

    def literal(self, literal: Literal) -> int:
        """The points that one literal describes."""
        place = self.places[literal.name]
        return self.diagrams.literal(place, self.dimensions[place].bits(literal.values))


def _each(join: Callable[[list[int]], int], pairs: list[tuple[int, int]]) -> tuple[int, int]:
    """What is sure of all pairs joined, and what may be; worked out once where nothing is unsettled."""
    sure, may = [one for one, _ in pairs], [one for _, one in pairs]
    joined = join(sure)
    return joined, joined if sure == may else join(may)


def _settled(answer: Answer) -> tuple[int, int]:
    return (EVERYTHING if answer is YES else NOTHING), (NOTHING if answer is NO else EVERYTHING)


def literals(node: Atom | Open | Stated) -> tuple[Literal, ...]:
    """What a node over a fact asks of a fully known item, all of which must hold."""
    match node:
        case Open(fact, _, _):
            return (Literal(fact, frozenset({True})),)
        case Stated():
            return ()
        case Atom(fact, Within(span), _):
            return (Literal(fact, span),)
        case Atom(fact, Among(words) | Has(words), _):
            # A link is named exactly where it is stated: the item is fully known.
            name = f"{fact[:-6]}.stated" if fact.endswith(".named") else fact
            return (Literal(name, frozenset(words)),)
        case Atom(fact, Overlaps(span), _):
            return (
                Literal(f"{fact}.lower", Span(None, span.upper, upper_open=span.upper_open)),
                Literal(f"{fact}.upper", Span(span.lower, None, lower_open=span.lower_open)),
            )
        case Atom(fact, Costs(span, currency), _):
            return (Literal(f"{fact}.{currency}", span),)
    raise TypeError(f"no such node: {node!r}")


def space(programs: Iterable[Program], catalogue: Catalogue, words: Mapping[str, str | bool] | None = None) -> Space:
    """The space that some programs tell apart; ``words`` give the kinds of the items, which decide on some units."""
    cut = dimensions(programs, catalogue, words)
    diagrams = Diagrams([len(one.cells) for one in cut])
    places = {one.name: at for at, one in enumerate(cut)}
    return Space(cut, diagrams, _feasible(cut, places, diagrams), places)


def dimensions(
    programs: Iterable[Program], catalogue: Catalogue, words: Mapping[str, str | bool] | None = None
) -> tuple[Dimension, ...]:
    """The facts that some programs ask for, words before numbers, each cut into the cells they tell apart."""
    found: dict[str, list[Set]] = {}
    for program in programs:
        for literal in _literals(program):
            found.setdefault(literal.name, []).append(literal.values)
    every = [_dimension(name, sets, catalogue, words or {}) for name, sets in found.items()]
    return tuple(sorted(every, key=lambda one: one.numeric))


def _literals(program: Program) -> Iterator[Literal]:
    inner = _over_points(program)
    for place, node in enumerate(program.nodes):
        if place in inner:
            assert isinstance(node, Atom)
            assert isinstance(node.test, Within)
            yield from (Literal(f"{fact}.{node.fact}", node.test.span) for fact in inner[place])
        elif isinstance(node, Atom | Open | Stated):
            yield from literals(node)


def _over_points(program: Program) -> dict[int, dict[str, None]]:
    """The comparisons that stand over the fields of a point, each with the facts of those points."""
    found: dict[int, dict[str, None]] = {}
    for node in program.nodes:
        if isinstance(node, Some):
            waiting = [node.shows, node.rules_out]
            while waiting:
                place = waiting.pop()
                match program.nodes[place]:
                    case Atom():
                        found.setdefault(place, {})[node.fact] = None
                    case And(parts) | Or(parts):
                        waiting.extend(parts)
                    case Not(part):
                        waiting.append(part)
    return found


def _dimension(name: str, sets: list[Set], catalogue: Catalogue, kinds: Mapping[str, str | bool]) -> Dimension:
    fact, part, spec = _spec(name, catalogue)
    whole = spec is not None and spec.whole
    unit = "" if spec is None else _unit(spec, part, kinds.get(f"{fact.rpartition('.')[0]}.kind"))
    spans = [one for one in sets if isinstance(one, Span)]
    if spans:
        marks = sorted({_whole(mark, whole=whole) for span in spans for mark in _marks(span) if mark is not None})
        cells: tuple[Cell, ...] = tuple(_between(marks, at) for at in range(len(marks) + 1))
        return Dimension(name=name, fact=fact, part=part, unit=unit, whole=whole, cells=cells, marks=tuple(marks))
    words = [one for one in sets if isinstance(one, frozenset)]
    classes: dict[tuple[bool, ...], list[str | bool]] = {}
    for word in _domain(spec, words):
        classes.setdefault(tuple(word in one for one in words), []).append(word)
    return Dimension(name=name, fact=fact, part=part, cells=tuple(tuple(one) for one in classes.values()))


def _spec(name: str, catalogue: Catalogue) -> tuple[str, str, FactSpec | None]:
    """The fact behind a dimension, what of it the dimension is, and what the catalogue says of the fact."""
    spec = catalogue.spec(name)
    fact, _, part = name.rpartition(".")
    if spec is None and (outer := catalogue.spec(fact)) is not None and outer.type in {"range", "points", "money"}:
        return fact, part, outer
    return name, "", spec


def _unit(spec: FactSpec, part: str, kind: str | bool | None) -> str:
    if spec.type == "points":
        return "" if spec.fields.get(part) == "1" else spec.fields.get(part, "")
    return part if spec.type == "money" else spec.units.get(str(kind), spec.unit) or next(iter(spec.units.values()), "")


def _domain(spec: FactSpec | None, named: list[frozenset[str | bool]]) -> list[str | bool]:
    if spec is None or spec.type == "flag":  # an open question has no place in the catalogue
        return [True, False]
    if spec.values:
        return [*spec.values, *([OTHER] if spec.unknown_word else [])]
    return [*sorted(frozenset(str(word) for words in named for word in words)), OTHER]


def _marks(span: Span) -> tuple[tuple[Fraction, int] | None, tuple[Fraction, int] | None]:
    """Where a span begins and ends: just before a number (0) or just after it (1)."""
    return (
        None if span.lower is None else (span.lower, int(span.lower_open)),
        None if span.upper is None else (span.upper, int(not span.upper_open)),
    )


def _whole(mark: tuple[Fraction, int], *, whole: bool) -> tuple[Fraction, int]:
    number, after = mark
    if not whole:
        return mark
    return (Fraction(floor(number) + 1 if after else ceil(number)), 0)


def _between(marks: Sequence[tuple[Fraction, int]], at: int) -> Span:
    lower = marks[at - 1] if at else None
    upper = marks[at] if at < len(marks) else None
    return Span(
        lower[0] if lower else None,
        upper[0] if upper else None,
        lower_open=bool(lower and lower[1]),
        upper_open=bool(upper and not upper[1]),
    )


def _feasible(dimensions: Sequence[Dimension], places: dict[str, int], diagrams: Diagrams) -> int:
    found = EVERYTHING
    for at, low in enumerate(dimensions):
        high = places.get(f"{low.fact}.upper") if low.part == "lower" else None
        if high is None:
            continue
        pairs = [
            diagrams.both(
                diagrams.literal(at, 1 << one),
                diagrams.literal(
                    high, sum(1 << k for k, upper in enumerate(dimensions[high].cells) if _may(cell, upper))
                ),
            )
            for one, cell in enumerate(low.cells)
        ]
        found = diagrams.both(found, diagrams.some(pairs))
    return found


def _may(lower: Cell, upper: Cell) -> bool:
    """Whether some number of the first cell is at most some number of the second."""
    assert isinstance(lower, Span)
    assert isinstance(upper, Span)
    return Span(lower.lower, None, lower_open=lower.lower_open).meets(upper)
