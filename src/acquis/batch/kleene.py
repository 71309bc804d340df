"""A program over arrays: every node once, straight through, because children stand before their parents.

NO, UNKNOWN and YES are 0, 1 and 2, so that AND is the least, OR the greatest and NOT the mirror image.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from acquis.batch.cells import Answers
from acquis.terms.answer import NO, UNKNOWN, YES
from acquis.terms.node import And, Constant, Except, Node, Not, Or, Program, Readings, children


def run(
    program: Program, places: Iterable[int], size: int, given: Callable[[int, Node], Answers | None]
) -> dict[int, Answers]:
    """The answers at some places and at all they rest on, for ``size`` rows.

    ``given`` answers the nodes it knows (tests on columns, answers worked out before); below those nothing is run.
    """
    answers: dict[int, Answers] = {}
    for place in _order(program, places, given, answers):
        answers[place] = _answer(program.nodes[place], answers, size)
    return answers


def _order(
    program: Program,
    places: Iterable[int],
    given: Callable[[int, Node], Answers | None],
    answers: dict[int, Answers],
) -> list[int]:
    """The places to be worked out, children first; what is given goes straight into the answers."""
    needed: set[int] = set()
    waiting = list(places)
    while waiting:
        place = waiting.pop()
        if place in needed or place in answers:
            continue
        node = program.nodes[place]
        found = given(place, node)
        if found is not None:
            answers[place] = found
        else:
            needed.add(place)
            waiting.extend(children(node))
    return sorted(needed)


def _answer(node: Node, answers: Mapping[int, Answers], size: int) -> Answers:
    match node:
        case And(parts):
            return _least(parts, answers)
        case Or(parts):
            return _greatest(parts, answers)
        case Not(part):
            return np.subtract(2, answers[part], dtype=np.uint8)
        case Constant(answer):
            return np.full(size, answer, dtype=np.uint8)
        case Readings(_, _, _, parts):
            return _agreed(_least(parts, answers), _greatest(parts, answers))
        case Except(base, exceptions, _, clashes):
            return _excepted(answers[base], [answers[place] for place in exceptions], clashes)
    raise TypeError(f"no such node over columns: {node!r}")


def _least(parts: tuple[int, ...], answers: Mapping[int, Answers]) -> Answers:
    found = answers[parts[0]]
    for number, part in enumerate(parts[1:]):
        found = np.minimum(found, answers[part], out=found if number else None)
    return found


def _greatest(parts: tuple[int, ...], answers: Mapping[int, Answers]) -> Answers:
    found = answers[parts[0]]
    for number, part in enumerate(parts[1:]):
        found = np.maximum(found, answers[part], out=found if number else None)
    return found


def _agreed(least: Answers, greatest: Answers) -> Answers:
    return np.where(least == greatest, least, np.uint8(UNKNOWN))


def _excepted(base: Answers, exceptions: list[Answers], clashes: tuple[tuple[int, int], ...]) -> Answers:
    strongest = exceptions[0]
    for exception in exceptions[1:]:
        strongest = np.maximum(strongest, exception)
    found = np.minimum(base, np.subtract(2, strongest, dtype=np.uint8))
    for i, j in clashes:
        both = (exceptions[i] != NO) & (exceptions[j] != NO)
        found[both] = UNKNOWN
    found[base == NO] = NO
    return found


def as_flag(answers: Answers) -> Answers:
    """One where the answer is YES, else nought."""
    return np.equal(answers, YES).view(np.uint8)
