"""The condition grammar: what each test means, and that every fault has a place and a hint."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from acquis.rules.evaluate import NOT_STATED
from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.value import Band, Money, OneOf, Points, Span

from ..small import entry, faults, library, put, situation


def asked(folder: Path, when: str, **facts: Any) -> Answer:
    """The answer of a paragraph under this condition."""
    return put(library(folder, items__1A001=entry(when)), situation(**facts)).answer("entry:1A001.a")


LASER = {"item__kind": "laser"}
GHZ = Fraction(10**9)
ONE_TO_TWO_GHZ = Band(GHZ, 2 * GHZ)
READINGS = (
    "{readings: {point: p, cite: c, of: ["
    "{label: A, text: a, when: {item.tunable: true}}, {label: B, text: b, when: {always: true}}]}}"
)


@pytest.mark.parametrize(
    ("when", "facts", "expected"),
    [
        # a number under the text's own operators
        ("{item.physical_qubits: 34}", {"item__physical_qubits": Fraction(34)}, YES),
        ("{item.physical_qubits: [34, 35]}", {"item__physical_qubits": Fraction(35)}, YES),
        ("{item.physical_qubits: {ge: 34, lt: 100}}", {"item__physical_qubits": Fraction(100)}, NO),
        ("{item.physical_qubits: {gt: 34}}", {"item__physical_qubits": Fraction(34)}, NO),
        ("{item.physical_qubits: {eq: 34}}", {"item__physical_qubits": Fraction(34)}, YES),
        ("{item.physical_qubits: {le: 34}}", {"item__physical_qubits": Span(Fraction(30), Fraction(40))}, UNKNOWN),
        ("{item.physical_qubits: {le: 34}}", {}, UNKNOWN),
        ("{item.cnot_error: {le: 0.08 %}}", {"item__cnot_error": Fraction(8, 10_000)}, YES),
        ("{item.cnot_error: {lt: 800 ppm}}", {"item__cnot_error": Fraction(8, 10_000)}, NO),
        ("{item.base_temperature: {lt: 0.1 K}}", {"item__base_temperature": Fraction(1, 10)}, NO),
        ("{item.physical_qubits: {le: 34}}", {"item__physical_qubits": "many"}, UNKNOWN),
        # days
        ("{transfer.date: {ge: 2026-01-01, lt: 2027-01-01}}", {"transfer__date": date(2026, 1, 1)}, YES),
        ("{transfer.date: {gt: 2026-01-01}}", {"transfer__date": date(2026, 1, 1)}, NO),
        ("{transfer.date: {eq: 2026-01-01}}", {"transfer__date": date(2026, 1, 1)}, YES),
        # words, flags, kinds
        ("{item.kind: laser}", LASER, YES),
        ("{item.kind: [laser, camera]}", {"item__kind": OneOf(frozenset({"laser", "gas"}))}, UNKNOWN),
        ("{item.kind: {not_in: [laser]}}", LASER, NO),
        ("{item.tunable: true}", {"item__tunable": True}, YES),
        ("{item.tunable: false}", {"item__tunable": True}, NO),
        ("{item.tunable: true}", {"item__tunable": Fraction(1)}, UNKNOWN),
        ("{item.element: Si}", {"item__element": NOT_STATED}, NO),
        # countries and groups
        ("{final.country: {in: [IN, JP]}}", {}, YES),
        ("{final.country: {in_group: friends}}", {"final__country": "JP"}, YES),
        ("{final.country: {not_in_group: [friends]}}", {"final__country": "JP"}, NO),
        ("{transfer.via: {has: [JP]}}", {"transfer__via": ("DE", "JP")}, YES),
        ("{transfer.via: {has: [JP]}}", {"transfer__via": ()}, NO),
        ("{transfer.via: {has_group: [friends]}}", {"transfer__via": ("CA",)}, YES),
        ("{transfer.via: {has_group: [friends]}}", {}, UNKNOWN),
        ("{transfer.via: {has: [JP]}}", {"transfer__via": "JP"}, UNKNOWN),
        # money: another currency is unknown, never converted
        ("{transfer.value: {le: 3000 USD}}", {"transfer__value": Money(Fraction(3000), "USD")}, YES),
        ("{transfer.value: {le: 3000 USD}}", {"transfer__value": Money(Fraction(3001), "USD")}, NO),
        ("{transfer.value: {le: 3000 USD}}", {"transfer__value": Money(Fraction(1), "EUR")}, UNKNOWN),
        # a range of the thing itself against a band of the text
        ("{item.frequency_range: {overlaps: {gt: 2 GHz, le: 15 GHz}}}", {"item__frequency_range": ONE_TO_TWO_GHZ}, NO),
        ("{item.frequency_range: {overlaps: {ge: 2 GHz, le: 15 GHz}}}", {"item__frequency_range": ONE_TO_TWO_GHZ}, YES),
        ("{item.frequency_range: {overlaps: {ge: 2 GHz}}}", {"item__frequency_range": Span(GHZ, None)}, UNKNOWN),
        # composites
        ("{all: [{item.kind: laser}, {item.tunable: true}]}", LASER, UNKNOWN),
        ("{any: [{item.kind: laser}, {item.tunable: true}]}", LASER, YES),
        ("{not: {item.tunable: true}}", {}, UNKNOWN),
        ("{not: {not: {item.tunable: true}}}", {"item__tunable": True}, YES),
        ("{item.kind: laser, item.tunable: true}", {**LASER, "item__tunable": False}, NO),
        ("{always: true}", {}, YES),
        ("{never: true}", {}, NO),
        # open texture
        ("{open: working}", {}, UNKNOWN),
        ("{open: working}", {"item__answer__working": False}, NO),
        ("{open: working, unless_answered: yes}", {}, YES),
        ("{open: working, unless_answered: yes}", {"item__answer__working": False}, NO),
        ("{open: working, unless_answered: no}", {}, NO),
        # the range over the readings of unsettled law
        (READINGS, {"item__tunable": True}, YES),
        (READINGS, {"item__tunable": False}, UNKNOWN),
    ],
)  # fmt: skip
def test_what_a_condition_means(tmp_path: Path, when: str, facts: dict[str, Any], expected: Answer) -> None:
    """Each test of the format answers yes, no or unknown as docs/pack-format.md says."""
    assert asked(tmp_path, when, **facts) is expected


SOME = (
    "{some: item.cooling, shows: {power: {ge: 600 uW}, temperature: {le: 0.1 K}}, "
    "rules_out: [{power: {lt: 600 uW}, temperature: {ge: 0.1 K}}]}"
)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (None, UNKNOWN),
        ((), NO),
        (((("power", "600"), ("temperature", "1/10")),), YES),
        (((("power", "599"), ("temperature", "1/10")),), NO),
        (((("power", "14"), ("temperature", "1/50")),), UNKNOWN),
        (((("power", "900"), ("temperature", None)),), UNKNOWN),
        (((("power", "599"), ("temperature", "1/10")), (("power", "700"), ("temperature", "1/10"))), YES),
    ],
)
def test_measured_points(tmp_path: Path, points: object, expected: Answer) -> None:
    """One point that shows it; one that rules it out; a list of points is never the whole curve."""

    def number(name: str, text: str | None) -> Fraction | None:
        return None if text is None else Fraction(text) / (10**6 if name == "power" else 1)

    value = None
    if isinstance(points, tuple):
        value = Points(tuple(tuple((name, number(name, text)) for name, text in point) for point in points))
    assert asked(tmp_path, SOME, item__cooling=value) is expected


def test_points_under_any_not_and_always(tmp_path: Path) -> None:
    """Inside measured points the Kleene words mean what they mean elsewhere."""
    point = Points(((("power", Fraction(1)), ("temperature", Fraction(4))),))
    for shows, expected in (
        ("{any: [{power: {ge: 2 W}}, {temperature: {le: 4 K}}]}", YES),
        ("{not: {power: {ge: 2 W}}}", YES),
        ("{always: true}", YES),
        ("{all: [{power: {ge: 1 W}}, {not: {temperature: {le: 4 K}}}]}", UNKNOWN),
    ):
        assert asked(tmp_path, f"{{some: item.cooling, shows: {shows}}}", item__cooling=point) is expected


@pytest.mark.parametrize(
    ("when", "word"),
    [
        ("laser", "mapping"),
        ("{}", "empty"),
        ("{item.kindd: laser}", "item.kindd"),
        ("{item.kind: lasers}", "lasers"),
        ("{item.paradigm: gatemodel}", "gatemodel"),
        ("{item.kind: []}", "list"),
        ("{item.kind: {in: {a: b}}}", "list of words"),
        ("{item.kind: {like: laser}}", "in_group"),
        ("{item.tunable: yes}", "true or false"),
        ("{item.physical_qubits: many}", "item.physical_qubits"),
        ("{item.physical_qubits: {}}", "comparisons"),
        ("{item.physical_qubits: []}", "comparisons"),
        ("{item.physical_qubits: {at_least: 3}}", "at_least"),
        ("{item.physical_qubits: {ge: 3 K}}", "item.physical_qubits"),
        ("{item.physical_qubits: {ge: 5, gt: 9}}", "two ends"),
        ("{item.physical_qubits: {eq: 5, lt: 9}}", "two ends"),
        ("{item.physical_qubits: {ge: 9, lt: 9}}", "no value lies"),
        ("{item.physical_qubits: {ge: 9, le: 5}}", "no value lies"),
        ("{item.base_temperature: {lt: 4}}", "unit"),
        ("{item.base_temperature: {lt: 4 W}}", "item.base_temperature"),
        ("{item.base_temperature: {lt: 3 K ± 1 K}}", "item.base_temperature"),
        ("{item.frequency_range: {ge: 2 GHz}}", "overlaps"),
        ("{item.frequency_range: {overlaps: 2 GHz}}", "comparisons"),
        ("{transfer.date: 2026-01-01}", "days"),
        ("{transfer.date: {}}", "days"),
        ("{transfer.date: {ge: soon}}", "YYYY-MM-DD"),
        ("{transfer.date: {from: 2026-01-01}}", "from"),
        ("{transfer.date: {ge: 2026-01-01, gt: 2026-01-02}}", "two ends"),
        ("{transfer.value: 3000 USD}", "comparison"),
        ("{transfer.value: {le: 3000}}", "currency"),
        ("{transfer.value: {ge: 1 USD, le: 3 EUR}}", "one currency"),
        ("{transfer.value: {le: much USD}}", "transfer.value"),
        ("{final.country: UK}", "UK"),
        ("{final.country: {in: [JP, EN]}}", "EN"),
        ("{transfer.via: JP}", "has"),
        ("{transfer.via: {has: [Japan]}}", "Japan"),
        ("{item.cooling: {ge: 1}}", "some"),
        ("{always: false}", "only the word true"),
        ("{never: [x]}", "only the word true"),
        ("{all: {item.kind: laser}}", "list of conditions"),
        ("{any: []}", "list of conditions"),
        ("{not: laser}", "mapping"),
        ("{is: [a]}", "needs a name"),
        ("{is: nothing}", "definition"),
        ("{entry: {a: b}}", "needs a name"),
        ("{entry: 9Z999}", "9Z999"),
        ("{link: specially_designed_for, meets: [9Z999]}", "9Z999"),
        ("{link: cousin, when: {always: true}}", "cousin"),
        ("{link: specially_designed_for}", "meets"),
        ("{link: specially_designed_for, meets: [1A001], when: {always: true}}", "either"),
        ("{link: specially_designed_for, meats: [1A001]}", "meats"),
        ("{open: working, unless_answered: perhaps}", "unless_answered"),
        ("{open: }", "open"),
        ("{some: item.kind, shows: {always: true}}", "points"),
        ("{some: item.cooling}", "shows"),
        ("{some: item.cooling, shows: {item.kind: laser}}", "item.kind"),
        ("{some: item.cooling, shows: {open: working}}", "open"),
        ("{some: item.cooling, shows: {power: 3}}", "power"),
        ("{final.country: {in_group: [strangers]}}", "strangers"),
        ("{readings: {point: p, cite: c, of: [{label: A, text: t, when: {always: true}}]}}", "two"),
        ("{readings: {point: p, of: []}}", "cite"),
        ("{readings: {point: p, cite: c, of: [{label: A, text: t}, {label: B, text: t}]}}", "when is missing"),
    ],
)  # fmt: skip
def test_every_fault_has_a_place(tmp_path: Path, when: str, word: str) -> None:
    """A fault names the file and line of what is wrong and says what was expected; nothing is guessed."""
    from acquis.determination.check import check_packs

    held = library(tmp_path, items__1A001=entry(when))
    found = check_packs(held, tmp_path, ("exland",), date(2026, 1, 15)) if not held.problems else held.problems
    told = [p for p in found if "items/1A001.yaml" in p.where.file]
    assert told, found
    assert all(p.where.line >= 7 and p.where.column for p in told)
    assert word in " ".join(map(str, told))


def test_a_faulty_condition_is_unknown_never_no(tmp_path: Path) -> None:
    """A pack that could not be read whole answers neither yes nor no at that place."""
    held = library(tmp_path, items__1A001=entry("{item.kindd: laser}"))
    assert held.problems
    examined = held.examiner("exland", date(2026, 1, 15), date(2026, 1, 15)).examine(situation())
    assert examined.answer("entry:1A001.a") is UNKNOWN


def test_all_faults_of_a_file_at_once(tmp_path: Path) -> None:
    """Five faults give five problems, in the order of the file."""
    parts = ("item.kindd: laser", "item.kind: lasers", "final.country: UK", "always: false", "transfer.date: {ge: x}")
    when = f"{{all: [{', '.join(f'{{{part}}}' for part in parts)}]}}"
    assert len(faults(tmp_path, items__1A001=entry(when))) == 5


def test_a_close_word_is_offered(tmp_path: Path) -> None:
    """A mistyped name comes with the name that was probably meant."""
    (problem,) = faults(tmp_path, items__1A001=entry("{item.kind: quantum_computr}"))
    assert "quantum_computer" in problem.hint
