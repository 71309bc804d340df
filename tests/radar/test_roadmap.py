"""Reading road-maps: what is refused, with its line and a hint."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from acquis.errors import CaseError
from acquis.pipeline import roadmaps
from acquis.radar.devices import TAKEN
from acquis.radar.roadmap import read_roadmap
from acquis.radar.when import read_when
from acquis.reading.document import Scalar
from acquis.reading.number import ReadingError
from acquis.terms.problem import Where

HEAD = "acquis-roadmap: 1\nproducts:\n  - id: lynx\n    kind: quantum_computer\n"
STEP = "    steps: [{date: 2027-03-01}]\n"


def told(text: str) -> list[str]:
    _, problems = read_roadmap(text.encode())
    return [f"{one.where.line}: {one.what} | {one.hint}" for one in problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "the file is empty"),
        ("- a\n", "a road-map is a mapping of keys to values, found a list | it begins with acquis-roadmap: 1"),
        ("acquis: 1\n", "1: road-map: expected acquis-roadmap: 1"),
        ("acquis-roadmap: 1\n", "1: road-map: there are no products"),
        (HEAD, "3: product lynx: there are no steps | write steps: ["),
        (HEAD + "    steps: [{parameters: {}}]\n", "5: step of lynx: date is missing | write date: YYYY-MM-DD"),
        (
            HEAD + "    steps: [{date: soon}]\n",
            "5: step of lynx: date: expected a day or a stretch of days, found 'soon'",
        ),
        (HEAD + "    steps: [{date: 2027-02-30}]\n", "5: step of lynx: date: there is no day '2027-02-30'"),
        (HEAD + "    steps: [{date: 2028-Q2..2028-Q1}]\n", "the first day is after the last"),
        (HEAD + "    steps: [{date: 2028}, {date: 2027}]\n", "the step of 2027 stands after that of 2028"),
        (HEAD + "    steps: [{date: 2027}, {date: 2027}]\n", "the step of 2027 stands after that of 2027"),
        (HEAD + STEP + "    kind_: x\n", "6: product lynx: unknown key 'kind_' | did you mean kind?"),
        (HEAD + "    steps: [{date: 2027, parameter: {}}]\n", "unknown key 'parameter' | did you mean parameters?"),
        (HEAD + "    to: JP\n" + STEP, "3: product lynx: from is missing beside to | the country it is sold from"),
        (HEAD + "    from: FI\n    to: Japan\n" + STEP, "expected a country code, found 'Japan' | did you mean JP?"),
        (HEAD + "    from: Finland\n" + STEP, "expected a country code, found 'Finland' | did you mean FI?"),
        (HEAD + "    end_use: fun\n" + STEP, "expected one of civil_research"),
        (
            HEAD + "    parameters: {cnot_eror: 1e-3}\n" + STEP,
            "unknown parameter 'cnot_eror' | did you mean cnot_error?",
        ),
        (HEAD + "    parameters: [a]\n" + STEP, "5: product lynx: parameters must be a mapping, found a list"),
        (
            HEAD + "    steps: [{date: 2027, parameters: {cnot_error: 5}}]\n",
            "expected a share between 0 and 1, found 5",
        ),
        (HEAD + "    parameters: {specially_designed_for: puma}\n" + STEP, "there is no item 'puma'"),
        (HEAD + STEP + "  - {id: lynx, steps: [{date: 2027}]}\n", "6: product lynx is there twice, also in line 3"),
        (HEAD.replace("quantum_computer", "quantum_computr") + STEP, "did you mean quantum_computer?"),
    ],
)
def test_what_is_refused(text: str, expected: str) -> None:
    found = told(text)
    assert any(expected in one for one in found), found


def test_every_problem_is_said_and_none_twice() -> None:
    text = HEAD + "    parameters: {stages: two}\n    steps: [{date: 2027}, {date: 2028}, {date: x}]\n    colour: red\n"
    found = told(text)
    assert len(found) == len(set(found)) == 3


def test_nothing_is_told_from_a_road_map_with_a_fault() -> None:
    with pytest.raises(CaseError) as fault:
        roadmaps.radar((HEAD + STEP + "    colour: red\n").encode())
    assert "unknown key 'colour'" in str(fault.value)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2028-04-01", date(2028, 4, 1), date(2028, 4, 1)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2028-Q4", date(2028, 10, 1), date(2028, 12, 31)),
        ("2028-H1", date(2028, 1, 1), date(2028, 6, 30)),
        ("2028", date(2028, 1, 1), date(2028, 12, 31)),
        ("2028-04..2029-Q1", date(2028, 4, 1), date(2029, 3, 31)),
        ("2028-04-03 to 2028-05", date(2028, 4, 3), date(2028, 5, 31)),
    ],
)
def test_days_that_are_open(text: str, first: date, last: date) -> None:
    found = read_when(Scalar(text, quoted=False, where=Where(file="x")))
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("text", ["2028-Q5", "28-04", "2028-13", "2028-4", "1028", "2028..", "a..b..c", ""])
def test_no_day(text: str) -> None:
    with pytest.raises(ReadingError):
        read_when(Scalar(text, quoted=False, where=Where(file="x")))


def test_what_a_product_states_holds_in_every_step_that_does_not() -> None:
    text = (
        HEAD + "    parameters: {paradigm: gate_model, physical_qubits: 20}\n"
        "    steps: [{date: 2027}, {date: 2028, parameters: {physical_qubits: 40}}, {date: 2029, parameters: {physical_qubits: null}}]\n"
    )
    roadmap, problems = read_roadmap(text.encode())
    assert not problems
    assert roadmap is not None
    stated = [stage.item.parameters for stage in roadmap.products[0].stages]
    assert [one.get("physical_qubits") for one in stated] == [20, 40, None]
    assert {one["paradigm"] for one in stated} == {"gate_model"}


def test_the_page_about_it_shows_a_road_map_that_is_read_and_every_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "radar.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert told(block) == []
    assert [column for column in TAKEN if f"`{column}`" not in page] == []
