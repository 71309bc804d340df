"""Frames of pandas are taken column by column: missing is null, and what no type holds is a problem."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from acquis.errors import TableError, UsageError
from acquis.tables.columns import columns_of, table
from acquis.tables.frames import frame_of
from acquis.tables.problems import schema_problems
from tests.tables.rows import seen

pd = pytest.importorskip("pandas")


def test_missing_cells_are_null_whatever_holds_them() -> None:
    frame = pd.DataFrame(
        {
            "key": ["a", "b", "c"],
            "float": [1.0, np.nan, 2.5],
            "objects": [1, 2.5, None],
            "flags": [True, None, False],
            "integers": pd.array([1, None, 3], dtype="Int64"),
            "text": pd.array(["p", None, "q"], dtype="string"),
            "category": pd.Categorical(["u", None, "v"]),
            "words": [["JP"], np.array(["IN", "JP"]), None],
            "points": [[{"power": 1, "temperature": 0.5}], [{"power": 1.5}], np.nan],
            "range": [(1, 2.5), None, [3, 4]],
            "days": [dt.date(2026, 1, 1), None, pd.NaT],
            "times": pd.to_datetime(["2026-01-01", None, "2026-02-01"]),
            "decimals": [Decimal("1.5"), None, Decimal(2)],
            "nothing": [None] * 3,
        },
        index=[7, 8, 9],
    )
    found = frame_of(frame)
    assert isinstance(found, pl.DataFrame)
    rows = found.to_dict(as_series=False)
    assert rows["float"] == [1.0, None, 2.5]
    assert rows["objects"] == [1.0, 2.5, None]
    assert rows["flags"] == [True, None, False]
    assert rows["integers"] == [1, None, 3]
    assert rows["text"] == ["p", None, "q"]
    assert rows["category"] == ["u", None, "v"]
    assert rows["words"] == [["JP"], ["IN", "JP"], None]
    assert rows["points"] == [[{"power": 1.0, "temperature": 0.5}], [{"power": 1.5, "temperature": None}], None]
    assert rows["range"] == [[1.0, 2.5], None, [3.0, 4.0]]
    assert rows["days"] == [dt.date(2026, 1, 1), None, None]
    assert [day and day.isoformat() for day in rows["times"]] == ["2026-01-01T00:00:00", None, "2026-02-01T00:00:00"]
    assert rows["decimals"] == [Decimal("1.5"), None, Decimal(2)]
    assert rows["nothing"] == [None] * 3


def test_float32_stays_what_it_is_and_is_refused() -> None:
    frame = frame_of(pd.DataFrame({"key": ["a"], "item.cnot_error": np.array([0.001], dtype="float32")}))
    assert isinstance(frame, pl.DataFrame)
    (problem,) = schema_problems(frame.schema, seen().columns, "(frame)")
    assert "float32 cannot hold a rim" in str(problem)


def test_mixed_columns_are_named_all_at_once() -> None:
    frame = pd.DataFrame({"key": ["a", "b"], "x": [1, "two"], "y": [{"a": 1}, "b"]})
    with pytest.raises(
        TableError, match="x: expected one type in all rows, found int '1' in row 1, str 'two' in row 2"
    ) as told:
        frame_of(frame)
    assert [problem.what.partition(":")[0] for problem in told.value.problems] == ["x", "y"]
    with pytest.raises(TableError, match="'x' stands twice"):
        frame_of(pd.DataFrame([[1, 2]], columns=["x", "x"]))


def test_frames_of_polars_pass_and_other_things_do_not() -> None:
    frame = pl.DataFrame({"key": ["a"]})
    assert frame_of(frame) is frame
    lazy = frame.lazy()
    assert frame_of(lazy) is lazy
    with pytest.raises(UsageError, match="found list"):
        frame_of([frame])


def test_the_table_of_columns_names_every_column() -> None:
    from acquis.determination.library import shipped

    columns = columns_of(shipped())
    told = table(columns)
    assert [name for name in columns.own if f"\n{name}: " not in told] == []
    assert "\nitem.design_temperature: a number, in K\n" in told
    assert "m/s^2 (accelerometer)" in told
