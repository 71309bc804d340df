"""The search for a transfer finds one exactly where there is one, and what it finds is enough."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acquis.comparison.search import GivenUp, Goal, search
from acquis.reading.catalogue import load_catalogue
from acquis.rules.build import Builder
from acquis.terms.answer import NO, YES, Answer
from acquis.terms.node import Among, Atom, Has, Open, Program, Within
from acquis.terms.value import Span, Value

CATALOGUE = load_catalogue()
NUMBER, WORD, LIST, FLAG, ASKED = (
    "item.physical_qubits",
    "item.paradigm",
    "parties.listed",
    "item.published",
    "item.answer.working",
)
WORLD: dict[str, tuple[Value, ...]] = {
    NUMBER: tuple(map(Fraction, range(5))),
    WORD: ("gate_model", "annealing", "analog_simulator"),
    LIST: ((), ("x",), ("y",), ("x", "y")),
    FLAG: (True, False),
    ASKED: (True, False),
}
"""Every value that the tests below can tell apart."""


def spans() -> st.SearchStrategy[Span]:
    ends = st.integers(1, 3).map(Fraction)
    above = st.builds(lambda end, open_: Span(end, None, lower_open=open_), ends, st.booleans())
    below = st.builds(lambda end, open_: Span(None, end, upper_open=open_), ends, st.booleans())
    return above | below


def leaves() -> st.SearchStrategy[Atom | Open]:
    words = st.sets(st.sampled_from(("gate_model", "annealing")), min_size=1).map(frozenset)
    return st.one_of(
        spans().map(lambda span: Atom(NUMBER, Within(span), "")),
        words.map(lambda one: Atom(WORD, Among(one), "")),
        st.sampled_from("xy").map(lambda word: Atom(LIST, Has(frozenset((word,))), "")),
        st.booleans().map(lambda flag: Atom(FLAG, Among(frozenset((flag,))), "")),
        st.sampled_from((None, True, False)).map(lambda presumed: Open(ASKED, "working", presumed)),
    )


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """A program of a few leaves and connectives; its last place is the answer."""
    builder = Builder()
    places = [builder.add(leaf) for leaf in draw(st.lists(leaves(), min_size=1, max_size=5))]
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(("and", "or", "not", "except")))
        one, other = draw(st.sampled_from(places)), draw(st.sampled_from(places))
        if kind == "not":
            places.append(builder.opposite(one))
        elif kind == "except":
            places.append(builder.exceptions(one, (other,), ("label",), ()))
        else:
            places.append(builder.every((one, other)) if kind == "and" else builder.some((one, other)))
    builder.name("", places[-1])
    return builder.program()


def goal(program: Program, want: Answer) -> Goal:
    return Goal(program, program.roots[""], want)


@given(first=programs(), second=programs(), want=st.sampled_from((YES, NO)))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_finds_one_exactly_where_there_is_one(first: Program, second: Program, want: Answer) -> None:
    goals = (goal(first, YES), goal(second, want))
    found = search(goals, CATALOGUE, given={}, steps=10_000)
    every = (dict(zip(WORLD, values, strict=True)) for values in product(*WORLD.values()))
    there = any(all(one.met(facts) for one in goals) for facts in every)
    assert (found is not None) == there
    if found is not None:
        assert all(one.met(found) for one in goals)
        for fact in found:
            without = {name: value for name, value in found.items() if name != fact}
            assert not all(one.met(without) for one in goals), f"{fact} can be left out"


def test_it_gives_up_rather_than_guess() -> None:
    builder = Builder()
    facts = [builder.add(Atom(fact, Among(frozenset({True})), "")) for fact in ("item.published", "item.tunable")]
    builder.name("", builder.every(facts))
    with pytest.raises(GivenUp):
        search((goal(builder.program(), YES),), CATALOGUE, given={}, steps=2)
