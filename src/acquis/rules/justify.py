"""Why an answer is what it is: the facts, provisions and readings that carry it.

From a node and its answer the walk goes down only to the parts that matter: a conjunction is NO because of the parts
that are NO, YES because of all, UNKNOWN because of the parts that are UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.node import And, Atom, Except, Not, Open, Or, Program, Readings, Rule, Some


@dataclass(slots=True)
class Reasons:
    """What carries an answer, in the order it was met; values are the answers."""

    facts: dict[str, Answer] = field(default_factory=dict)
    opens: dict[str, Open] = field(default_factory=dict)
    rules: dict[str, Answer] = field(default_factory=dict)
    unsettled: dict[Readings, None] = field(default_factory=dict)
    conflicts: dict[tuple[str, str], None] = field(default_factory=dict)


def justify(
    program: Program, answers: tuple[Answer, ...], places: Iterable[int], into: Reasons | None = None
) -> Reasons:
    """The reasons for the answers at some places of the program."""
    reasons = into if into is not None else Reasons()
    nodes = program.nodes
    seen: set[int] = set()
    waiting = list(places)[::-1]
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        node, answer = nodes[place], answers[place]
        kind = type(node)
        if kind is And or kind is Or:
            decisive = NO if kind is And else YES
            parts = node.parts  # type: ignore[union-attr]
            if answer is not decisive and answer is not UNKNOWN:
                waiting.extend(reversed(parts))
            else:
                waiting.extend(part for part in reversed(parts) if answers[part] is answer)
        elif kind is Atom:
            reasons.facts[node.fact] = answer  # type: ignore[union-attr]
        elif kind is Rule:
            reasons.rules[node.name] = answer  # type: ignore[union-attr]
            waiting.append(node.body)  # type: ignore[union-attr]
        else:
            waiting.extend(_others(node, answer, answers, reasons))
    return reasons


def _others(node: object, answer: Answer, answers: tuple[Answer, ...], reasons: Reasons) -> Iterable[int]:
    match node:
        case Not(part):
            return (part,)
        case Open(fact, _, _):
            reasons.facts[fact] = answer
            reasons.opens[fact] = node
            return ()
        case Some(fact, _, _):
            reasons.facts[fact] = answer
            return ()
        case Readings(_, _, _, parts):
            if len({answers[part] for part in parts}) > 1:
                reasons.unsettled[node] = None
            return reversed(parts)
        case Except(base, exceptions, labels, clashes):
            return _exceptions(answer, base, exceptions, labels, clashes, answers, reasons)
    return ()


def _exceptions(
    answer: Answer,
    base: int,
    exceptions: tuple[int, ...],
    labels: tuple[str, ...],
    clashes: tuple[tuple[int, int], ...],
    answers: tuple[Answer, ...],
    reasons: Reasons,
) -> Iterable[int]:
    if answers[base] is NO:
        return (base,)
    for i, j in clashes:
        if answers[exceptions[i]] is YES and answers[exceptions[j]] is YES:
            reasons.conflicts[labels[i], labels[j]] = None
    if answer is NO:
        return tuple(place for place in exceptions if answers[place] is YES)
    if answer is YES:
        return (base, *exceptions)
    return tuple(place for place in (base, *exceptions) if answers[place] is not NO or place == base)
