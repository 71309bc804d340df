"""DuckDB answers a table as the polars reader does, on its own files and through the text it prints."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from acquis.determination.library import shipped
from acquis.errors import TableError, UsageError
from acquis.tables.answer import Reader
from acquis.tables.columns import KEY
from acquis.tables.law import Law
from acquis.tables.run import flat
from tests.tables.rows import DAY, random_rows, seen

duckdb = pytest.importorskip("duckdb")

from acquis.tables.database import Limits, answer_file, script_of  # noqa: E402 - after the check that the extra is there

FEW = ("eu-dual-use", "gb-export-control")
"""Instruments of the tests that are not about all of them."""


@cache
def law(*instruments: str) -> Law:
    return Law(shipped(), instruments, DAY)


def by_polars(frame: pl.DataFrame, law_: Law) -> pl.DataFrame:
    """What the polars reader answers, by key, words as text."""
    return plain(Reader(seen().columns, law_, DAY).answer(frame))


def plain(answers: pl.DataFrame) -> pl.DataFrame:
    texts = [
        pl.col(name).cast(pl.List(pl.String) if isinstance(dtype, pl.List) else pl.String)
        for name, dtype in answers.schema.items()
    ]
    return answers.select(texts).sort(KEY)


def by_duckdb(source: Path, law_: Law, **options: Any) -> pl.DataFrame:
    out = source.with_name("answers.parquet")
    answer_file(source, out, seen().columns, law_, DAY, **options)
    return plain(pl.read_parquet(out))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A small table of one shape and one day."""
    path = tmp_path / "table.parquet"
    pl.DataFrame(
        {
            KEY: ["b", "a", "c"],
            "item.kind": ["quantum_computer"] * 3,
            "item.physical_qubits": [34.0, 5.0, None],
            "item.cnot_error": [1e-4, 1e-4, 1e-4],
            "from.country": ["FI", "FI", "FI"],
            "to.country": ["JP", "CN", "RU"],
            "transfer.activity": ["export", "export", "export"],
        }
    ).write_parquet(path)
    return path


def test_every_answer_is_that_of_polars(tmp_path: Path) -> None:
    """Random rows over all columns, every instrument: status, both ends, entries and the bits that fired."""
    frame = random_rows(300, 7, shapes=5, days=1)
    path = tmp_path / "table.parquet"
    frame.write_parquet(path)
    assert by_duckdb(path, law()).equals(by_polars(frame, law()))


def test_the_printed_text_gives_the_same_answers(table: Path) -> None:
    """What --show-sql prints is what is run; it can be run in any DuckDB."""
    text = script_of(table, seen().columns, law(*FEW), DAY)
    assert plain(run(text)).equals(by_polars(pl.read_parquet(table), law(*FEW)))


def run(text: str) -> pl.DataFrame:
    """Every statement of a script; the last one gives the result."""
    connection = duckdb.connect()
    *statements, last = [one.query for one in connection.extract_statements(text)]
    for statement in statements:
        connection.execute(statement)
    found: pl.DataFrame = connection.sql(last).pl()
    return found


def test_another_table_under_the_same_text_is_never_answered_quieter(table: Path) -> None:
    """A shape, a day or a cell that the text does not know: nothing can be said, and the row is there all the same."""
    text = script_of(table, seen().columns, law(*FEW), DAY)
    other = pl.read_parquet(table).with_columns(
        pl.Series("item.kind", ["laser", "quantum_computer", None]), pl.Series("to.country", ["JP", "XX", "JP"])
    )
    other.write_parquet(table)
    found = plain(run(text))
    for id_ in FEW:
        assert found[f"{id_}.at_least"].to_list() == ["out_of_scope"] * 3
        assert found[f"{id_}.at_most"].to_list() == ["prohibited"] * 3
        assert found[f"{id_}.status"].to_list() == ["undetermined"] * 3
    assert found[KEY].to_list() == ["a", "b", "c"]


def test_a_day_without_law_and_a_day_not_known(table: Path) -> None:
    """Before a pack holds law, and where the day is null, the range is full; other rows are as they were."""
    dated = by_duckdb(table, law(*FEW))
    days = pl.Series("transfer.date", [DAY, None, date(1990, 1, 1)])
    pl.read_parquet(table).with_columns(days).write_parquet(table)
    found = by_duckdb(table, law(*FEW))
    assert found.filter(pl.col(KEY) == "b").equals(dated.filter(pl.col(KEY) == "b"))
    for id_ in FEW:
        assert found[f"{id_}.at_least"].to_list()[::2] == ["out_of_scope"] * 2
        assert found[f"{id_}.at_most"].to_list()[::2] == ["prohibited"] * 2


def test_a_folder_of_parts(table: Path) -> None:
    """As a cluster writes them, with other files beside; the answers are those of one file."""
    whole = by_duckdb(table, law(*FEW))
    folder = table.with_name("parts.parquet")
    (folder / "more").mkdir(parents=True)
    frame = pl.read_parquet(table)
    frame.head(1).write_parquet(folder / "a.parquet")
    frame.tail(2).write_parquet(folder / "more" / "b.parquet")
    (folder / "_SUCCESS").touch()
    assert by_duckdb(folder, law(*FEW)).equals(whole)


def test_csv_in_and_out(table: Path) -> None:
    """A table of text is given its types first; the answers are the same."""
    frame = pl.read_parquet(table)
    source, out = table.with_suffix(".csv"), table.with_name("out.csv")
    frame.write_csv(source)
    answer_file(source, out, seen().columns, law(*FEW), DAY)
    wanted = by_polars(frame, law(*FEW))
    found = pl.read_csv(out, infer_schema=False).with_columns(pl.all().fill_null(""))
    assert found.equals(wanted.with_columns(flat(wanted.schema)))


def test_a_row_that_cannot_be_read_stops_the_run_or_gets_the_full_range(table: Path) -> None:
    """Never dropped: without leave to go on there is no file, with it the row is there and counted."""
    frame = pl.read_parquet(table).with_columns(pl.Series("to.country", ["JP", "CN", "Utopia"]))
    frame.write_parquet(table)
    out = table.with_name("answers.parquet")
    with pytest.raises(TableError, match="Utopia"):
        answer_file(table, out, seen().columns, law(*FEW), DAY)
    assert [path.name for path in table.parent.iterdir()] == ["table.parquet"]
    told = answer_file(table, out, seen().columns, law(*FEW), DAY, keep_going=True)
    assert (told.rows, told.unread, len(told.faults)) == (3, 1, 1)
    found = plain(pl.read_parquet(out))
    assert found["eu-dual-use.at_most"].to_list()[2] == "prohibited"
    assert found["eu-dual-use.at_least"].to_list()[2] == "out_of_scope"


def test_a_run_that_is_stopped_leaves_what_was_there(table: Path) -> None:
    """An interrupt leaves the file of the run before, and nothing beside it."""
    out = table.with_name("answers.parquet")
    out.write_text("from before")

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answer_file(table, out, seen().columns, law(*FEW), DAY, progress=stop)
    assert out.read_text() == "from before"
    assert sorted(path.name for path in table.parent.iterdir()) == ["answers.parquet", "table.parquet"]


def test_progress_ends_with_every_row(table: Path) -> None:
    """Rows of no group are counted too."""
    told: list[tuple[int, int]] = []
    by_duckdb(table, law(*FEW), progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (3, 3)]


@pytest.mark.parametrize(
    ("source", "out", "words"),
    [("none.parquet", "out.parquet", "there is no file"), ("table.parquet", "out.xls", "written to .parquet")],
)
def test_files_that_cannot_be_taken(table: Path, source: str, out: str, words: str) -> None:
    """Said before any work."""
    folder = table.parent
    with pytest.raises(UsageError, match=words):
        answer_file(folder / source, folder / out, seen().columns, law(*FEW), DAY)


def test_memory_that_does_not_suffice_is_said(table: Path) -> None:
    """DuckDB's own words, as an error of ours, and no file."""
    with pytest.raises(UsageError, match="DuckDB cannot finish"):
        by_duckdb(table, law(*FEW), limits=Limits(threads=1, memory="10KB"))
    assert [path.name for path in table.parent.iterdir()] == ["table.parquet"]
