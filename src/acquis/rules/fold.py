"""Partial evaluation: the same program with some facts filled in, smaller and with the same answers.

Most of a rule book concerns other kinds of item. Once the kind of the item and the activity are known, whole
entries fold to a constant, and what is left is what this transfer is really about.
"""

from __future__ import annotations

from collections.abc import Mapping

from acquis.rules.build import Builder
from acquis.rules.evaluate import agreed, excepted, put
from acquis.terms.answer import NO, Answer
from acquis.terms.node import And, Atom, Constant, Except, Not, Or, Program, Readings, Rule, Some
from acquis.terms.value import Value


def fold(program: Program, known: Mapping[str, Value], roots: frozenset[str]) -> Program:
    """The program with the known facts folded in, keeping only what the roots need.

    Roots that fold to a constant stay as a root on a constant node.
    """
    needed = _needed(program, roots)
    builder = Builder()
    moved: dict[int, int] = {}
    for place, node in enumerate(program.nodes):
        if place in needed:
            moved[place] = _fold(node, moved, builder, program, known)
    builder.roots = {name: moved[place] for name, place in program.roots.items() if place in needed}
    return builder.program()


def _fold(
    node: object, moved: dict[int, int], builder: Builder, program: Program, known: Mapping[str, Value]
) -> int:
    match node:
        case Atom(fact, what, _):
            value = known.get(fact)
            return builder.add(node) if value is None else builder.constant(put(what, value))
        case And(parts):
            return builder.every(moved[part] for part in parts)
        case Or(parts):
            return builder.some(moved[part] for part in parts)
        case Not(part):
            return builder.opposite(moved[part])
        case Rule(name, body):
            inner = moved[body]
            return inner if builder.answer(inner) is not None else builder.add(Rule(name, inner))
        case Except(base, exceptions, labels, clashes):
            answers = [builder.answer(moved[part]) for part in (base, *exceptions)]
            if answers[0] is NO:
                return moved[base]
            if _all_known(answers):
                return builder.constant(excepted(answers[0], list(answers[1:]), clashes))  # type: ignore[arg-type]
            return builder.add(Except(moved[base], tuple(moved[part] for part in exceptions), labels, clashes))
        case Readings(point, cite, labels, parts):
            answers = [builder.answer(moved[part]) for part in parts]
            if _all_known(answers) and all(answer is answers[0] for answer in answers):
                return builder.constant(agreed(answers))  # type: ignore[arg-type]
            return builder.add(Readings(point, cite, labels, tuple(moved[part] for part in parts)))
        case Some(fact, shows, rules_out):
            return builder.add(Some(fact, _copy(shows, builder, program), _copy(rules_out, builder, program)))
    return builder.add(node)  # type: ignore[arg-type]


def _copy(place: int, builder: Builder, program: Program) -> int:
    """A condition over points is kept as it stands; its atoms name fields, not facts."""
    node = program.nodes[place]
    match node:
        case And(parts):
            return builder.every(_copy(part, builder, program) for part in parts)
        case Or(parts):
            return builder.some(_copy(part, builder, program) for part in parts)
        case Not(part):
            return builder.opposite(_copy(part, builder, program))
    return builder.add(node)


def _all_known(answers: list[Answer | None]) -> bool:
    return all(answer is not None for answer in answers)


def _needed(program: Program, roots: frozenset[str]) -> set[int]:
    needed: set[int] = set()
    waiting = [place for name, place in program.roots.items() if name in roots]
    while waiting:
        place = waiting.pop()
        if place in needed:
            continue
        needed.add(place)
        waiting.extend(children(program, place))
    return needed


def children(program: Program, place: int) -> tuple[int, ...]:
    """The places a node rests on; a condition over points is part of its node, not a child."""
    match program.nodes[place]:
        case And(parts) | Or(parts):
            return parts
        case Not(part) | Rule(_, part):
            return (part,)
        case Except(base, exceptions, _, _):
            return (base, *exceptions)
        case Readings(_, _, _, parts):
            return parts
        case Constant() | Atom() | Some() | _:
            return ()
