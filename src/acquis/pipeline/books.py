"""Books against books: from packs on a day to what parts them, what they share, what changed and what clashes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from acquis.determination.library import Library, shipped
from acquis.errors import UsageError
from acquis.pipeline import check

if TYPE_CHECKING:
    from acquis.terms.clash import Clashes
    from acquis.terms.comparison import Comparison
    from acquis.terms.crosswalk import Alignment, Core, Crosswalk
    from acquis.terms.redline import Inventory, Redline

TABLES = (".parquet", ".csv", ".ndjson", ".jsonl")
"""The endings of inventories that are tables; any other is a case file."""


def redline(
    instrument: str,
    before: date,
    after: date,
    *,
    known_on: date | None = None,
    inventory: Path | None = None,
    library: Library | None = None,
) -> Redline:
    """What changed in a pack between two days, both as known on ``known_on`` (default: today).

    ``inventory`` is a case file, or a table of the batch reader, whose rows are determined under the law of both days.
    Raises UsageError for a pack that is not there or does not hold the law of one of the days, CaseError or TableError
    where the inventory cannot be read.
    """
    from acquis.comparison.redline import redline as between  # only this command needs it

    library, known_on = library or shipped(), known_on or date.today()
    found = between(library, instrument, before, after, known_on)
    if inventory is None:
        return found
    return replace(found, inventory=_inventory(inventory, found, library))


def _inventory(source: Path, found: Redline, library: Library) -> Inventory:
    days = (found.before, found.after)
    if source.suffix.lower() in TABLES:
        try:
            from acquis.tables.flips import flips as of_table  # only tables need it
        except ModuleNotFoundError as missing:
            raise UsageError("needs acquis[batch]: pip install 'acquis[batch]'") from missing
        return of_table(source, library, found.pack.id, *days, found.known_on)
    from acquis.comparison.inventory import flips, standings
    from acquis.terms.redline import Inventory

    old, new = (
        check(source, as_of=day, known_on=found.known_on, instruments=(found.pack.id,), library=library) for day in days
    )
    return Inventory(
        name=source.name,
        rows=len(old.determinations),
        flips=flips(standings(old.determinations), standings(new.determinations)),
        problems=tuple(map(str, old.problems)),
    )


def compare_packs(
    a: str, b: str, *, on: str | None = None, as_of: date | None = None, known_on: date | None = None
) -> Comparison:
    """Everything in which two packs differ on a day, over all concepts or ``on`` one (``laser``).

    Raises UsageError for a pack that is not held or a concept that is none.
    """
    from acquis.comparison.compare import compare  # only this command needs it

    return compare(shipped(a, b), a, b, as_of or date.today(), known_on or date.today(), on)


def crosswalk_packs(
    instruments: tuple[str, ...] = (), *, as_of: date | None = None, known_on: date | None = None
) -> Crosswalk:
    """Every concept mapped between each two packs, in the words of SKOS; UsageError for a pack that is not held."""
    from acquis.comparison.crosswalk import crosswalk

    return crosswalk(shipped(), instruments, as_of or date.today(), known_on or date.today())


def common_core(
    k: int, instruments: tuple[str, ...] = (), *, as_of: date | None = None, known_on: date | None = None
) -> Core:
    """What at least ``k`` packs control in common; UsageError for a pack that is not held or an impossible ``k``."""
    from acquis.comparison.core import core

    return core(shipped(), k, instruments, as_of or date.today(), known_on or date.today())


def align_packs(
    instruments: tuple[str, ...] = (), *, as_of: date | None = None, known_on: date | None = None
) -> tuple[Alignment, ...]:
    """The alignment index of each two packs, from 0 to 1; UsageError for a pack that is not held."""
    from acquis.comparison.align import align

    return align(shipped(), instruments, as_of or date.today(), known_on or date.today())


def clash(
    instruments: tuple[str, ...] = (),
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    divergent: bool = False,
    library: Library | None = None,
) -> Clashes:
    """Duties of the instruments named, or of all, of which one demands what another forbids, with a witness for each.

    ``divergent`` adds, for each two books, a transfer for which one asks for a licence and the other for nothing.
    Raises UsageError for a pack that is not there or does not hold the law of the day (default: today).
    """
    from acquis.comparison.clash import clashes  # only this command needs it

    library, today = library or shipped(), date.today()
    return clashes(library, instruments or None, as_of or today, known_on or today, divergent=divergent)
