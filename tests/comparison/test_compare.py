"""Whole books side by side: the differences that lawyers know come out by themselves."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.comparison.books import RUNGS, ladder, shelf
from tests.small import DAY, FILES

from acquis.comparison.align import align, alignment
from acquis.comparison.compare import compare
from acquis.comparison.concepts import concept
from acquis.comparison.consequences import consequence
from acquis.comparison.core import core
from acquis.comparison.crosswalk import crosswalk
from acquis.determination.library import read_library, shipped
from acquis.errors import UsageError
from acquis.terms.answer import NO, UNKNOWN, YES
from acquis.terms.comparison import Comparison, Relation, Told, Witness
from acquis.terms.fact import Situation
from acquis.terms.value import Value

EU, GB, US = "eu-dual-use", "gb-export-control", "us-ear"
DAYS = (date(2024, 5, 1), date(2024, 10, 1), date(2026, 11, 20))


@pytest.fixture(scope="module")
def eu_gb() -> Comparison:
    return compare(shipped(), EU, GB, DAYS[2], DAYS[2])


def told(found: Comparison, on: str) -> Told:
    (one,) = (one for one in found.told if one.related.concept == on)
    return one


class TestTheTechnologyDivergence:
    """EU 4E001.a reaches technology for all of 4A; the rewritten 4E001.a of Great Britain leaves 4A506 out."""

    def test_the_hardware_is_the_same(self, eu_gb: Comparison) -> None:
        assert not [one.concept for one in eu_gb.concepts if one.differs]

    def test_technology_for_the_computer_is_listed_in_the_union_alone(self, eu_gb: Comparison) -> None:
        one = told(eu_gb, "technology for quantum_computer")
        assert one.related.relation is Relation.only_a
        assert one.related.only_a[0].witness.entries_a == ("4E001.a",)
        assert (one.thing_a, one.thing_b) == (("4A506.a.1",), ("4A506.a.1",))

    @pytest.mark.parametrize("part", ["qubit_device", "quantum_control_component"])
    def test_of_technology_for_the_parts_only_that_for_use_differs(self, eu_gb: Comparison, part: str) -> None:
        one = told(eu_gb, f"technology for {part} for quantum_computer").related
        assert one.relation is Relation.contains
        (region,) = one.only_a
        assert ("item.purpose", ("use",)) in [(bound.fact, bound.words) for bound in region.bounds]
        assert region.witness.entries_a == ("4E001.a",)

    def test_nothing_else_about_technology_differs(self, eu_gb: Comparison) -> None:
        assert {one.related.concept for one in eu_gb.told if one.related.differs} == {
            "technology for quantum_computer",
            "technology for qubit_device for quantum_computer",
            "technology for quantum_control_component for quantum_computer",
        }


@pytest.mark.parametrize(
    ("day", "a", "b", "relation"),
    [
        (DAYS[0], US, EU, Relation.equal),
        (DAYS[0], US, GB, Relation.within),
        (DAYS[1], US, EU, Relation.contains),
        (DAYS[1], US, GB, Relation.equal),
        (DAYS[1], EU, GB, Relation.within),
        (DAYS[2], US, EU, Relation.equal),
        (DAYS[2], US, GB, Relation.equal),
    ],
)
def test_when_quantum_computers_came_onto_the_lists(day: date, a: str, b: str, relation: Relation) -> None:
    """Great Britain on 1 April 2024, the United States on 6 September 2024, the Union on 15 November 2025."""
    (found,) = compare(shipped(), a, b, day, day, "quantum_computer").concepts
    assert found.relation is relation


def test_every_witness_holds_in_the_whole_book(eu_gb: Comparison) -> None:
    """A witness is put to the book that determines cases, not only to the part cut out for the concept."""
    american = compare(shipped(), US, EU, DAYS[1], DAYS[1], "cryogenic_system")
    for found, books in ((eu_gb, (EU, GB)), (american, (US, EU))):
        for related in [*found.concepts, *(one.related for one in found.told)]:
            for region in (*related.only_a, *related.only_b, *related.possibly_only_a, *related.possibly_only_b):
                for book, answer in zip(books, (region.witness.answer_a, region.witness.answer_b), strict=True):
                    assert examined(book, related.concept, found.as_of, region.witness) is answer


def test_what_tells_about_a_thing_keeps_the_thing_as_it_was_asked_for() -> None:
    """Points that neither show a thing nor rule it out are no question: a witness never takes other ones instead."""
    found = compare(shipped(), US, EU, DAYS[1], DAYS[1])
    generators = [one for one in found.told if one.related.concept.endswith("for signal_generator")]
    assert any(one.listed_by == "b" for one in generators)
    for one in generators:
        for region in (*one.related.only_a, *one.related.only_b):
            assert {name: region.witness.facts[name] for name in one.about} == dict(one.about)
            for book, answer in ((US, region.witness.answer_a), (EU, region.witness.answer_b)):
                assert examined(book, one.related.concept, DAYS[1], region.witness) is answer


def test_a_unit_is_that_of_the_kind() -> None:
    """The bias stability of a gyroscope is an angle an hour, that of an accelerometer is not."""
    (gyroscopes,) = compare(shipped(), US, EU, DAYS[2], DAYS[2], "gyroscope").concepts
    bounds = [bound for region in gyroscopes.only_a for bound in region.bounds]
    assert {bound.unit for bound in bounds if bound.fact == "item.bias_stability"} == {"deg/h"}


def examined(book: str, on: str, day: date, witness: Witness) -> object:
    words = concept(on, shipped().catalogue).words(shipped().catalogue.links)
    situation = Situation(transfer="t", item="i", to="p", values={**words, **witness.facts}, words=words)
    return shipped().examiner(book, day, day).examine(situation, thorough=True).answer("listed")


class TestApart:
    """Definitions and consequences are told apart from thresholds."""

    def test_a_question_put_otherwise(self, tmp_path: Path) -> None:
        asks = "paragraphs:\n  - {id: a, text: x, when: {item.kind: gas, all: [{open: working}]}}\n"
        files = FILES["items/1A001.yaml"].split("paragraphs")[0] + asks
        other = FILES["scope.yaml"].replace("Does it work?", "Does it work well?")
        held = read_library(two(tmp_path, items__1A001=files, scope=other, one_items__1A001=files))
        found = compare(held, "exland", "yland", DAY, DAY, "gas")
        assert found.concepts[0].relation is Relation.equal
        (one,) = found.definitions
        assert (one.predicate, one.ask_a, one.ask_b) == ("working", "Does it work?", "Does it work well?")
        (match,) = (one for one in crosswalk(held, (), DAY, DAY).matches if one.concept == "gas")
        assert match.skos == "closeMatch"

    def test_another_destination_group(self, tmp_path: Path) -> None:
        requires = FILES["destinations.yaml"].replace(
            "{not: {final.country: DK}}", "{not: {final.country: {in_group: friends}}}"
        )
        groups = FILES["groups.yaml"].replace("[JP, CA]", "[JP, CA, NO]")
        held = read_library(two(tmp_path, destinations=requires, one_destinations=requires, groups=groups))
        ((a, b),) = compare(held, "exland", "yland", DAY, DAY, "quantum_computer").consequences
        assert a.needed - b.needed == {"NO"}
        assert b.needed < a.needed

    def test_what_the_shipped_books_ask_for_by_destination(self) -> None:
        day, held = DAYS[2], shipped()
        eu = consequence(held.examiner(EU, day, day).shelf, held.catalogue, COMPUTER)
        assert eu.entries == ("4A506.a.8",)
        assert {"US", "JP", "NO"} <= eu.ways["EU001"] <= eu.needed
        assert "FR" not in eu.needed | eu.perhaps
        us = consequence(held.examiner(US, day, day).shelf, held.catalogue, COMPUTER)
        assert "CN" in us.needed
        assert us.home == "US"
        assert "JP" in us.ways["IEC"]


COMPUTER: dict[str, Value] = {
    "item.kind": "quantum_computer",
    "item.paradigm": "gate_model",
    "item.physical_qubits": Fraction(2000),
    "item.cnot_error": Fraction(1, 100),
}


def two(folder: Path, **files: str | None) -> Path:
    """Two small packs, exland and yland: files are for yland, those that begin with ``one_`` for exland."""
    from tests.small import write

    write(folder, **{name[4:]: text for name, text in files.items() if name.startswith("one_")})
    (folder / "exland").rename(folder / "first")
    pack = FILES["pack.yaml"].replace("exland", "yland")
    write(folder, pack=pack, **{name: text for name, text in files.items() if not name.startswith("one_")})
    (folder / "exland").rename(folder / "yland")
    (folder / "first").rename(folder / "exland")
    return folder


class TestManyBooks:
    """Crosswalk, common core, alignment."""

    def test_the_crosswalk_maps_in_the_words_of_skos(self, tmp_path: Path) -> None:
        held = read_library(two(tmp_path, one_items__1A001=ladder(), items__1A001=ladder(*RUNGS[1:])))
        (match,) = crosswalk(held, (), DAY, DAY).matches
        assert (match.concept, match.a, match.b, match.skos) == ("quantum_computer", "exland", "yland", "narrowMatch")
        turned = crosswalk(
            read_library(two(tmp_path / "t", items__1A001=ladder(), one_items__1A001=ladder(*RUNGS[1:]))), (), DAY, DAY
        )
        assert [one.skos for one in turned.matches] == ["broadMatch"]

    def test_the_core_is_what_all_list(self, tmp_path: Path) -> None:
        held = read_library(two(tmp_path, one_items__1A001=ladder(*RUNGS[:2]), items__1A001=ladder(*RUNGS[1:])))
        (common,) = core(held, 2, (), DAY, DAY).concepts
        (region,) = common.regions
        assert region.entries == {"exland": ("1A001.a.2",), "yland": ("1A001.a.1",)}
        (either,) = core(held, 1, (), DAY, DAY).concepts
        assert len(either.regions) == 3
        with pytest.raises(UsageError, match="from 1 to 2"):
            core(held, 3, (), DAY, DAY)

    def test_a_book_is_aligned_with_itself(self, tmp_path: Path) -> None:
        (found,) = align(read_library(two(tmp_path, one_items__1A001=ladder(), items__1A001=ladder())), (), DAY, DAY)
        assert found.index == 1

    def test_the_index_is_symmetric_and_moves_only_with_what_changed(self, tmp_path: Path) -> None:
        held = read_library(two(tmp_path / "k"))
        a = shelf(tmp_path / "a", items__1A001=ladder())
        b = shelf(tmp_path / "b", items__1A001=ladder(*RUNGS[:2]))
        there, back = alignment(held, a, b), alignment(held, b, a)
        assert there.index == back.index
        assert there.index is not None
        assert 0 < there.index < 1
        # A threshold that tells nothing apart, told twice: nothing moves.
        split = ladder("{ge: 34, lt: 60}, {le: 1e-4}", "{ge: 34, lt: 100}, {le: 1e-4}", *RUNGS[1:])
        whole = alignment(held, a, shelf(tmp_path / "c", items__1A001=split))
        assert whole.index == 1
        # Another concept of both alike scores by itself and leaves this one as it is.
        gas = "entry: 1A002\ntitle: G\ncite: x\nevidence: read\nin_force: earlier\ncontrols: [r]\nparagraphs:\n  - {id: a, text: g, when: {item.kind: gas}}\n"
        more = [
            shelf(tmp_path / name, items__1A001=text, items__1A002=gas)
            for name, text in (("d", ladder()), ("e", ladder(*RUNGS[:2])))
        ]
        beside = alignment(held, *more)
        assert {one.concept: one.score for one in beside.concepts} == {
            **{one.concept: one.score for one in there.concepts},
            "gas": 1,
        }

    def test_nothing_in_common_is_nought(self, tmp_path: Path) -> None:
        held = read_library(two(tmp_path / "k"))
        a, b = (shelf(tmp_path / str(n), items__1A001=ladder(rung)) for n, rung in enumerate((RUNGS[0], RUNGS[2])))
        assert alignment(held, a, b).index == 0


def test_the_answers_of_a_witness_are_told(eu_gb: Comparison) -> None:
    region = told(eu_gb, "technology for quantum_computer").related.only_a[0]
    assert (region.witness.answer_a, region.witness.answer_b) == (YES, NO)
    assert UNKNOWN not in (region.witness.answer_a, region.witness.answer_b)


def test_a_day_whose_law_is_not_held_is_not_compared() -> None:
    """Silence is not agreement."""
    day = date(2019, 1, 1)
    found = compare(shipped(), EU, GB, day, DAYS[2])
    assert found.concepts == ()
    assert [note.split(" ")[0] for note in found.notes] == [EU, GB]
    assert crosswalk(shipped(), (EU, GB), day, DAYS[2]).matches == ()
    assert align(shipped(), (EU, GB), day, DAYS[2]) == ()


def test_of_a_day_ahead_it_is_said_what_is_compared() -> None:
    found = compare(shipped(), EU, GB, date(2030, 1, 1), DAYS[2], "quantum_computer")
    assert found.concepts
    assert found.notes == ("2030-01-01 lies ahead: its law is taken to be what was known on 2026-11-20",)
    assert crosswalk(shipped(), (EU, GB), date(2030, 1, 1), DAYS[2]).notes == found.notes


def test_a_pack_that_is_not_held() -> None:
    with pytest.raises(UsageError, match="no pack"):
        compare(shipped(), EU, "atlantis", DAY, DAY)
