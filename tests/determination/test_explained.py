"""What is missing, what was assumed, what to ask next; the proof, the planes, the view."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from acquis.determination.ask import ask
from acquis.determination.book import compile_book
from acquis.determination.check import check_packs
from acquis.determination.determine import determine
from acquis.determination.library import Library, pack_folder, shipped
from acquis.determination.planes import planes
from acquis.determination.proof import prove, show
from acquis.determination.view import view
from acquis.errors import PackError, UsageError
from acquis.facts.read import read_case
from acquis.rules.evaluate import NOT_STATED
from acquis.terms.answer import NO, UNKNOWN, YES
from acquis.terms.fact import Situation, Statement
from acquis.terms.proof import Proof, Step
from acquis.terms.value import Band, Money, OneOf, Points, Span, Value

from ..small import DAY, FILES, answer, entry, library, put, situation

MANY = {"item__physical_qubits": Fraction(40)}
NEVER = "when: {never: true}"
RULE = "cite: c, evidence: read, in_force: earlier"
SCOPE = FILES["scope.yaml"]


READINGS = (
    "{readings: {point: p, cite: c, of: [{label: A, text: a, when: {open: working, unless_answered: yes}},"
    " {label: B, text: b, when: {link: relates_to, when: {item.kind: gas}}}]}}"
)


class TestMissing:
    """What would narrow the answer, each fact once, first things first."""

    def test_the_kind_before_what_depends_on_it(self, tmp_path: Path) -> None:
        found = answer(library(tmp_path), situation(item__kind=None))
        assert [m.name for m in found.missing] == ["item.kind"]

    def test_whether_a_link_is_stated_before_what_it_leads_to(self, tmp_path: Path) -> None:
        parts = entry("{link: relates_to, meets: [1A001]}", "1B001")
        held = library(tmp_path, items__1B001=parts)
        asked = situation(item__physical_qubits=Fraction(3), item__relates_to__kind="quantum_computer")
        assert [m.name for m in answer(held, asked).missing] == ["item.relates_to.stated"]
        known = situation(
            item__physical_qubits=Fraction(3),
            item__relates_to__stated=True,
            item__relates_to__kind="quantum_computer",
        )
        assert [m.name for m in answer(held, known).missing] == ["item.relates_to.physical_qubits"]

    def test_what_is_certain_asks_nothing(self, tmp_path: Path) -> None:
        assert answer(library(tmp_path), situation(**MANY)).missing == ()

    def test_an_open_predicate_is_asked_of_the_one_who_knows(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry("{open: working}"))
        (missing,) = answer(held, situation()).missing
        assert (missing.fact, missing.who) == ("answers.working.i", "maker")
        assert "Does it work?" in missing.question

    def test_an_open_predicate_about_the_item_of_a_link(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry("{link: relates_to, when: {open: working}}"))
        link = {"item__relates_to__stated": True, "item__relates_to__kind": "gas"}
        assert [m.fact for m in answer(held, situation(**link, item__relates_to__id="j")).missing] == [
            "answers.working.j"
        ]
        assert [m.fact for m in answer(held, situation(**link)).missing] == ["answers.working.i.relates_to"]

    def test_readings_that_part(self, tmp_path: Path) -> None:
        one, two = "{label: A, text: a, when: {always: true}}", "{label: B, text: b, when: {item.tunable: true}}"
        held = library(tmp_path, items__1A001=entry(f"{{readings: {{point: p, cite: c, of: [{one}, {two}]}}}}"))
        (found,) = answer(held, situation(item__tunable=False)).unsettled
        assert (found.point, found.citation, found.readings) == ("p", "c", ("A: a", "B: b"))
        assert answer(held, situation(item__tunable=True)).unsettled == ()
        assert answer(held, situation()).unsettled


class TestAssumes:
    """What was taken as so without being stated is said."""

    def test_a_fact_taken_as_not_so(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry("{item.element: Si}"))
        found = answer(held, situation(presumed={"item.element": NOT_STATED}))
        assert found.status == "not_listed"
        assert "not stated, taken as not so: item.element" in found.assumes

    def test_parties_taken_as_unlisted(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry("{parties.listed: {has: [x]}}"))
        found = answer(held, situation(presumed={"parties.listed": ()}))
        assert any("no list loaded" in line for line in found.assumes)

    def test_an_open_predicate_until_somebody_answers(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry("{open: working, unless_answered: yes}"))
        assert any("'working' is taken as yes for i" in line for line in answer(held, situation()).assumes)
        answered = answer(held, situation(item__answer__working=True))
        assert not any("working" in line for line in answered.assumes)


class TestAsk:
    """The most useful question first: by how far the range closes on average over the cells of the fact."""

    @staticmethod
    def asked(held: Library, *situations: Situation) -> list[tuple[str, int, float]]:
        examiner = held.examiner("exland", DAY, DAY)
        rows = []
        for one in situations:
            examined = examiner.examine(one)
            found = determine(examined, law_of=DAY, known_on=DAY, catalogue=held.catalogue)
            rows.append((found, examined, examiner))
        return [(question.fact, question.rows, question.narrows) for question in ask(rows)]

    def test_what_settles_more_comes_first(self, tmp_path: Path) -> None:
        text = entry("{item.tunable: true, item.element: [Si, Ge], item.frequency_range: {overlaps: {ge: 1 Hz}}}")
        found = self.asked(library(tmp_path, items__1A001=text), situation())
        assert {fact for fact, _, _ in found} == {"item.tunable", "item.element", "item.frequency_range"}
        assert [narrows for _, _, narrows in found] == sorted((n for _, _, n in found), reverse=True)
        assert all(narrows > 0 for _, _, narrows in found)

    def test_a_number_is_tried_in_each_cell(self, tmp_path: Path) -> None:
        assert self.asked(library(tmp_path), situation()) == [("items.i.parameters.physical_qubits", 1, 4.0)]

    def test_a_fact_of_many_rows_is_one_question(self, tmp_path: Path) -> None:
        found = self.asked(library(tmp_path), situation(), situation(final__country="JP"))
        assert [(fact, rows) for fact, rows, _ in found] == [("items.i.parameters.physical_qubits", 2)]

    def test_lists_days_and_open_predicates(self, tmp_path: Path) -> None:
        text = entry("{transfer.via: {has: [CN, IN]}, open: working, transfer.date: {ge: 2026-01-01}}")
        found = self.asked(library(tmp_path, items__1A001=text), situation())
        assert {fact for fact, _, _ in found} == {"transfer.via", "answers.working.i", "transfer.date"}
        assert all(narrows > 0 for _, _, narrows in found)

    def test_a_fact_of_a_component_is_tried_on_the_component(self, tmp_path: Path) -> None:
        scope = SCOPE + "components: {cite: c, evidence: read, pulls_in: {always: true}}\n"
        part = situation(id="j")
        found = self.asked(
            library(tmp_path, scope=scope), situation(item__physical_qubits=Fraction(3), components=(part,))
        )
        assert found == [("items.j.parameters.physical_qubits", 1, 4.0)]

    def test_a_fact_of_transfer_and_component_alike_is_tried_on_both(self, tmp_path: Path) -> None:
        scope = SCOPE + "components: {cite: c, evidence: read, pulls_in: {always: true}}\n"
        held = library(tmp_path, scope=scope)
        whole = situation(**MANY, final__country=None, components=(situation(id="j", **MANY, final__country=None),))
        ((fact, _, narrows),) = self.asked(held, whole)
        assert (fact, narrows) == ("final.country", 2.0)

    def test_nothing_open_nothing_to_ask(self, tmp_path: Path) -> None:
        assert self.asked(library(tmp_path), situation(**MANY)) == []


def flat(steps: tuple[Step, ...]) -> list[Step]:
    """Every step of a proof."""
    return [inner for step in steps for inner in (step, *flat(step.children))]


class TestProof:
    """Every stage in the law's own order, down to the facts."""

    def proof(self, held: Library, asked: Situation) -> Proof:
        examined = put(held, asked)
        found = determine(examined, law_of=DAY, known_on=DAY, catalogue=held.catalogue)
        return prove(examined, found, held.catalogue)

    def test_every_stage_is_there(self, tmp_path: Path) -> None:
        way = f"authorizations: [{{id: G, kind: general, {RULE}, overcomes: [r], entries: ['*'], {NEVER}}}]"
        part = situation(id="j", **MANY)
        held = library(
            tmp_path,
            authorizations=way,
            scope=SCOPE + "components: {cite: Note 2, evidence: read, text: The rule., pulls_in: {never: true}}\n",
        )
        titles = [step.title for step in self.proof(held, situation(**MANY, components=(part,))).steps]
        words = (
            "reach",
            "outside",
            "entries does the item",
            "Component j",
            "licence required",
            "authorisations are open",
        )
        assert [word for word in words if any(word in title for title in titles)] == list(words)

    def test_an_entry_carries_its_citation_and_its_facts(self, tmp_path: Path) -> None:
        steps = flat(self.proof(library(tmp_path), situation(**MANY)).steps)
        entry_step = next(step for step in steps if step.title.startswith("1A001.a "))
        assert (entry_step.cite, entry_step.evidence, entry_step.answer) == ("Annex I, 1A001.a", "read", YES)
        assert any("items.i.parameters.physical_qubits = 40" in fact for step in steps for fact in step.facts)

    def test_every_kind_of_condition_is_told(self, tmp_path: Path) -> None:
        conditions = (
            "{any: [{item.tunable: true}, {not: {item.element: Si}}], open: working}",
            "{some: item.cooling, shows: {any: [{power: {ge: 1 W}}, {not: {temperature: {ge: 1 K}}}]}}",
            READINGS,
        )
        files = {f"items__1A00{n}": entry(when, f"1A00{n}") for n, when in enumerate(conditions, 1)}
        files["items__1A005"] = entry(
            "{item.tunable: true}", "1A005", "unless: [{label: x, cite: N, when: {open: working}}]"
        )
        told = flat(self.proof(library(tmp_path, **files), situation(presumed={"item.element": NOT_STATED})).steps)
        text = "\n".join(" | ".join((step.title, step.note, *step.facts)) for step in told)
        for word in (
            "nobody has answered", "open: Does it work?", "The law is unsettled: p", "reading A: a", "some cooling",
            "power ≥ 1 W", "not (temperature ≥ 1 K)", "exception: x (N) at ", "is not stated: taken as not so",
            "is unknown",
            "taken as yes until a named person does", "neither show it nor rule it out",
        ):  # fmt: skip
            assert word in text, word

    def test_a_person_who_answered_is_named(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry("{open: working}"))
        said = Statement(predicate="working", item="i", answer=True, by="M. Example", role="officer", on="2026-01-01")
        asked = replace(situation(item__answer__working=True), statements={"item.answer.working": said})
        notes = [step.note for step in flat(self.proof(held, asked).steps)]
        assert any("M. Example, officer on 2026-01-01" in note for note in notes)

    @pytest.mark.parametrize(
        ("value", "unit", "text"),
        [
            (True, "", "yes"),
            (Fraction(1, 10), "K", "100 mK"),
            (Span(None, Fraction(2)), "1", "2"),
            (Band(Fraction(1), Fraction(2)), "Hz", "1 Hz to 2 Hz"),
            (OneOf(frozenset({"b", "a"})), "", "a or b"),
            (Money(Fraction(5001, 2), "EUR"), "", "2,500.50 EUR"),
            (Points(()), "", "none"),
            (Points(((("power", Fraction(1)), ("temperature", None)),)), "", "power 1 W"),
            (("JP", "CA"), "", "JP, CA"),
            ((), "", "none"),
            (date(2026, 1, 1), "", "2026-01-01"),
            ("export", "", "export"),
        ],
    )
    def test_values_in_words(self, value: Value, unit: str, text: str) -> None:
        assert text in show(value, unit)


CASE = """
acquis: 1
case: drawn
as_of: 2026-01-15
parties: [{id: A, name: A, country: FI}, {id: B, name: B, country: JP}]
items:
  - {id: q, kind: quantum_computer, parameters: {physical_qubits: 53, cnot_error: 1e-3}}
  - {id: c, kind: cryogenic_system, parameters: {cooling: [{power: 1 mW, temperature: 0.1 K, duration: 49 h}]}}
  - {id: x, kind: laser, parameters: {}}
transfers: [{id: t, activity: export, items: [q, c, x], from: A, to: B}]
"""


class TestPlanes:
    """The ladders of the law and the devices of a case, as data for a drawing."""

    def test_what_is_drawn(self) -> None:
        case, problems = read_case(CASE.encode())
        assert case is not None
        assert not problems
        held = shipped()
        found = {plane.id: plane for plane in planes(held, tuple(held.packs), case, DAY, date(2026, 11, 20))}
        assert set(found) == {"qubits", "cooling"}
        assert [device[0] for device in found["qubits"].devices] == ["q"]
        boxes = {box[0]: box[1:] for ladder in found["qubits"].ladders for box in ladder.boxes}
        x, y = boxes["4A506.a.1"]
        assert (x.lower, x.upper, x.upper_open, y.upper) == (34, 100, True, Fraction(1, 10_000))
        assert found["cooling"].devices[0][2] == Fraction(1, 1000)

    def test_nothing_to_show(self) -> None:
        case, _ = read_case(CASE.replace("[q, c, x]", "[x]").encode())
        assert case is not None
        bare = replace(case, items={"x": case.items["x"]})
        assert planes(shipped(), tuple(shipped().packs), bare, DAY, DAY) == ()

    def test_a_pack_that_does_not_hold_the_day_draws_nothing(self) -> None:
        case, _ = read_case(CASE.encode())
        assert case is not None
        found = planes(shipped(), tuple(shipped().packs), case, date(1999, 1, 1), DAY)
        assert all(plane.ladders == () for plane in found if plane.id == "qubits")


class TestLibrary:
    """The packs at hand."""

    def test_an_instrument_that_is_not_there(self, tmp_path: Path) -> None:
        held = library(tmp_path)
        assert held.chosen(None) == held.chosen(("exland",)) == ("exland",)
        with pytest.raises(UsageError, match="exland"):
            held.chosen(("elsewhere",))

    def test_what_a_pack_is(self, tmp_path: Path) -> None:
        found = view(library(tmp_path), "exland", DAY, DAY)
        assert (found.issuer, found.covers_from, found.reviewed) == ("Exland", "2020-01-01", "nobody yet")
        assert [(row.entry, row.in_force) for row in found.entries] == [("1A001.a", "earlier")]
        assert [row.state for row in found.coverage] == ["modelled"]
        assert found.sources[0].id == "list"

    def test_a_dated_entry(self, tmp_path: Path) -> None:
        text = FILES["items/1A001.yaml"].replace("in_force: earlier", "in_force: 2025-01-01")
        held = library(tmp_path, items__1A001=text)
        assert [row.in_force for row in view(held, "exland", DAY, DAY).entries] == ["2025-01-01"]
        assert view(held, "exland", date(2019, 1, 1), DAY).entries == ()

    def test_only_so_many_books_are_kept(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from acquis.determination import examine

        monkeypatch.setattr(examine, "KEEP", 2)
        examiner = library(tmp_path).examiner("exland", DAY, DAY)
        kept = [examiner.book(situation(words={"item.kind": kind})) for kind in ("laser", "gas", "camera", "laser")]
        assert kept[0] is not kept[3]
        assert examiner.book(situation(words={"item.kind": "laser"})) is kept[3]


class TestCheck:
    """Checking a pack finds what no single file shows."""

    def test_a_pack_without_fault(self, tmp_path: Path) -> None:
        text = FILES["items/1A001.yaml"].replace(", item.physical_qubits: {ge: 34}", "")
        assert check_packs(library(tmp_path, items__1A001=text), tmp_path, (), DAY) == ()

    def test_a_number_that_no_example_tries(self, tmp_path: Path) -> None:
        (problem,) = check_packs(library(tmp_path), tmp_path, ("exland",), DAY)
        assert "no example under or at or over 34 of item.physical_qubits" in problem.what

    EXAMPLE = """\
examples:
  - title: Qubits
    entry: 1A001.a
    on: 2026-01-15
    item: {kind: quantum_computer, parameters: {physical_qubits: 34}}
    rows:
      - {answer: "yes"}
      - {set: {physical_qubits: 33}, answer: "no", note: under}
      - {set: {physical_qubits: 35}, answer: "yes"}
      - {unset: [physical_qubits], answer: "unknown"}
"""

    def test_at_under_and_over(self, tmp_path: Path) -> None:
        assert check_packs(library(tmp_path, examples__q=self.EXAMPLE), tmp_path, (), DAY) == ()

    def test_an_example_that_comes_out_otherwise(self, tmp_path: Path) -> None:
        wrong = self.EXAMPLE.replace('33}, answer: "no"', '33}, answer: "yes"')
        (problem,) = check_packs(library(tmp_path, examples__q=wrong), tmp_path, (), DAY)
        assert "expected yes, found no" in problem.what

    @pytest.mark.parametrize(
        ("change", "word"),
        [
            (("    on: 2026-01-15\n", ""), "on is missing"),
            (("33}, answer", "33}, anser"), "anser"),
            (("kind: quantum_computer", "kind: quantum_computr"), "quantum_computer"),
            (("examples:", "exmples:"), "exmples"),
        ],
    )
    def test_a_faulty_example(self, tmp_path: Path, change: tuple[str, str], word: str) -> None:
        text = self.EXAMPLE.replace(*change)
        found = check_packs(library(tmp_path, examples__q=text), tmp_path, (), DAY)
        assert word in " ".join(map(str, found))

    WORKED = """\
examples:
  - title: Forty to India
    case:
      acquis: 1
      case: x
      as_of: 2026-01-15
      parties: [{id: A, name: A, country: FI}, {id: B, name: B, country: IN}]
      items: [{id: i, kind: quantum_computer, components: [], parameters: {physical_qubits: 40}}]
      transfers: [{id: t, activity: export, items: [i], from: A, to: B}]
    expect:
      - {transfer: t, status: license_required, entries: {1A001: "yes"}, EXPECT}
"""

    @pytest.mark.parametrize(
        ("expect", "word"),
        [
            ("at_least: license_required", ""),
            ("review_policy: null, requirements: [r]", ""),
            ("status2: x", "status2"),
            ("at_most: prohibited", "at_most expected prohibited"),
            ("authorizations: {EU001: 'yes'}", "EU001 expected yes"),
            ("obligations: [records]", "records expected"),
            ("absent_entries: [1A001]", "expected absent"),
            ("to: C", "no determination"),
        ],
    )
    def test_a_worked_example(self, tmp_path: Path, expect: str, word: str) -> None:
        held = library(tmp_path, examples__q=self.EXAMPLE, examples__w=self.WORKED.replace("EXPECT", expect))
        found = check_packs(held, tmp_path, (), DAY)
        assert bool(found) is bool(word)
        assert word in " ".join(map(str, found))

    def test_an_open_predicate_that_nobody_declared(self, tmp_path: Path) -> None:
        found = check_packs(library(tmp_path, items__1A001=entry("{open: knowledge}")), tmp_path, (), DAY)
        assert ["'knowledge' is used but not declared" in problem.what for problem in found] == [True]

    def test_a_pack_that_does_not_compile(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry("{is: nothing}"))
        (problem,) = check_packs(held, tmp_path, (), DAY)
        assert "nothing" in problem.what
        with pytest.raises(PackError):
            compile_book(held.examiner("exland", DAY, DAY).shelf)


def test_the_packs_at_hand_are_where_they_are_read() -> None:
    """Every folder of the packs that travel with acquis is a pack."""
    assert set(shipped().packs) == {path.parent.name for path in pack_folder().glob("*/pack.yaml")}


def test_answers_are_three(tmp_path: Path) -> None:
    """A missing fact is unknown; nothing defaults."""
    held = library(tmp_path)
    known: list[tuple[dict[str, Any], object]] = [(MANY, YES), ({}, UNKNOWN), ({"item__kind": "laser"}, NO)]
    for facts, expected in known:
        assert put(held, situation(**facts)).answer("entry:1A001.a") is expected


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_is_left_as_it_was(tmp_path: Path, collecting: bool) -> None:
    """Reading and compiling pause the collector of garbage and leave it as they found it, also after a fault."""
    before = gc.isenabled()
    try:
        (gc.enable if collecting else gc.disable)()
        held = library(tmp_path, items__1A001=entry("{is: nothing}"))
        with pytest.raises(PackError):
            compile_book(held.examiner("exland", DAY, DAY).shelf)
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if before else gc.disable)()
