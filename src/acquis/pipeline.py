"""The whole flow on one page; the only file that knows the order.

::

    case file ─► facts ─► situations ─► books (packs on a day) ─► determinations ─► outcome
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from acquis.determination.ask import ask as questions
from acquis.determination.check import check_packs as check_library
from acquis.determination.determine import determine
from acquis.determination.examine import Examined, Examiner
from acquis.determination.gap import before_the_pack, undated, unheld
from acquis.determination.library import Library, pack_folder, read_library, shipped
from acquis.determination.lists import lists_read, misspelt_lists, states_a_list, with_unread
from acquis.determination.planes import planes
from acquis.determination.proof import prove
from acquis.determination.view import view
from acquis.errors import CaseError, TableError, UsageError
from acquis.facts.read import read_case
from acquis.facts.situations import situations
from acquis.terms.casefile import CaseFile
from acquis.terms.clash import Clashes
from acquis.terms.comparison import Comparison
from acquis.terms.crosswalk import Alignment, Core, Crosswalk
from acquis.terms.determination import Act, Determination, Outcome, PackStamp
from acquis.terms.devices import Devices
from acquis.terms.fact import Situation
from acquis.terms.problem import Problem
from acquis.terms.proof import PackView, Proof, Question
from acquis.terms.radar import Radar
from acquis.terms.redline import Inventory, Redline

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from acquis.batch.engines import Order, Tally
    from acquis.batch.legend import Bit

Frame = TypeVar("Frame", "pl.DataFrame", "pl.LazyFrame", "pd.DataFrame")

TABLES = (".parquet", ".csv", ".ndjson", ".jsonl")
"""The endings of inventories that are tables; any other is a case file."""


def check(
    source: Path | str | bytes,
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    instruments: tuple[str, ...] | None = None,
    draw: bool = False,
    library: Library | None = None,
) -> Outcome:
    """Everything the packs say about one case file. Nothing here decides; a person does.

    ``source`` is a path to a case file, or its bytes. ``as_of`` overrides the date of every transfer;
    ``known_on`` is the day whose knowledge of the law is used (default: today). ``instruments`` narrows the
    packs; ``draw`` adds the planes that a report draws. Raises CaseError, with every problem, only when no case
    can be read; other problems are in the outcome.
    """
    library = library or shipped()
    case, problems = read(source)
    known_on = known_on or date.today()
    chosen = library.chosen(instruments)
    found = tuple(
        examine(library, instrument, situation, day, known_on)[0]
        for situation, day in dated(case, as_of)
        for instrument in chosen
    )
    if states_a_list(case):
        lists = lists_read(library.packs.values())
        problems = (*problems, *misspelt_lists(case, lists))
        found = with_unread(found, case, lists)
    return Outcome(
        case=case.id,
        title=case.title,
        as_of=as_of or case.as_of or date.today(),
        known_on=known_on,
        packs=library.stamps(chosen),
        determinations=found,
        problems=problems,
        planes=planes(library, chosen, case, as_of or case.as_of or date.today(), known_on) if draw else (),
        names=names(case),
        acts=acts(case),
        countries={party.id: party.country for party in case.parties.values() if party.country},
    )


def explain(
    source: Path | str | bytes,
    transfer: str,
    instrument: str,
    *,
    item: str | None = None,
    to: str | None = None,
    as_of: date | None = None,
    known_on: date | None = None,
    library: Library | None = None,
) -> tuple[Proof, ...]:
    """Why a transfer gets its determination under one instrument: one proof for each item and recipient.

    Raises CaseError when no case can be read, UsageError when the transfer, item or instrument is not there.
    """
    library = library or shipped()
    case, _ = read(source)
    known_on = known_on or date.today()
    library.chosen((instrument,))
    found = [
        _proof(library, instrument, situation, day, known_on)
        for situation, day in dated(case, as_of)
        if situation.transfer == transfer and item in (None, situation.item) and to in (None, situation.to)
    ]
    if not found:
        there = ", ".join(one.id for one in case.transfers) or "none"
        raise UsageError(f"no transfer {transfer!r} with that item and recipient in the case; transfers: {there}")
    return tuple(found)


def _proof(library: Library, instrument: str, situation: Situation, day: date | None, known_on: date) -> Proof:
    # A proof shows what the transfer's own words decide, so they are not filled in beforehand.
    shown = {name: word for name, word in situation.words.items() if name.startswith("item.")}
    shown_situation = replace(situation, words=shown)
    determination, examined, _ = examine(library, instrument, shown_situation, day, known_on, thorough=True)
    return prove(examined, determination, library.catalogue) if examined is not None else unheld(determination)


def ask(
    source: Path | str | bytes,
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    instruments: tuple[str, ...] | None = None,
    library: Library | None = None,
) -> tuple[Question, ...]:
    """The missing facts of a case, the most useful first. Raises CaseError when no case can be read."""
    library = library or shipped()
    case, _ = read(source)
    known_on = known_on or date.today()
    rows = []
    for situation, day in dated(case, as_of):
        for instrument in library.chosen(instruments):
            determination, examined, examiner = examine(library, instrument, situation, day, known_on)
            if examined is not None and examiner is not None:
                rows.append((determination, examined, examiner))
    return questions(rows)


def proofs(
    source: Path | str | bytes,
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    instruments: tuple[str, ...] | None = None,
    library: Library | None = None,
) -> tuple[Proof, ...]:
    """The proof of every cell, in the order of the determinations. Raises CaseError when no case can be read."""
    library = library or shipped()
    case, _ = read(source)
    known_on = known_on or date.today()
    return tuple(
        _proof(library, instrument, situation, day, known_on)
        for situation, day in dated(case, as_of)
        for instrument in library.chosen(instruments)
    )


def packs(library: Library | None = None) -> tuple[PackStamp, ...]:
    """The packs held, with edition and hash."""
    library = library or shipped()
    return library.stamps(tuple(library.packs))


def show_pack(instrument: str, *, day: date | None = None, library: Library | None = None) -> PackView:
    """What a pack rests on, how far it goes, and its entries in force on a day (default: today)."""
    library = library or shipped()
    (id_,) = library.chosen((instrument,))
    return view(library, id_, day or date.today(), date.today())


def check_packs(ids: tuple[str, ...] = ()) -> tuple[Problem, ...]:
    """Every fault of the packs that travel with acquis, or of those named."""
    folder = pack_folder()
    return check_library(read_library(folder), folder, ids, date.today())


def schema() -> str:
    """The JSON Schema (2020-12) of a case file, as text."""
    from acquis.facts.schema import case_schema  # only this command needs it

    return json.dumps(case_schema(), indent=2, ensure_ascii=False) + "\n"


def read(source: Path | str | bytes) -> tuple[CaseFile, tuple[Problem, ...]]:
    """The case file, or CaseError with every problem."""
    case, problems = read_case(source)
    if case is None:
        raise CaseError("no case can be read", problems)
    return case, problems


def dated(case: CaseFile, as_of: date | None) -> tuple[tuple[Situation, date | None], ...]:
    """Every situation of the case with the day whose law applies to it; None where the day stated cannot be read."""
    default = as_of or case.as_of or date.today()
    if as_of is not None:
        case = replace(case, transfers=tuple(replace(transfer, date=as_of) for transfer in case.transfers))
    found = []
    for situation in situations(case, as_of=default):
        day = situation.values.get("transfer.date")
        found.append((situation, day if isinstance(day, date) else None))
    return tuple(found)


def examine(
    library: Library, instrument: str, situation: Situation, day: date | None, known_on: date, *, thorough: bool = False
) -> tuple[Determination, Examined | None, Examiner | None]:
    """One cell of the matrix, with what it was read from; nothing was read where the pack holds no law of the day."""
    pack = library.packs[instrument]
    if day is None:
        return undated(pack, situation, known_on), None, None
    if pack.covers_from is not None and day < pack.covers_from:
        return before_the_pack(pack, situation, day), None, None
    examiner = library.examiner(instrument, day, known_on)
    examined = examiner.examine(situation, thorough=thorough)
    return determine(examined, law_of=day, known_on=known_on, catalogue=library.catalogue), examined, examiner


def names(case: CaseFile) -> dict[str, str]:
    """What to call each thing of the case, by its id."""
    found = {party.id: party.name for party in case.parties.values()}
    for person in case.people.values():
        at = case.parties.get(person.at or "")
        told = (person.role or "a person", f"at {at.name}" if at else "")
        found[person.id] = f"{person.id}, {' '.join(part for part in told if part)}"
    found |= {item.id: item.title or (item.kind or item.id).replace("_", " ") for item in case.items.values()}
    return found


def acts(case: CaseFile) -> dict[str, Act]:
    """What is done in each transfer and by whom, by its id."""
    stated = ((transfer, transfer.facts.get("activity")) for transfer in case.transfers)
    return {
        transfer.id: Act(activity=activity if isinstance(activity, str) else None, sender=transfer.sender)
        for transfer, activity in stated
    }


def radar(
    source: Path | str | bytes,
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    instruments: tuple[str, ...] | None = None,
    library: Library | None = None,
) -> Radar:
    """From which day each product of a road-map is, or may be, listed, and what to file before.

    Raises CaseError, with every problem, where the road-map has any: a calendar is made from a whole file only.
    """
    from acquis.radar.cross import Cross  # only this command needs them
    from acquis.radar.draw import course, roadmap_plane
    from acquis.radar.events import events
    from acquis.radar.roadmap import read_roadmap

    library, known_on = library or shipped(), known_on or date.today()
    chosen = library.chosen(instruments)
    roadmap, problems = read_roadmap(Path(source) if isinstance(source, str) else source)
    if roadmap is None or problems:
        raise CaseError("no road-map can be read", problems)
    look = partial(_look, library, known_on)
    tracks = Cross(roadmap=roadmap, library=library, known_on=known_on, as_of=as_of, examine=look).tracks(chosen)
    return Radar(
        roadmap=roadmap.id,
        title=roadmap.title,
        as_of=as_of,
        known_on=known_on,
        packs=library.stamps(chosen),
        courses=tuple(map(course, roadmap.products)),
        tracks=tracks,
        events=events(roadmap, tracks),
        plane=roadmap_plane(library, chosen, roadmap, as_of or known_on, known_on),
    )


def _look(library: Library, known_on: date, instrument: str, situation: Situation, day: date) -> Determination:
    return examine(library, instrument, situation, day, known_on)[0]


def radar_devices(
    source: Path,
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    instruments: tuple[str, ...] | None = None,
    library: Library | None = None,
) -> Devices:
    """Which machines of a table are listed on a day, which may be, and how far the others are from a rim.

    Raises CaseError where the file is no such table; figures that cannot be read are unknown and among the problems.
    """
    from acquis.radar.devices import read_devices  # only this command needs them
    from acquis.radar.draw import devices_plane
    from acquis.radar.nearest import sight

    library, known_on = library or shipped(), known_on or date.today()
    chosen, day = library.chosen(instruments), as_of or date.today()
    machines, problems = read_devices(source)
    return Devices(
        source=source.name,
        as_of=day,
        known_on=known_on,
        packs=library.stamps(chosen),
        rows=sight(library, chosen, machines, day, known_on),
        problems=problems,
        plane=devices_plane(library, chosen, machines, day, known_on),
    )


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
            from acquis.batch.flips import flips as of_table  # only tables need it
        except ModuleNotFoundError as missing:
            raise UsageError("needs acquis[batch]: pip install 'acquis[batch]'") from missing
        return of_table(source, library, found.pack.id, *days, found.known_on)
    from acquis.comparison.inventory import flips, standings

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
        from acquis.batch.frames import frame_of, like
        from acquis.batch.run import answers

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
        from acquis.batch.engines import Order

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
    from acquis.batch.engines import answer_file

    return answer_file(order, engine, told)


def batch_sql(order: Order) -> str:
    """The SQL text that answers a Parquet file in DuckDB, to be read and to be run elsewhere; raises as batch_file."""
    from acquis.batch.columns import columns_of
    from acquis.batch.database import script_of

    return script_of(Path(order.source), columns_of(order.library), order.law, order.as_of)


def batch_explain(order: Order, key: str) -> tuple[Proof, ...]:
    """The proof of one row under each instrument, made by the explainer.

    Raises TableError where the columns, the keys or that row cannot be read, UsageError where there is no such row.
    """
    from acquis.batch.row import situation

    table = order.table()
    problems = table.problems()
    if problems:
        raise TableError("the table cannot be read", problems)
    found = situation(table.row(key), table.columns, order.as_of, table.name)
    day = found.values.get("transfer.date")
    dated_ = day if isinstance(day, date) else None
    return tuple(_proof(order.library, id_, found, dated_, order.known_on) for id_ in order.instruments)


def batch_columns(library: Library | None = None) -> str:
    """Every column a table may have, with its form, its unit and the question it answers, as text."""
    with _extra("batch"):
        from acquis.batch.columns import columns_of, table

    return table(columns_of(library or shipped()))


def batch_legend(
    instruments: tuple[str, ...] | None = None, *, known_on: date | None = None, library: Library | None = None
) -> dict[str, tuple[Bit, ...]]:
    """For each instrument the provisions its bits stand for, bit 0 first; UsageError for a pack that is not held."""
    from acquis.batch.legend import legend

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
