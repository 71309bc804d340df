"""Before the first day a pack answers for: everything is possible, and that is said."""

from __future__ import annotations

from datetime import date

from acquis.rules.pack import Pack
from acquis.terms.determination import Determination, Missing, Note, Status
from acquis.terms.fact import Situation
from acquis.terms.proof import Proof, Step


def before_the_pack(pack: Pack, situation: Situation, day: date) -> Determination:
    """The full range: a pack that does not hold the law of a day does not answer for it."""
    text = f"The pack {pack.id} does not hold the law before {pack.covers_from}; nothing can be said for {day}."
    return _anything(pack, situation, day, Note(code="not_held", text=text), ())


def undated(pack: Pack, situation: Situation, known_on: date) -> Determination:
    """The full range: where the day of a transfer cannot be read, no day's law is applied in its place."""
    path = situation.paths.get("transfer.date", "transfer.date")
    question = "On which day does it happen? (YYYY-MM-DD)"
    missing = Missing(fact=path, question=question, who="project coordinator", name="transfer.date")
    note = Note(code="no_day", text="The day of the transfer cannot be read, so no day's law can be applied.")
    return _anything(pack, situation, known_on, note, (missing,))


def _anything(pack: Pack, situation: Situation, day: date, note: Note, missing: tuple[Missing, ...]) -> Determination:
    return Determination(
        transfer=situation.transfer,
        item=situation.item,
        to=situation.to,
        instrument=pack.id,
        authority=pack.authority or "unknown",
        law_of=day,
        at_least=Status.out_of_scope,
        at_most=Status.prohibited,
        entries=(),
        requirements=(),
        authorizations=(),
        review_policy=None,
        assumes=(),
        missing=missing,
        unsettled=(),
        obligations=(),
        notes=(note,),
        citations=(),
        evidence="recalled",
    )


def unheld(determination: Determination) -> Proof:
    """The proof of a cell for which the pack holds no law: one step that says so."""
    return Proof(
        transfer=determination.transfer,
        item=determination.item,
        to=determination.to,
        instrument=determination.instrument,
        determination=determination,
        steps=tuple(Step(title=note.text) for note in determination.notes),
    )
