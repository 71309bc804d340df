"""The command batch: a table of transfers in, a table of answers out."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

import click

from acquis.cli import exits
from acquis.cli.case import INSTRUMENT, KNOWN_ON, day
from acquis.cli.output import look, put, say, say_problems

if TYPE_CHECKING:
    from acquis.tables.engines import Order, Tally

ENGINES = ("polars", "duckdb", "spark")
NAMED = 8
"""So many of the user's own columns are named."""


@click.command()
@click.argument("source", metavar="TABLE", required=False)
@click.argument("out", metavar="OUT", required=False)
@click.option("--engine", type=click.Choice(ENGINES), default="polars", show_default=True, help="What reads the rows.")
@click.option("--as-of", metavar="D", type=day, help="The day of rows in a table without transfer.date (YYYY-MM-DD).")
@KNOWN_ON
@INSTRUMENT
@click.option("--keep-going", is_flag=True, help="Give rows that cannot be read the full range instead of stopping.")
@click.option("--explain", "key", metavar="KEY", help="Print the proof of this row instead.")
@click.option("--show-sql", "shown", is_flag=True, help="Print the SQL that --engine duckdb runs; OUT may be left out.")
@click.option("--columns", is_flag=True, help="Print every column a table may have, with form and unit.")
@click.option("--legend", is_flag=True, help="Print which provision each bit of .fired stands for.")
def batch(
    source: str | None,
    out: str | None,
    engine: str,
    as_of: date | None,
    known_on: date | None,
    instruments: tuple[str, ...],
    key: str | None,
    *,
    keep_going: bool,
    shown: bool,
    columns: bool,
    legend: bool,
) -> int:
    """Answer a table: one row for each transfer of one item.

    TABLE and OUT are Parquet, CSV or NDJSON, by the ending of their names. TABLE may be larger than memory; its columns
    are named after the facts, and an empty cell is unknown. OUT has the key of each row and under each instrument
    its status, both ends of its range, its entries, and which provisions fired: what check gives for the case file that
    states the same, whatever the engine. Everything is described in docs/batch.md.

    With --keep-going the exit status is still 65 if a row could not be read.
    """
    from acquis.pipeline import tables

    if columns:
        put(tables.batch_columns())
        return exits.OK
    if legend:
        put(_legend(instruments, known_on))
        return exits.OK
    if source is None:
        raise click.UsageError("name a TABLE, and OUT for the answers")
    # One of the threads of polars waits for rows and another writes them; the others do the work.
    os.environ.setdefault("POLARS_MAX_THREADS", str((os.cpu_count() or 1) + 2))
    order = tables.batch_order(
        _there(source, engine),
        out or "",
        as_of=as_of,
        known_on=known_on,
        instruments=instruments or None,
        keep_going=keep_going,
    )
    if key is not None:
        put(_proofs(order, key))
        return exits.OK
    if shown:
        put(tables.batch_sql(order))
        engine = "duckdb"
    if out is None:
        if shown:
            return exits.OK
        raise click.UsageError("name the file OUT for the answers")
    return _run(order, engine)


def _there(source: str, engine: str) -> str:
    """The table, or the exit status for a file that is not there; what lies elsewhere Spark finds."""
    if not (engine == "spark" and "://" in source) and not Path(source).exists():
        raise exits.NoInput(f"{source}: there is no such file")
    return source


def _run(order: Order, engine: str) -> int:
    """Answer the table and say what became of it."""
    from acquis.pipeline import tables

    folder = Path(order.out).parent
    if "://" not in order.out and not folder.is_dir():
        raise exits.CannotWrite(f"{order.out} cannot be written: there is no folder {folder}")
    begun = monotonic()
    try:
        with _stoppable(), _progress() as told:
            tally = tables.batch_file(order, engine, told)
    except OSError as fault:
        raise exits.CannotWrite(f"{order.out} cannot be written: {fault.strerror or fault}") from fault
    _told(order, tally, monotonic() - begun)
    return exits.DATA if tally.unread else exits.OK


def _told(order: Order, tally: Tally, seconds: float) -> None:
    if tally.aside:
        more = f" and {len(tally.aside) - NAMED} more" if len(tally.aside) > NAMED else ""
        say(f"left aside, as they state no fact: {', '.join(tally.aside[:NAMED])}{more}")
    say_problems(tally.problems)
    if tally.unread:
        say(f"{_rows(tally.unread)} could not be read; there anything is possible: the full range is given")
    if tally.rows is None:
        say(f"{order.out} written in {seconds:.1f} s")
        return
    say(f"{order.out} written: {_rows(tally.rows)} in {seconds:.1f} s, {tally.rows / max(seconds, 1e-9):,.0f} rows/s")


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


@contextmanager
def _stoppable() -> Iterator[None]:
    """Being told to end is as good as Ctrl-C, also while an engine is at work and Python hears of no signal."""
    if sys.platform == "win32":
        yield
        return
    heard, said = os.pipe()
    os.set_blocking(said, False)

    def listen() -> None:
        while number := os.read(heard, 1):
            if number[0] == signal.SIGTERM:
                os.kill(os.getpid(), signal.SIGINT)

    before, fd = signal.signal(signal.SIGTERM, lambda *_: None), signal.set_wakeup_fd(said)
    listener = Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(fd)
        signal.signal(signal.SIGTERM, before)
        os.close(said)
        listener.join()
        os.close(heard)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar with count and rate on a terminal; elsewhere nobody is told."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]:>9,.0f} rows/s")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("rows", total=None, rate=0.0)
        begun = monotonic()

        def told(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, rate=done / max(monotonic() - begun, 1e-9))

        yield told


def _proofs(order: Order, key: str) -> str:
    from acquis.pipeline import tables
    from acquis.reports.proof_text import proof_text
    from acquis.reports.trim import trimmed

    return proof_text([trimmed(proof) for proof in tables.batch_explain(order, key)], look())


def _legend(instruments: tuple[str, ...], known_on: date | None) -> str:
    """One line for each bit, to be read by people and by awk: instrument, bit, what it is, id, citation, grade."""
    from acquis.pipeline import tables

    lines = [
        "\t".join((id_, str(number), bit.what, bit.id, bit.cite, bit.evidence))
        for id_, bits in tables.batch_legend(instruments or None, known_on=known_on).items()
        for number, bit in enumerate(bits)
    ]
    return "\n".join(("instrument\tbit\twhat\tid\tcitation\tevidence", *lines, ""))
