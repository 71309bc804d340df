"""SQL prepares a table as polars does: the same facts of every row, and the same rows that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from acquis.tables.columns import KEY, MARK, Columns
from acquis.tables.prepare import EPOCH, UNREAD, prepare
from acquis.tables.problems import check, schema_problems
from acquis.tables.sql import quoted
from acquis.tables.sql_prepare import Prepared, prepared
from tests.tables.rows import DAY, random_rows, seen

duckdb = pytest.importorskip("duckdb")


@pytest.fixture(scope="module")
def columns() -> Columns:
    return seen().columns


def stated(frame: pl.DataFrame, columns: Columns, folder: Path) -> tuple[Prepared, str]:
    """The text that prepares a frame written to a file, as far as the cells as stated."""
    path = folder / "table.parquet"
    frame.write_parquet(path)
    made = prepared(pl.scan_parquet(path).collect_schema(), columns, DAY)
    cells = ", ".join(f"{text} AS {quoted(name)}" for name, text in made.stated.items())
    return made, f"WITH stated AS (SELECT {cells} FROM read_parquet('{path}'))"


def in_sql(frame: pl.DataFrame, columns: Columns, folder: Path) -> pl.DataFrame:
    """The prepared columns as DuckDB makes them, days as ordinals."""
    made, cells = stated(frame, columns, folder)
    facts = ", ".join(f"{text} AS {quoted(name)}" for name, text in made.facts.items())
    found: pl.DataFrame = duckdb.connect().sql(f"{cells} SELECT {facts} FROM stated").pl()
    return found.sort(KEY).with_columns(pl.col(pl.Date).cast(pl.Int32) + EPOCH)


@pytest.mark.parametrize("seed", range(3))
def test_every_fact_of_every_row_is_the_same(seed: int, columns: Columns, tmp_path: Path) -> None:
    """Sides, persons, links, regions, ranges, money, points: no column more, no column less, no cell apart."""
    frame = random_rows(1500, seed)
    by_polars = prepare(frame.lazy(), columns, DAY).collect().sort(KEY)
    by_sql = in_sql(frame, columns, tmp_path)
    assert set(by_sql.columns) == {*by_polars.columns, UNREAD}
    assert not by_sql[UNREAD].any()
    for name in by_polars.columns:
        one, other = by_polars[name], by_sql[name]
        apart = one.cast(other.dtype).ne_missing(other)
        assert not apart.any(), (name, one.filter(apart).head(3).to_list(), other.filter(apart).head(3).to_list())


def test_a_table_of_few_columns(columns: Columns, tmp_path: Path) -> None:
    """What no column states has no prepared column either, and the day is that of the law asked for."""
    frame = pl.DataFrame({KEY: ["a", "b"], "to.country": ["JP", None], "own": [1, 2]})
    by_sql = in_sql(frame, columns, tmp_path)
    by_polars = prepare(frame.lazy(), columns, DAY).collect()
    assert sorted(by_sql.drop(UNREAD).columns) == sorted(by_polars.columns)
    assert by_sql.select(by_polars.columns).rows() == by_polars.rows()
    assert by_sql["transfer.date"].to_list() == [DAY.toordinal()] * 2


# -- cells that cannot be read ---------------------------------------------------------------------------------------

MIDNIGHT = datetime.combine(DAY, time())
NOON = datetime.combine(DAY, time(12))
POINT = pl.List(pl.Struct({"power": pl.Float64, "temperature": pl.Float64}))
WHOLE_POINT = pl.List(pl.Struct({"power": pl.Int64, "temperature": pl.Decimal(38, 20)}))
MONEY = pl.Struct({"amount": pl.Float64, "currency": pl.String})
DECIMAL = pl.Struct({"amount": pl.Decimal(30, 10), "currency": pl.String})
CELLS: list[tuple[str, pl.DataType | type[pl.DataType], Sequence[Any]]] = [
    ("item.kind", pl.String, ["laser", "lazer", "", None]),
    ("item.element", pl.String, ["Si", "other", "Pb", None]),
    ("item.element", pl.Enum(["Ge", "Pb"]), ["Ge", "Pb", None]),
    ("to.country", pl.String, ["JP", "GB-NIR", "jp", "XX", "XX-1", "UK", "JP-", "JP-1234", "", " JP", None]),
    ("item.relates_to", pl.String, ["none", "i1", "", None]),
    ("item.technology_field", pl.String, ["optics", "", " ", "\t", None]),
    ("person.citizenships", pl.List(pl.String), [["JP"], [], ["JP", None], ["XX"], ["FR", "fr"], ["UA-43"], None]),
    ("to.listed", pl.List(pl.String), [["x"], [], ["x", ""], [None], None]),
    ("transfer.date", pl.String, ["2026-11-20", "2026-02-30", "2026-1-5", "20.11.2026", "2026-11-20 ", "", None]),
    ("transfer.date", pl.Datetime("us"), [MIDNIGHT, NOON, None]),
    ("transfer.date", pl.Datetime("us", "UTC"), [datetime(2026, 1, 5, tzinfo=UTC), None]),
    ("transfer.date", pl.Date, [date(1899, 12, 31), date(1900, 1, 1), date(2199, 12, 31), date(2200, 1, 1), None]),
    ("item.cnot_error", pl.Float64, [1e-3, -0.0, 0.0, 1.0, 1.0000000000000002, -5e-324, float("nan"), float("inf"), None]),
    ("item.physical_qubits", pl.Float64, [34.0, 34.5, -1.0, -0.0, float("inf"), float("nan"), 1e300, None]),
    ("item.physical_qubits", pl.Int64, [34, -1, 2**53, 2**53 + 1, -(2**53) - 1, None]),
    ("item.physical_qubits", pl.UInt64, [34, 2**53, 2**53 + 1, 2**64 - 1, None]),
    ("item.cnot_error", pl.Decimal(38, 30), [Decimal("0.001"), Decimal("0.123456789012345"), Decimal("0.1234567890123456"), None]),
    ("item.base_temperature", pl.Float64, [0.01, -0.01, float("-inf"), None]),
    ("item.noise_figure", pl.Float64, [-0.5, float("nan"), None]),
    ("item.frequency_range", pl.List(pl.Float64), [[1.0, 2.0], [2.0, 1.0], [1.0], [1.0, None], [], [-1.0, 2.0], [1.0, float("inf")], [1.0, 2.0, 3.0], None]),
    ("item.frequency_range", pl.List(pl.Int64), [[1, 2], [1, 2**60], None]),
    ("item.frequency_range", pl.Array(pl.Float64, 2), [[1.0, 2.0], [3.0, 2.0], None]),
    ("item.frequency_range", pl.Float64, [1.0, -1.0, float("nan"), None]),
    ("item.cooling", POINT, [[], [{"power": 1.0, "temperature": None}], [None], [{"power": -1.0, "temperature": 1.0}], [{"power": float("nan"), "temperature": 1.0}], None]),
    ("item.cooling", WHOLE_POINT, [[{"power": 1, "temperature": Decimal("0.1")}], [{"power": 2**60, "temperature": None}], [{"power": 1, "temperature": Decimal("0.12345678901234567")}], None]),
    ("item.quantum_efficiency", pl.Float64, [0.5, float("nan"), None]),
    ("transfer.value", MONEY, [{"amount": 1.5, "currency": "EUR"}, {"amount": 1.5, "currency": None}, {"amount": None, "currency": None}, {"amount": -1.0, "currency": "EUR"}, {"amount": 1.0, "currency": "eur"}, {"amount": float("nan"), "currency": "EUR"}, None]),
    ("transfer.value", DECIMAL, [{"amount": Decimal("1.5"), "currency": "EUR"}, {"amount": Decimal("12345678901.2345678901"), "currency": "EUR"}, None]),
    ("transfer.value", pl.String, ["1200 EUR", "1200EUR", "1.5e3 USD", "EUR 12", "1.2.3 EUR", "-5 EUR", "1234567890123456 EUR", "", None]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "dtype", "cells"), CELLS, ids=[f"{name} {dtype}"[:48] for name, dtype, _ in CELLS])
def test_the_same_cells_cannot_be_read(
    name: str, dtype: pl.DataType | type[pl.DataType], cells: Sequence[Any], columns: Columns, tmp_path: Path
) -> None:
    """A cell that a check of the table refuses marks its row in SQL, and no other cell does; the rest is the same."""
    keys = [f"r{number}" for number in range(len(cells))]
    frame = pl.DataFrame({KEY: keys, name: pl.Series(cells, dtype=dtype)})
    assert not schema_problems(frame.schema, columns, "t")
    found = check(frame, columns).unread
    bad = [False] * len(cells) if found is None else found.to_list()
    by_sql = in_sql(frame, columns, tmp_path)
    told = dict(zip(by_sql[KEY], by_sql[UNREAD], strict=True))
    assert [told[key] for key in keys] == bad
    by_polars = prepare(frame.lazy(), columns, DAY).collect()
    by_sql = frame.select(KEY).join(by_sql, on=KEY, maintain_order="left")
    good = pl.Series([not one for one in bad])
    for fact in by_polars.columns:
        one, other = by_polars[fact].filter(good), by_sql[fact].filter(good)
        assert one.cast(other.dtype).equals(other, null_equal=True), fact


@pytest.mark.parametrize(
    "row",
    [
        {"from.country": "FR", "from.region": "GB-NIR"},
        {"to.country": "GB", "to.region": "GB-NIR"},
        {"to.is_person": False, "person.residence": "JP"},
        {"to.is_person": True, "person.residence": "JP"},
        {"item.relates_to": "none", "item.relates_to.kind": "laser"},
        {"item.relates_to": "none", "item.relates_to.kind": None},
        {KEY: ""},
        {KEY: None},
        {MARK: True},
    ],
    ids=lambda row: " ".join(map(str, row.values())),
)
def test_two_cells_that_cannot_both_be(row: dict[str, Any], columns: Columns, tmp_path: Path) -> None:
    """What contradicts itself is not read, nor a row without a name, nor one that the reading of a text marked."""
    texts = {
        name: pl.Series([cell], dtype=pl.Boolean if isinstance(cell, bool) else pl.String) for name, cell in row.items()
    }
    frame = pl.DataFrame({KEY: ["a"], "to.kind": ["company"], **texts})
    found = check(frame, columns).unread
    bad = bool(row.get(MARK)) or (found is not None and found.any())
    assert in_sql(frame, columns, tmp_path)[UNREAD].to_list() == [bad]


TIES = [(one, other) for one in (None, [], ["CN", "IN"], ["JP"]) for other in (None, [], ["FR"], ["JP"])]


def test_the_latest_tie_of_every_pair_of_lists(columns: Columns, tmp_path: Path) -> None:
    """Not known, none, one, several: both candidates, and whether each is at home, as in polars."""
    frame = pl.DataFrame(
        {
            KEY: [str(number) for number in range(10, 10 + len(TIES))],
            "place.country": ["JP"] * len(TIES),
            "person.citizenships": pl.Series([one for one, _ in TIES], dtype=pl.List(pl.String)),
            "person.permanent_residency": pl.Series([other for _, other in TIES], dtype=pl.List(pl.String)),
        }
    )
    by_polars = prepare(frame.lazy(), columns, DAY).collect()
    by_sql = in_sql(frame, columns, tmp_path)
    assert by_sql.select(by_polars.columns).rows() == by_polars.rows()
    assert by_sql["person.latest_tie.a"].to_list()[4:8] == [None, None, "FR", "JP"]


@pytest.mark.parametrize("scale", [15, 20, 30])
def test_a_decimal_becomes_the_double_of_its_digits(scale: int, columns: Columns, tmp_path: Path) -> None:
    """Digits are read once; to divide by a power of ten would round twice."""
    texts = [f"0.{number:0<3}" for number in range(1, 1000)] + ["0.123456789012345", "0.000000000000007"]
    cells = pl.Series("item.cnot_error", [Decimal(text) for text in texts], dtype=pl.Decimal(38, scale))
    frame = pl.DataFrame({KEY: [f"{number:04}" for number in range(len(texts))], "item.cnot_error": cells})
    assert in_sql(frame, columns, tmp_path)["item.cnot_error"].to_list() == [float(text) for text in texts]
