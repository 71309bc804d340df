"""acquis: the same fifteen rules as a pack (``pack/``), by the reader of tables, with unknown kept."""

from __future__ import annotations

import atexit
from datetime import date
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acquis.determination.library import Library, read_library
from acquis.tables.answer import Reader
from acquis.tables.columns import Columns, columns_of
from acquis.tables.database import answer_file
from acquis.tables.law import Law
from acquis.tables.run import answers
from tasks.peers.cases import Cases, Outcomes
from tasks.peers.frames import frame
from tasks.peers.peer import Peer, Run
from tasks.peers.rules import DENIAL, EXCEPTION, FREE, LICENSE, OPEN

DAY = date(2026, 1, 1)
PACK = "common-set"
OUTCOMES = {
    "not_listed": FREE,
    "no_license_required": FREE,
    "authorization_available": EXCEPTION,
    "license_required": LICENSE,
    "prohibited": DENIAL,
}


def start(cases: Cases, _null: bool, *, enums: bool = False) -> Run:
    """All columns of the answer, for a table that has been looked through.

    The book is compiled in the first run, which is not counted.
    """
    columns, law, table = _columns(), _law(), frame(cases, enums=enums)
    return lambda: Reader(columns, law, DAY).answer(table)


def start_enums(cases: Cases, null: bool) -> Run:
    """The same, the words of the table as fixed sets."""
    return start(cases, null, enums=True)


def start_numbers(cases: Cases, _null: bool) -> Run:
    """One number for each row, as the others give: that of its outcome in the table of all outcomes met."""
    columns, law, table = _columns(), _law(), frame(cases, enums=True)

    def once() -> tuple[Reader, NDArray[np.int32]]:
        reader = Reader(columns, law, DAY)
        return reader, reader.numbers(table)[PACK]

    return once


def start_call(cases: Cases, _null: bool) -> Run:
    """The call that users make: it also looks for faults in every cell, and compiles the book each time."""
    table = frame(cases)
    return lambda: answers(table, _library(), as_of=DAY, known_on=DAY)


def start_duckdb(cases: Cases, _null: bool) -> Run:
    """From a Parquet file to a Parquet file, both of which count."""
    folder, columns, law = Path(mkdtemp()), _columns(), _law()
    atexit.register(rmtree, folder)
    source, out = folder / "in.parquet", folder / "out.parquet"
    frame(cases).write_parquet(source)

    def once() -> Path:
        answer_file(source, out, columns, law, DAY)
        return out

    return once


@cache
def _library() -> Library:
    library = read_library(Path(__file__).with_name("pack"))
    assert not library.problems, library.problems
    return library


def _columns() -> Columns:
    return columns_of(_library())


def _law() -> Law:
    return Law(_library(), (), DAY)


def ends(told: pl.DataFrame) -> tuple[Outcomes, Outcomes]:
    """The quietest and the loudest outcome that every row leaves possible."""
    least, most = (
        told[f"{PACK}.{name}"].cast(pl.String).replace_strict(OUTCOMES, return_dtype=pl.Int8).to_numpy()
        for name in ("at_least", "at_most")
    )
    return least, most


def read(told: pl.DataFrame) -> Outcomes:
    """The outcome where only one is possible; the louder of two that both wave through; otherwise open."""
    least, most = ends(told)
    return np.where((least == most) | (most <= EXCEPTION), most, OPEN).astype(np.int8)


def read_numbers(told: tuple[Reader, NDArray[np.int32]]) -> Outcomes:
    """The same by the numbers of the outcomes."""
    reader, numbers = told
    return read(reader.classifier.outcomes[PACK].table()[numbers])


def read_file(told: Path) -> Outcomes:
    """The same from the file, in the order of the cases."""
    return read(pl.read_parquet(told).sort(pl.col("key").cast(pl.Int64)))


PEERS = (
    Peer("acquis, one number a row, words as Enum", "acquis", 1_000_000, start_numbers, read_numbers),
    Peer("acquis, all columns, words as Enum", "acquis", 1_000_000, start_enums, read),
    Peer("acquis, all columns, words as text", "acquis", 1_000_000, start, read),
    Peer("acquis, all columns, every cell checked first", "acquis", 1_000_000, start_call, read),
    Peer("acquis, DuckDB engine, from file to file", "duckdb", 1_000_000, start_duckdb, read_file),
)
