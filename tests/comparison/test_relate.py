"""Two books and one concept: identical books give nothing, every planted difference is found, with a witness."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from tests.comparison.books import RUNGS, ladder, lists, pair, related
from tests.small import entry

from acquis.comparison.relate import relate
from acquis.terms.answer import NO, UNKNOWN, YES
from acquis.terms.comparison import Region, Relation
from acquis.terms.value import Band, Points, Span

F = Fraction


def spans(region: Region) -> dict[str, Span]:
    return {bound.fact.removeprefix("item."): bound.span for bound in region.bounds if bound.span is not None}


def words(region: Region) -> dict[str, tuple[str | bool, ...]]:
    return {bound.fact.removeprefix("item."): bound.words for bound in region.bounds if bound.words}


class TestPlantedDifferences:
    """One change at a time between two ladders; the region is exact and its witness holds."""

    def test_identical_books_give_nothing(self, tmp_path: Path) -> None:
        found = related(tmp_path, ladder(), ladder())
        assert found.relation is found.possibly is Relation.equal
        assert not found.differs
        assert found.only_a == found.only_b == ()
        assert found.common is not None
        assert found.common.answer_a is found.common.answer_b is YES

    def test_a_strict_bound(self, tmp_path: Path) -> None:
        found = related(tmp_path, ladder(), ladder("{gt: 34, lt: 100}, {le: 1e-4}", *RUNGS[1:]))
        assert found.relation is Relation.contains
        (region,) = found.only_a
        only_34 = Span(F(34), F(34))
        assert spans(region) == {"physical_qubits": only_34, "cnot_error": Span(None, F("1e-4"))}
        assert region.witness.facts["item.physical_qubits"] == 34
        assert region.witness.entries_a == ("1A001.a.1",)
        assert found.only_b == ()

    def test_a_strict_bound_on_the_error(self, tmp_path: Path) -> None:
        found = related(tmp_path, ladder(), ladder("{ge: 34, lt: 100}, {lt: 1e-4}", *RUNGS[1:]))
        (region,) = found.only_a
        assert spans(region)["cnot_error"] == Span(F("1e-4"), F("1e-4"))
        assert region.witness.facts["item.cnot_error"] == F("1e-4")

    def test_a_shifted_bound(self, tmp_path: Path) -> None:
        found = related(tmp_path, ladder(), ladder("{ge: 40, lt: 100}, {le: 1e-4}", *RUNGS[1:]))
        (region,) = found.only_a
        assert spans(region)["physical_qubits"] == Span(F(34), F(40), upper_open=True)

    def test_a_looser_error(self, tmp_path: Path) -> None:
        found = related(tmp_path, ladder(), ladder(RUNGS[0], "{ge: 100, lt: 200}, {le: 2e-3}", RUNGS[2]))
        assert found.relation is Relation.within
        (region,) = found.only_b
        assert spans(region) == {
            "physical_qubits": Span(F(100), F(200), upper_open=True),
            "cnot_error": Span(F("1e-3"), F("2e-3"), lower_open=True),
        }
        assert region.witness.facts["item.cnot_error"] == F("2e-3")
        assert (region.witness.answer_a, region.witness.answer_b) == (NO, YES)
        assert region.witness.entries_b == ("1A001.a.2",)

    def test_a_missing_tier(self, tmp_path: Path) -> None:
        found = related(tmp_path, ladder(), ladder(*RUNGS[:2]))
        (region,) = found.only_a
        assert spans(region) == {"physical_qubits": Span(F(200))}
        assert words(region) == {"paradigm": ("gate_model", "measurement_based")}

    def test_both_at_once_overlap(self, tmp_path: Path) -> None:
        found = related(tmp_path, ladder(*RUNGS[:2]), ladder(*RUNGS[1:]))
        assert found.relation is Relation.overlaps
        assert len(found.only_a) == len(found.only_b) == 1

    def test_nothing_in_common_and_nothing_at_all(self, tmp_path: Path) -> None:
        assert related(tmp_path, ladder(RUNGS[0]), ladder(RUNGS[2])).relation is Relation.disjoint
        assert related(tmp_path, ladder(), entry("{item.kind: laser}")).relation is Relation.only_a
        assert related(tmp_path, entry("{item.kind: laser}"), ladder()).relation is Relation.only_b
        assert related(tmp_path, ladder(), ladder(), on="gas").relation is Relation.neither

    def test_the_same_set_told_otherwise_is_equal(self, tmp_path: Path) -> None:
        split = ladder("{ge: 34, lt: 50}, {le: 1e-4}", "{gt: 49, le: 99}, {le: 1e-4}", *RUNGS[1:])
        assert related(tmp_path, ladder(), split).relation is Relation.equal

    def test_a_word_more(self, tmp_path: Path) -> None:
        a, b = (entry(f"{{item.kind: laser, item.laser_type: [{kinds}]}}") for kinds in ("dye, gas", "dye"))
        (region,) = related(tmp_path, a, b, on="laser").only_a
        assert words(region) == {"laser_type": ("gas",)}

    def test_no_more_regions_than_asked_for(self, tmp_path: Path) -> None:
        found = relate(*pair(tmp_path, ladder(), entry("{item.kind: laser}")), most=2)
        assert len(found.only_a) == 2
        assert not found.exact


class TestEveryKindOfNode:
    """Ranges, points, exceptions, readings, open questions."""

    def test_ranges_and_no_range_that_ends_before_it_begins(self, tmp_path: Path) -> None:
        a = entry("{item.kind: laser, item.wavelength: {overlaps: {ge: 400 nm, le: 700 nm}}}")
        b = entry("{item.kind: laser, item.wavelength: {overlaps: {ge: 500 nm, le: 700 nm}}}")
        found = related(tmp_path, a, b, on="laser")
        assert found.relation is Relation.contains
        (region,) = found.only_a
        assert spans(region)["wavelength.upper"] == Span(F(400, 10**9), F(500, 10**9), upper_open=True)
        band = region.witness.facts["item.wavelength"]
        assert isinstance(band, Band)
        assert band.lower <= band.upper

    def test_one_arbitrary_point(self, tmp_path: Path) -> None:
        def cooler(power: str) -> str:
            return entry(
                f"{{item.kind: cryocooler, some: item.cooling, shows: {{power: {{ge: {power}}}, temperature: {{le: 1 K}}}},"
                f" rules_out: [{{temperature: {{ge: 1 K}}, power: {{lt: {power}}}}}]}}"
            )

        found = related(tmp_path, cooler("1 W"), cooler("2 W"), on="cryocooler")
        (region,) = found.only_a
        assert spans(region)["cooling.power"] == Span(F(1), F(2), upper_open=True)
        assert region.witness.facts["item.cooling"] == Points(((("power", F(1)), ("temperature", F(1))),))
        assert found.possibly is Relation.contains

    def test_an_exception_takes_out(self, tmp_path: Path) -> None:
        more = "unless: [{label: old, cite: Note 1, text: Old ones., when: {item.published: true}}]"
        (region,) = related(tmp_path, entry("{item.kind: gas}"), entry("{item.kind: gas}", more=more), on="gas").only_a
        assert words(region) == {"published": (True,)}

    def test_unsettled_law_counts_only_as_possibly_listed(self, tmp_path: Path) -> None:
        readings = (
            "{item.kind: gas, readings: {point: Which, cite: Note 2, of: ["
            "{label: A, text: one., when: {item.published: true}}, {label: B, text: two., when: {item.published: false}}]}}"
        )
        found = related(tmp_path, entry(readings), entry("{item.kind: laser}"), on="gas")
        assert found.relation is Relation.neither
        assert found.possibly is Relation.only_a
        assert found.differs
        (region,) = found.possibly_only_a
        assert (region.witness.answer_a, region.witness.answer_b) == (UNKNOWN, NO)

    def test_an_open_question_is_a_fact_that_a_person_states(self, tmp_path: Path) -> None:
        a, b = entry("{item.kind: gas}"), entry("{item.kind: gas, all: [{open: working}]}")
        (region,) = related(tmp_path, a, b, on="gas").only_a
        assert words(region) == {"answer.working": (False,)}

    def test_what_it_is_for_belongs_to_the_concept(self, tmp_path: Path) -> None:
        def told(purposes: str) -> str:
            more = "- {id: b, text: Know-how, when: {item.kind: technology, item.purpose: [%s], link: relates_to, meets: [1A001.a]}}"
            return ladder(RUNGS[2]) + "  " + more % purposes + "\n"

        on = "technology for quantum_computer"
        (region,) = related(tmp_path, told("development, use"), told("development"), on=on).only_a
        assert words(region)["purpose"] == ("use",)
        assert region.witness.entries_a == ("1A001.b",)
        assert region.witness.facts["item.relates_to.kind"] == "quantum_computer"


def test_some_entries_alone(tmp_path: Path) -> None:
    from acquis.comparison.concepts import concept
    from acquis.comparison.controlled import controlled

    whole = lists(tmp_path / "a", items__1A001=ladder())
    some = controlled(whole.shelf, whole.catalogue, concept("quantum_computer", whole.catalogue), ["1A001.a.1"])
    assert [leaf.id for leaf in some.leaves] == ["1A001.a.1"]
    assert relate(whole, some).relation is Relation.contains


@pytest.mark.parametrize("text", ["quantum computers", "technology for nothing"])
def test_an_unknown_kind_is_named(text: str, tmp_path: Path) -> None:
    from acquis.comparison.concepts import concept
    from acquis.errors import UsageError

    with pytest.raises(UsageError, match="no kind of item"):
        concept(text, lists(tmp_path / "a").catalogue)
