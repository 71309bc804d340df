"""Which question next: the missing facts of a case, most useful first.

A fact is tried with one value from each cell that the rules cut its domain into; how far the ranges close on average
says how useful the question is. No probability is assumed beyond treating the cells alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from acquis.determination.examine import Examined, Examiner
from acquis.determination.explain import stated_at
from acquis.terms.determination import Determination, Missing
from acquis.terms.fact import Situation
from acquis.terms.node import Among, Atom, Has, Open, Overlaps, Program, Within
from acquis.terms.proof import Question
from acquis.terms.value import Band, Value

Row = tuple[Determination, Examined, Examiner]
MAX_CELLS = 12


def ask(rows: Sequence[Row]) -> tuple[Question, ...]:
    """The missing facts of many determinations, each once, the most useful first."""
    found: dict[str, tuple[Missing, int, float]] = {}
    for determination, examined, examiner in rows:
        for missing in determination.missing:
            known, count, closed = found.get(missing.fact, (missing, 0, 0.0))
            found[missing.fact] = (known, count + 1, closed + _closes(missing, examined, examiner))
    questions = [
        Question(
            fact=missing.fact,
            question=missing.question,
            who=missing.who,
            rows=count,
            narrows=round(closed, 3),
            sensitive=missing.sensitive,
        )
        for missing, count, closed in found.values()
    ]
    return tuple(sorted(questions, key=lambda q: (-q.narrows, -q.rows, q.fact)))


def _closes(missing: Missing, examined: Examined, examiner: Examiner) -> float:
    """By how many steps the range closes on average over the cells of the fact, from 0 to 6."""
    before = examined.at_most - examined.at_least
    situation = examined.situation
    values = list(dict.fromkeys(cell for book in _books(missing, examined) for cell in _cells(missing.name, book)))
    if not values or before == 0:
        return 0.0
    after = 0
    for value in values:
        tried = examiner.examine(_with(situation, missing, value))
        after += tried.at_most - tried.at_least
    return before - after / len(values)


def _books(missing: Missing, examined: Examined) -> Iterable[Program]:
    """The programs of the item and the components whose fact it is."""
    if stated_at(examined.situation, missing.name) == missing.fact:
        yield examined.book.program
    for part in examined.components:
        yield from _books(missing, part)


def _with(situation: Situation, missing: Missing, value: Value) -> Situation:
    """The situation with the fact stated, on the item or the components whose fact it is."""
    components = tuple(_with(part, missing, value) for part in situation.components)
    if stated_at(situation, missing.name) != missing.fact:
        return replace(situation, components=components)
    words = {name: word for name, word in situation.words.items() if name != missing.name}
    values = {**situation.values, missing.name: value}
    return replace(situation, values=values, words=words, components=components)


def _cells(fact: str, program: Program) -> Iterable[Value]:
    """One value from each cell into which the tests of a program cut a fact."""
    rims: set[Fraction] = set()
    words: set[str | bool] = set()
    listed: set[str] = set()
    ranged = False
    for node in program.nodes:
        if isinstance(node, Open) and node.fact == fact:
            return (True, False)
        if not isinstance(node, Atom) or node.fact != fact:
            continue
        match node.test:
            case Within(span) | Overlaps(span):
                rims.update(end for end in (span.lower, span.upper) if end is not None)
                ranged = ranged or isinstance(node.test, Overlaps)
            case Among(some):
                words |= some
            case Has(some_):
                listed |= some_
    if rims:
        numbers = _between(sorted(rims))
        return tuple(Band(n, n) for n in numbers) if ranged else tuple(numbers)
    if words:
        return (True, False) if words <= {True, False} else _first([*sorted(map(str, words)), "(another)"])
    return ((), *((word,) for word in _first(sorted(listed)))) if listed else ()


def _between(rims: list[Fraction]) -> list[Fraction]:
    values = [rims[0] / 2 if rims[0] > 0 else rims[0] - 1]
    for low, high in zip(rims, [*rims[1:], None], strict=True):
        values.append(low)
        values.append((low + high) / 2 if high is not None else low * 2 + 1)
    return values[: 2 * MAX_CELLS]


def _first(words: list[str]) -> list[str]:
    step = max(1, len(words) // MAX_CELLS)
    return words[::step]
