"""From answers to a status: the levels, what overcomes what, components, policies, duties."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from acquis.determination.obligations import due_day
from acquis.rules.pack import Due
from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.determination import Status

from ..small import DAY, FILES, answer, library, put, situation

LEVELS = tuple(Status)[1:]
MANY = {"item__physical_qubits": Fraction(40)}
FEW = {"item__physical_qubits": Fraction(5)}
UNLESS = "entries: ['1A*'], unless: [{label: x, when: {final.country: IN}}]"
OPEN = "authorization_available"
RULE = "cite: c, evidence: read, in_force: earlier"
SCOPE = FILES["scope.yaml"]
EXCLUDED = SCOPE + f"exclusions: [{{id: published, {RULE}, when: {{item.published: true}}}}]\n"
FORBIDDEN = (
    FILES["destinations.yaml"]
    + f"""\
  - {{id: no, {RULE}, applies_to: any, consequence: prohibited, when: {{final.country: KP}}}}
  - {{id: use, {RULE}, applies_to: any, consequence: license_required, survives_exclusions: true,
     when: {{transfer.end_use: military}}}}
"""
)


def way(id_: str, overcomes: str, when: str, more: str = "entries: ['*']") -> str:
    """One authorization."""
    return f"  - {{id: {id_}, kind: general, {RULE}, overcomes: [{overcomes}], when: {when}, {more}}}\n"


class TestStatuses:
    """From the quietest to the loudest, each reached by its own facts."""

    @pytest.mark.parametrize(
        ("facts", "status"),
        [
            ({**MANY, "transfer__activity": "publication"}, "out_of_scope"),
            (FEW, "not_listed"),
            ({**MANY, "item__published": True}, "excluded"),
            ({**FEW, "item__published": True}, "excluded"),
            ({**MANY, "final__country": "DK"}, "no_license_required"),
            ({**MANY, "final__country": "JP"}, "authorization_available"),
            (MANY, "license_required"),
            ({**FEW, "final__country": "KP"}, "prohibited"),
            ({**FEW, "item__published": True, "transfer__end_use": "military"}, "license_required"),
            ({**FEW, "item__published": True, "final__country": "KP"}, "excluded"),
            ({}, "undetermined"),
            ({**MANY, "transfer__activity": None}, "undetermined"),
        ],
    )
    def test_a_status(self, tmp_path: Path, facts: dict[str, Any], status: str) -> None:
        held = library(
            tmp_path,
            scope=EXCLUDED,
            destinations=FORBIDDEN,
            authorizations="authorizations:\n" + way("G", "r", "{final.country: {in_group: [friends]}}"),
        )
        known = {"item__published": False, "transfer__end_use": "civil_research"} | facts
        assert answer(held, situation(**known)).status == status

    def test_each_level_holds_under_every_louder_one(self, tmp_path: Path) -> None:
        """A status is at least every quieter one; what is unknown stays between the two ends."""
        held = library(tmp_path, scope=EXCLUDED, destinations=FORBIDDEN)
        for facts in ({}, MANY, FEW, {**MANY, "final__country": None}, {"transfer__activity": None}):
            examined = put(held, situation(**facts))
            levels = [examined.level(status) for status in LEVELS]
            assert levels == sorted(levels, reverse=True)
            assert examined.at_least <= examined.at_most

    def test_the_range_of_an_unknown_fact(self, tmp_path: Path) -> None:
        found = answer(library(tmp_path), situation())
        assert (found.at_least, found.at_most) == (Status.not_listed, Status.license_required)
        assert [m.fact for m in found.missing] == ["items.i.parameters.physical_qubits"]


class TestAuthorizations:
    """An authorization opens a transfer only if every requirement that lies there is overcome."""

    TWO = (
        FILES["destinations.yaml"]
        + f"""\
  - {{id: s, {RULE}, applies_to: listed, consequence: license_required, when: {{always: true}}}}
"""
    )
    ENTRY = FILES["items/1A001.yaml"].replace("[r]", "[r, s]")

    @pytest.mark.parametrize(
        ("ways", "status", "answers"),
        [
            (way("G", "r", "{always: true}"), "license_required", {"G": NO}),
            (way("G", "'r', s", "{always: true}"), OPEN, {"G": YES}),
            (way("G", "r", "{always: true}") + way("H", "s", "{always: true}"), OPEN, {"G": YES, "H": YES}),
            (way("G", "'r', s", "{never: true}"), "license_required", {"G": NO}),
            (way("G", "'r', s", "{item.tunable: true}"), "undetermined", {"G": UNKNOWN}),
            (way("G", "'r', s", "{always: true}", "entries: [2A001]"), "license_required", {}),
            (way("G", "'r', s", "{always: true}", "entries: ['*'], except_entries: [1A001.a]"), "license_required", {}),
            (way("G", "'r', s", "{always: true}", UNLESS), "license_required", {"G": NO}),
            (way("G", "r", "{always: true}") + way("G", "s", "{never: true}"), "license_required", {"G": NO}),
            (way("G", "r", "{always: true}") + way("G", "s", "{always: true}"), OPEN, {"G": YES}),
        ],
    )  # fmt: skip
    def test_every_requirement(self, tmp_path: Path, ways: str, status: str, answers: dict[str, Answer]) -> None:
        held = library(
            tmp_path, destinations=self.TWO, items__1A001=self.ENTRY, authorizations="authorizations:\n" + ways
        )
        found = answer(held, situation(**MANY))
        assert found.status == status
        assert {one.id: one.answer for one in found.authorizations} == answers

    def test_conditions_are_printed_with_it(self, tmp_path: Path) -> None:
        more = "entries: ['*'], conditions: [{code: declare, text: Declare it.}]"
        text = "authorizations:\n" + way("G", "r", "{always: true}", more)
        (one,) = answer(library(tmp_path, authorizations=text), situation(**MANY)).authorizations
        assert [(c.code, c.text) for c in one.conditions] == [("declare", "Declare it.")]

    def test_where_nothing_is_required_none_is_shown(self, tmp_path: Path) -> None:
        held = library(tmp_path, authorizations="authorizations:\n" + way("G", "r", "{always: true}"))
        assert answer(held, situation(**FEW)).authorizations == ()
        assert answer(held, situation(**MANY, transfer__activity="publication")).authorizations == ()


class TestComponents:
    """A component is never hidden inside an uncontrolled system; a rule of the pack says whether it pulls it in."""

    PULL = SCOPE.replace("  working:", "  principal: {ask: Is it?, who: maker, cite: Note 2}\n  working:") + (
        "components: {cite: Note 2, evidence: read, text: The rule., pulls_in: {open: principal}}\n"
    )

    @pytest.mark.parametrize(
        ("principal", "least", "most"),
        [
            (True, Status.license_required, Status.license_required),
            (False, Status.not_listed, Status.not_listed),
            (None, Status.not_listed, Status.license_required),
        ],
    )
    def test_pull(self, tmp_path: Path, principal: bool | None, least: Status, most: Status) -> None:
        part = situation(id="j", **MANY, item__answer__principal=principal)
        found = answer(library(tmp_path, scope=self.PULL), situation(**FEW, components=(part,)))
        assert (found.at_least, found.at_most) == (least, most)
        assert ("1A001.a", "j", YES) in {(e.entry, e.component, e.answer) for e in found.entries}
        assert "component" in {note.code for note in found.notes}
        assert [m.fact for m in found.missing] == (["answers.principal.j"] if principal is None else [])

    def test_without_a_rule_it_is_shown_and_pulls_nothing(self, tmp_path: Path) -> None:
        part = situation(id="j", **MANY)
        found = answer(library(tmp_path), situation(**FEW, components=(part,)))
        assert found.status == "not_listed"
        assert any(e.component == "j" and e.answer is YES for e in found.entries)

    def test_what_is_unknown_of_a_component_is_asked(self, tmp_path: Path) -> None:
        part = situation(id="j", item__answer__principal=True)
        found = answer(library(tmp_path, scope=self.PULL), situation(**FEW, components=(part,)))
        assert found.status == "undetermined"
        assert [m.fact for m in found.missing] == ["items.j.parameters.physical_qubits"]

    def test_components_not_stated_are_an_assumption(self, tmp_path: Path) -> None:
        found = answer(library(tmp_path), situation(**FEW, stated=False))
        assert any("components of i are not stated" in line for line in found.assumes)
        assert not any("components" in line for line in answer(library(tmp_path), situation(**FEW)).assumes)


class TestReview:
    """The strictest licensing policy that surely holds is printed, and only where a licence may be needed."""

    POLICIES = (
        FILES["destinations.yaml"]
        + """\
    review:
      - {policy: case_by_case, cite: c, when: {always: true}}
      - {policy: presumption_of_denial, cite: c, when: {transfer.end_use: military}}
      - {policy: presumption_of_approval, cite: c, when: {final.country: IN}}
"""
    )

    @pytest.mark.parametrize(
        ("facts", "policy"),
        [
            ({**MANY, "transfer__end_use": "military"}, "presumption_of_denial"),
            ({**MANY, "transfer__end_use": "civil_research"}, "case_by_case"),
            (MANY, "case_by_case"),
            ({}, "case_by_case"),
            (FEW, None),
            ({**MANY, "final__country": "DK"}, None),
        ],
    )
    def test_the_strictest(self, tmp_path: Path, facts: dict[str, Any], policy: str | None) -> None:
        assert answer(library(tmp_path, destinations=self.POLICIES), situation(**facts)).review_policy == policy


class TestObligations:
    """Duties attach with the day on which they fall due."""

    @pytest.mark.parametrize(
        ("due", "day", "expected"),
        [
            (Due(days=30), date(2026, 1, 15), "2026-02-14"),
            (Due(before_days=10), date(2026, 1, 5), "2025-12-26"),
            (Due(years=5), date(2024, 2, 29), "2029-03-01"),
            (Due(years=5), date(2026, 1, 15), "2031-01-15"),
            (Due(yearly="02-01"), date(2026, 1, 15), "2027-02-01"),
            (Due(), date(2026, 1, 15), ""),
            (None, date(2026, 1, 15), ""),
            (Due(years=5), date(9999, 1, 1), ""),
            (Due(days=99999), date(9999, 1, 1), ""),
            (Due(yearly="02-01"), date(9999, 1, 1), ""),
            (Due(before_days=99999), date(1, 1, 2), ""),
        ],
    )
    def test_due(self, due: Due | None, day: date, expected: str) -> None:
        """Beyond the calendar no day can be named; nothing is raised."""
        assert due_day(due, day) == expected

    DUTIES = f"""\
obligations:
  - {{id: records, text: Keep records., {RULE}, when: {{always: true}}, due: {{years: 5}}}}
  - {{id: license, text: Show it., {RULE}, applies_from: license_required}}
  - {{id: never, text: Never., {RULE}, when: {{never: true}}}}
  - {{id: later, text: Later., cite: c, evidence: read, in_force: 2030-01-01}}
"""

    def test_which_attach(self, tmp_path: Path) -> None:
        held = library(tmp_path, obligations=self.DUTIES)
        codes = [
            [one.code for one in answer(held, situation(**facts)).obligations]
            for facts in (MANY, FEW, {**MANY, "transfer__activity": "publication"})
        ]
        assert codes == [["records", "license"], ["records"], []]
        assert [one.due for one in answer(held, situation(**MANY)).obligations] == ["2031-01-15", ""]

    @pytest.mark.parametrize(
        ("when", "text"),
        [
            ("{always: true}", ["G: Report."]),
            ("{item.tunable: true}", ["If G is used: Report."]),
            ("{never: true}", []),
        ],
    )
    def test_those_of_an_authorization(self, tmp_path: Path, when: str, text: list[str]) -> None:
        more = "entries: ['*'], obligations: [{code: report, text: Report., due: {days: 30}}]"
        held = library(tmp_path, authorizations="authorizations:\n" + way("G", "r", when, more))
        assert [one.text for one in answer(held, situation(**MANY)).obligations] == text


class TestDays:
    """The law of a day before the pack answers is not guessed."""

    def test_before_the_pack(self, tmp_path: Path) -> None:
        from acquis.determination.gap import before_the_pack, unheld

        pack = library(tmp_path).packs["exland"]
        found = before_the_pack(pack, situation(), date(2019, 12, 31))
        assert (found.at_least, found.at_most, found.evidence) == (Status.out_of_scope, Status.prohibited, "recalled")
        assert "2020-01-01" in found.notes[0].text
        assert unheld(found).steps[0].title == found.notes[0].text

    def test_the_law_of_a_day_to_come(self, tmp_path: Path) -> None:
        held = library(tmp_path)
        assert any(
            "what was known on" in line for line in answer(held, situation(**MANY), date(2027, 1, 1), DAY).assumes
        )
        assert not any("what was known on" in line for line in answer(held, situation(**MANY)).assumes)


def test_an_authority_by_fact(tmp_path: Path) -> None:
    """Where the authority depends on the country of the exporter, it is that country, or unknown."""
    text = FILES["pack.yaml"].replace("Exland Office", "{fact: from.country}")
    held = library(tmp_path, pack=text)
    assert answer(held, situation(from__country="FI")).authority == "FI"
    assert answer(held, situation()).authority == "unknown"
    assert answer(library(tmp_path, pack=FILES["pack.yaml"]), situation()).authority == "Exland Office"


def test_what_is_left_outside_is_said(tmp_path: Path) -> None:
    """A known gap of the instrument is a note where it does not reach the transfer, and only there."""
    outside = f"outside: [{{id: gap, {RULE}, note: policy_gap, text: None., when: {{transfer.activity: service}}}}]"
    held = library(tmp_path, scope=SCOPE + outside)
    assert [n.code for n in answer(held, situation(transfer__activity="service")).notes] == ["policy_gap"]
    assert not answer(held, situation(transfer__activity="publication")).notes
    assert not answer(held, situation()).notes


def test_the_weakest_grade_is_said(tmp_path: Path) -> None:
    """A determination that rests on less than what was read says so, with its citations."""
    weak = FILES["items/1A001.yaml"].replace("evidence: read", "evidence: recalled")
    held = library(tmp_path, items__1A001=weak)
    assert answer(held, situation(**MANY)).evidence == "recalled"
    assert answer(held, situation(transfer__activity="publication")).evidence == "read"
    assert answer(held, situation(**MANY)).citations == ("Art. 1", "Art. 2", "Annex I, 1A001.a")


def test_a_small_pack_says_how_far_it_goes(tmp_path: Path) -> None:
    """Not listed means: not among the entries that the pack models; that is an assumption."""
    held = library(tmp_path)
    assert any("exland models" in line for line in answer(held, situation(**FEW)).assumes)
    assert not any("exland models" in line for line in answer(held, situation(**MANY)).assumes)
