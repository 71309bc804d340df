"""SQL reads a program as the explainer does: all kinds of node, with nulls in every column, and at every rim."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acquis.rules.build import Builder
from acquis.rules.evaluate import evaluate
from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.fact import Situation
from acquis.terms.node import (
    Among,
    Atom,
    Constant,
    Except,
    Has,
    Node,
    Not,
    Open,
    Overlaps,
    Program,
    Readings,
    Some,
    Stated,
    Test,
    Within,
)
from acquis.terms.value import Points, Span, Value

duckdb = pytest.importorskip("duckdb")

from acquis.tables.sql import Columns, Writer, quoted  # noqa: E402 - after the check that the extra is there

SQL_TYPES = {
    "x": "DOUBLE",
    "y.low": "DOUBLE",
    "day": "DATE",
    "flag": "BOOLEAN",
    "word": "VARCHAR",
    "countries": "VARCHAR[]",
    "cooling": "STRUCT(power DOUBLE, temperature DOUBLE)[]",
    "bare": "STRUCT(value DOUBLE)[]",
}
FIELDS = {"cooling": ("power", "temperature"), "bare": ("value",)}
COLUMNS = Columns(days={"day"}, fields=FIELDS)
LIMITS = (0.0, 0.1, 1e-3, 6e-3, 34.0, 5e-324, 1e300, -0.5, 1 / 3, 0.07)
NUMBERS = sorted({d for limit in LIMITS for d in (limit, math.nextafter(limit, math.inf), math.nextafter(limit, -9e9))})
DAYS = (date(2024, 9, 6), date(2024, 9, 7), date(2026, 11, 20))
WORDS = ("gate_model", "it's", "JP", "")
SETTINGS = settings(max_examples=100)
ANSWERS = {True: YES, False: NO, None: UNKNOWN}


@cache
def database() -> Any:
    """One DuckDB for all tests."""
    return duckdb.connect()


def answers(program: Program, rows: list[Mapping[str, Any]], columns: Columns = COLUMNS) -> list[dict[str, Answer]]:
    """What DuckDB answers for each row and root."""
    writer = Writer(columns)
    roots = writer.add(program)
    steps = ["t0 AS (SELECT * FROM source)"]
    for number, level in enumerate(writer.levels()):
        wide = ", ".join(f"{text} AS {name}" for name, text in level)
        steps.append(f"t{number + 1} AS (SELECT *, {wide} FROM t{number})")
    told = ", ".join(f"{text} AS {quoted(name)}" for name, text in roots.items())
    connection = database()
    connection.execute(
        f"CREATE OR REPLACE TABLE source (id INT, {', '.join(f'{quoted(n)} {t}' for n, t in SQL_TYPES.items())})"
    )
    marks = ", ".join("?" * (1 + len(SQL_TYPES)))
    connection.executemany(
        f"INSERT INTO source VALUES ({marks})", [[i, *(row.get(n) for n in SQL_TYPES)] for i, row in enumerate(rows)]
    )
    found = connection.execute(f"WITH {', '.join(steps)} SELECT {told} FROM t{len(steps) - 1} ORDER BY id").fetchall()
    return [dict(zip(roots, (ANSWERS[one] for one in line), strict=True)) for line in found]


def explained(program: Program, row: Mapping[str, Any]) -> dict[str, Answer]:
    """What the explainer answers for a row: its numbers stand for their shortest decimals."""
    values: dict[str, Value] = {name: exact(name, value) for name, value in row.items()}
    found = evaluate(program, Situation(transfer="t", item="i", to="x", values=values))
    return {root: found[place] for root, place in program.roots.items()}


def exact(name: str, value: Any) -> Value:
    """A cell as the value of a fact."""
    if name in FIELDS and value is not None:
        return Points(tuple(tuple((f, number(point[f])) for f in FIELDS[name]) for point in value))
    if isinstance(value, float):
        return number(value)
    return tuple(value) if isinstance(value, list) else value


def number(cell: float | None) -> Fraction | None:
    """The number a double of a table stands for."""
    return None if cell is None else Fraction(repr(cell))


def agree(program: Program, rows: list[Mapping[str, Any]]) -> None:
    for row, told in zip(rows, answers(program, rows), strict=True):
        assert told == explained(program, row), row


# -- random programs over random tables ------------------------------------------------------------------------------

numbers = st.sampled_from(NUMBERS)
limits = st.one_of(st.none(), st.sampled_from([Fraction(repr(limit)) for limit in LIMITS] + [Fraction(1, 3)]))
spans = st.builds(Span, limits, limits, st.booleans(), st.booleans())
ordinals = st.one_of(st.none(), st.sampled_from([Fraction(day.toordinal()) for day in DAYS]))
words = st.frozensets(st.sampled_from(WORDS), max_size=3)
point = st.fixed_dictionaries({"power": st.none() | numbers, "temperature": st.none() | numbers})
ROWS = st.fixed_dictionaries(
    {
        "x": st.none() | numbers,
        "y.low": st.none() | numbers,
        "day": st.none() | st.sampled_from(DAYS),
        "flag": st.none() | st.booleans(),
        "word": st.none() | st.sampled_from(WORDS),
        "countries": st.none() | st.lists(st.sampled_from(WORDS), max_size=3),
        "cooling": st.none() | st.lists(point, max_size=3),
        "bare": st.none() | st.lists(st.fixed_dictionaries({"value": st.none() | numbers}), max_size=2),
    }
)


@st.composite
def atoms(draw: st.DrawFn) -> Atom:
    tests: dict[str, st.SearchStrategy[Test]] = {
        "x": st.builds(Within, spans),
        "y.low": st.builds(Within, spans),
        "day": st.builds(Within, st.builds(Span, ordinals, ordinals, st.booleans(), st.booleans())),
        "flag": st.builds(Among, st.frozensets(st.booleans())),
        "word": st.builds(Among, words),
        "countries": st.builds(Has, words),
    }
    fact = draw(st.sampled_from(sorted(tests)))
    return Atom(fact, draw(tests[fact]), "")


@st.composite
def conditions(draw: st.DrawFn, builder: Builder) -> int:
    """A condition over one point; ``value`` and ``frequency`` are fields that points of ``cooling`` do not have."""
    fields = st.sampled_from(("power", "temperature", "value", "frequency"))
    places = [
        builder.add(Atom(draw(fields), Within(draw(spans)), "")),
        builder.add(Atom(draw(fields), Within(draw(spans)), "")),
        builder.constant(draw(st.sampled_from(Answer))),
    ]
    one, other = draw(st.sampled_from(places)), draw(st.sampled_from(places))
    return draw(
        st.sampled_from(
            (builder.every((one, other)), builder.some((one, other)), builder.opposite(builder.every((one, other))))
        )
    )


@st.composite
def programs(draw: st.DrawFn) -> Program:
    builder = Builder()
    places = [builder.constant(answer) for answer in Answer]
    for _ in range(draw(st.integers(1, 14))):
        parts = tuple(draw(st.lists(st.sampled_from(places), min_size=1, max_size=4)))
        made: Node | int = draw(st.one_of(atoms(), st.builds(Stated, st.sampled_from(sorted(SQL_TYPES)))))
        match draw(st.sampled_from(("atom", "atom", "and", "or", "not", "readings", "except", "some"))):
            case "and":
                made = builder.every(parts)
            case "or":
                made = builder.some(parts)
            case "not":
                made = Not(parts[0])
            case "readings":
                made = Readings("", "", (), parts)
            case "except":
                pairs = st.tuples(st.integers(0, len(parts) - 1), st.integers(0, len(parts) - 1))
                clashes = tuple(draw(st.lists(pairs, max_size=2)))
                made = Except(draw(st.sampled_from(places)), parts, (), clashes)
            case "some":
                made = Some(
                    draw(st.sampled_from(("cooling", "bare"))), draw(conditions(builder)), draw(conditions(builder))
                )
        places.append(made if isinstance(made, int) else builder.add(made))
    for number in range(draw(st.integers(1, 3))):
        builder.name(f"root {number}", draw(st.sampled_from(places)))
    builder.name("last", places[-1])
    return builder.program()


@given(programs(), st.lists(ROWS, min_size=1, max_size=6))
@SETTINGS
def test_every_program_is_answered_as_the_explainer_answers_it(program: Program, rows: list[Mapping[str, Any]]) -> None:
    """TRUE is YES, FALSE is NO, NULL is UNKNOWN, whatever the nodes and whatever is null."""
    agree(program, rows)


# -- at the rims -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [*LIMITS, 1e-4, 0.02, 290.0, 1e22, 2.2250738585072014e-308])
def test_the_doubles_beside_a_limit_fall_on_their_side(limit: float) -> None:
    """A limit is the decimal the law wrote; a cell is the shortest decimal of its double; zero has no sign."""
    exactly = Fraction(repr(limit))
    builder = Builder()
    for name, span in {
        "ge": Span(lower=exactly),
        "gt": Span(lower=exactly, lower_open=True),
        "le": Span(upper=exactly),
        "lt": Span(upper=exactly, upper_open=True),
        "is": Span(exactly, exactly),
    }.items():
        builder.name(name, builder.add(Atom("x", Within(span), "")))
    beside = (limit, -limit, math.nextafter(limit, math.inf), math.nextafter(limit, -math.inf), -0.0, None)
    agree(builder.program(), [{"x": number} for number in beside])


@given(st.fractions(), st.booleans(), st.booleans())
@SETTINGS
def test_a_limit_that_is_no_double_is_exact_all_the_same(limit: Fraction, lower: bool, open_: bool) -> None:
    """The double nearest to a third stands for a decimal beside it, and is judged as that decimal."""
    builder = Builder()
    span = Span(lower=limit, lower_open=open_) if lower else Span(upper=limit, upper_open=open_)
    builder.name("test", builder.add(Atom("x", Within(span), "")))
    near = float(limit)
    beside = (near, math.nextafter(near, math.inf), math.nextafter(near, -math.inf), None)
    agree(builder.program(), [{"x": number} for number in beside])


# -- the text --------------------------------------------------------------------------------------------------------


def test_what_is_shared_is_written_once() -> None:
    """Forty conditions, each over the one before it twice: the text grows with their number, not with 2**40."""
    builder = Builder()
    place = builder.add(Atom("x", Within(Span(lower=Fraction(1))), ""))
    for number in range(40):
        part = builder.add(Atom("y.low", Within(Span(lower=Fraction(number))), ""))
        place = builder.add(Readings("", "", (), (builder.opposite(place), builder.every((place, part)))))
    program = replace(builder.program(), roots={"root": place})
    writer = Writer(COLUMNS)
    writer.add(program)
    assert sum(len(text) for level in writer.levels() for _, text in level) < 20_000
    agree(program, [{"x": 0.5, "y.low": None}, {"x": None, "y.low": 39.0}, {"x": 2.0, "y.low": 50.0}])


def test_two_programs_share_their_columns() -> None:
    """What two instruments both test is one column."""
    builder = Builder()
    atom = builder.add(Atom("x", Within(Span(lower=Fraction(1))), ""))
    builder.name("root", atom)
    writer = Writer(COLUMNS)
    assert writer.add(builder.program()) == writer.add(builder.program()) == {"root": "n1"}
    assert writer.levels() == ((("n1", '("x" >= 1.0e0)'),),)


@pytest.mark.parametrize(
    "node", [Open("item.answer.working", "working"), Atom("x", Overlaps(Span()), "")], ids=["open", "overlaps"]
)
def test_what_was_not_lowered_is_refused(node: Node) -> None:
    """A node that no column states is never passed over."""
    with pytest.raises(TypeError, match="lowered"):
        Writer(COLUMNS).add(Program((node,), {"root": 0}))


def test_constants_need_no_column() -> None:
    """What is settled for a whole shape stands as it is."""
    writer = Writer(COLUMNS)
    nodes = (Constant(YES), Constant(UNKNOWN))
    assert writer.add(Program(nodes, {"yes": 0, "open": 1})) == {"yes": "TRUE", "open": "NULL::BOOLEAN"}
    assert writer.levels() == ()
