"""The whole flow on one page; the only place that knows the order. Beside it: tables, books against books, road-maps.

::

    case file ─► facts ─► situations ─► books (packs on a day) ─► determinations ─► outcome
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from acquis.determination.ask import ask as questions
from acquis.determination.determine import determine
from acquis.determination.examine import Examined, Examiner
from acquis.determination.gap import before_the_pack, undated, unheld
from acquis.determination.library import Library, pack_folder, read_library, shipped
from acquis.determination.lists import lists_read, misspelt_lists, states_a_list, with_unread
from acquis.determination.planes import planes
from acquis.determination.proof import prove
from acquis.determination.view import view
from acquis.errors import CaseError, UsageError
from acquis.facts.read import read_case
from acquis.facts.situations import situations
from acquis.terms.casefile import CaseFile
from acquis.terms.determination import Act, Determination, Outcome, PackStamp
from acquis.terms.fact import Situation
from acquis.terms.problem import Problem
from acquis.terms.proof import PackView, Proof, Question


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
        proof_of(library, instrument, situation, day, known_on)
        for situation, day in dated(case, as_of)
        if situation.transfer == transfer and item in (None, situation.item) and to in (None, situation.to)
    ]
    if not found:
        there = ", ".join(one.id for one in case.transfers) or "none"
        raise UsageError(f"no transfer {transfer!r} with that item and recipient in the case; transfers: {there}")
    return tuple(found)


def proof_of(library: Library, instrument: str, situation: Situation, day: date | None, known_on: date) -> Proof:
    """The proof of one cell. It shows what the transfer's own words decide, so they are not filled in beforehand."""
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
        proof_of(library, instrument, situation, day, known_on)
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
    from acquis.determination.check import check_packs as check_library  # only this command needs it

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
