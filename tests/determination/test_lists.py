"""A list that somebody is said to stand on is never passed over in silence."""

from __future__ import annotations

from datetime import date

import acquis

CASE = """
acquis: 1
case: lists
parties:
  - {{id: A, name: Sender, country: US}}
  - {{id: B, name: Recipient, country: CN, listed: [{{list: {name}}}]}}
items:
  - {{id: i1, kind: cryogenic_wafer_prober, components: [], parameters: {{test_temperature: 77 K, wafer_diameter: 50 mm}}}}
transfers:
  - {{id: t1, activity: export, items: [i1], from: A, to: B, date: {day}, end_use: civil_research}}
"""


def outcome(name: str, day: str = "2026-11-20") -> acquis.Outcome:
    return acquis.check(CASE.format(name=name, day=day).encode(), known_on=date(2026, 11, 20), instruments=("us-ear",))


def test_a_name_that_a_pack_reads() -> None:
    found = outcome("us-entity-list")
    assert not found.problems
    assert found.determinations[0].status == "license_required"


def test_a_name_that_looks_like_one_is_a_problem_with_a_hint() -> None:
    (problem,) = outcome("us-entity-lst").problems
    assert "us-entity-lst" in problem.what
    assert "us-entity-list" in problem.hint


def test_a_name_that_no_pack_reads_is_said_aloud() -> None:
    found = outcome("harbour-watch")
    assert not found.problems
    assert any("harbour-watch" in line for line in found.determinations[0].assumes)


def test_a_day_that_cannot_be_read_takes_no_other_days_law() -> None:
    """A faulty date leaves everything open; the date of the case is not put in its place."""
    found = outcome("us-entity-list", day="20/11/2026")
    assert found.problems
    (determination,) = found.determinations
    assert (determination.at_least.name, determination.at_most.name) == ("out_of_scope", "prohibited")
    assert determination.missing[0].fact == "transfers.t1.date"


def test_no_exception_is_printed_open_beside_a_licence_that_is_needed_anyway() -> None:
    """An exception that overcomes one reason opens nothing while another stands: a listed party bars them all."""
    source = CASE.format(name="us-entity-list", day="2026-11-20").replace(
        "kind: cryogenic_wafer_prober, components: [], parameters: {test_temperature: 77 K, wafer_diameter: 50 mm}",
        "kind: atomic_clock, components: [], parameters: {clock_type: caesium, stability_per_month: 1e-14, space_qualified: false}",
    )
    found = acquis.check(source.encode(), known_on=date(2026, 11, 20), instruments=("us-ear",)).determinations[0]
    assert found.status == "license_required"
    assert not [one.id for one in found.authorizations if str(one.answer) == "yes"]
