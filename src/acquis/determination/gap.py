"""Before the first day a pack answers for: everything is possible, and that is said."""

from __future__ import annotations

from datetime import date

from acquis.rules.pack import Pack
from acquis.terms.determination import Determination, Note, Status
from acquis.terms.fact import Situation
from acquis.terms.proof import Proof, Step


def before_the_pack(pack: Pack, situation: Situation, day: date) -> Determination:
    """The full range: a pack that does not hold the law of a day does not answer for it."""
    text = f"The pack {pack.id} does not hold the law before {pack.covers_from}; nothing can be said for {day}."
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
        missing=(),
        unsettled=(),
        obligations=(),
        notes=(Note(code="not_held", text=text),),
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
