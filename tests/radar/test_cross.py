"""When a product crosses into a list: rims, days, laws that change, uncertainty."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acquis import pipeline
from acquis.pipeline import roadmaps
from acquis.radar.course import sales
from acquis.radar.roadmap import read_roadmap
from acquis.terms.answer import NO, UNKNOWN, YES
from tests.radar.plans import KNOWN_ON, LADDER, radar, track

EXAMPLE = Path(__file__).parents[2] / "examples" / "radar" / "roadmap.yaml"


@pytest.mark.parametrize(
    ("qubits", "error", "listed"),
    [
        ("100", "1e-3", True),
        ("99", "1e-3", False),
        ("100", "1.0000000001e-3", False),
        ("199", "1e-3", True),
        ("200", "2e-3", True),
        ("2000", "", True),
        ("1999", "7e-3", False),
    ],
)
def test_a_step_exactly_at_a_rim(qubits: str, error: str, listed: bool) -> None:
    found = track("2026-12-01, 20, 1e-2", f"2027-03-01, {qubits}, {error}")
    expected = date(2027, 3, 1) if listed else None
    assert (found.may_from, found.surely_from) == (expected, expected)


class TestDays:
    """Days that are open."""

    def test_while_a_step_may_have_begun_both_figures_are_possible(self) -> None:
        found = track("2026-12-01, 20, 1e-2", "2027-Q2, 120, 5e-4")
        told = [(one.start, one.until, one.answer) for one in found.stretches]
        assert told == [
            (date(2026, 12, 1), date(2027, 4, 1), NO),
            (date(2027, 4, 1), date(2027, 6, 30), UNKNOWN),
            (date(2027, 6, 30), None, YES),
        ]
        assert found.stretches[1].steps == ("2026-12-01", "2027-Q2")

    def test_a_product_that_may_not_be_there_yet_is_not_surely_listed(self) -> None:
        found = track("2027-02, 120, 5e-4")
        assert (found.may_from, found.surely_from) == (date(2027, 2, 1), date(2027, 2, 28))
        assert found.stretches[0].begun is UNKNOWN

    def test_a_step_leaves_what_it_does_not_state_unknown(self) -> None:
        found = track("2026-12-01, 120, 1e-2", "2027-03-01, 120, ")
        assert [one.answer for one in found.stretches] == [NO, UNKNOWN]
        assert [one.fact for one in found.stretches[1].missing] == ["products.lynx.parameters.cnot_error"]

    def test_a_step_back_ends_the_listing(self) -> None:
        found = track("2026-12-01, 120, 5e-4", "2027-03-01, 120, 5e-3")
        assert [one.answer for one in found.stretches] == [YES, NO]
        assert found.surely_from == date(2026, 12, 1)


class TestLaw:
    """The law of each day, as known on another."""

    def test_every_instrument_lists_from_its_own_day(self) -> None:
        found = {one.instrument: one for one in radar("2024-03-01, 120, 5e-4", instruments=LADDER).tracks}
        assert {name: str(one.surely_from) for name, one in found.items()} == {
            "us-ear": "2024-09-06",
            "gb-export-control": "2024-04-01",
            "eu-dual-use": "2025-11-15",
        }
        assert found["us-ear"].stretches[1].because == "law"

    def test_a_successor_of_the_same_reach_is_a_stretch_of_its_own(self) -> None:
        found = track("2024-03-01, 120, 5e-4", instrument="gb-export-control")
        entries = [[one.entry for one in stretch.entries] for stretch in found.stretches]
        assert entries == [[], ["PL9014.a.1.a.2"], ["4A506.a.2"]]

    def test_law_that_was_not_public_is_not_known(self) -> None:
        assert track("2024-03-01, 120, 5e-4", instrument="us-ear", known_on=date(2024, 8, 15)).may_from is None

    def test_one_day_for_every_step(self) -> None:
        steps = ("2024-03-01, 120, 5e-4", "2027-03-01, 260, 5e-4")
        assert track(*steps, as_of=date(2025, 11, 14)).may_from is None
        assert track(*steps, as_of=date(2025, 11, 15)).surely_from == date(2024, 3, 1)

    def test_before_the_pack_everything_is_possible_and_that_is_said(self) -> None:
        found = track("2023-06-01, 20, 1e-2", instrument="us-ear")
        assert found.stretches[0].answer is UNKNOWN
        assert "does not hold the law before" in found.stretches[0].note
        assert found.stretches[1].answer is NO


class TestWhy:
    """Which figure crosses which rim."""

    def test_the_figure_that_crosses(self) -> None:
        (_, now) = track("2026-12-01, 120, 5e-3", "2027-03-01, 120, 1e-3").stretches
        rims = {one.fact: one for one in now.rims}
        assert (rims["cnot_error"].before, rims["cnot_error"].value) == ("0.005", "0.001")
        assert rims["cnot_error"].crossed
        assert not rims["physical_qubits"].crossed

    def test_what_is_made_for_another_product_follows_it(self) -> None:
        found = roadmaps.radar(EXAMPLE, instruments=("us-ear",), known_on=KNOWN_ON)
        lynx, kestrel, tarn = found.tracks
        assert (tarn.may_from, tarn.surely_from) == (lynx.may_from, lynx.surely_from)
        assert {one.because for one in tarn.stretches[1:]} == {"step of another product"}
        assert kestrel.may_from is None
        assert kestrel.holds

    def test_what_differs_among_the_states_of_another_product_is_not_taken_as_not_so(self) -> None:
        text = (
            "acquis-roadmap: 1\nproducts:\n"
            "  - {id: amp, kind: amplifier, parameters: {specially_designed_for: lynx}, steps: [{date: 2027-05-15}]}\n"
            "  - id: lynx\n    kind: quantum_computer\n    steps:\n"
            "      - {date: 2027-01-01, parameters: {optical_computer: true}}\n      - {date: 2027-Q2}\n"
        )
        roadmap, problems = read_roadmap(text.encode())
        assert not problems
        assert roadmap is not None
        fact = "item.specially_designed_for.optical_computer"
        for day, value, presumed in ((1, True, False), (5, None, False), (8, None, True)):
            (found,) = sales(roadmap, roadmap.products[0], 0, date(2027, day, 15), date(2027, day, 15))
            assert (found.values.get(fact), fact in found.presumed) == (value, presumed or value is True)

    def test_an_instrument_without_an_entry_says_so(self) -> None:
        (found,) = radar("2027-03-01, 120, 5e-4", instruments=("us-ofac",)).tracks
        assert not found.holds


class TestFiling:
    """What an export asks for."""

    HEAD = "origin: FI\nfrom: FI\nto: [JP, BR]\nend_use: civil_commercial\n"

    def test_each_country_has_its_own_answer(self) -> None:
        (found,) = radar("2026-12-01, 20, 1e-2", "2027-03-01, 120, 5e-4", head=self.HEAD).tracks
        before, after = ({one.to: one.status for one in stretch.filings} for stretch in found.stretches)
        assert before == {"JP": "not_listed", "BR": "not_listed"}
        assert after == {"JP": "authorization_available", "BR": "license_required"}

    @pytest.mark.parametrize("instrument", LADDER)
    @pytest.mark.parametrize("figures", ["120, 5e-4", "120, 8e-4..2e-3", "120, ", ", 5e-4", "56, 1e-3"])
    def test_it_is_what_check_says(self, instrument: str, figures: str) -> None:
        (found,) = radar(f"2027-03-01, {figures}", head=self.HEAD, instruments=(instrument,)).tracks
        qubits, error = (part.strip() for part in figures.split(","))
        stated = ["paradigm: gate_model"]
        stated += [f'physical_qubits: "{qubits}"'] if qubits else []
        stated += [f'cnot_error: "{error}"'] if error else []
        case = (
            "acquis: 1\nitems:\n"
            f"  - {{id: lynx, kind: quantum_computer, origin: FI, parameters: {{{', '.join(stated)}}}}}\n"
            "transfers:\n  - {id: t, activity: export, purpose: sale, items: [lynx], from: FI, to: [JP, BR], "
            "date: 2027-03-01, end_use: civil_commercial}\n"
        )
        outcome = pipeline.check(case.encode(), instruments=(instrument,), known_on=KNOWN_ON)
        told = {one.to: (one.at_least, one.at_most) for one in found.stretches[0].filings}
        assert told == {one.to: (one.at_least, one.at_most) for one in outcome.determinations}

    def test_without_places_there_is_a_classification_and_no_more(self) -> None:
        (found,) = radar("2027-03-01, 120, 5e-4").tracks
        assert found.stretches[0].filings == ()

    def test_law_that_is_unsettled_is_named(self) -> None:
        head = "origin: US\nfrom: US\nto: [FR]\nend_use: civil_commercial\n"
        (found,) = radar("2027-03-01, 120, 5e-4", head=head, instruments=("us-ear",)).tracks
        (filing,) = found.stretches[0].filings
        assert filing.status == "undetermined"
        assert [one.point for one in filing.unsettled]

    def test_a_day_that_a_provision_names_is_a_day_of_change(self) -> None:
        head = "origin: US\nfrom: US\nto: [FR]\nend_use: civil_commercial\n"
        (found,) = radar("2024-09-10, 120, 5e-4", head=head, instruments=("us-ear",)).tracks
        assert date(2024, 11, 5) in {one.start for one in found.stretches}


SPREAD = st.tuples(st.integers(0, 40), st.integers(0, 40))
STEP = st.tuples(
    st.integers(1, 60),
    st.integers(20, 420),
    st.integers(1, 60),
    SPREAD,
    SPREAD,
    st.tuples(st.integers(0, 200), st.integers(0, 200)),
)


@settings(max_examples=40)
@given(st.lists(STEP, min_size=1, max_size=3))
def test_uncertainty_never_moves_the_first_possible_day_back_or_the_first_sure_day_forward(
    steps: list[tuple[int, int, int, tuple[int, int], tuple[int, int], tuple[int, int]]],
) -> None:
    exact, wide = [], []
    ordinal, last_first, last_last = date(2026, 11, 20).toordinal(), 0, 0
    for gap, qubits, error, (less, more), (lower, upper), (early, late) in steps:
        ordinal += gap
        first, last = max(ordinal - early, last_first), max(ordinal + late, last_last + 1)
        last_first, last_last = first, last
        exact.append(f"{date.fromordinal(ordinal)}, {qubits}, {error}e-4")
        days = f"{date.fromordinal(first)}..{date.fromordinal(last)}"
        wide.append(f"{days}, {max(qubits - less, 0)}..{qubits + more}, {max(error - lower, 0)}e-4..{error + upper}e-4")
    sharp, open_ = track(*exact), track(*wide)
    assert not _later(open_.may_from, sharp.may_from)
    assert not _later(sharp.surely_from, open_.surely_from)


@settings(max_examples=30)
@given(st.integers(20, 420), st.integers(1, 60), st.sampled_from(["qubits", "error", "both"]))
def test_knowing_less_is_never_quieter(qubits: int, error: int, lost: str) -> None:
    told = track(f"2027-03-01, {qubits}, {error}e-4")
    left = (str(qubits) if lost == "error" else "", f"{error}e-4" if lost == "qubits" else "")
    less = track(f"2027-03-01, {left[0]}, {left[1]}")
    assert not _later(less.may_from, told.may_from)
    assert not _later(told.surely_from, less.surely_from)


def _later(one: date | None, other: date | None) -> bool:
    """Whether one day is after the other; no day is after every day."""
    return (one or date.max) > (other or date.max)
