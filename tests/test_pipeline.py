"""The whole flow on the real packs: check, explain and ask agree with each other on every example."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

import acquis
from acquis import pipeline
from acquis.terms.determination import Outcome, Status
from acquis.terms.proof import Question

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
KNOWN_ON = date(2026, 11, 20)
NAMES = [path.stem for path in EXAMPLES]

AMPLIFIER = """\
acquis: 1
case: amplifier
as_of: 2026-11-20
parties: [{id: A, name: A, country: FI, listed: []}, {id: B, name: B, country: JP, listed: []}]
items:
  - id: i1
    kind: parametric_amplifier
    parameters:
      {frequency_range: [4 GHz, 8 GHz], design_temperature: 15 mK, specially_designed_for: none, us_content_share: 0 %}
    components: []
transfers: [{id: t1, activity: export, items: [i1], from: A, to: B, end_use: civil_research}]
"""


@cache
def outcome(path: Path) -> Outcome:
    return acquis.check(path, known_on=KNOWN_ON)


@cache
def questions(path: Path) -> tuple[Question, ...]:
    return acquis.ask(path, known_on=KNOWN_ON)


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
class TestExamples:
    def test_nothing_is_wrong_with_the_file(self, path: Path) -> None:
        assert not outcome(path).problems

    def test_every_question_is_a_missing_fact_of_a_cell_and_the_other_way_round(self, path: Path) -> None:
        missing = [one for found in outcome(path).determinations for one in found.missing]
        assert {one.fact for one in questions(path)} == {one.fact for one in missing}
        for question in questions(path):
            asked = [{one.fact for one in found.missing} for found in outcome(path).determinations]
            count = sum(question.fact in facts for facts in asked)
            assert question.rows == count
            assert question.who
            assert question.question
            assert 0 <= question.narrows <= 6 * count

    def test_the_most_useful_question_comes_first(self, path: Path) -> None:
        assert [q.narrows for q in questions(path)] == sorted((q.narrows for q in questions(path)), reverse=True)

    def test_every_open_cell_says_why(self, path: Path) -> None:
        for found in outcome(path).determinations:
            if found.at_least != found.at_most:
                codes = {note.code for note in found.notes}
                assert found.missing or found.unsettled or codes & {"conflict", "not_held"}, (
                    found.transfer,
                    found.item,
                )

    def test_every_cell_has_its_proof(self, path: Path) -> None:
        proofs = pipeline.proofs(path, known_on=KNOWN_ON)
        assert all(proof.steps for proof in proofs)
        for proof, found in zip(proofs, outcome(path).determinations, strict=True):
            explained = proof.determination
            assert explained.status == found.status
            assert (explained.at_least, explained.at_most) == (found.at_least, found.at_most)
            assert (explained.entries, explained.authorizations) == (found.entries, found.authorizations)
            assert (explained.missing, explained.unsettled) == (found.missing, found.unsettled)
            assert explained.obligations == found.obligations
            if found.at_most is Status.out_of_scope:
                assert (explained.citations, explained.evidence) == (found.citations, found.evidence)

    def test_every_cell_has_citations(self, path: Path) -> None:
        for found in outcome(path).determinations:
            assert found.citations


def test_the_question_that_decides_the_amplifiers_comes_first() -> None:
    path = next(path for path in EXAMPLES if path.stem == "nordic-sakura")
    first = questions(path)[0]
    assert first.fact == "items.i2.parameters.noise_figure"
    assert first.who == "manufacturer"


def test_an_answered_question_is_not_asked_again() -> None:
    (first, *_) = acquis.ask(AMPLIFIER.encode(), known_on=KNOWN_ON, instruments=("eu-dual-use",))
    assert first.fact == "items.i1.parameters.noise_figure"
    for stated, status in (("0.014 dB", "authorization_available"), ("0.015 dB", "not_listed")):
        told = AMPLIFIER.replace("15 mK", f"15 mK, noise_figure: {stated}").encode()
        (found,) = acquis.check(told, known_on=KNOWN_ON, instruments=("eu-dual-use",)).determinations
        assert found.status == status
        assert not acquis.ask(told, known_on=KNOWN_ON, instruments=("eu-dual-use",))


def test_explain_gives_one_proof_for_each_item_and_recipient() -> None:
    path = next(path for path in EXAMPLES if path.stem == "nordic-sakura")
    proofs = acquis.explain(path, "t9", "us-ear", known_on=KNOWN_ON)
    assert [proof.to for proof in proofs] == ["AHO", "TUL", "SKR"]
    (one,) = acquis.explain(path, "t9", "us-ear", to="TUL", known_on=KNOWN_ON)
    assert one == proofs[1]
    told = one.to_dict()
    assert told["determination"]["status"] == "excluded"
    assert any(step.get("citation") for step in told["steps"]) or told["steps"][0]["steps"]


def test_calls_at_fault_say_what_there_is() -> None:
    with pytest.raises(acquis.UsageError, match="transfers: t1"):
        acquis.explain(AMPLIFIER.encode(), "t2", "eu-dual-use")
    with pytest.raises(acquis.UsageError, match="there are: eu-dual-use"):
        acquis.check(AMPLIFIER.encode(), instruments=("xx-list",))
    with pytest.raises(acquis.CaseError) as caught:
        acquis.check(b"[]")
    assert caught.value.problems


def test_a_day_before_the_pack_leaves_everything_open() -> None:
    found = acquis.check(AMPLIFIER.encode(), as_of=date(2019, 1, 1), known_on=KNOWN_ON).determinations
    assert {(one.at_least, one.at_most) for one in found} == {(Status.out_of_scope, Status.prohibited)}
    assert {note.code for one in found for note in one.notes} == {"not_held"}
    (proof,) = acquis.explain(AMPLIFIER.encode(), "t1", "us-ear", as_of=date(2019, 1, 1))
    assert "does not hold the law" in proof.steps[0].title
    assert acquis.ask(AMPLIFIER.encode(), as_of=date(2019, 1, 1)) == ()


def test_what_the_public_knew_decides_whether_a_version_is_used() -> None:
    text = AMPLIFIER.replace("15 mK", "15 mK, noise_figure: 0.01 dB").replace("2026-11-20", "2025-11-15").encode()
    (before,) = acquis.check(text, known_on=date(2025, 11, 13), instruments=("eu-dual-use",)).determinations
    (after,) = acquis.check(text, known_on=date(2025, 11, 14), instruments=("eu-dual-use",)).determinations
    assert (before.status, after.status) == ("not_listed", "authorization_available")


def test_packs_are_shown() -> None:
    stamps = pipeline.packs()
    assert [stamp.id for stamp in stamps] == sorted(stamp.id for stamp in stamps)
    for stamp in stamps:
        view = pipeline.show_pack(stamp.id, day=KNOWN_ON)
        assert view.stamp == stamp
        assert view.sources
        assert view.coverage
        assert all(row.cite and row.evidence for row in view.entries)
