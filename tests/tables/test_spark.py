"""Spark answers a frame as the reader of one machine does; rows that cannot be read fail the job or are marked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest

from acquis.determination.library import shipped
from acquis.errors import TableError, UsageError
from acquis.tables.answer import Reader
from acquis.tables.columns import KEY
from acquis.tables.law import Law
from acquis.tables.read import open_table
from tests.tables.rows import DAY, random_rows, seen

pyspark = pytest.importorskip("pyspark")

from acquis.tables import spark as cluster  # noqa: E402 - after the check that the extra is there

INSTRUMENTS = ("gb-export-control", "us-ofac")
pytestmark = pytest.mark.filterwarnings("ignore")  # PySpark has warnings of its own about pandas and sockets


def no_java() -> str:
    """Why Spark cannot run here; empty where it can."""
    java = shutil.which("java")
    if java is None:
        return "Spark needs Java 17 or later, and there is none"
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = told.partition('"')[2].partition(".")[0]
    return (
        "" if version.isdecimal() and int(version) >= 17 else f"Spark needs Java 17 or later, found {version or told}"
    )


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Spark on two threads of this machine, reached from nowhere else."""
    why = no_java()
    if why:
        pytest.skip(why)
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        builder = SparkSession.builder.master("local[2]").appName("acquis")
        for name, value in {
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": "2",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
            "spark.log.level": "OFF",
        }.items():
            builder = builder.config(name, value)
        found = builder.getOrCreate()
        yield found
        found.stop()


def collected(frame: Any) -> pl.DataFrame:
    """The answers of a frame of Spark, by key."""
    found = pl.from_arrow(frame.toArrow())
    assert isinstance(found, pl.DataFrame)
    return found.sort(KEY)


def test_every_answer_is_that_of_one_machine(session: Any, tmp_path: Any) -> None:
    """Random rows in several partitions, lists and structs and days among the columns; the user's own are left out."""
    frame = random_rows(400, 3, shapes=3, days=1).with_columns(pl.lit("x").alias("my own"))
    law = Law(shipped(), INSTRUMENTS, DAY)
    wanted = Reader(seen().columns, law, DAY).answer(frame).sort(KEY)
    path = tmp_path / "table.parquet"
    frame.write_parquet(path)
    table = session.read.parquet(str(path)).repartition(3)
    found = collected(cluster.answer(table, INSTRUMENTS, as_of=DAY, known_on=DAY))
    assert found.columns == wanted.columns
    for name in wanted.columns:
        assert found[name].equals(wanted[name].cast(found[name].dtype)), name


def test_a_row_that_cannot_be_read(session: Any) -> None:
    """It fails the job with the words of the problem; with leave to go on it has the full range and is marked."""
    table = session.createDataFrame([("a", "laser", "JP"), ("b", "lazer", "JP")], [KEY, "item.kind", "to.country"])
    with pytest.raises(Exception, match="lazer"):
        cluster.answer(table, INSTRUMENTS, as_of=DAY, known_on=DAY).collect()
    found = collected(cluster.answer(table, INSTRUMENTS, as_of=DAY, known_on=DAY, keep_going=True))
    assert found["unread"].to_list() == [False, True]
    assert found["us-ofac.at_most"].to_list()[1] == "prohibited"
    assert found["us-ofac.at_least"].to_list()[1] == "out_of_scope"


def test_from_file_to_folder(session: Any, tmp_path: Any) -> None:
    """A new folder, whole or not at all; what the executors find wrong comes back as it does elsewhere."""
    source, out = tmp_path / "table.parquet", tmp_path / "answers.parquet"
    frame = pl.DataFrame({KEY: ["a", "b"], "item.kind": ["laser", "lazer"], "to.country": ["JP", "JP"]})
    frame.write_parquet(source)
    with pytest.raises(TableError, match="found 'lazer'"):
        cluster.answer_file(str(source), str(out), INSTRUMENTS, as_of=DAY, known_on=DAY)
    assert [path.name for path in tmp_path.iterdir()] == ["table.parquet"]
    cluster.answer_file(str(source), str(out), INSTRUMENTS, as_of=DAY, known_on=DAY, keep_going=True)
    assert open_table(out, seen().columns).height() == 2
    with pytest.raises(UsageError, match="is there already"):
        cluster.answer_file(str(source), str(out), INSTRUMENTS)
    with pytest.raises(UsageError, match="cannot read it"):
        cluster.answer_file(str(tmp_path / "none"), str(tmp_path / "new"), INSTRUMENTS)


def test_what_is_wrong_with_the_columns_is_said_at_once(session: Any) -> None:
    """Before any row is read: unknown columns, float32, keys that stand twice, an instrument nobody holds."""
    table = session.createDataFrame([("a", "laser"), ("a", "laser")], [KEY, "item.kind"])
    with pytest.raises(TableError, match="each key once, found a in 2 rows"):
        cluster.answer(table, INSTRUMENTS)
    with pytest.raises(TableError, match="unknown column"):
        cluster.answer(table.withColumnRenamed("item.kind", "item.kinde"), INSTRUMENTS)
    with pytest.raises(TableError, match="float32"):
        cluster.answer(table.selectExpr("key", "CAST(0.001 AS FLOAT) AS `item.cnot_error`"), INSTRUMENTS)
    with pytest.raises(UsageError, match="no pack"):
        cluster.answer(table, ("xx",))


def test_an_executor_with_other_packs_refuses() -> None:
    """Answers never rest on two editions of the law."""
    from dataclasses import replace

    stamps = tuple(replace(stamp, sha256="0" * 64) for stamp in shipped().stamps(("us-ofac",)))
    with pytest.raises(UsageError, match="other packs than the driver"):
        cluster._reader(cluster.Task(stamps, DAY, DAY, keep_going=False))
