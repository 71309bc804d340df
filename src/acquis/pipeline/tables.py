"""Tables: from a frame or a file to the answers for each of its rows, and from one row to its proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from acquis.determination.library import Library, shipped
from acquis.errors import TableError, UsageError
from acquis.pipeline import proof_of
from acquis.terms.proof import Proof

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from acquis.tables.engines import Order, Tally
    from acquis.tables.legend import Bit

Frame = TypeVar("Frame", "pl.DataFrame", "pl.LazyFrame", "pd.DataFrame")


def batch(
    frame: Frame,
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    instruments: tuple[str, ...] | None = None,
    keep_going: bool = False,
    library: Library | None = None,
) -> Frame:
    """Everything the packs say about each row of a table, in a frame of the same kind and in the same order.

    ``frame`` is one of polars (a lazy one is read in parts) or pandas, with a column ``key`` and columns named after
    the facts (docs/batch-columns.md): SI units, null is unknown. The answers have ``key`` and, for each instrument,
    ``.status``, ``.at_least``, ``.at_most``, ``.entries`` and ``.entries_open`` (lists of ids), ``.fired`` (bits).
    ``as_of`` dates the rows of a table without ``transfer.date``; ``known_on`` is the day whose knowledge of the law is
    used (both default to today). With ``keep_going`` a row that cannot be read gets the full range; without it, as for
    faults of the columns or keys, TableError carries every problem. Raises UsageError for what is no frame and for a
    pack that is not held.
    """
    with _extra("batch"):
        from acquis.tables.frames import frame_of, like
        from acquis.tables.run import answers

    today = date.today()
    found = answers(
        frame_of(frame),
        library or shipped(),
        instruments=instruments or (),
        as_of=as_of or today,
        known_on=known_on or today,
        keep_going=keep_going,
    )
    return like(frame, found)  # type: ignore[return-value]  # the kind of the frame that came in


def batch_order(
    source: str,
    out: str = "",
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    instruments: tuple[str, ...] | None = None,
    keep_going: bool = False,
    library: Library | None = None,
) -> Order:
    """A table of answers to be made from a file; raises UsageError for a pack that is not held."""
    with _extra("batch"):
        from acquis.tables.engines import Order

    library, today = library or shipped(), date.today()
    return Order(
        source=source,
        out=out,
        library=library,
        instruments=library.chosen(instruments),
        as_of=as_of or today,
        known_on=known_on or today,
        keep_going=keep_going,
    )


def batch_file(order: Order, engine: str, told: Callable[[int, int], None]) -> Tally:
    """Answer the rows of a file into another with ``polars``, ``duckdb`` or ``spark``; ``told`` hears how far it is.

    Raises as ``acquis.batch`` does, and OSError where the answers cannot be written; no half file is left.
    """
    from acquis.tables.engines import answer_file

    return answer_file(order, engine, told)


def batch_sql(order: Order) -> str:
    """The SQL text that answers a Parquet file in DuckDB, to be read and to be run elsewhere; raises as batch_file."""
    from acquis.tables.columns import columns_of
    from acquis.tables.database import script_of

    return script_of(Path(order.source), columns_of(order.library), order.law, order.as_of)


def batch_explain(order: Order, key: str) -> tuple[Proof, ...]:
    """The proof of one row under each instrument, made by the explainer.

    Raises TableError where the columns, the keys or that row cannot be read, UsageError where there is no such row.
    """
    from acquis.tables.row import situation

    table = order.table()
    problems = table.problems()
    if problems:
        raise TableError("the table cannot be read", problems)
    found = situation(table.row(key), table.columns, order.as_of, table.name)
    day = found.values.get("transfer.date")
    dated_ = day if isinstance(day, date) else None
    return tuple(proof_of(order.library, id_, found, dated_, order.known_on) for id_ in order.instruments)


def batch_columns(library: Library | None = None) -> str:
    """Every column a table may have, with its form, its unit and the question it answers, as text."""
    with _extra("batch"):
        from acquis.tables.columns import columns_of, table

    return table(columns_of(library or shipped()))


def batch_legend(
    instruments: tuple[str, ...] | None = None, *, known_on: date | None = None, library: Library | None = None
) -> dict[str, tuple[Bit, ...]]:
    """For each instrument the provisions its bits stand for, bit 0 first; UsageError for a pack that is not held."""
    from acquis.tables.legend import legend

    library, day = library or shipped(), known_on or date.today()
    return {id_: legend(library.packs[id_], day) for id_ in library.chosen(instruments)}


@contextmanager
def _extra(name: str) -> Iterator[None]:
    """Say which extra to install where something imported inside is not there."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("acquis"):
            raise
        raise UsageError(f"tables need acquis[{name}]: pip install 'acquis[{name}]'") from None
