"""The catalogue of facts, and one node read as the type of its fact."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.reading.catalogue import load_catalogue, read_catalogue
from acquis.reading.countries import country_names, read_country
from acquis.reading.document import Mapping, Node, read_document
from acquis.reading.number import ReadingError
from acquis.reading.unit_table import unit_table
from acquis.terms.problem import Problem
from acquis.terms.value import Band, Money, Points, Span, Value

CATALOGUE = load_catalogue()


def node(text: str) -> Node:
    found, problems = read_document(text, name="case.yaml")
    assert found is not None
    assert not problems
    return found


def read(fact: str, text: str, kind: str | None = None) -> tuple[Value, tuple[Problem, ...]]:
    spec = CATALOGUE.spec(fact)
    assert spec is not None
    return CATALOGUE.read_value(spec, node(text), kind)


class TestCatalogue:
    """Every fact has a type, a unit that is kept, and a question with somebody who can answer it."""

    @pytest.mark.parametrize("name", sorted(CATALOGUE.facts))
    def test_complete(self, name: str) -> None:
        spec = CATALOGUE.facts[name]
        assert spec.ask.endswith("?"), name
        assert spec.who, name
        assert spec.absent in ("", "not_stated"), name
        if spec.type in ("quantity", "range"):
            assert spec.unit_of(None)
        kept = unit_table().dimensions
        assert all(unit in kept for unit in (*spec.units.values(), *spec.fields.values()))
        assert not spec.unit or spec.unit in kept
        assert (spec.type == "points") == bool(spec.fields)
        assert spec.type not in ("choice", "kind") or spec.values

    def test_facts_of_linked_items(self) -> None:
        linked = CATALOGUE.spec("item.relates_to.specially_designed_for.physical_qubits")
        assert linked is CATALOGUE.facts["item.physical_qubits"]
        stated = CATALOGUE.spec("item.relates_to.stated")
        assert stated is not None
        assert stated.type == "flag"
        assert stated.ask == CATALOGUE.facts["item.relates_to"].ask

    @pytest.mark.parametrize(
        "name", ["item.cnot_eror", "item", "transfer.relates_to.kind", "item.relates_to.nothing", "", "item."]
    )
    def test_no_such_fact(self, name: str) -> None:
        assert CATALOGUE.spec(name) is None

    @pytest.mark.parametrize(
        "text", ["facts: {item.a: {type: nothing}}", "facts: {item.a: {type: flag, aks: b}}", "facts: {item.a: flag}"]
    )
    def test_a_wrong_entry_stops_the_start(self, text: str) -> None:
        tree = node(text)
        assert isinstance(tree, Mapping)
        with pytest.raises(RuntimeError, match=r"item\.a"):
            read_catalogue(tree)


class TestValues:
    """The type of the fact decides what a scalar means."""

    @pytest.mark.parametrize(
        ("fact", "text", "value"),
        [
            ("to.country", "NO", "NO"),  # Norway, never false
            ("to.country", "GB-NIR", "GB-NIR"),
            ("to.country", "'US'", "US"),
            ("transfer.via", "[NO, DE]", ("NO", "DE")),
            ("transfer.via", "[]", ()),
            ("item.cnot_error", "1e-4", Fraction(1, 10000)),
            ("item.cnot_error", '"1e-4"', Fraction(1, 10000)),
            ("item.cnot_error", "<= 2e-3", Span(None, Fraction(2, 1000))),
            ("item.physical_qubits", "34", Fraction(34)),
            ("item.physical_qubits", "'>= 34'", Span(Fraction(34), None)),
            ("item.base_temperature", "2.8 K", Fraction(28, 10)),
            ("item.published", "true", True),
            ("item.published", "false", False),
            ("item.published", "null", None),
            ("item.paradigm", "annealing", "annealing"),
            ("item.kind", "quantum_computer", "quantum_computer"),
            ("transfer.end_use", "unknown", None),
            ("transfer.date", "2027-06-15", date(2027, 6, 15)),
            ("transfer.value", "1200 EUR", Money(Fraction(1200), "EUR")),
            ("transfer.value", "{amount: 1200.50, currency: EUR}", Money(Fraction(120050, 100), "EUR")),
            ("item.technology_field", "quantum sensing", "quantum sensing"),
            ("to.listed", "[a, b]", ("a", "b")),
            ("item.frequency_range", "[4 GHz, 8 GHz]", Band(Fraction(4 * 10**9), Fraction(8 * 10**9))),
            ("item.wavelength", "700..1000 nm", Band(Fraction(7, 10**7), Fraction(1, 10**6))),
            ("item.specially_designed_for", "none", "none"),
            ("item.cooling", "[]", Points(())),
            (
                "item.cooling",
                "[{power: 600 uW, temperature: -273.05 °C}]",
                Points(((("power", Fraction(6, 10000)), ("temperature", Fraction(1, 10)), ("duration", None)),)),
            ),
            ("item.quantum_efficiency", "[{value: 12 %, wavelength: 900 nm}]",
             Points(((("value", Fraction(12, 100)), ("wavelength", Fraction(9, 10**7))),))),
            ("item.two_qubit_error", "{value: 3.3e-3, gate: cz}", ("value=3.3e-3", "gate=cz")),
            ("item.isotopes", "{Si-28: 99.9 %}", ("Si-28=99.9 %",)),
            ("transfer.original_authorization", "{id: X, date: 2026-01-02}", ("id=X", "date=2026-01-02")),
            ("item.two_qubit_error", "{value: 3.3e-3, gate: null}", ("value=3.3e-3",)),
            ("item.cooling", "[{power: null, temperature: 4 K}]",
             Points(((("power", None), ("temperature", Fraction(4)), ("duration", None)),))),
        ],
    )  # fmt: skip
    def test_value(self, fact: str, text: str, value: Value) -> None:
        found, problems = read(fact, text)
        assert problems == ()
        assert found == value
        assert type(found) is type(value)

    def test_the_kind_of_item_decides_the_unit(self) -> None:
        assert read("item.bias_stability", "1 ug", "accelerometer")[0] == Fraction("9.80665e-6")
        assert read("item.bias_stability", "1 °/h", "gyroscope")[0] == 1
        assert read("item.bias_stability", "1 °/h", "accelerometer")[1]
        assert read("item.bias_stability", "1 °/h", None)[0] == 1

    @pytest.mark.parametrize(
        ("fact", "text", "word"),
        [
            ("item.published", "NO", "true or false"),
            ("item.published", "yes", "true or false"),
            ("item.published", "'true'", "without quotes"),
            ("to.country", "Japan", "JP"),
            ("to.country", "jp", "JP"),
            ("to.country", "UK", "did you mean GB?"),
            ("to.country", "false", "country"),
            ("to.country", "ZZ", "country"),
            ("to.country", "[JP]", "found a list"),
            ("transfer.via", "DE", "[DE, JP]"),
            ("transfer.via", "[DE, Japn]", "JP"),
            ("transfer.via", "[[DE]]", "word"),
            ("item.paradigm", "gate model", "gate_model"),
            ("item.kind", "quantum_computr", "quantum_computer"),
            ("item.cnot_error", "low", "number"),
            ("item.cnot_error", "[1, 2]", "found a list"),
            ("item.physical_qubits", "50 %", "plain number"),
            ("item.base_temperature", "10", "unit is required"),
            ("item.base_temperature", "10 mW", "units taken"),
            ("transfer.date", "15.6.2027", "YYYY-MM-DD"),
            ("transfer.date", "2027-02-30", "no day"),
            ("transfer.date", "20270615", "YYYY-MM-DD"),
            ("transfer.value", "1200", "currency"),
            ("transfer.value", "-5 EUR", "below zero"),
            ("transfer.value", "[1]", "list"),
            ("transfer.value", "{amount: 5}", "currency"),
            ("item.cooling", "600 uW", "list of points"),
            ("item.cooling", "[{power: 1}]", "unit is required"),
            ("item.cooling", "[{powr: 1 W}]", "did you mean power"),
            ("item.cooling", "[1 W]", "expected a point"),
            ("item.frequency_range", "{a: 1}", "two ends"),
            ("item.two_qubit_error", "3.3e-3", "mapping"),
            ("item.two_qubit_error", "{value: 3.3e-3, statistics: median}", "statistic"),
            ("item.two_qubit_error", "{gate: czz}", "cz"),
            ("item.isotopes", "{Si-28: much}", "number"),
            ("item.technology_field", "[a]", "text"),
            ("transfer.original_authorization", "{id: X, date: soon}", "YYYY-MM-DD"),
            ("transfer.original_authorization", "{id: [X]}", "text"),
        ],
    )
    def test_refused_with_a_place_and_a_hint(self, fact: str, text: str, word: str) -> None:
        found, problems = read(fact, text)
        assert found is None
        assert len(problems) == 1
        assert word in problems[0].what + problems[0].hint
        assert problems[0].where.line == 1

    def test_all_faults_of_a_list_of_points(self) -> None:
        _, problems = read("item.cooling", "[{power: 1, temperature: 4}, {power: 2 V}]")
        assert [problem.where.column for problem in problems] == [10, 26, 38]

    def test_a_faulty_place_has_had_its_problem(self) -> None:
        tree, problems = read_document("a: 1\na: 2\n", name="x")
        assert problems
        assert isinstance(tree, Mapping)
        value = tree.get("a")
        assert value is not None
        assert CATALOGUE.read_value(CATALOGUE.facts["item.published"], value) == (None, ())

    @given(
        st.sampled_from(sorted(CATALOGUE.facts)),
        st.recursive(
            st.text("abNO10.e- %KW<>±'", max_size=8).map(lambda text: f'"{text}"'),
            lambda inner: (
                st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
                | st.dictionaries(st.sampled_from(["power", "value", "amount", "x"]), inner, max_size=3).map(
                    lambda pairs: "{" + ", ".join(f"{key}: {item}" for key, item in pairs.items()) + "}"
                )
            ),
            max_leaves=6,
        ),
        st.sampled_from([None, *CATALOGUE.kinds]),
    )
    def test_never_raises(self, fact: str, text: str, kind: str | None) -> None:
        value, problems = CATALOGUE.read_value(CATALOGUE.facts[fact], node(text), kind)
        assert value is None or not problems
        assert all(problem.where.line for problem in problems)


class TestCountries:
    """A country is its code; a name earns a hint."""

    def test_every_code_is_itself(self) -> None:
        assert all(read_country(code) == code for code in country_names())
        assert country_names()["NO"] == "Norway"

    @pytest.mark.parametrize("text", ["XX", "no", "GBR", "GB-", "GB-NIRX", "gb-NIR", "XX-NIR", "", "Ⅳ"])
    def test_no_code(self, text: str) -> None:
        with pytest.raises(ReadingError) as caught:
            read_country(text)
        assert caught.value.hint
