"""Cells and z3 decide alike: each is a check of the other, and the explainer of both."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("z3")

from tests.comparison.books import RUNGS, ladder, pair
from tests.small import entry

from acquis.comparison.concepts import concept
from acquis.comparison.controlled import Controlled, controlled
from acquis.comparison.relate import relate
from acquis.comparison.solve import by_solver
from acquis.determination.library import shipped
from acquis.terms.answer import YES
from acquis.terms.comparison import Region, Related
from acquis.terms.fact import Situation
from acquis.terms.value import Value

NUMBERS = (30, 34, 35, 60, 100)
ERRORS = ("1e-4", "2e-4", "1e-3")


@st.composite
def rungs(draw: st.DrawFn) -> str:
    low, high = sorted(draw(st.lists(st.sampled_from(NUMBERS), min_size=2, max_size=2, unique=True)))
    above, below = draw(st.sampled_from(("ge", "gt"))), draw(st.sampled_from(("lt", "le", None)))
    qubits = f"{{{above}: {low}" + (f", {below}: {high}}}" if below else "}")
    operator = draw(st.sampled_from(("lt", "le", "ge", None)))
    return qubits + ", " + (f"{{{operator}: {draw(st.sampled_from(ERRORS))}}}" if operator else "any")


ladders = st.lists(rungs(), min_size=1, max_size=3).map(lambda found: ladder(*found))


def alike(a: Controlled, b: Controlled) -> tuple[Related, Related]:
    """What cells say, which must be what z3 says."""
    cells, solved = relate(a, b), by_solver(a, b, 24)
    assert (cells.proved_by, solved.proved_by) == ("cells", "z3")
    assert (cells.relation, cells.possibly) == (solved.relation, solved.possibly)
    for one, other in (
        (cells.only_a, solved.only_a),
        (cells.only_b, solved.only_b),
        (cells.possibly_only_a, solved.possibly_only_a),
        (cells.possibly_only_b, solved.possibly_only_b),
    ):
        assert bool(one) == bool(other)
    return cells, solved


def inside(region: Region, qubits: Fraction, error: Fraction) -> bool:
    numbers = {"item.physical_qubits": qubits, "item.cnot_error": error}
    return all(bound.span is None or bound.span.holds(numbers[bound.fact]) for bound in region.bounds)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(a=ladders, b=ladders)
def test_the_regions_are_exactly_the_difference(tmp_path: Path, a: str, b: str) -> None:
    """At, beside and between every threshold the explainer says what the regions of both ways say."""
    books = pair(tmp_path, a, b)
    for found in alike(*books):
        assert found.exact
        for qubits in (0, *(number + step for number in NUMBERS for step in (-1, 0, 1))):
            for error in (Fraction(at) * step for at in ERRORS for step in (Fraction(1, 2), 1, Fraction(3, 2))):
                item: dict[str, Value] = {
                    "item.paradigm": "gate_model",
                    "item.physical_qubits": Fraction(qubits),
                    "item.cnot_error": error,
                }
                facts = {"item.kind": "quantum_computer", **item}
                listed = [one.answers(Situation(transfer="", item="", to="", values=facts))[0] is YES for one in books]
                assert (listed == [True, False]) == any(inside(one, Fraction(qubits), error) for one in found.only_a)
                assert (listed == [False, True]) == any(inside(one, Fraction(qubits), error) for one in found.only_b)


READINGS = (
    "{item.kind: gas, readings: {point: Which, cite: Note 2, of: ["
    "{label: A, text: one., when: {item.published: true}}, {label: B, text: two., when: {item.published: false}}]}}"
)
WAVES = "{item.kind: gas, item.wavelength: {overlaps: {ge: %s nm, lt: 700 nm}}}"
COOLING = (
    "{item.kind: gas, some: item.cooling, shows: {power: {ge: %s W}, temperature: {le: 1 K}},"
    " rules_out: [{temperature: {ge: 1 K}, power: {lt: 1 W}}]}"
)
EXCEPT = "unless: [{label: x, cite: Note 1, text: x., when: {item.published: true}}, {label: y, cite: Note 2, text: y., when: {open: working}}]"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (entry(READINGS), entry("{item.kind: gas, item.published: true}")),
        (entry(WAVES % 400), entry(WAVES % 500)),
        (entry(COOLING % 1), entry(COOLING % 2)),
        (entry("{item.kind: gas}", more=EXCEPT), entry("{item.kind: gas, all: [{open: working}]}")),
    ],
    ids=["readings", "ranges", "points", "clashing exceptions"],
)
def test_every_kind_of_node(tmp_path: Path, a: str, b: str) -> None:
    cells, solved = alike(*pair(tmp_path, a, b, on="gas"))
    assert cells.differs
    assert solved.differs


@pytest.mark.parametrize("day", [date(2024, 10, 1), date(2026, 11, 20)])
@pytest.mark.parametrize(
    "on", ["quantum_computer", "parametric_amplifier", "cryocooler", "technology for quantum_computer"]
)
def test_the_shipped_books(on: str, day: date) -> None:
    library = shipped()
    a, b = (
        controlled(library.examiner(id_, day, day).shelf, library.catalogue, concept(on, library.catalogue))
        for id_ in ("us-ear", "eu-dual-use")
    )
    cells, solved = relate(a, b, most=1), by_solver(a, b, 1)
    assert (cells.relation, cells.possibly) == (solved.relation, solved.possibly)


def test_too_many_cells_are_left_to_the_solver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from acquis.comparison import relate as module
    from acquis.comparison.diagram import TooLarge

    def too_large(*_: object) -> None:
        raise TooLarge

    monkeypatch.setattr(module, "_by_cells", too_large)
    found = relate(*pair(tmp_path, ladder(), ladder(*RUNGS[1:])))
    assert found.proved_by == "z3"
    assert len(found.only_a) == 1
