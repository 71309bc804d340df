"""The same questions put to z3: a second opinion where cells decide, and the only one where there are too many of them.

The program is translated node by node into formulas over exact rationals, whole numbers and finite words; no cells are
involved, so that each way of deciding is a check of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from acquis.comparison.cells import Dimension, Literal, dimensions, literals
from acquis.comparison.controlled import ASKED, LISTED, Controlled
from acquis.comparison.diagram import Box
from acquis.comparison.regions import bounds, widened
from acquis.comparison.relate import related
from acquis.comparison.witness import ENDS, item, judged, proved
from acquis.errors import UsageError
from acquis.terms.answer import NO, YES
from acquis.terms.comparison import Region, Related, Relation, Witness
from acquis.terms.node import And, Atom, Constant, Except, Not, Open, Or, Program, Readings, Rule, Some, Stated, Within
from acquis.terms.value import Span, Value

try:
    import z3  # type: ignore[import-untyped]
except ImportError as missing:
    raise UsageError("needs acquis[compare]: pip install 'acquis[compare]'") from missing

Formula: TypeAlias = Any
"""A formula of z3, whose Python interface has no types."""


@dataclass(frozen=True, slots=True)
class Sets:
    """What a book lists, as formulas: by asking, and at all."""

    asked: Formula
    listed: Formula


def by_solver(a: Controlled, b: Controlled, most: int) -> Related:
    """How what A controls of a concept stands to what B does, decided by z3."""
    both = Formulas(a, b)
    (sure_a, sure_b), (may_a, may_b) = both.sets()
    surely = [z3.And(one.asked, z3.Not(other.listed)) for one, other in ((sure_a, sure_b), (sure_b, sure_a))]
    maybe = [z3.And(one.asked, z3.Not(other.listed)) for one, other in ((may_a, may_b), (may_b, may_a))]
    beside = [z3.And(may, z3.Not(sure)) for may, sure in zip(maybe, surely, strict=True)]
    return related(
        a,
        b,
        relations=(both.relation(sure_a, sure_b), both.relation(may_a, may_b)),
        regions=(
            both.regions(surely[0], most, turned=False, sure=True),
            both.regions(surely[1], most, turned=True, sure=True),
            both.regions(beside[0], most, turned=False, sure=False),
            both.regions(beside[1], most, turned=True, sure=False),
        ),
        common=both.common(sure_a, sure_b),
        proved_by="z3",
    )


class Formulas:
    """The programs of two books as formulas over the same facts."""

    def __init__(self, a: Controlled, b: Controlled) -> None:
        self.books = (a, b)
        self.dimensions = dimensions((a.program, b.program), a.catalogue, a.concept.words(a.catalogue.links))
        self._facts = {one.name: _variable(one) for one in self.dimensions}
        self._words = {one.name: _numbered(one) for one in self.dimensions if not one.numeric}
        self._possible = z3.And(self._domains())

    def sets(self) -> Iterator[tuple[Sets, Sets]]:
        """Of both books: what is surely listed, then what may be."""
        pairs = []
        for book in self.books:
            seen: dict[int, tuple[Formula, Formula]] = {}
            roots = book.program.roots
            pairs.append([self._walk(book.program, roots[name], seen) for name in (ASKED, LISTED)])
        for at in (0, 1):
            yield tuple(Sets(asked[at], listed[at]) for asked, listed in pairs)  # type: ignore[misc]

    def holds(self, *formulas: Formula) -> bool:
        """Whether some item satisfies all the formulas."""
        return bool(self._solver(*formulas).check() == z3.sat)

    def relation(self, a: Sets, b: Sets) -> Relation:
        """How two books stand to each other."""
        return Relation.of(
            a=self.holds(a.asked),
            b=self.holds(b.asked),
            both=self.holds(z3.Or(z3.And(a.asked, b.listed), z3.And(a.listed, b.asked))),
            a_less_b=self.holds(a.asked, z3.Not(b.listed)),
            b_less_a=self.holds(b.asked, z3.Not(a.listed)),
        )

    def common(self, a: Sets, b: Sets) -> Witness | None:
        """One item that both list."""
        solver = self._solver(z3.Or(z3.And(a.asked, b.listed), z3.And(a.listed, b.asked)))
        if solver.check() != z3.sat:
            return None
        return judged(*self.books, self._item(self._cells(solver.model()), {}))

    def boxes(self, difference: Formula, most: int) -> tuple[list[tuple[Box, Box]], bool]:
        """Boxes of a difference, each with a point in it as a box of single cells; and whether they are all."""
        found: list[tuple[Box, Box]] = []
        solver = self._solver(difference)
        while solver.check() == z3.sat:
            if len(found) == most:
                return found, False
            point = self._cells(solver.model())
            box = widened(self.dimensions, lambda larger: not self.holds(self._box(larger), z3.Not(difference)), point)
            found.append((box, point))
            solver.add(z3.Not(self._box(box)))
        return found, True

    def _solver(self, *formulas: Formula) -> Formula:
        solver = z3.Solver()
        solver.add(self._possible, *formulas)
        return solver

    def _cells(self, model: Formula) -> Box:
        """The cell of each fact in which a model lies."""
        found = {}
        for place, one in enumerate(self.dimensions):
            for cell in range(len(one.cells)):
                inside = model.eval(self._inside(one, 1 << cell), model_completion=True)
                if z3.is_true(inside):
                    found[place] = 1 << cell
                    break
        return found

    def _box(self, box: Box) -> Formula:
        return z3.And([self._inside(self.dimensions[place], cells) for place, cells in box.items()])

    def _inside(self, one: Dimension, cells: int) -> Formula:
        inside = [cell for at, cell in enumerate(one.cells) if cells >> at & 1]
        return z3.Or(
            [self._literal(Literal(one.name, cell if isinstance(cell, Span) else frozenset(cell))) for cell in inside]
        )

    def _domains(self) -> Iterator[Formula]:
        for one in self.dimensions:
            if not one.numeric:
                yield z3.And(self._facts[one.name] >= 0, self._facts[one.name] < len(self._words[one.name]))
            elif one.part == ENDS[0]:
                yield self._facts[one.name] <= self._facts[f"{one.fact}.{ENDS[1]}"]

    def _literal(self, literal: Literal) -> Formula:
        fact, values = self._facts[literal.name], literal.values
        if isinstance(values, frozenset):
            numbers = self._words[literal.name]
            return z3.Or([fact == numbers[word] for word in values if word in numbers])
        found = []
        if values.lower is not None:
            lower = z3.Q(values.lower.numerator, values.lower.denominator)
            found.append(fact > lower if values.lower_open else fact >= lower)
        if values.upper is not None:
            upper = z3.Q(values.upper.numerator, values.upper.denominator)
            found.append(fact < upper if values.upper_open else fact <= upper)
        return z3.And(found)

    def _walk(self, program: Program, place: int, seen: dict[int, tuple[Formula, Formula]]) -> tuple[Formula, Formula]:
        if place not in seen:
            seen[place] = self._node(program, place, seen)
        return seen[place]

    def _node(self, program: Program, place: int, seen: dict[int, tuple[Formula, Formula]]) -> tuple[Formula, Formula]:
        node = program.nodes[place]

        def each(parts: Sequence[int]) -> list[tuple[Formula, Formula]]:
            return [self._walk(program, part, seen) for part in parts]

        match node:
            case Constant(answer):
                return z3.BoolVal(answer is YES), z3.BoolVal(answer is not NO)
            case Atom() | Open() | Stated():
                found = z3.And([self._literal(one) for one in literals(node)])
                return found, found
            case Rule(_, body):
                return self._walk(program, body, seen)
            case Not(part):
                sure, may = self._walk(program, part, seen)
                return z3.Not(may), z3.Not(sure)
            case And(parts):
                return z3.And([sure for sure, _ in each(parts)]), z3.And([may for _, may in each(parts)])
            case Or(parts):
                return z3.Or([sure for sure, _ in each(parts)]), z3.Or([may for _, may in each(parts)])
            case Readings(_, _, _, parts):
                return z3.And([sure for sure, _ in each(parts)]), z3.Or([may for _, may in each(parts)])
            case Except(base, exceptions, _, clashes):
                sure, may = self._walk(program, base, seen)
                found_ = each(exceptions)
                clash = z3.Or([z3.And(found_[i][1], found_[j][1]) for i, j in clashes])
                free = z3.Not(z3.Or([maybe for _, maybe in found_]))
                open_ = z3.Not(z3.Or([surely for surely, _ in found_]))
                return z3.And(sure, free), z3.And(may, z3.Or(open_, clash))
            case Some(fact, shows, rules_out):
                shown = self._point(program, shows, fact)
                return shown, z3.Or(shown, z3.Not(self._point(program, rules_out, fact)))

    def _point(self, program: Program, place: int, fact: str) -> Formula:
        node = program.nodes[place]
        match node:
            case Atom(name, Within(span), _):
                return self._literal(Literal(f"{fact}.{name}", span))
            case And(parts):
                return z3.And([self._point(program, part, fact) for part in parts])
            case Or(parts):
                return z3.Or([self._point(program, part, fact) for part in parts])
            case Not(part):
                return z3.Not(self._point(program, part, fact))
            case Constant(answer):
                return z3.BoolVal(answer is YES)
        raise TypeError(f"no such node over points: {node!r}")

    def regions(self, difference: Formula, most: int, *, turned: bool, sure: bool) -> tuple[tuple[Region, ...], bool]:
        """The regions of a difference, each with a witness the explainer bears out; and whether they are all."""
        found, exact = self.boxes(difference, most)
        a, b = reversed(self.books) if turned else self.books
        regions = []
        for box, point in found:
            witness = proved(judged(a, b, self._item(point, box)), sure=sure)
            regions.append(Region(bounds=bounds(self.dimensions, box), witness=witness))
        return tuple(regions), exact

    def _item(self, point: Box, box: Box) -> Mapping[str, Value]:
        return item(self.dimensions, {place: cell.bit_length() - 1 for place, cell in point.items()}, box)


def _variable(one: Dimension) -> Formula:
    return z3.Real(one.name) if one.numeric and not one.whole else z3.Int(one.name)


def _numbered(one: Dimension) -> dict[str | bool, int]:
    words = [word for cell in one.cells if isinstance(cell, tuple) for word in cell]
    return {word: number for number, word in enumerate(words)}
