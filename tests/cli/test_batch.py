"""The command batch and acquis.batch: tables in and out, messages, exit statuses, and no half file."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import Result

import acquis
from acquis.cli import batch as command
from acquis.tables.engines import Tally

Run = Callable[..., Result]
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "inventory.csv"
ONE = ("--instrument", "us-itar")
"""The smallest pack; what is tested here is not the law."""

GOOD = "key,item.kind,to.country,transfer.date,note\na,laser,JP,2027-06-15,x\nb,,JP,2027-06-15,y\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(GOOD)
    return path


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("suffix", ["csv", "parquet", "ndjson"])
def test_every_form_in_and_out(table: Path, run: Run, suffix: str) -> None:
    out = table.with_name(f"out.{suffix}")
    found = run("batch", table, out, *ONE)
    assert (found.exit_code, found.stdout) == (0, "")
    assert "left aside, as they state no fact: note" in found.stderr
    assert re.search(r"out\.\w+ written: 2 rows in [\d.]+ s, [\d,]+ rows/s\n$", found.stderr)
    read: dict[str, Callable[..., pl.DataFrame]] = {
        "csv": pl.read_csv,
        "parquet": pl.read_parquet,
        "ndjson": pl.read_ndjson,
    }
    told = read[suffix](out)
    assert told["key"].to_list() == ["a", "b"]
    names = ("status", "at_least", "at_most", "entries", "entries_open", "fired")
    assert told.columns == ["key", *(f"us-itar.{name}" for name in names)]
    assert left(table.parent) == ["in.csv", f"out.{suffix}"]


def test_the_engines_give_the_same_file(run: Run, tmp_path: Path) -> None:
    """The example that travels with acquis, which the README names."""
    outs = [tmp_path / f"{engine}.csv" for engine in ("polars", "duckdb")]
    for out in outs:
        assert run("batch", EXAMPLE, out, "--engine", out.stem, "--known-on", "2026-11-20").exit_code == 0
    one, other = (sorted(out.read_text().splitlines()) for out in outs)
    assert one == other
    told = pl.read_csv(outs[0], infer_schema=False).rows_by_key("key", named=True, unique=True)
    assert told["AH-001"]["eu-dual-use.entries"] == "4A506.a.2"
    assert told["AH-002"]["eu-dual-use.status"] == "not_listed"
    assert told["AH-008"]["eu-dual-use.at_most"] == "prohibited"


BAD = {
    "no key": ("item.kind\nlaser\n", "there is no column 'key'"),
    "unknown column": ("key,item.kynd\na,laser\n", r"unknown column 'item.kynd'\n    did you mean item.kind"),
    "a unit": ("key,item.base_temperature\na,10 mK\n", "item.base_temperature: expected a number, found '10 mK' in row 1"),
    "a word": ("key,item.kind\na,lazer\n", "found 'lazer' in row 1 .*\n    did you mean laser"),
    "a country": ("key,item.kind,to.country\na,laser,UK\n", "to.country: expected a country code, found 'UK'"),
    "days": ("key,transfer.date\na,2027-06-15\nb,15.06.2027\n", "transfer.date: expected a day, found '15.06.2027' in row 2"),
    "a key twice": ("key,item.kind\na,laser\na,laser\n", "key: expected each key once"),
    "a share": ("key,item.cnot_error\na,1.5\n", "item.cnot_error: expected .* between 0 and 1"),
    "a part of a qubit": ("key,item.physical_qubits\na,5.5\n", "item.physical_qubits: expected a whole number"),
    "a short line": ("key,item.kind,to.country\na,laser\n", "the fields of a line: expected 3"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_what_is_wrong_is_said_and_nothing_written(table: Path, run: Run, engine: str, text: str, words: str) -> None:
    table.write_text(text)
    found = run("batch", table, table.with_name("out.csv"), "--engine", engine, *ONE)
    assert found.exit_code == 65
    assert re.search(words, found.stderr), found.stderr
    assert left(table.parent) == ["in.csv"]


def test_types_that_cannot_state_a_fact(table: Path, run: Run) -> None:
    path = table.with_name("in.parquet")
    columns = {"key": ["a"], "item.cnot_error": pl.Series([0.001], dtype=pl.Float32), "item.physical_qubits": ["12"]}
    pl.DataFrame(columns).write_parquet(path)
    found = run("batch", path, table.with_name("out.csv"), *ONE)
    assert found.exit_code == 65
    assert "found Float32\n    float32 cannot hold a rim" in found.stderr
    assert "item.physical_qubits: expected a whole number (Float64, integers or decimals), found String" in found.stderr


def test_keep_going_gives_the_full_range_and_counts(table: Path, run: Run) -> None:
    table.write_text(GOOD.replace("a,laser", "a,lazer"))
    out = table.with_name("out.csv")
    found = run("batch", table, out, "--keep-going", *ONE)
    assert found.exit_code == 65
    assert "found 'lazer' in row 1 (key 'a')" in found.stderr
    assert "1 row could not be read" in found.stderr
    told = pl.read_csv(out)
    assert told.height == 2
    assert told.row(0)[1:4] == ("undetermined", "out_of_scope", "prohibited")


def test_what_cannot_be_asked(table: Path, run: Run) -> None:
    folder = table.parent
    for args, status, words in (
        (("none.csv", "out.csv"), 66, "there is no such file"),
        (("in.csv", "in.csv"), 64, "written over the table"),
        (("in.csv", "out.xls"), 64, "answers are written to"),
        (("in.csv", "no/out.csv"), 73, "there is no folder"),
    ):
        found = run("batch", *(folder / arg for arg in args), *ONE)
        assert (found.exit_code, words in found.stderr) == (status, True), found.stderr
    assert run("batch").exit_code == 64
    assert run("batch", table).exit_code == 64
    assert run("batch", table, folder / "out.csv", "--instrument", "xx").exit_code == 64
    assert left(folder) == ["in.csv"]


def test_the_proof_of_one_row(table: Path, run: Run) -> None:
    found = run("batch", EXAMPLE, "--explain", "AH-001", "--instrument", "eu-dual-use", "--known-on", "2026-11-20")
    assert found.exit_code == 0
    assert "AH-001" in found.stdout
    assert "4A506.a.2" in found.stdout
    assert "item.physical_qubits = 120" in found.stdout
    assert run("batch", table, "--explain", "c", *ONE).exit_code == 64
    table.write_text(GOOD.replace("a,laser", "a,lazer"))
    unread = run("batch", table, "--explain", "a", *ONE)
    assert (unread.exit_code, "found 'lazer' in row 1" in unread.stderr) == (65, True)
    assert run("batch", table, "--explain", "b", *ONE).exit_code == 0


def test_what_is_printed_for_people_and_databases(table: Path, run: Run) -> None:
    columns = run("batch", "--columns").stdout
    assert "item.cnot_error: " in columns
    legend = run("batch", "--legend", *ONE).stdout.splitlines()
    assert legend[0].split("\t")[:3] == ["instrument", "bit", "what"]
    assert [line.split("\t")[1] for line in legend[1:]] == [str(number) for number in range(len(legend) - 1)]
    path = table.with_name("in.parquet")
    pl.DataFrame({"key": ["a"], "item.kind": ["laser"]}).write_parquet(path)
    found = run("batch", path, "--show-sql", *ONE)
    assert found.exit_code == 0
    assert "INSERT INTO acquis_answers" in found.stdout
    assert left(table.parent) == ["in.csv", "in.parquet"]


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_leaves_nothing(table: Path, told: signal.Signals) -> None:
    """Stopped when some rows are answered and many are not."""
    code = (
        "import os, signal, sys\n"
        "from acquis.tables import run\n"
        "from acquis.cli.main import main\n"
        "run.ROWS = 2\n"
        f"run.Run.answers = (lambda old: lambda self, rows, told: old(self, rows, lambda done: os.kill(os.getpid(), {int(told)})))(run.Run.answers)\n"
        "main(sys.argv[1:])\n"
    )
    keys = "".join(f"k{number},laser,JP,2027-06-15,x\n" for number in range(2_000))
    table.write_text(GOOD + keys)
    out = table.with_name("out.parquet")
    found = subprocess.run(
        [sys.executable, "-c", code, "batch", table, out, *ONE], capture_output=True, text=True, timeout=60, check=False
    )
    assert found.returncode == 130, found.stderr
    assert left(table.parent) == ["in.csv"]


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17 or later, and there is none")
def test_spark_writes_a_folder(table: Path) -> None:
    pytest.importorskip("pyspark")
    source, out = table.with_name("in.parquet"), table.with_name("out")
    pl.DataFrame({"key": ["a", "b"], "item.kind": ["laser", "lazer"]}).write_parquet(source)
    code = "import sys; from acquis.cli.main import main; main(sys.argv[1:])"
    args = [sys.executable, "-c", code, "batch", str(source), str(out), "--engine", "spark", "--keep-going", *ONE]
    found = subprocess.run(args, capture_output=True, text=True, timeout=120, check=False)
    assert found.returncode == 65, found.stderr
    assert "1 row could not be read" in found.stderr
    assert "out written: 2 rows" in found.stderr
    assert pl.read_parquet(out / "*.parquet")["key"].sort().to_list() == ["a", "b"]


def test_columns_of_ones_own_are_named_a_few_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    order: Any = type("Named", (), {"out": "out.csv"})
    command._told(order, Tally(rows=1, aside=tuple(f"c{number}" for number in range(20))), 1.0)
    assert "c7 and 12 more" in capsys.readouterr().err


# -- from Python ------------------------------------------------------------------------------------------------------


FRAME = pl.DataFrame(
    {
        "key": ["a", "b"],
        "item.kind": ["quantum_computer", None],
        "item.cnot_error": [1e-3, None],
        "person.citizenships": [None, ["IN", "CA"]],
    }
)
DAY = date(2026, 11, 20)


def test_a_frame_comes_back_as_the_same_kind() -> None:
    wanted = acquis.batch(FRAME, as_of=DAY, known_on=DAY, instruments=("us-itar",))
    assert isinstance(wanted, pl.DataFrame)
    lazy = acquis.batch(FRAME.lazy(), as_of=DAY, known_on=DAY, instruments=("us-itar",))
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect().equals(wanted)


def test_pandas_there_and_back() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(FRAME.to_dict(as_series=False), index=[7, 3])
    found = acquis.batch(frame, as_of=DAY, known_on=DAY, instruments=("eu-dual-use",))
    assert isinstance(found, pandas.DataFrame)
    assert list(found.index) == [7, 3]
    wanted = acquis.batch(FRAME, as_of=DAY, known_on=DAY, instruments=("eu-dual-use",))
    assert list(found.columns) == wanted.columns
    for name in wanted.columns:
        assert found[name].tolist() == wanted[name].to_list(), name
    assert str(found["eu-dual-use.status"].dtype) == "category"
    assert isinstance(found["eu-dual-use.entries_open"].iloc[0], list)


def test_faults_of_a_frame() -> None:
    with pytest.raises(acquis.TableError, match="found 'lazer'"):
        acquis.batch(FRAME.with_columns(pl.Series("item.kind", ["lazer", None])))
    with pytest.raises(acquis.UsageError, match="expected a frame of polars or pandas, found list"):
        acquis.batch([])  # type: ignore[type-var]
    with pytest.raises(acquis.UsageError, match="no pack 'xx'"):
        acquis.batch(FRAME, instruments=("xx",))


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("acquis.tables")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(acquis.UsageError, match=r"needs? acquis\[batch\]: pip install 'acquis\[batch\]'"):
        acquis.batch(FRAME)


def test_the_function_is_not_hidden_by_a_package() -> None:
    """``import acquis.tables`` must not put a module in the place of ``acquis.batch``."""
    import acquis.tables.run

    assert callable(acquis.batch)
