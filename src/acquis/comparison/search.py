"""Search a transfer for which several answers hold surely: a few facts, everything else left unknown.

The search decides one fact at a time. It asks the program which unknown fact stands in the way of an answer wanted,
gives it a value of each cell its tests tell apart, and lets the three-valued reader say what follows: an answer that is
lost is never looked at further. Where an answer is lost, only the facts that carry the loss are tried again.

P. Goel, *An Implicit Enumeration Algorithm to Generate Tests for Combinational Logic Circuits* (1981), for asking the
program; P. Prosser, *Hybrid Algorithms for the Constraint Satisfaction Problem* (1993), for going back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from acquis.comparison.trials import Trials
from acquis.reading.catalogue import Catalogue
from acquis.rules.evaluate import evaluate
from acquis.rules.justify import justify
from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.fact import Situation
from acquis.terms.node import And, Atom, Except, Not, Open, Or, Program, Readings, Rule, Some
from acquis.terms.value import Value

Facts: TypeAlias = Mapping[str, Value]
Asked: TypeAlias = Atom | Open | Some
MIRROR = {YES: NO, NO: YES}


class GivenUp(Exception):
    """The search took more steps than it was allowed."""


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """An answer wanted at a place of a program: YES or NO."""

    program: Program
    place: int
    want: Answer = YES

    def answers(self, facts: Facts) -> tuple[Answer, ...]:
        """The answers of the program when these facts, and no others, are known."""
        return evaluate(self.program, Situation(transfer="", item="", to="", values=facts))

    def met(self, facts: Facts) -> bool:
        """Whether these facts alone settle the answer wanted."""
        return self.answers(facts)[self.place] is self.want


def search(goals: Sequence[Goal], catalogue: Catalogue, *, given: Facts, steps: int) -> Facts | None:
    """Facts under which every goal surely holds, none of which can be left out; None where there are none.

    ``given`` are known beforehand and stay. Raises GivenUp after so many ``steps``.
    """
    # What is presumed until somebody answers is asked here: a person may answer either way.
    programs = {goal.program: _asking(goal.program) for goal in goals}
    asked = [replace(goal, program=programs[goal.program]) for goal in goals]
    found = _Search(asked, Trials(tuple(programs.values()), catalogue), steps).found(given)
    return None if found is None else needed(goals, found, given)


def needed(goals: Sequence[Goal], facts: Facts, given: Facts) -> Facts:
    """The facts without those that the goals hold without; ``given`` ones stay."""
    kept = dict(facts)
    for fact in [fact for fact in reversed(kept) if fact not in given]:
        without = {name: value for name, value in kept.items() if name != fact}
        if all(goal.met(without) for goal in goals):
            kept = without
    return kept


def _asking(program: Program) -> Program:
    nodes = (replace(node, presumed=None) if isinstance(node, Open) else node for node in program.nodes)
    return Program(tuple(nodes), program.roots)


@dataclass(slots=True)
class _Search:
    goals: Sequence[Goal]
    trials: Trials
    steps: int
    blame: frozenset[str] = frozenset()
    """The facts that carry the last loss."""

    def found(self, facts: Facts) -> Facts | None:
        """These facts with others under which every goal holds; None where there are none, with the ``blame``."""
        self.steps -= 1
        if self.steps < 0:
            raise GivenUp
        open_: tuple[Goal, tuple[Answer, ...]] | None = None
        read: dict[Program, tuple[Answer, ...]] = {}
        for goal in self.goals:
            answers = read[goal.program] = read.get(goal.program) or goal.answers(facts)
            if answers[goal.place] is MIRROR[goal.want]:
                self.blame = frozenset(justify(goal.program, answers, (goal.place,)).facts)
                return None
            if answers[goal.place] is UNKNOWN:
                open_ = open_ or (goal, answers)
        return facts if open_ is None else self._decided(*open_, facts)

    def _decided(self, goal: Goal, answers: tuple[Answer, ...], facts: Facts) -> Facts | None:
        """One more fact decided, each way in turn."""
        aim = _aim(goal.program, answers, goal.place, goal.want, set())
        if aim is None:  # the law itself leaves it open, or two exceptions clash
            self.blame = frozenset(facts)
            return None
        node, want = aim
        blamed: set[str] = set()
        for value in self.trials.values(node, want):
            found = self.found({**facts, node.fact: value})
            if found is not None or node.fact not in self.blame:
                return found
            blamed |= self.blame
        self.blame = frozenset(blamed - {node.fact})
        return None


def _aim(
    program: Program, answers: tuple[Answer, ...], place: int, want: Answer, seen: set[tuple[int, Answer]]
) -> tuple[Asked, Answer] | None:
    """An unknown fact, and the answer of its test, that would help a place to the answer wanted."""
    if answers[place] is not UNKNOWN or (place, want) in seen:
        return None
    seen.add((place, want))
    node = program.nodes[place]
    match node:
        case Atom() | Open() | Some():
            return node, want
        case Not(part) | Rule(_, part):
            return _aim(program, answers, part, MIRROR[want] if isinstance(node, Not) else want, seen)
        case And(parts) | Or(parts) | Readings(_, _, _, parts):
            ways = [(part, want) for part in parts]
        case Except(base, exceptions, _, _):
            ways = [(base, want), *((one, MIRROR[want]) for one in exceptions)]
        case _:
            return None
    return next((aim for part, side in ways if (aim := _aim(program, answers, part, side, seen)) is not None), None)
