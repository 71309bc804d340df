"""What is wrong with a table is said before any work: column, rows, keys, what was expected, a hint."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from acquis.determination.library import shipped
from acquis.facts.read import read_case
from acquis.tables.columns import KEY, Columns, columns_of
from acquis.tables.problems import Fault, check, gathered, own_columns, repeated_keys, schema_problems
from acquis.tables.read import open_table, table_of
from tests.tables.rows import seen


@pytest.fixture(scope="module")
def columns() -> Columns:
    return seen().columns


def said(columns: Columns, **cells: Any) -> list[str]:
    """The faults of a frame whose columns have ``__`` for the dot, in words."""
    frame = pl.DataFrame({name.replace("__", "."): values for name, values in cells.items()}, strict=False)
    if KEY not in frame.columns:
        frame = frame.with_columns(pl.Series(KEY, [f"k{number}" for number in range(frame.height)]))
    return [str(fault.problem("t.parquet")) for fault in check(frame, columns).faults]


BAD: list[tuple[str, list[Any], str]] = [
    ("item__kind", ["laser", "quantum computer"], "found 'quantum computer' in row 2 (key 'k1')"),
    ("item__cnot_error", [0.1, 12.0], "expected a share between 0 and 1, found 12.0 in row 2 (key 'k1')"),
    ("item__cnot_error", [0.1, float("nan")], "expected a number, found nan in row 2"),
    ("item__design_temperature", [4.0, float("inf")], "expected a number, found inf in row 2"),
    ("item__design_temperature", [4.0, -1.0], "expected no number below zero in K, found -1.0 in row 2"),
    ("item__physical_qubits", [34.0, 34.5], "expected a whole number, found 34.5 in row 2"),
    ("item__total_processing_performance", [1, 2**60], "expected a whole number below 2^53"),
    ("item__total_processing_performance", [1, 2**53 + 1], "a larger one has no double of its own"),
    ("item__mttf", [Decimal("1.5"), Decimal("1.234567890123456")], "at most 15 significant digits"),
    ("item__mttf", [Decimal("1.5"), Decimal("1.234567890123456")], "write a row with a longer number as a case file"),
    ("to__country", ["JP", "Japan"], "did you mean JP?"),
    ("to__country", ["GB-NIR", "GB-"], "expected a country code, found 'GB-' in row 2"),
    ("person__citizenships", [["IN"], ["IN", "India"]], "did you mean IN?"),
    ("transfer__date", ["2027-06-15", "15.06.2027"], "write every day as YYYY-MM-DD"),
    ("transfer__date", ["2027-06-15", "2027-6-15"], "found '2027-6-15' in row 2"),
    ("transfer__date", [date(2027, 1, 1), date(1066, 10, 14)], "between 1900 and 2199"),
    ("transfer__date", [datetime.fromisoformat("2027-01-01"), datetime.fromisoformat("2027-01-01T03:00")], "a day without a time"),
    ("item__frequency_range", [[1.0, 2.0], [2.0, 1.0]], "the smaller number first"),
    ("item__frequency_range", [[1.0, 2.0], [2.0, None]], "a list of two numbers"),
    ("item__cooling", [[{"power": 1.0}], [{"power": -1.0}]], "points whose power is not below zero"),
    ("item__cooling", [[{"power": 1.0}], [{"power": float("nan")}]], "points whose power is a number"),
    ("item__cooling", [[{"power": 1.0}], [None]], "leave out a point that is not known"),
    ("transfer__value", ["1200 EUR", "1200"], "an amount and a currency"),
    ("transfer__value", [{"amount": 1.0, "currency": "EUR"}, {"amount": 1.0, "currency": "euro"}], "a currency"),
    ("item__relates_to", ["none", "i2"], "state the facts behind the link"),
    ("key", ["a", None], "expected a name for the row"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "cells", "told"), BAD, ids=lambda one: str(one)[:40])
def test_a_wrong_cell_is_named_with_its_row_and_key(columns: Columns, name: str, cells: list[Any], told: str) -> None:
    (found,) = said(columns, **{name: cells})
    assert told in found
    assert found.startswith(f"t.parquet: {name.replace('__', '.')}: expected ")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"from__country": ["FI", "GB"], "from__region": ["GB-NIR", "GB-NIR"]}, "lies in from.country, found 'GB-NIR' in row 1"),
        ({"to__is_person": [False, True], "person__residence": ["JP", "JP"]}, "true where a person is described"),
        ({"item__relates_to": ["none", None], "item__relates_to__kind": ["laser"] * 2}, "behind a link that is none"),
    ],
)  # fmt: skip
def test_two_cells_that_cannot_both_be(columns: Columns, cells: dict[str, list[Any]], told: str) -> None:
    (found,) = said(columns, **cells)
    assert told in found


def test_rows_with_a_fault_are_marked_and_counted(columns: Columns) -> None:
    frame = pl.DataFrame({"key": list("abcdefgh"), "item.cnot_error": [0.1, 2, 3, None, 4, 5, 6, 7]})
    found = check(frame, columns, first_row=1_000)
    assert found.unread is not None
    assert found.unread.to_list() == [False, True, True, False, True, True, True, True]
    (fault,) = found.faults
    assert (fault.count, len(fault.samples), fault.samples[0]) == (6, 5, (1002, "'b'", "2.0"))
    assert "6 rows in all" in str(fault.problem("t"))
    (both,) = gathered([fault, fault])
    assert (both.count, both.samples) == (12, fault.samples)


def test_nothing_is_wrong_with_what_is_not_stated(columns: Columns) -> None:
    assert said(columns, item__kind=[None], item__cnot_error=[None], transfer__date=[None], item__cooling=[None]) == []


SCHEMAS: list[tuple[dict[str, Any], str]] = [
    ({"item.kind": pl.String}, "there is no column 'key'"),
    ({"Key": pl.String, "item.kind": pl.String}, "did you mean Key?"),
    ({"key": pl.Int64, "item.kind": pl.String}, "key: expected text (String), found Int64"),
    ({"key": pl.String, "note": pl.String}, "there is no column of facts"),
    ({"key": pl.String, "item.cnot_eror": pl.Float64}, "did you mean item.cnot_error"),
    ({"key": pl.String, "item.relates_to.kimd": pl.String}, "did you mean item.relates_to.kind"),
    ({"key": pl.String, "item.relates_to.relates_to.relates_to.relates_to.kind": pl.String}, "links are followed 3 deep"),
    ({"key": pl.String, "item.cnot_error": pl.Float32}, "float32 cannot hold a rim; write Float64 or Decimal"),
    ({"key": pl.String, "item.cnot_error": pl.String}, "expected a number between 0 and 1 (Float64, integers or decimals)"),
    ({"key": pl.String, "item.design_temperature": pl.String}, "expected a number in K"),
    ({"key": pl.String, "item.published": pl.Int64}, "Boolean"),
    ({"key": pl.String, "item.kind": pl.Int64}, "item.kind: expected a word"),
    ({"key": pl.String, "person.citizenships": pl.String}, "List of String"),
    ({"key": pl.String, "transfer.date": pl.Int64}, "a day"),
    ({"key": pl.String, "item.cooling": pl.List(pl.Struct({"powr": pl.Float64}))}, "a point has no field 'powr'"),
    ({"key": pl.String, "item.cooling": pl.List(pl.Struct({"power": pl.Float32}))}, "float32"),
    ({"key": pl.String, "item.cooling": pl.Float64}, "expected a list of {power (W), temperature (K), duration (s)}"),
    ({"key": pl.String, "item.frequency_range": pl.List(pl.String)}, "a list of two numbers"),
    ({"key": pl.String, "item.isotopes": pl.String}, "item.isotopic_impurity"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "told"), SCHEMAS, ids=lambda one: str(one)[:50])
def test_a_column_that_cannot_be_taken_is_named(columns: Columns, schema: dict[str, Any], told: str) -> None:
    found = [str(problem) for problem in schema_problems(schema, columns, "t.parquet")]
    assert len(found) == 1
    assert told in found[0]


def test_own_columns_are_left_aside(columns: Columns) -> None:
    schema = {"key": pl.String, "item.kind": pl.String, "note": pl.Int8, "priority": pl.Float32, "item": pl.Int8}
    assert schema_problems(schema, columns, "t") == ()
    assert own_columns(schema) == ("note", "priority", "item")


def test_every_column_of_the_catalogue_has_a_form(columns: Columns) -> None:
    schema: dict[str, Any] = {"key": pl.String} | dict.fromkeys(columns.own, pl.Null)
    assert schema_problems(schema, columns, "t") == ()


def test_a_key_far_away_is_found_too() -> None:
    keys = pl.LazyFrame({"key": [f"k{number}" for number in range(10_000)] + ["k17"]})
    found = repeated_keys(keys)
    assert isinstance(found, Fault)
    assert [row for row, _, _ in found.samples] == [18, 10_001]
    assert "expected each key once, found 'k17' in row 18 (key 'k17'), 'k17' in row 10,001" in str(found.problem("t"))
    assert repeated_keys(keys.head(10_000)) is None


REFUSED_ALIKE: list[tuple[str, Any, str]] = [
    ("cnot_error", 1.5, "1.5"), ("cnot_error", -0.1, "-0.1"), ("cnot_error", 1.0, "1"), ("physical_qubits", 34.5, "34.5"),
    ("physical_qubits", -1.0, "-1"), ("physical_qubits", 34.0, "34"), ("q_factor", 34.5, "34.5"), ("q_factor", -1.0, "-1"),
    ("design_temperature", -1.0, "-1 K"), ("design_temperature", 0.0, "0 K"), ("noise_figure", -1.0, "-1 dB"),
    ("kind_of_thing", None, "null"), ("paradigm", "annealer", "annealer"), ("paradigm", "annealing", "annealing"),
    ("element", "other", "other"), ("element", "C", "C"), ("frequency_range", [2.0, 1.0], "[2 Hz, 1 Hz]"),
    ("frequency_range", [1.0, 2.0], "[1 Hz, 2 Hz]"), ("frequency_range", [-1.0, 2.0], "[-1 Hz, 2 Hz]"),
    ("cooling", [{"power": -1.0}], "[{power: -1 W}]"), ("cooling", [{"temperature": 0.0}], "[{temperature: 0 K}]"),
    ("phase_noise_close", -120.0, "-120 dB"), ("phase_noise", [{"value": -120.0}], "[{value: -120 dB}]"),
    ("us_content_share", 25.0, "25"), ("bias_stability", -1.0, "-1 deg/h"), ("heading_accuracy", -1.0, "-1 deg"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "number", "written"), REFUSED_ALIKE, ids=lambda one: str(one)[:30])
def test_a_table_refuses_what_a_case_file_refuses(columns: Columns, name: str, number: Any, written: str) -> None:
    case = f"""
acquis: 1
items: [{{id: i, kind: gyroscope, parameters: {{{name}: {written}}}}}]
transfers: [{{id: t, activity: export, items: [i], from: FI, to: JP}}]
"""
    _, problems = read_case(case.encode())
    frame = pl.DataFrame({"key": ["a"], f"item.{name}": [number]})
    wrong = [*schema_problems(frame.schema, columns, "t"), *check(frame, columns).faults]
    assert bool(wrong) is bool(problems), (problems, wrong)


def test_a_misspelt_list_is_refused_as_in_a_case_file(tmp_path: Path) -> None:
    """A list that no pack reads but that is nearly one would be passed over in silence."""
    frame = pl.DataFrame({KEY: ["a"], "to.listed": [["us-entity-lst"]]})
    (problem,) = table_of(frame, columns_of(shipped())).problems()
    assert (problem.what, problem.hint) == (
        "to.listed: no pack reads a list 'us-entity-lst'",
        "did you mean us-entity-list?",
    )
    path = tmp_path / "rows.csv"
    path.write_text("key,to.listed\na,us-entity-lst\nb,us-entity-list\n")
    assert [one.hint for one in open_table(path, columns_of(shipped())).problems()] == ["did you mean us-entity-list?"]


@pytest.mark.parametrize("figure", [5e-324, 1e-61, 1e61, 1e300])
def test_a_figure_that_no_measurement_gives_is_refused_as_in_a_case_file(figure: float) -> None:
    frame = pl.DataFrame({KEY: ["a", "b"], "item.helium3_mass": [figure, 0.5]})
    (fault,) = check(frame, columns_of(shipped())).faults
    assert (fault.column, fault.count) == ("item.helium3_mass", 1)
