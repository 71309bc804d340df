"""The strong logic of Kleene, and the program that walks by it."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from acquis.rules.build import Builder
from acquis.rules.evaluate import evaluate, put
from acquis.terms.answer import NO, UNKNOWN, YES, Answer, both, either, negate
from acquis.terms.fact import Situation
from acquis.terms.node import Among, Atom, Within
from acquis.terms.value import OneOf, Span

ANSWERS = st.sampled_from(list(Answer))
FACTS = ("item.a", "item.b", "item.c", "item.d")


def situation(**values: object) -> Situation:
    """A situation with these facts and nothing else."""
    return Situation(transfer="t", item="i", to="p", values={k.replace("__", "."): v for k, v in values.items()})  # type: ignore[misc]


class TestKleene:
    """AND is the minimum, OR the maximum, NOT the mirror (Kleene 1952, section 64)."""

    @given(st.lists(ANSWERS))
    def test_de_morgan(self, answers: list[Answer]) -> None:
        assert negate(both(answers)) == either(map(negate, answers))

    def test_unknown_survives_unless_the_other_side_decides(self) -> None:
        assert both([UNKNOWN, NO]) is NO
        assert both([UNKNOWN, YES]) is UNKNOWN
        assert either([UNKNOWN, YES]) is YES
        assert either([UNKNOWN, NO]) is UNKNOWN


class TestIntervals:
    """A fact may carry an interval; the test answers only when the whole interval does."""

    def test_better_than_a_rim(self) -> None:
        at_most = Within(Span(None, Fraction(1, 1000)))
        assert put(at_most, Span(None, Fraction(1, 2000))) is YES
        assert put(at_most, Span(None, Fraction(2, 1000))) is UNKNOWN
        assert put(at_most, Span(Fraction(1, 1000), None, lower_open=True)) is NO
        assert put(at_most, Span(Fraction(1, 1000), None)) is UNKNOWN

    def test_a_missing_number_is_unknown(self) -> None:
        assert put(Within(Span(Fraction(1), None)), None) is UNKNOWN

    def test_one_of_two_words(self) -> None:
        assert put(Among(frozenset({"x"})), OneOf(frozenset({"x", "y"}))) is UNKNOWN
        assert put(Among(frozenset({"x", "y"})), OneOf(frozenset({"x", "y"}))) is YES
        assert put(Among(frozenset({"z"})), OneOf(frozenset({"x", "y"}))) is NO

    @given(st.fractions(), st.fractions(), st.fractions(), st.booleans(), st.booleans())
    def test_an_interval_agrees_with_its_numbers(
        self, a: Fraction, b: Fraction, rim: Fraction, lo: bool, hi: bool
    ) -> None:
        """If the interval answers yes or no, so does every number in it."""
        low, high = min(a, b), max(a, b)
        rule = Within(Span(rim, None, lower_open=lo)) if hi else Within(Span(None, rim, upper_open=lo))
        answer = put(rule, Span(low, high))
        for number in (low, (low + high) / 2, high):
            if answer is not UNKNOWN:
                assert put(rule, number) is answer


@st.composite
def programs(draw: st.DrawFn) -> tuple[Builder, int]:
    """A random program over a few flags."""
    builder = Builder()
    places = [builder.add(Atom(fact, Among(frozenset({True})), "is true")) for fact in FACTS]
    for _ in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(["and", "or", "not", "except", "readings"]))
        parts = draw(st.lists(st.sampled_from(places), min_size=2, max_size=4))
        match kind:
            case "and":
                places.append(builder.every(parts))
            case "or":
                places.append(builder.some(parts))
            case "not":
                places.append(builder.opposite(parts[0]))
            case "except":
                clashes = ((0, 1),) if len(parts) > 2 else ()
                places.append(builder.exceptions(parts[0], tuple(parts[1:]), tuple("abc"[: len(parts) - 1]), clashes))
            case "readings":
                places.append(builder.readings("point", "cite", tuple("abcd"[: len(parts)]), tuple(parts)))
    place = builder.rule("top", places[-1])
    return builder, place


VALUES = st.sampled_from([True, False, None])


class TestProgram:
    """Filling in an unknown fact never changes a YES or a NO."""

    @given(programs(), st.lists(VALUES, min_size=4, max_size=4), st.integers(0, 3), st.booleans())
    def test_knowing_more_never_flips(
        self, built: tuple[Builder, int], values: list[bool | None], which: int, value: bool
    ) -> None:
        builder, place = built
        program = builder.program()
        before = dict(zip(FACTS, values, strict=True))
        before[FACTS[which]] = None
        after = {**before, FACTS[which]: value}
        first = evaluate(program, Situation(transfer="t", item="i", to="p", values=before))[place]
        second = evaluate(program, Situation(transfer="t", item="i", to="p", values=after))[place]
        assert first is UNKNOWN or first is second


class TestExceptions:
    """Two exceptions that both hold are a conflict, never resolved by order."""

    def test_two_live_exceptions_leave_it_unknown(self) -> None:
        builder = Builder()
        base, one, two = (builder.add(Atom(f, Among(frozenset({True})), "")) for f in ("b", "x", "y"))
        place = builder.exceptions(base, (one, two), ("x", "y"), ((0, 1),))
        program = builder.program()
        assert evaluate(program, situation(b=True, x=True, y=True))[place] is UNKNOWN
        assert evaluate(program, situation(b=True, x=True, y=False))[place] is NO
        assert evaluate(program, situation(b=True, x=False, y=False))[place] is YES
        assert evaluate(program, situation(b=False, x=True, y=True))[place] is NO

    def test_exceptions_that_may_stand_together(self) -> None:
        builder = Builder()
        base, one, two = (builder.add(Atom(f, Among(frozenset({True})), "")) for f in ("b", "x", "y"))
        place = builder.exceptions(base, (one, two), ("x", "y"), ())
        assert evaluate(builder.program(), situation(b=True, x=True, y=True))[place] is NO
