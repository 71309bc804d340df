"""Hand-built outcomes: no engine, no packs, so that a report is tested for what it prints and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from acquis.terms.answer import Answer
from acquis.terms.determination import (
    Act,
    AuthorizationAnswer,
    Condition,
    Determination,
    EntryAnswer,
    Ladder,
    Missing,
    Note,
    Obligation,
    Outcome,
    PackStamp,
    Plane,
    RequirementAnswer,
    Status,
    Unsettled,
)
from acquis.terms.proof import Proof, Step
from acquis.terms.value import Span

DAY = date(2027, 6, 15)
INSTRUMENTS = {
    "xx-list": "The List of Exland, 2020",
    "yy-order": "Export Order of Whyland",
    "zz-rules": "Zedland Rules",
}


def determination(transfer: str, instrument: str, status: Status, loudest: Status | None = None) -> Determination:
    """A determination with something in every field that its status calls for."""
    loudest = status if loudest is None else loudest
    listed = loudest >= Status.no_license_required
    entry = EntryAnswer(
        entry="9X504.a.1",
        answer=Answer.YES if status >= Status.no_license_required else Answer.UNKNOWN,
        evidence="read",
        title="Refrigerators of some power",
        cite="Annex 9X504.a.1",
    )
    way = AuthorizationAnswer(
        id="GEN01",
        kind="general",
        answer=Answer.YES if status is Status.authorization_available else Answer.UNKNOWN,
        title="General authorisation for friends",
        cite="Annex II",
        evidence="recalled",
        conditions=(
            Condition(code="declare", text="Declare GEN01 on the form."),
            Condition(code="keep", text="Keep it."),
        ),
    )
    need = RequirementAnswer(
        id="worldwide",
        title="National security, every destination",
        reason="NS",
        entry="9X504.a.1",
        answer=entry.answer,
        overcome=way.answer,
        cite="s. 9(1)",
        evidence="read",
        consequence="prohibited" if loudest is Status.prohibited else "license_required",
    )
    undetermined = status != loudest
    return Determination(
        transfer=transfer,
        item="i1",
        to="SKR",
        instrument=instrument,
        authority="EX",
        law_of=DAY,
        at_least=status,
        at_most=loudest,
        entries=(entry,) if listed else (),
        requirements=(need,) if loudest >= Status.authorization_available else (),
        authorizations=(way,) if loudest >= Status.authorization_available else (),
        review_policy="case_by_case" if loudest >= Status.license_required else None,
        assumes=("no list loaded: parties taken as unlisted",),
        missing=(
            Missing(
                fact="items.i1.parameters.power", question="How much power?", who="manufacturer", name="item.power"
            ),
            Missing(
                fact="people.p1.citizenships",
                question="Which citizenships does the person hold?",
                who="the person",
                name="person.citizenships",
                sensitive=True,
            ),
        )
        if undetermined
        else (),
        unsettled=(Unsettled(point="What is power?", readings=("A: at 1 K", "B: at 4 K"), citation="s. 3"),)
        if undetermined
        else (),
        obligations=(Obligation(code="records", text="Keep records.", due="2032-06-15", cite="s. 12"),)
        if listed
        else (),
        notes=(Note(code="policy_gap", text="Nothing leaves."),) if status is Status.out_of_scope else (),
        citations=("Annex 9X504", "s. 9(1)"),
        evidence="recalled" if undetermined else "read",
    )


def build(*cells: Determination, title: str = "A refrigerator for Exland", item: str = "Refrigerator") -> Outcome:
    """An outcome around some determinations."""
    acts = dict.fromkeys(cell.transfer for cell in cells)
    return Outcome(
        case="demo",
        title=title,
        as_of=date(2026, 11, 20),
        known_on=date(2026, 11, 20),
        packs=tuple(PackStamp(id=k, name=v, edition="2026-09-21", sha256="ab" * 32) for k, v in INSTRUMENTS.items()),
        determinations=cells,
        planes=(plane(),),
        names={"i1": item, "SKR": "Sakuragawa Institute", "KLV": "Kelvinranta Oy"},
        countries={"SKR": "JP", "KLV": "FI"},
        acts={act: Act(activity="export", sender="KLV") for act in acts},
    )


def plane() -> Plane:
    """Two ladders that coincide in one box, an open box, and devices known, uncertain and half known."""
    boxes = (
        ("9X506.a.1", Span(Fraction(34), Fraction(100), upper_open=True), Span(upper=Fraction(1, 10000))),
        ("9X506.a.2", Span(Fraction(100), Fraction(200), upper_open=True), Span(upper=Fraction(1, 1000))),
        ("9X506.a.3", Span(lower=Fraction(2000)), Span()),
    )
    other = (("7Y.a.1", *boxes[0][1:]), ("7Y.a.2", Span(Fraction(100), Fraction(300)), Span(upper=Fraction(1, 500))))
    return Plane(
        id="qubits",
        title="Qubits and C-NOT error",
        x="item.physical_qubits",
        y="item.cnot_error",
        ladders=(Ladder(instrument="xx-list", boxes=boxes), Ladder(instrument="yy-order", boxes=other)),
        devices=(
            ("i4", Fraction(53), Fraction(1, 200)),
            ("i5", Fraction(120), Span(Fraction(6, 10000), Fraction(2, 1000))),
            ("i6", Fraction(500), None),
        ),
    )


@pytest.fixture
def make() -> Callable[..., Outcome]:
    """Builds an outcome from determinations."""
    return build


@pytest.fixture
def cell() -> Callable[..., Determination]:
    """Builds a determination from transfer, instrument, status and the loudest status."""
    return determination


@pytest.fixture
def outcome() -> Outcome:
    """One row under every heading of the report."""
    rows = {
        "t1": ((Status.not_listed, None), (Status.out_of_scope, None), (Status.no_license_required, None)),
        "t2": ((Status.authorization_available, None), (Status.out_of_scope, None), (Status.not_listed, None)),
        "t3": (
            (Status.license_required, None),
            (Status.authorization_available, None),
            (Status.not_listed, Status.prohibited),
        ),
        "t4": ((Status.prohibited, None), (Status.excluded, None), (Status.not_listed, None)),
        "t5": (
            (Status.not_listed, Status.license_required),
            (Status.authorization_available, Status.license_required),
            (Status.not_listed, None),
        ),
    }
    return build(
        *(
            determination(transfer, instrument, low, high)
            for transfer, cells in rows.items()
            for instrument, (low, high) in zip(INSTRUMENTS, cells, strict=True)
        )
    )


@pytest.fixture
def proof(outcome: Outcome) -> Proof:
    """A proof of the first licence requirement, two steps deep."""
    found = next(d for d in outcome.determinations if d.status == "license_required")
    leaf = Step(title="power ≥ 600 µW", answer=Answer.YES, facts=("power = 1 mW (demo.yaml:12)",))
    entry = Step(
        title="9X504.a.1",
        answer=Answer.YES,
        cite="Annex 9X504.a.1",
        evidence="read",
        text="Some power",
        children=(leaf,),
    )
    return Proof(
        transfer=found.transfer,
        item=found.item,
        to=found.to,
        instrument=found.instrument,
        determination=found,
        steps=(Step(title="Which entries does the item meet?", answer=Answer.YES, children=(entry,), note="A note."),),
    )
