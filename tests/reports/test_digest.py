"""What many cells say alike is said once, and every row stands under its heading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from acquis.reports.digest import Digest, digest, words_of
from acquis.reports.gather import by_who, where
from acquis.reports.html import html
from acquis.reports.markdown import markdown
from acquis.reports.text import text
from acquis.terms.determination import Determination, Missing, Note, Obligation, Outcome, Status

Cell = Callable[..., Determination]
Make = Callable[..., Outcome]


@pytest.fixture
def found(outcome: Outcome) -> Digest:
    return digest(outcome)


def test_each_row_stands_under_the_loudest_that_certainly_applies(found: Digest) -> None:
    groups = {
        name: [row.transfer for row in found.group(name)]
        for name in ("today", "conditions", "licence", "prohibited", "open", "unreached")
    }
    assert groups == {
        "today": ["t1"], "conditions": ["t2"], "licence": ["t3"], "prohibited": ["t4"], "open": ["t5"], "unreached": [],
    }  # fmt: skip
    assert sum(map(len, groups.values())) == len(found.rows)


def test_a_row_that_may_be_louder_says_both_ends(found: Digest) -> None:
    assert [words_of(row) for row in found.rows][2] == "from licence required to prohibited"


def test_a_range_of_which_nothing_asks_for_anything_needs_nothing(make: Make, cell: Cell) -> None:
    (row,) = digest(make(cell("t1", "xx-list", Status.not_listed, Status.no_license_required))).rows
    assert row.group == "today"


def test_what_no_instrument_reaches_is_not_told_as_free(make: Make, cell: Cell) -> None:
    outcome = make(cell("t1", "xx-list", Status.out_of_scope), cell("t2", "xx-list", Status.not_listed))
    first, second = digest(outcome).rows
    assert (first.group, second.group) == ("unreached", "today")
    for told in (text(outcome), markdown(outcome), html(outcome)):
        assert "no permission" in " ".join(told.split())


def test_cells_follow_the_order_of_the_packs(make: Make, cell: Cell) -> None:
    cells = [cell("t1", name, Status.not_listed) for name in ("zz-rules", "elsewhere", "xx-list")]
    assert digest(make(*cells)).instruments == ("xx-list", "zz-rules", "elsewhere")


def test_the_reason_names_what_decides(found: Digest) -> None:
    reasons = {(cell.determination.transfer, cell.instrument): cell.reason for cell in found.cells}
    assert reasons["t2", "xx-list"] == "GEN01 · 9X504.a.1"
    assert reasons["t3", "xx-list"] == "9X504.a.1 · NS"
    assert reasons["t4", "xx-list"] == "NS · 9X504.a.1"
    assert reasons["t1", "yy-order"] == "policy gap"
    assert reasons["t5", "xx-list"] == "9X504.a.1?"


def test_a_note_on_components_is_no_reason_to_be_out_of_scope(make: Make, cell: Cell) -> None:
    noted = replace(
        cell("t1", "xx-list", Status.out_of_scope), notes=(Note(code="component", text="i8 meets an entry."),)
    )
    assert digest(make(noted)).cells[0].reason == ""


def test_only_what_rests_on_less_than_the_text_is_marked(make: Make, cell: Cell) -> None:
    cells = [
        replace(cell(f"t{n}", "xx-list", Status.not_listed), evidence=grade)
        for n, grade in enumerate(("read", "recalled"))
    ]
    assert [one.weak for one in digest(make(*cells)).cells] == [False, True]


def test_questions_are_asked_once_of_whoever_can_settle_most(make: Make, cell: Cell) -> None:
    one = Missing(fact="items.i1.parameters.power", question="Power?", who="manufacturer", name="item.power")
    other = Missing(fact="transfers.t1.via", question="Via?", who="forwarder", name="transfer.via")
    said = Missing(fact="answers.working.i1", question="Working?", who="operator", name="item.answer.working")
    cells = [
        replace(cell("t1", "xx-list", Status.not_listed, Status.prohibited), missing=(one, other)),
        replace(cell("t2", "xx-list", Status.not_listed, Status.prohibited), missing=(one, said)),
    ]
    asked = by_who(digest(make(*cells)).asks)
    assert [(who, [(ask.about, len(ask.cells)) for ask in mine]) for who, mine in asked] == [
        ("manufacturer", [("Refrigerator (i1)", 2)]),
        ("forwarder", [("transfer t1", 1)]),
        ("operator", [("Refrigerator (i1)", 1)]),
    ]


def test_a_duty_is_said_once_with_every_day_it_falls_due(make: Make, cell: Cell) -> None:
    def due(transfer: str, day: str) -> Determination:
        duty = Obligation(code="records", text="Keep records.", due=day, cite="s. 12")
        return replace(cell(transfer, "xx-list", Status.license_required), obligations=(duty,))

    (duty,) = digest(
        make(due("t1", "2032-06-15"), due("t2", "2031-01-01"), due("t3", "2032-06-15"), due("t4", ""))
    ).duties
    assert duty.details == (
        "no day named, xx-list: t4",
        "due 2031-01-01, xx-list: t2",
        "due 2032-06-15, xx-list: t1, t3",
    )


def test_assumptions_with_the_same_beginning_become_one(make: Make, cell: Cell) -> None:
    def given(transfer: str, *sentences: str, day: date = date(2027, 1, 1)) -> Determination:
        return replace(cell(transfer, "xx-list", Status.not_listed), assumes=sentences, law_of=day)

    found = digest(
        make(
            given(
                "t1", "no list loaded: parties taken as unlisted", "not stated: transfers.t1.informed, parties.A.region"
            ),
            given(
                "t2",
                "no list loaded: parties taken as unlisted",
                "not stated: transfers.t2.informed, items.i1.parameters.via",
            ),
            given("t3", "the law of 2028-02-02 is what was known", day=date(2028, 2, 2)),
            given("t4", "the law of 2027-01-01 is what was known"),
        )
    ).assumptions
    assert [(one.text, one.details, len(one.cells)) for one in found] == [
        ("no list loaded: parties taken as unlisted", (), 2),
        ("not stated", ("informed of t1, t2", "region of A", "via of i1"), 2),
        ("the law of each transfer's day is what was known", (), 2),
    ]


def test_places_are_told_briefly(found: Digest) -> None:
    assert where(found.cells, len(found.cells)) == "everywhere"
    assert where(found.cells[:4], len(found.cells)) == "xx-list: t1, t2; yy-order: t1; zz-rules: t1"
