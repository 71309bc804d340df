"""Values to try for a fact: one of each cell that the tests of some programs tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import floor

from acquis.comparison.witness import roundest
from acquis.reading.catalogue import Catalogue
from acquis.reading.countries import country_names
from acquis.reading.spec import FactSpec
from acquis.rules.evaluate import put
from acquis.terms.answer import NO, Answer
from acquis.terms.node import Among, And, Atom, Costs, Has, Not, Open, Or, Overlaps, Program, Some, Test, Within
from acquis.terms.value import Band, Money, Points, Span, Value

OTHER = "another"
"""Stands for every word that no condition names, where the catalogue has no list of words."""
REGION = ".region"
"""Ends the facts whose words are parts of countries."""
MANY = 200
"""So many measured points are tried at most."""


class Trials:
    """The values to try for each fact of some programs.

    Numbers at and between all rims, a word of each class that the conditions tell apart, lists of none, one or two such
    words, and curves of one measured point or none.
    """

    def __init__(self, programs: Sequence[Program], catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.tests: dict[str, dict[Test, None]] = {}
        self.fields: dict[str, dict[str, list[Span]]] = {}
        self._values: dict[str, tuple[Value, ...]] = {}
        for program in programs:
            for node in program.nodes:
                if isinstance(node, Atom):
                    self.tests.setdefault(node.fact, {})[node.test] = None
                elif isinstance(node, Some):
                    fields = self.fields.setdefault(node.fact, {})
                    for place in (node.shows, node.rules_out):
                        for name, span in _over_points(program, place):
                            fields.setdefault(name, []).append(span)

    def values(self, node: Atom | Open | Some, want: Answer) -> Sequence[Value]:
        """What may be tried for the fact of a node, the values that give the answer wanted first."""
        match node:
            case Open():
                return (want is not NO, want is NO)
            case Some(fact, _, _):
                points = self._points(fact)
                return (Points(()), *points) if want is NO else (*points, Points(()))
            case Atom(fact, test, _):
                return sorted(self._all(fact), key=lambda value: put(test, value) is not want)

    def _all(self, fact: str) -> tuple[Value, ...]:
        found = self._values.get(fact)
        if found is None:
            found = self._values[fact] = tuple(self._made(fact, tuple(self.tests[fact])))
        return found

    def _made(self, fact: str, tests: Sequence[Test]) -> Iterable[Value]:
        spec = self.catalogue.spec(fact)
        words = [test.words for test in tests if isinstance(test, Among | Has)]
        if words:
            classes: dict[tuple[bool, ...], str | bool] = {}
            for word in _domain(fact, spec, words):
                classes.setdefault(tuple(word in named for named in words), word)
            kept = list(classes.values())
            if not any(isinstance(test, Has) for test in tests):
                return kept
            return [(), *combinations(map(str, kept), 1), *combinations(map(str, kept), 2)]
        spans = [test.span for test in tests if isinstance(test, Within | Overlaps | Costs)]
        whole = spec is not None and (spec.whole or spec.type == "day")
        numbers = _numbers(spans, whole=whole)
        if any(isinstance(test, Overlaps) for test in tests):
            return [Band(low, high) for low, high in product(numbers, numbers) if low <= high]
        currencies = dict.fromkeys(test.currency for test in tests if isinstance(test, Costs))
        if currencies:
            return [Money(number, currency) for currency in currencies for number in numbers]
        if spec is not None and spec.type == "day":
            return [date.fromordinal(int(number)) for number in numbers if number >= 1]
        return numbers

    def _points(self, fact: str) -> Sequence[Points]:
        fields = self.fields[fact]
        cells = product(*(_numbers(spans, whole=False) for spans in fields.values()))
        return [Points((tuple(zip(fields, cell, strict=True)),)) for cell, _ in zip(cells, range(MANY), strict=False)]


def _over_points(program: Program, place: int) -> Iterable[tuple[str, Span]]:
    match program.nodes[place]:
        case Atom(name, Within(span), _):
            yield name, span
        case And(parts) | Or(parts):
            for part in parts:
                yield from _over_points(program, part)
        case Not(part):
            yield from _over_points(program, part)


def _domain(fact: str, spec: FactSpec | None, named: Iterable[Iterable[str | bool]]) -> list[str | bool]:
    """Every word the fact may be, as far as that is known."""
    if spec is not None and spec.values:
        return list(spec.values)
    every = {word for words in named for word in words}
    if (spec is not None and spec.type == "flag") or any(isinstance(word, bool) for word in every):
        return [True, False]
    if (spec is None or spec.type in ("country", "countries")) and not fact.endswith(REGION):
        return list(country_names())
    return [*sorted(map(str, every)), OTHER]


def _numbers(spans: Iterable[Span], *, whole: bool) -> list[Fraction]:
    """The ends of all spans and a number below, between and above them; none below zero."""
    ends = sorted({end for span in spans for end in (span.lower, span.upper) if end is not None})
    if not ends:
        return [Fraction(1)]
    gaps: list[Span] = [Span(None, ends[0], upper_open=True)] if ends[0] > 0 else []
    gaps += [Span(low, high, lower_open=True, upper_open=True) for low, high in pairwise(ends)]
    gaps.append(Span(ends[-1], None, lower_open=True))
    found = {*ends, *(_whole(gap) if whole else roundest(gap) for gap in gaps)}
    return sorted(found)


def _whole(gap: Span) -> Fraction:
    """A whole number in the gap, or its lower end where it holds none."""
    if gap.lower is None:
        assert gap.upper is not None
        return Fraction(floor(gap.upper) - (gap.upper.denominator == 1))
    above = Fraction(floor(gap.lower) + 1)
    return above if gap.upper is None or above < gap.upper else gap.lower
