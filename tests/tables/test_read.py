"""Tables are read in chunks; text cells become the values they write, or faults; no line is lost without a word."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from acquis.errors import TableError, UsageError
from acquis.tables.columns import MARK, Columns
from acquis.tables.prepare import prepare
from acquis.tables.read import Table, open_table, table_of
from tests.tables.rows import random_rows, seen

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def columns() -> Columns:
    return seen().columns


def csv(tmp_path: Path, text: str, columns: Columns) -> Table:
    """A table in a CSV file."""
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return open_table(path, columns)


def rows(table: Table, size: int = 500_000) -> pl.DataFrame:
    """All rows of a table, prepared."""
    return pl.concat([prepare(chunk.frame.lazy(), table.columns, DAY).collect() for chunk in table.chunks(size)])


def test_a_cell_of_text_is_the_value_it_writes(tmp_path: Path, columns: Columns) -> None:
    table = csv(
        tmp_path,
        "key,item.kind,item.cnot_error,item.physical_qubits,item.published,item.frequency_range,item.cooling,"
        "person.citizenships,transfer.date,transfer.value,item.sensitivity,mine\r\n"
        'a, cryogenic_system ,1e-3,34,true,"[4e9, 8e9]","[{""power"": 1e-3, ""temperature"": 0.1}]","[""IN"",""GB-NIR""]",'
        "2026-01-01,1200 EUR,5e-15,hello\r\n"
        "b,,0.30000000000000004,,False,5,[],JP;DE,,0.5 USD,,\r\n"
        "c,,,,,,,[],,,,\r\n",
        columns,
    )
    assert table.problems() == ()
    assert table.faults() == ()
    assert table.height() == 3
    first, second, third = rows(table).to_dicts()
    assert first["item.kind"] == "cryogenic_system"
    assert (first["item.cnot_error"], first["item.physical_qubits"], first["item.published"]) == (1e-3, 34.0, True)
    assert (first["item.frequency_range.lower"], first["item.frequency_range.upper"]) == (4e9, 8e9)
    assert first["item.cooling"] == [{"power": 1e-3, "temperature": 0.1, "duration": None}]
    assert (first["person.citizenships"], second["person.citizenships"]) == (["IN", "GB"], ["JP", "DE"])
    assert third["person.citizenships"] == []
    assert first["transfer.date"] == date(2026, 1, 1).toordinal()
    assert second["transfer.date"] is None
    assert (second["transfer.value.amount"], second["transfer.value.currency"]) == (0.5, "USD")
    assert second["item.cnot_error"] == 0.30000000000000004
    assert (second["item.frequency_range.lower"], second["item.frequency_range.upper"]) == (5, 5)
    assert (second["item.cooling"], third["item.cooling"], second["item.published"]) == ([], None, False)
    assert first["item.sensitivity"] == [{"value": 5e-15}]
    assert all(value is None for name, value in third.items() if name.startswith("item."))


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("item.cnot_error", "0.1 %"), ("item.cnot_error", "<= 2e-3"), ("item.cnot_error", "0x1"),
        ("item.cnot_error", "1_0"), ("item.cnot_error", "0,1"), ("item.cnot_error", "1e-400"), ("item.cnot_error", "nan"),
        ("item.cnot_error", "0.1000000000000000055511151231257827"), ("item.cnot_error", "many"),
        ("item.physical_qubits", "1e400"), ("item.physical_qubits", "9007199254740993"), ("item.published", "yes"),
        ("item.published", "1"), ("item.frequency_range", "[1]"), ("item.frequency_range", "[1, null]"),
        ("item.frequency_range", "[2, 1]"), ("item.frequency_range", "4..8"), ("item.cooling", "[{]"),
        ("item.cooling", '[{"powr": 1}]'), ("item.cooling", '[{"power": 1, "power": 2}]'), ("item.cooling", "0.5"),
        ("item.cooling", '[{"power": "1 W"}]'), ("item.cooling", '[{"power": NaN}]'), ("item.cooling", "[null]"),
        ("item.cooling", '[{"power": 0.1000000000000000055511151231257827}]'), ("person.citizenships", "[1]"),
        ("person.citizenships", "JP,DE"), ("person.citizenships", '["JP"'), ("transfer.value", "1.2e3.4 EUR"),
        ("transfer.date", "01/02/2026"), ("item.kind", "qubit"), ("to.country", "jp"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_a_fault_and_its_row_unread(
    tmp_path: Path, columns: Columns, column: str, cell: str
) -> None:
    quoted = cell.replace('"', '""')
    table = csv(tmp_path, f'key,{column}\na,\nb,"{quoted}"\nc,\n', columns)
    assert table.problems() == ()
    (fault,) = table.faults()
    assert (fault.column, fault.count, fault.samples[0][:2]) == (column, 1, (2, "'b'"))
    (chunk,) = table.chunks()
    assert chunk.frame[MARK].to_list() == [False, True, False]
    prepared = prepare(chunk.frame.lazy(), columns, DAY).collect()
    assert prepared["unread"].to_list() == [False, True, False]


@pytest.mark.parametrize("size", [1, 2, 500_000])
def test_lines_that_are_no_rows_are_counted(tmp_path: Path, columns: Columns, size: int) -> None:
    text = "key,item.kind,item.axes\na,laser,1\nb,laser\n\nc,laser,2,3\nd,laser,4\n"
    table = csv(tmp_path, text, columns)
    assert table.height() == 4
    (fault,) = table.faults()
    assert (fault.expected, fault.count) == ("3", 2)
    assert [row for row, _, _ in fault.samples] == [2, 3]
    marks = [mark for chunk in table.chunks(size) for mark in _marks(chunk.frame)]
    assert marks == [False, True, True, False]


def test_quotes_may_hold_lines_and_separators(tmp_path: Path, columns: Columns) -> None:
    table = csv(tmp_path, 'key,item.kind,note\n"a\nb",laser,"x,y"\n\n"c",laser\nd,laser,"say ""so"""\n', columns)
    assert table.height() == 3
    (fault,) = table.faults()
    assert [row for row, _, _ in fault.samples] == [2]
    assert rows(table)["key"].to_list() == ["a\nb", "c", "d"]


def test_semicolons_and_a_mark_of_byte_order(tmp_path: Path, columns: Columns) -> None:
    table = csv(tmp_path, '\ufeffkey;item.kind;person.citizenships\r\na;laser;"JP;IN"\r\n', columns)
    assert table.problems() == ()
    assert rows(table)["person.citizenships"].to_list() == [["JP", "IN"]]


@pytest.mark.parametrize("text", ["", "\n", "key,key\na,b\n", 'key,item.kind\na,"laser\nb,laser\n', 'key,"item.kind\n'])
def test_a_file_that_cannot_be_read_on_is_a_problem(tmp_path: Path, columns: Columns, text: str) -> None:
    with pytest.raises(TableError, match=r"t\.csv"):
        list(csv(tmp_path, text, columns).chunks())


@pytest.mark.parametrize("name", ["t.csv", "t.parquet", "t.ndjson"])
def test_bytes_that_are_no_table_are_a_problem(tmp_path: Path, columns: Columns, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"key,item.kind\na,\xff\xfe\n")
    with pytest.raises(TableError, match=name):
        list(open_table(path, columns).chunks())


def test_what_is_no_file_or_no_kind_of_table(tmp_path: Path, columns: Columns) -> None:
    with pytest.raises(UsageError, match="there is no file"):
        open_table(tmp_path / "none.csv", columns)
    (tmp_path / "t.xls").write_text("")
    with pytest.raises(UsageError, match=r"t\.xls"):
        open_table(tmp_path / "t.xls", columns)


def test_every_way_of_reading_gives_the_same_rows(tmp_path: Path, columns: Columns) -> None:
    frame = random_rows(400, seed=5).drop("transfer.value")
    whole = rows(table_of(frame, columns))
    frame.write_parquet(tmp_path / "t.parquet")
    in_parts = rows(open_table(tmp_path / "t.parquet", columns), 37)
    assert in_parts.equals(whole)
    _as_text(frame).write_csv(tmp_path / "t.csv")
    table = open_table(tmp_path / "t.csv", columns)
    assert table.problems() == ()
    assert table.faults() == ()
    assert rows(table).select(whole.columns).equals(whole)


def _marks(frame: pl.DataFrame) -> list[bool]:
    return frame[MARK].to_list() if MARK in frame.columns else [False] * frame.height


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists and structs as JSON."""
    made = []
    for name, dtype in frame.schema.items():
        cells = frame[name]
        if isinstance(dtype, pl.List):
            texts = [None if cell is None else json.dumps(cell) for cell in cells.to_list()]
            made.append(pl.Series(name, texts, pl.String))
        else:
            made.append(cells)
    return pl.DataFrame(made)


def test_one_row_by_its_key(tmp_path: Path, columns: Columns) -> None:
    table = csv(tmp_path, "key,item.kind,item.cnot_error\na,laser,1e-3\nb,laser,\n", columns)
    assert table.row("a") == {"key": "a", "item.kind": "laser", "item.cnot_error": 1e-3}
    with pytest.raises(UsageError, match="no row of the key 'c'"):
        table.row("c")
