"""What must never happen, each as a case a user could write."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from textwrap import dedent, indent

import pytest

import acquis
from acquis.terms.determination import Determination, Status

TODAY = date(2026, 11, 20)


def case(
    item: str, *, transfer: str = "", sender: str = "FI", to: str = "JP", day: str = "2026-11-20", more: str = ""
) -> bytes:
    """A case file with one item ``i1`` and one transfer ``t1``."""
    text = dedent(
        """\
        acquis: 1
        case: never
        parties:
          - {{id: A, name: Sender, country: {sender}}}
          - {{id: B, name: Recipient, country: {to}}}
        items:
          - id: i1
        {item}
        {more}
        transfers:
          - {{id: t1, activity: export, items: [i1], from: A, to: B, date: {day}, end_use: civil_research{transfer}}}
        """
    )
    body = indent(dedent(item).strip(), "    ")
    return text.format(
        item=body, transfer=transfer, sender=sender, to=to, day=day, more=indent(dedent(more).strip(), "  ")
    ).encode()


def cell(source: bytes, instrument: str, item: str = "i1") -> Determination:
    """The determination of one instrument."""
    outcome = acquis.check(source, known_on=TODAY, instruments=(instrument,))
    assert not outcome.problems, outcome.problems
    return next(d for d in outcome.determinations if d.item == item)


def entries(determination: Determination) -> dict[str, str]:
    """The entries met or possibly met."""
    return {e.entry: str(e.answer) for e in determination.entries if str(e.answer) != "no"}


COMPUTER = """
kind: quantum_computer
components: []
parameters: {paradigm: gate_model, physical_qubits: 150, cnot_error: 5e-4, specially_designed_for: none}
"""


class TestMissingFacts:
    """A missing fact is UNKNOWN; removing a fact may widen a range, never make an answer quieter."""

    @pytest.mark.parametrize("instrument", ["eu-dual-use", "gb-export-control", "us-ear"])
    def test_a_missing_error_is_not_a_clearance(self, instrument: str) -> None:
        sender = {"eu-dual-use": "FI", "gb-export-control": "GB", "us-ear": "US"}[instrument]
        known = cell(case(COMPUTER, sender=sender, to="SG"), instrument)
        missing = cell(case(COMPUTER.replace(", cnot_error: 5e-4", ""), sender=sender, to="SG"), instrument)
        assert known.status == "license_required"
        assert missing.status == "undetermined"
        assert missing.at_most >= known.at_most
        assert any("cnot_error" in m.fact for m in missing.missing)

    @pytest.mark.parametrize(
        "published",
        [
            "{value: 9e-4, statistic: median, gate: cz}",
            "{value: 9e-4, statistic: best, gate: ecr}",
            "{value: 9e-4, statistic: average, gate: cz}",
        ],
    )
    def test_a_vendors_error_is_not_the_c_not_error(self, published: str) -> None:
        """What vendors publish is never silently taken for the average C-NOT error."""
        item = COMPUTER.replace("cnot_error: 5e-4", f"two_qubit_error: {published}")
        found = cell(case(item, to="SG"), "eu-dual-use")
        assert found.status == "undetermined"
        assert set(entries(found)) >= {"4A506.a.2"}

    def test_a_colder_point_says_nothing_about_warmer_ones(self) -> None:
        """14 µW at 20 mK does not tell what the system does at 100 mK."""
        item = """
        kind: cryogenic_system
        components: []
        parameters: {cooling: [{power: 14 uW, temperature: 20 mK, duration: 8760 h}], helium3_mass: 0 g, cooler_type: dilution}
        """
        found = cell(case(item, to="CN"), "eu-dual-use")
        assert entries(found).get("3A504.a") == "unknown"
        assert found.at_most >= Status.license_required


class TestFloatDust:
    """Numbers at the rim are exact."""

    @pytest.mark.parametrize("written", ["1e-3", "0.001", "0.1 %", "1000 ppm"])
    def test_the_rim_itself_is_inside(self, written: str) -> None:
        item = COMPUTER.replace("150", "100").replace("5e-4", written)
        assert entries(cell(case(item), "eu-dual-use")).get("4A506.a.2") == "yes"

    @pytest.mark.parametrize("power", ["600 uW", "0.6 mW", "600 µW", "6e-4 W"])
    @pytest.mark.parametrize("temperature", ["0.1 K", "100 mK", "-273.05 °C"])
    def test_power_and_temperature_in_any_unit(self, power: str, temperature: str) -> None:
        item = f"""
        kind: cryogenic_system
        components: []
        parameters: {{cooling: [{{power: {power}, temperature: {temperature}, duration: 49 h}}], helium3_mass: 0 g}}
        """
        assert entries(cell(case(item), "eu-dual-use")).get("3A504.a") == "yes"

    def test_just_over_the_rim_is_outside(self) -> None:
        item = COMPUTER.replace("150", "1100").replace("5e-4", "6.0000001e-3")
        assert "4A506.a.7" not in entries(cell(case(item), "eu-dual-use"))


class TestWords:
    """``NO`` is Norway, and a bare number has no unit."""

    def test_norway(self) -> None:
        found = cell(case(COMPUTER, to="NO"), "eu-dual-use")
        assert found.status == "authorization_available"
        assert {a.id for a in found.authorizations if str(a.answer) == "yes"} == {"EU001"}

    def test_a_bare_number_is_a_problem(self) -> None:
        item = "kind: cryogenic_system\nparameters: {cooling: [{power: 1, temperature: 0.1 K, duration: 49 h}]}"
        outcome = acquis.check(case(item), known_on=TODAY, instruments=("eu-dual-use",))
        assert outcome.problems
        assert any("unit" in str(p).lower() and p.where.line for p in outcome.problems)
        assert outcome.determinations[0].status == "undetermined"


class TestDates:
    """A date before the entry's force never gives the entry."""

    @pytest.mark.parametrize(
        ("instrument", "sender", "before", "after", "entry"),
        [
            ("eu-dual-use", "FI", "2025-11-14", "2025-11-15", "4A506.a.2"),
            ("us-ear", "US", "2024-09-05", "2024-09-06", "4A906.a.2"),
            ("gb-export-control", "GB", "2025-12-15", "2025-12-16", "4A506.a.2"),
        ],
    )
    def test_the_day_before(self, instrument: str, sender: str, before: str, after: str, entry: str) -> None:
        assert entry not in entries(cell(case(COMPUTER, sender=sender, to="SG", day=before), instrument))
        assert entries(cell(case(COMPUTER, sender=sender, to="SG", day=after), instrument)).get(entry) == "yes"

    def test_the_british_entries_that_are_gone(self) -> None:
        """PL9014 held from 1 April 2024 to 15 December 2025."""
        days = ["2024-03-31", "2024-04-01", "2025-12-15", "2025-12-16"]
        held = [
            any(
                e.startswith("PL9014")
                for e in entries(cell(case(COMPUTER, sender="GB", to="SG", day=day), "gb-export-control"))
            )
            for day in days
        ]
        assert held == [False, True, True, False]

    def test_what_was_not_yet_published_is_not_used(self) -> None:
        """With ``known_on`` before publication the new entry is not law yet."""
        source = case(COMPUTER, to="SG", day="2026-01-15")
        early = acquis.check(source, known_on=date(2025, 11, 1), instruments=("eu-dual-use",)).determinations[0]
        late = acquis.check(source, known_on=TODAY, instruments=("eu-dual-use",)).determinations[0]
        assert "4A506.a.2" not in entries(early)
        assert entries(late).get("4A506.a.2") == "yes"


class TestComponents:
    """A component is never hidden inside an uncontrolled system."""

    def test_a_listed_cooler_in_a_plain_cryostat(self) -> None:
        item = """
        kind: cryogenic_system
        components: [i2]
        parameters: {cooling: [{power: 450 uW, temperature: 0.1 K, duration: 8760 h}], helium3_mass: 0 g, base_temperature: 10 mK}
        """
        inner = """
        - id: i2
          kind: pulse_tube_cooler
          parameters: {stages: 2, base_temperature: 2.8 K, cooling: [{power: 1.5 W, temperature: 4.2 K}]}
        """
        for instrument, sender, entry in (("eu-dual-use", "FI", "3A504.b"), ("us-ear", "US", "3A904.b")):
            found = cell(case(item, sender=sender, to="IN", more=inner), instrument)
            assert (entry, "i2", "yes") in {(e.entry, e.component, str(e.answer)) for e in found.entries}
            assert found.to_dict()["entries"]


class TestNationality:
    """Nationality enters only where a cited provision names it; swapping it changes no other cell."""

    SOURCE = """
    acquis: 1
    case: swap
    parties:
      - {{id: A, name: Sender, country: {country}}}
    people:
      - {{id: p, at: A, citizenships: [{nationality}], permanent_residency: [], residence: {country}}}
    items:
      - {{id: m, kind: quantum_computer, parameters: {{paradigm: gate_model, physical_qubits: 120, cnot_error: 9e-4}}}}
      - {{id: q, kind: qubit_device, parameters: {{specially_designed_for: m}}}}
      - {{id: k, kind: technology, origin: US, parameters: {{relates_to: q, purpose: development, published: false, fundamental_research: false, basic_research: false}}}}
    transfers:
      - {{id: t, activity: release, items: [k], from: A, to: p, place: {country}, date: 2026-11-20, end_use: civil_research}}
    """

    def cells(self, country: str, nationality: str) -> dict[str, Determination]:
        source = dedent(self.SOURCE).format(country=country, nationality=nationality).encode()
        outcome = acquis.check(source, known_on=TODAY)
        return {d.instrument: d for d in outcome.determinations}

    @pytest.mark.parametrize("country", ["US", "DE", "GB"])
    def test_only_cells_that_cite_a_nationality_rule_move(self, country: str) -> None:
        naming = _instruments_that_name_nationality()
        base = self.cells(country, "IN")
        for nationality in ("CN", "IR", "BR", "RU", "JP"):
            for instrument, found in self.cells(country, nationality).items():
                if found.status != base[instrument].status:
                    assert instrument in naming, f"{instrument} moved for {nationality} in {country} without citing it"

    def test_the_us_deemed_export_cells(self) -> None:
        assert self.cells("US", "IN")["us-ear"].status == "no_license_required"
        assert self.cells("US", "CN")["us-ear"].status == "authorization_available"

    def test_the_union_has_no_deemed_export_rule(self) -> None:
        for nationality in ("CN", "IR", "IN"):
            assert self.cells("DE", nationality)["eu-dual-use"].status == "out_of_scope"


def _instruments_that_name_nationality() -> set[str]:
    from acquis.determination.library import shipped
    from acquis.terms.node import Atom

    library = shipped()
    return {
        name
        for name in library.packs
        for node in library.whole(name, TODAY, TODAY).program.nodes
        if isinstance(node, Atom) and node.fact.startswith("person.") and node.fact != "person.residence"
    }


class TestDeterminism:
    """Two runs differ by no byte."""

    def test_the_same_bytes(self) -> None:
        source = case(COMPUTER)
        assert acquis.check(source, known_on=TODAY).to_json() == acquis.check(source, known_on=TODAY).to_json()


class TestOrder:
    """The statuses stand from the quietest to the loudest."""

    def test_order(self) -> None:
        names = [
            "out_of_scope", "not_listed", "excluded", "no_license_required", "authorization_available",
            "license_required", "prohibited",
        ]  # fmt: skip
        assert [status.name for status in Status] == names
        assert all(a < b for a, b in pairwise(Status))
