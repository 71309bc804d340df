"""A program over arrays: every node once, straight through, because children stand before their parents.

NO, UNKNOWN and YES are 0, 1 and 2, so that AND is the least, OR the greatest and NOT the mirror image.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from acquis.tables.cells import Answers
from acquis.terms.answer import NO, UNKNOWN
from acquis.terms.node import And, Constant, Except, Node, Not, Or, Readings, children


def run(
    nodes: Sequence[Node],
    order: Iterable[int],
    size: int,
    given: Callable[[Node], Answers | None],
    before: Mapping[int, Answers] = MappingProxyType({}),
) -> dict[int, Answers]:
    """The answers at the places of an order, for ``size`` rows, beside those worked out before.

    ``given`` answers the tests on columns; None leaves a node to be worked out from its parts.
    """
    answers = dict(before)
    for place in order:
        if place not in answers:
            node = nodes[place]
            found = given(node)
            answers[place] = _answer(node, answers, size) if found is None else found
    return answers


def nothing(_node: Node) -> Answers | None:
    """What is given where there are no columns: every node is worked out from its parts."""
    return None


def order(nodes: Sequence[Node], places: Iterable[int], given: Collection[int] = ()) -> tuple[int, ...]:
    """The places and all they rest on, children first; below what is given nothing is needed."""
    needed = set(given)
    waiting = [place for place in places if place not in needed]
    while waiting:
        place = waiting.pop()
        if place not in needed:
            needed.add(place)
            waiting.extend(children(nodes[place]))
    return tuple(sorted(needed.difference(given)))


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
