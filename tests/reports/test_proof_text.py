"""Proofs, questions and packs in the terminal, and what a trimmed proof may leave out."""

from __future__ import annotations

import json
from dataclasses import replace

from acquis.reports.pack_text import pack_text, packs_text
from acquis.reports.page import Look
from acquis.reports.proof_text import proof_json, proof_text, questions_json, questions_text
from acquis.reports.trim import FEW, trimmed, unrepeated
from acquis.terms.answer import Answer
from acquis.terms.determination import Outcome, Status
from acquis.terms.proof import CoverageRow, EntryRow, PackView, Proof, Question, SourceRow, Step

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def leaf(title: str, answer: Answer) -> Step:
    return Step(title=title, answer=answer, facts=(f"{title} = 1 (/cases/of/mine/case.yaml:3:4)",))


def staged(proof: Proof, *steps: Step, answer: Answer = YES) -> Step:
    found = trimmed(replace(proof, steps=(Step(title="stage", answer=answer, children=steps, join="any"),)))
    return found.steps[0]


class TestProofText:
    def test_it_holds_every_step_and_what_follows(self, proof: Proof) -> None:
        page = proof_text([proof])
        for told in ("licence required", "9X504.a.1 [Annex 9X504.a.1; read]", "power ≥ 600 µW: power = 1 mW", "A note.",
                     "Declare GEN01", "Keep records. 2032-06-15", "Rests on", "no list loaded"):  # fmt: skip
            assert told in page

    def test_children_stand_deeper_than_their_parents(self, proof: Proof) -> None:
        lines = proof_text([proof]).splitlines()
        depths = [len(one) - len(one.lstrip()) for one in lines if one.lstrip().startswith("yes")]
        assert depths == [0, 2, 4]

    def test_json_holds_the_same(self, proof: Proof) -> None:
        (found,) = json.loads(proof_json([proof]))
        assert found["steps"][0]["steps"][0]["citation"] == "Annex 9X504.a.1"
        assert found["determination"]["status"] == "license_required"


class TestTrimmed:
    """A trimmed proof keeps what carries its answer."""

    def test_one_yes_carries_an_or(self, proof: Proof) -> None:
        step = Step(title="or", answer=YES, join="any", children=(leaf("a", NO), leaf("b", YES), leaf("c", YES)))
        assert [one.title for one in staged(proof, step).children[0].children] == ["b"]

    def test_every_no_carries_an_or_that_fails(self, proof: Proof) -> None:
        step = Step(title="or", answer=NO, join="any", children=(leaf("a", NO), leaf("b", NO)))
        assert len(staged(proof, step, answer=NO).children[0].children) == 2

    def test_the_noes_carry_an_and_that_fails(self, proof: Proof) -> None:
        step = Step(title="and", answer=NO, children=(leaf("a", YES), leaf("b", NO), leaf("c", UNKNOWN)))
        assert [one.title for one in staged(proof, step, answer=NO).children[0].children] == ["b"]

    def test_an_and_that_holds_keeps_everything(self, proof: Proof) -> None:
        step = Step(title="and", answer=YES, children=(leaf("a", YES), leaf("b", YES)))
        assert len(staged(proof, step).children[0].children) == 2

    def test_the_unknowns_carry_an_unknown(self, proof: Proof) -> None:
        step = Step(title="and", answer=UNKNOWN, children=(leaf("a", YES), leaf("b", UNKNOWN)))
        assert [one.title for one in staged(proof, step, answer=UNKNOWN).children[0].children] == ["b"]

    def test_an_exception_that_may_hold_is_kept(self, proof: Proof) -> None:
        step = Step(
            title="unless",
            answer=UNKNOWN,
            join="unless",
            children=(leaf("rule", YES), leaf("x", NO), leaf("y", UNKNOWN)),
        )
        assert [one.title for one in staged(proof, step).children[0].children] == ["rule", "y"]

    def test_what_said_yes_or_unknown_is_never_dropped(self, proof: Proof) -> None:
        steps = [leaf(str(number), YES if number % 2 else UNKNOWN) for number in range(3 * FEW)]
        assert len(staged(proof, *steps).children) == 3 * FEW

    def test_what_was_left_out_is_counted(self, proof: Proof) -> None:
        steps = [leaf(str(number), NO) for number in range(3 * FEW)]
        found = staged(proof, *steps, answer=NO)
        assert len(found.children) == FEW
        assert found.note == f"{2 * FEW} others answered no"

    def test_a_near_miss_is_shown_before_the_rest(self, proof: Proof) -> None:
        near = Step(title="near", answer=NO, children=(leaf("kind", YES), leaf("size", NO)))
        found = staged(proof, *(leaf(str(number), NO) for number in range(50)), near, answer=NO)
        assert [one.title for one in found.children] == ["near"]

    def test_places_lose_their_folders(self, proof: Proof) -> None:
        assert staged(proof, leaf("a", YES)).children[0].facts == ("a = 1 (case.yaml:3:4)",)

    def test_out_of_scope_needs_only_the_first_question(self, proof: Proof) -> None:
        outside = replace(proof.determination, at_least=Status.out_of_scope, at_most=Status.out_of_scope)
        found = trimmed(replace(proof, determination=outside, steps=(*proof.steps, *proof.steps)))
        assert len(found.steps) == 1


def test_a_whole_proof_follows_each_provision_once(proof: Proof) -> None:
    shared = leaf("deep", NO)
    for number in range(60):
        shared = Step(title=f"level {number}", answer=NO, children=(shared, shared))
    found = unrepeated(replace(proof, steps=(shared,)))
    assert proof_text([found]).count("as above") == 59
    assert proof_text([found]).count("level 30") == 2


def test_questions_name_who_can_answer() -> None:
    asked = Question(
        fact="people.p1.citizenships", question="Which?", who="the person", rows=1, narrows=2.0, sensitive=True
    )
    page = questions_text([asked])
    for told in ("Which?", "people.p1.citizenships", "the person", "1 cell", "personal data"):
        assert told in page
    assert json.loads(questions_json([asked]))[0]["narrows"] == 2.0
    assert "No fact is missing" in questions_text([])
    assert max(map(len, questions_text([asked], Look(width=50)).splitlines())) <= 50


def test_packs_show_what_they_rest_on(outcome: Outcome) -> None:
    assert all(stamp.id in packs_text(outcome.packs) for stamp in outcome.packs)
    view = PackView(
        stamp=outcome.packs[0],
        issuer="Exland",
        reviewed="nobody yet",
        sources=(
            SourceRow(id="s", title="The annex", address="https://example.org", retrieved="2026-09-21", grade="read"),
        ),
        coverage=(CoverageRow(part="Art. 8", state="pointer", text="brokering"),),
        entries=(EntryRow(entry="9X504", title="Refrigerators", cite="Annex", evidence="read", in_force="2025-11-15"),),
    )
    page = pack_text(view)
    for told in ("issuer: Exland", "nobody yet", "The annex", "only pointed to, not examined (brokering)",
                 "9X504: Refrigerators [Annex; read; since 2025-11-15]", "ab" * 32):  # fmt: skip
        assert told in page
