"""Machines put to every instrument, and how far each is from the nearest rim.

The rims are the ends of the comparisons in the compiled program, and the program itself says whether a machine there
may be listed; no ladder is copied.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from acquis.determination.book import Book
from acquis.determination.library import Library
from acquis.determination.planes import QUBITS
from acquis.facts.situations import situations
from acquis.radar.classify import LISTED, bare, classify
from acquis.radar.roadmap import case_of
from acquis.rules.evaluate import evaluate
from acquis.rules.fold import fold
from acquis.terms.answer import NO, Answer
from acquis.terms.casefile import Item, Transfer
from acquis.terms.devices import Gap, Machine, Row, Sighting
from acquis.terms.fact import Situation
from acquis.terms.node import Atom, Program, Within
from acquis.terms.problem import Where
from acquis.terms.value import Span, Value

COUNT, ERROR = QUBITS
ENTRY = "entry:"
KIND = "quantum_computer"


def sight(
    library: Library, instruments: Iterable[str], machines: Iterable[Machine], day: date, known_on: date
) -> tuple[Row, ...]:
    """Every machine under every instrument, by the law of one day."""
    chosen = tuple(instruments)
    lean = _Lean()
    return tuple(
        Row(
            machine=one,
            sightings=tuple(_sighting(library, instrument, one, day, known_on, lean) for instrument in chosen),
        )
        for one in machines
    )


def item_of(machine: Machine, cnot: Value) -> Item:
    """The machine as an item of a case file."""
    stated = {"physical_qubits": machine.qubits, "cnot_error": cnot, "paradigm": machine.paradigm}
    return Item(
        id=machine.label,
        kind=KIND,
        parameters={name: value for name, value in stated.items() if value is not None},
        links={},
        places={},
        where=Where(file="", line=machine.line),
    )


def _sighting(library: Library, instrument: str, machine: Machine, day: date, known_on: date, lean: _Lean) -> Sighting:
    situation = _situation(machine, day)
    found = classify(library, instrument, situation, day, known_on)
    if found.examined is None:
        return Sighting(
            instrument=instrument, answer=found.answer, entries=(), missing=(), as_if=None, gaps=(), note=found.note
        )
    program = lean.program(found.examined.book)
    error = machine.published if machine.cnot is None else machine.cnot
    near = replace(situation, values={**situation.values, ERROR: error})
    as_if = _listed(program, near)[0] if machine.cnot is None and error is not None else None
    return Sighting(
        instrument=instrument,
        answer=found.answer,
        entries=found.entries,
        missing=found.missing,
        as_if=as_if,
        gaps=tuple(_gaps(program, near)) if (found.answer if as_if is None else as_if) is NO else (),
        note=found.note,
        holds=found.holds,
    )


def _situation(machine: Machine, day: date) -> Situation:
    item = item_of(machine, machine.cnot)
    act = Transfer(id=item.id, items=(item.id,), sender=None, to=(), facts={}, places={}, where=item.where)
    return bare(situations(case_of("devices", {item.id: item}, (act,), ()), as_of=day)[0])


class _Lean:
    """The entries of each book by themselves, made once: all that a search for rims has to ask."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Book, Program]] = {}

    def program(self, book: Book) -> Program:
        if id(book) not in self._made:
            keep = {name: place for name, place in book.roots.items() if name == LISTED or name.startswith(ENTRY)}
            self._made[id(book)] = (book, fold(book.program, keep, lambda _: None))
        return self._made[id(book)][1]


def _listed(program: Program, situation: Situation) -> tuple[Answer, str]:
    """Whether it is listed, and the first entry it meets or may meet."""
    answers = evaluate(program, situation)
    met = (name for name, place in program.roots.items() if name.startswith(ENTRY) and answers[place] is not NO)
    return answers[program.roots[LISTED]], next(met, "").removeprefix(ENTRY)


def _gaps(program: Program, situation: Situation) -> Iterable[Gap]:
    """The nearest rim at more qubits and the nearest at a smaller error, where there is one."""
    count, error = situation.values.get(COUNT), situation.values.get(ERROR)
    if isinstance(count, Fraction):
        yield from _first(program, situation, COUNT, count, ((n, n) for n in _more(program, count)))
    if isinstance(error, Fraction):
        yield from _first(program, situation, ERROR, error, _less(program, error))


def _first(
    program: Program, situation: Situation, fact: str, here: Fraction, tries: Iterable[tuple[Fraction, Fraction]]
) -> Iterable[Gap]:
    for rim, value in tries:
        answer, entry = _listed(program, replace(situation, values={**situation.values, fact: value}))
        if answer is not NO:
            yield Gap(fact=fact.removeprefix("item."), here=here, rim=rim, entry=entry)
            return


def _spans(program: Program, fact: str) -> list[Span]:
    return [
        node.test.span
        for node in program.nodes
        if isinstance(node, Atom) and node.fact == fact and isinstance(node.test, Within)
    ]


def _more(program: Program, count: Fraction) -> list[Fraction]:
    """The first whole number inside each span, above a count, from the smallest up."""
    spans = _spans(program, COUNT)
    starts = {floor(s.lower) + 1 if s.lower_open else ceil(s.lower) for s in spans if s.lower is not None}
    return [Fraction(n) for n in sorted(starts) if n > count]


def _less(program: Program, error: Fraction) -> list[tuple[Fraction, Fraction]]:
    """The upper rims below an error, from the largest down, each with a value just inside it."""
    spans = [span for span in _spans(program, ERROR) if span.upper is not None]
    rims = sorted({span.upper for span in spans if span.upper is not None and span.upper < error})
    inside = {upper: (lower + upper) / 2 for lower, upper in pairwise([Fraction(0), *rims])}
    open_ = {span.upper for span in spans if span.upper_open}
    return [(rim, inside[rim] if rim in open_ else rim) for rim in reversed(rims)]
