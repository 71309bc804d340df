"""One case: walk the program and keep every answer on the way.

The whole trace is the tuple of answers, one for each node; ``justify`` reads from it which facts decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any
from weakref import WeakKeyDictionary

from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.fact import Situation
from acquis.terms.node import (
    Among,
    And,
    Atom,
    Constant,
    Costs,
    Except,
    Has,
    Node,
    Not,
    Open,
    Or,
    Overlaps,
    Program,
    Readings,
    Rule,
    Some,
    Stated,
    Test,
    Within,
)
from acquis.terms.value import Band, Money, OneOf, Points, Span, Value

MIRROR = (YES, UNKNOWN, NO)
NOT_STATED = "(not stated)"
"""The value of a word that was not stated and is taken as not so: every test on it answers no."""


def evaluate(program: Program, situation: Situation, gate: tuple[int, int] | None = None) -> tuple[Answer, ...]:
    """The answer of every node, in the order of the program.

    ``gate`` is a place and a number of nodes: where the place answers no after that many nodes, the rest is not
    looked at and answers no.
    """
    if gate is not None:
        place, count = gate
        first = _run(_plan(program)[:count], situation, program)
        if first[place] is NO:
            return (*first, *(NO for _ in range(len(program.nodes) - count)))
        return tuple(_run(_plan(program)[count:], situation, program, first))
    return tuple(_run(_plan(program), situation, program))


def _run(
    plan: tuple[tuple[type[Node], Any, frozenset[str | bool] | None], ...],
    situation: Situation,
    program: Program,
    answers: list[Answer] | None = None,
) -> list[Answer]:
    answers = [] if answers is None else answers
    add = answers.append
    stated, presumed = situation.values.get, situation.presumed.get
    # The commonest nodes stand first, in the order of their number; this loop is all the speed there is.
    for kind, content, words in plan:
        if kind is And:
            result = YES
            for part in content:
                answer = answers[part]
                if answer is not YES:
                    result = answer
                    if answer is NO:
                        break
            add(result)
        elif kind is Rule:
            add(answers[content])
        elif kind is Atom:
            value = stated(content.fact)
            if value is None:
                value = presumed(content.fact)
            if words is not None and type(value) is str:
                add(YES if value in words else NO)
            else:
                add(UNKNOWN if value is None else put(content.test, value))
        elif kind is Or:
            result = NO
            for part in content:
                answer = answers[part]
                if answer is not NO:
                    result = answer
                    if answer is YES:
                        break
            add(result)
        elif kind is Not:
            add(MIRROR[answers[content]])
        else:
            add(_rarer(content, answers, situation, program))
    return answers


def _plan(program: Program) -> tuple[tuple[type[Node], Any, frozenset[str | bool] | None], ...]:
    """The nodes laid out for the loop: kind, what it works on, and the words of a test of words."""
    plan = _PLANS.get(program)
    if plan is None:
        plan = _PLANS[program] = tuple(_laid_out(node) for node in program.nodes)
    return plan


_PLANS: WeakKeyDictionary[Program, tuple[tuple[type[Node], Any, frozenset[str | bool] | None], ...]] = (
    WeakKeyDictionary()
)


def _laid_out(node: Node) -> tuple[type[Node], Any, frozenset[str | bool] | None]:
    match node:
        case And(parts) | Or(parts):
            return type(node), parts, None
        case Rule(_, part) | Not(part):
            return type(node), part, None
        case Atom(_, Among(words), _):
            return Atom, node, words
    return type(node), node, None


def _rarer(node: Node, answers: list[Answer], situation: Situation, program: Program) -> Answer:
    match node:
        case Constant(answer):
            return answer
        case Open(fact, _, assumed):
            said = situation.values.get(fact)
            if isinstance(said, bool):
                return YES if said else NO
            return UNKNOWN if assumed is None else YES if assumed else NO
        case Stated(fact):
            return NO if situation.values.get(fact) is None else YES
        case Except(base, exceptions, _, clashes):
            return excepted(answers[base], [answers[place] for place in exceptions], clashes)
        case Readings(_, _, _, parts):
            return agreed([answers[part] for part in parts])
        case Some(fact, shows, rules_out):
            return _some(situation.values.get(fact), shows, rules_out, program)
    raise TypeError(f"no such node: {node!r}")


def excepted(base: Answer, exceptions: list[Answer], clashes: tuple[tuple[int, int], ...]) -> Answer:
    """A rule with exceptions: two clashing exceptions that both hold, or may, leave it unknown."""
    if base is NO:
        return NO
    if any(exceptions[i] is not NO and exceptions[j] is not NO for i, j in clashes):
        return UNKNOWN
    strongest = max(exceptions)
    return NO if strongest is YES else min(base, MIRROR[strongest])


def agreed(readings: list[Answer]) -> Answer:
    """The range over readings: one answer where all agree, otherwise unknown."""
    first = readings[0]
    return first if all(reading is first for reading in readings) else UNKNOWN


def put(what: Test, value: Value) -> Answer:
    """One value put to one test."""
    if type(what) is Among and isinstance(value, str | bool):
        return YES if value in what.words else NO
    if value is None:
        return UNKNOWN
    if value == NOT_STATED:
        return NO
    match what:
        case Among(words):
            return _among(words, value)
        case Within(span):
            return _within(span, value)
        case Has(words):
            if isinstance(value, tuple):
                return YES if any(word in words for word in value) else NO
            return UNKNOWN
        case Costs(span, currency):
            if isinstance(value, Money) and value.currency == currency:
                return YES if span.holds(value.amount) else NO
            return UNKNOWN
        case Overlaps(span):
            return _overlaps(span, value)


def _among(words: frozenset[str | bool], value: Value) -> Answer:
    if isinstance(value, OneOf):
        inside = [word in words for word in value.words]
        return YES if all(inside) else UNKNOWN if any(inside) else NO
    return UNKNOWN


def _within(span: Span, value: Value) -> Answer:
    if isinstance(value, Fraction):
        return YES if span.holds(value) else NO
    if isinstance(value, Span):
        if span.covers(value):
            return YES
        return UNKNOWN if span.meets(value) else NO
    if isinstance(value, date):
        return YES if span.holds(Fraction(value.toordinal())) else NO
    return UNKNOWN


def _overlaps(span: Span, value: Value) -> Answer:
    if isinstance(value, Band):
        return YES if span.meets(Span(value.lower, value.upper)) else NO
    return _within(span, value)


def _some(value: Value, shows: int, rules_out: int, program: Program) -> Answer:
    if not isinstance(value, Points):
        return UNKNOWN
    if not value.points:
        return NO
    ruled_out = False
    for point in value.points:
        fields = dict(point)
        if _over_point(shows, fields, program) is YES:
            return YES
        ruled_out = ruled_out or _over_point(rules_out, fields, program) is YES
    return NO if ruled_out else UNKNOWN


def _over_point(place: int, fields: Mapping[str, Fraction | Span | None], program: Program) -> Answer:
    node = program.nodes[place]
    match node:
        case Atom(fact, what, _):
            # A field the point does not have at all, unlike one that is not known, does not narrow where it holds.
            return put(what, fields[fact]) if fact in fields else YES
        case And(parts):
            return min(_over_point(part, fields, program) for part in parts)
        case Or(parts):
            return max(_over_point(part, fields, program) for part in parts)
        case Not(part):
            return MIRROR[_over_point(part, fields, program)]
        case Constant(answer):
            return answer
    raise TypeError(f"a condition over points holds only comparisons, found {type(node).__name__}")
