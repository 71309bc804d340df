"""Redline: what of a pack changed between two days, planted and real."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.small import FILES, library

from acquis.cli.main import main
from acquis.comparison.edits import structures, texts
from acquis.comparison.held import held
from acquis.comparison.redline import redline
from acquis.determination.library import Library, shipped
from acquis.errors import UsageError
from acquis.pipeline import books
from acquis.reports.redline_sheet import SAME, redline_sheet
from acquis.reports.sheet import sheet_text
from acquis.rules.shelf import Shelf
from acquis.terms.comparison import Relation
from acquis.terms.redline import ADDED, CHANGED, ENDED, Consequence, Redline
from acquis.terms.value import Span

KNOWN = date(2026, 11, 20)
OLD, NEW = date(2024, 12, 31), date(2025, 1, 1)
TWO_VERSIONS = """\
entry: 1A001
title: Machines
cite: Annex I, 1A001
evidence: read
controls: [r]
versions:
  - in_force: earlier
    until: 2025-01-01
    paragraphs: [{{id: a, text: Machines of the old kind, when: {{item.kind: quantum_computer, {old}}}}}]
  - in_force: 2025-01-01
    published: 2024-12-01
    paragraphs: [{{id: a, text: Machines of the new kind, when: {{item.kind: quantum_computer, {new}}}}}]
"""
CASE = """\
acquis: 1
case: mine
parties: [{id: A, name: A, country: DK, kind: company}, {id: B, name: B, country: IN, kind: company}]
items:
  - {id: small, kind: quantum_computer, parameters: {physical_qubits: 33}}
  - {id: large, kind: quantum_computer, parameters: {physical_qubits: 100}}
transfers: [{id: t1, activity: export, items: [small, large], from: A, to: B, date: 2026-01-01}]
"""


def between(held_: Library, old: date = OLD, new: date = NEW, known_on: date = KNOWN) -> Redline:
    assert not held_.problems, "\n".join(map(str, held_.problems))
    return redline(held_, "exland", old, new, known_on)


def moved(tmp_path: Path, old: str, new: str, **files: str | None) -> Redline:
    """Two versions of the same paragraph."""
    return between(library(tmp_path, items__1A001=TWO_VERSIONS.format(old=old, new=new), **files))


class TestSameLaw:
    """The same law on both days gives nothing."""

    def test_nothing_at_all(self, tmp_path: Path) -> None:
        found = between(library(tmp_path))
        assert found.empty
        assert found.to_dict()["same"] is True
        assert SAME in sheet_text(redline_sheet(found))

    def test_a_new_version_with_the_same_words_is_the_same_law(self, tmp_path: Path) -> None:
        text = TWO_VERSIONS.format(old="item.physical_qubits: {ge: 34}", new="item.physical_qubits: {ge: 34}")
        assert between(library(tmp_path, items__1A001=text.replace("of the new kind", "of the old kind"))).empty

    def test_what_was_not_known_yet_did_not_change(self, tmp_path: Path) -> None:
        text = TWO_VERSIONS.format(old="item.physical_qubits: {ge: 34}", new="item.physical_qubits: {ge: 30}")
        text = text.replace("until: 2025-01-01", "until: 2025-01-01\n    until_published: 2024-12-01")
        packs = library(tmp_path, items__1A001=text)
        assert between(packs, known_on=date(2024, 11, 1)).empty
        assert not between(packs).empty


class TestThreeDiffs:
    """Text, structure and meaning of one shifted rim."""

    @pytest.fixture
    def found(self, tmp_path: Path) -> Redline:
        return moved(tmp_path, "item.physical_qubits: {ge: 34}", "item.physical_qubits: {ge: 30}")

    def test_text(self, found: Redline) -> None:
        (change,) = found.texts
        assert (change.kind, change.id, change.how) == ("entry", "1A001.a", CHANGED)
        assert change.before is not None
        assert change.after is not None
        assert (change.before.text, change.after.text) == ("Machines of the old kind", "Machines of the new kind")
        assert change.after.since == "2025-01-01"

    def test_structure(self, found: Redline) -> None:
        (change,) = found.structures
        assert change.removed == ("physical qubits ≥ 34",)
        assert change.added == ("physical qubits ≥ 30",)

    def test_meaning(self, found: Redline) -> None:
        of = {one.concept: one for one in found.meanings}
        machines = of["quantum_computer"]
        assert machines.relation is Relation.within
        assert machines.only_a == ()
        (region,) = machines.only_b
        (bound,) = region.bounds
        assert bound.span is not None
        assert bound.span == Span(Fraction(30), Fraction(34), upper_open=True)
        assert region.witness.facts["item.physical_qubits"] == Fraction(30)
        assert region.witness.entries_b == ("1A001.a",)

    def test_it_reads(self, found: Redline) -> None:
        told = " ".join(sheet_text(redline_sheet(found)).split())
        assert "was “Machines of the old kind”, is “Machines of the new kind”" in told
        assert "newly listed: physical qubits 30 to under 34 (1A001.a, witness: physical qubits 30)" in told

    def test_json(self, found: Redline) -> None:
        made = json.loads(found.to_json())
        assert made["text"][0]["before"]["text"] == "Machines of the old kind"
        assert made["meaning"][0]["only_b"][0]["witness"]["facts"]["item.physical_qubits"] == "30"


class TestPlanted:
    """Every other kind of change is found, and called what it is."""

    def test_words_without_meaning(self, tmp_path: Path) -> None:
        found = moved(tmp_path, "item.physical_qubits: {ge: 34}", "item.physical_qubits: {ge: 34}")
        assert found.texts
        assert found.structures == ()
        assert found.meanings == ()
        assert found.consequences == ()

    def test_a_strict_rim_moves_one_number(self, tmp_path: Path) -> None:
        found = moved(tmp_path, "item.cnot_error: {le: 1e-4}", "item.cnot_error: {lt: 1e-4}")
        lost = next(one for one in found.meanings if one.concept == "quantum_computer").only_a
        assert [region.witness.facts["item.cnot_error"] for region in lost] == [Fraction(1, 10**4)]

    def test_an_entry_added_and_one_ended(self, tmp_path: Path) -> None:
        added = FILES["items/1A001.yaml"].replace("1A001", "1A002").replace("earlier", "2025-01-01")
        ended = FILES["items/1A001.yaml"].replace("in_force: earlier", "in_force: earlier\nuntil: 2025-01-01")
        found = between(library(tmp_path, items__1A001=ended, items__1A002=added))
        assert [(one.id, one.how) for one in found.texts] == [("1A001.a", ENDED), ("1A002.a", ADDED)]
        assert found.meanings == ()  # the same items are listed, under another number

    def test_a_member_of_a_group(self, tmp_path: Path) -> None:
        changes = "changes: [{group: friends, country: NO, was: in, until: 2025-01-01, cite: Annex II, evidence: read}]"
        asks = FILES["destinations.yaml"].replace(
            "{not: {final.country: DK}}", "{final.country: {in_group: [friends]}}"
        )
        found = between(library(tmp_path, group_changes=changes, destinations=asks))
        (change,) = found.structures
        assert (change.kind, change.id, change.removed, change.added) == ("group", "friends", ("NO",), ())
        (one,) = found.consequences
        assert (one.kind, one.id, one.entries) == ("requirement", "r", ("1A001.a",))
        assert (one.gained, one.lost, one.altered) == ((), ("NO",), ())

    def test_a_requirement_for_one_more_destination(self, tmp_path: Path) -> None:
        asks = (
            FILES["destinations.yaml"]
            .replace("    in_force: earlier\n", "")
            .replace(
                "    when: {not: {final.country: DK}}\n",
                "    versions:\n"
                "      - {in_force: earlier, until: 2025-01-01, when: {final.country: [IN, JP]}}\n"
                "      - {in_force: 2025-01-01, when: {final.country: [IN, CA]}}\n",
            )
        )
        (one,) = between(library(tmp_path, destinations=asks)).consequences
        assert (one.gained, one.lost, one.altered) == (("CA",), ("JP",), ())

    def test_another_exception_alters_the_terms(self, tmp_path: Path) -> None:
        asks = (
            FILES["destinations.yaml"]
            .replace("    in_force: earlier\n", "")
            .replace(
                "    when: {not: {final.country: DK}}\n",
                "    versions:\n"
                "      - {in_force: earlier, until: 2025-01-01, when: {final.country: [IN, JP]}}\n"
                "      - in_force: 2025-01-01\n"
                "        when: {final.country: [IN, JP]}\n"
                "        unless: [{label: repair, cite: Art. 3, when: {all: [{final.country: JP}, {transfer.purpose: repair}]}}]\n",
            )
        )
        found = between(library(tmp_path, destinations=asks))
        (one,) = found.consequences
        assert (one.gained, one.lost, one.altered) == ((), (), ("JP",))
        (change,) = found.structures
        assert change.added[0].startswith("unless repair (Art. 3)")

    def test_a_prohibition_of_everything(self, tmp_path: Path) -> None:
        ban = """\
  - {id: ban, title: Nothing more, cite: Art. 9, evidence: read, in_force: 2025-01-01, applies_to: any,
     consequence: prohibited, when: {transfer.activity: service, to.country: IN}}
"""
        (one,) = between(library(tmp_path, destinations=FILES["destinations.yaml"] + ban)).consequences
        assert (one.id, one.entries, one.gained) == ("ban", (), ("IN",))

    def test_a_condition_on_the_day_itself(self, tmp_path: Path) -> None:
        """No provision begins or ends, and still the law of the two days differs."""
        asks = FILES["destinations.yaml"].replace(
            "when: {not: {final.country: DK}}", "when: {transfer.date: {ge: 2025-01-01}, final.country: IN}"
        )
        found = between(library(tmp_path, destinations=asks))
        (change,) = found.structures
        assert "does not hold" in change.removed[0]
        assert [one.gained for one in found.consequences] == [("IN",)]

    def test_a_listed_item_by_the_day_itself(self, tmp_path: Path) -> None:
        text = FILES["items/1A001.yaml"].replace("{ge: 34}", "{ge: 34}, transfer.date: {ge: 2025-01-01}")
        found = between(library(tmp_path, items__1A001=text))
        assert [one.relation for one in found.meanings if one.concept == "quantum_computer"] == [Relation.only_b]

    def test_before_the_pack(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="holds the law from 2020-01-01"):
            between(library(tmp_path), date(2019, 1, 1))


class TestInventory:
    """Which rows of a user's own case flip."""

    def test_only_the_row_that_moved(self, tmp_path: Path) -> None:
        text = TWO_VERSIONS.format(old="item.physical_qubits: {ge: 34}", new="item.physical_qubits: {ge: 30}")
        packs = library(tmp_path, items__1A001=text)
        case = tmp_path / "mine.yaml"
        case.write_text(CASE, encoding="utf-8")
        found = books.redline("exland", OLD, NEW, known_on=KNOWN, inventory=case, library=packs).inventory
        assert found is not None
        assert (found.rows, found.problems) == (2, ())
        (flip,) = found.flips
        assert flip.row == "t1, small to B"
        assert (flip.before.status, flip.before.entries) == ("not_listed", ())
        assert (flip.after.status, flip.after.entries) == ("license_required", ("1A001.a",))

    TABLE = """\
key,item.kind,item.physical_qubits,from.country,to.country,transfer.activity,transfer.date
small,quantum_computer,33,DK,IN,export,2026-01-01
large,quantum_computer,100,DK,IN,export,2026-01-01
open,quantum_computer,,DK,IN,export,
"""

    @pytest.mark.parametrize("suffix", ["csv", "parquet"])
    def test_a_table(self, tmp_path: Path, suffix: str) -> None:
        """The same answers as for a case; the day that a row states is overridden, a number not stated stays open."""
        pl = pytest.importorskip("polars")
        text = TWO_VERSIONS.format(old="item.physical_qubits: {ge: 34}", new="item.physical_qubits: {ge: 30}")
        packs = library(tmp_path, items__1A001=text)
        table = tmp_path / f"mine.{suffix}"
        table.write_text(self.TABLE, encoding="utf-8")
        if suffix == "parquet":
            pl.read_csv(table.read_bytes(), try_parse_dates=True).write_parquet(table)
        found = books.redline("exland", OLD, NEW, known_on=KNOWN, inventory=table, library=packs).inventory
        assert found is not None
        assert found.rows == 3
        (flip,) = found.flips
        assert (flip.row, flip.before.status, flip.after.status) == ("small", "not_listed", "license_required")
        assert (flip.before.entries, flip.after.entries) == ((), ("1A001.a",))

    def test_a_table_that_cannot_be_read(self, tmp_path: Path) -> None:
        pytest.importorskip("polars")
        table = tmp_path / "mine.csv"
        table.write_text(self.TABLE.replace("33", "many"), encoding="utf-8")
        args = ["packs", "redline", "us-ofac", "--from", "2025-03-11", "--to", "2025-03-12", "--inventory", str(table)]
        done = CliRunner().invoke(main, args)
        assert done.exit_code == 65
        assert "item.physical_qubits" in done.stderr


@pytest.fixture(scope="module")
def interim_rule() -> Redline:
    """The quantum interim final rule of 6 September 2024."""
    return redline(shipped(), "us-ear", date(2024, 9, 5), date(2024, 9, 7), KNOWN)


class TestInterimFinalRule:
    """Export Administration Regulations, 89 FR 72926."""

    def test_what_was_added(self, interim_rule: Redline) -> None:
        assert {one.how for one in interim_rule.texts} == {ADDED}
        added = {one.id for one in interim_rule.texts}
        assert {"4A906.a.1", "4A906.c", "3A901.b", "3A904.a", "3B904", "3C907.a", "ns-worldwide", "IEC"} <= added

    def test_the_ladder(self, interim_rule: Redline) -> None:
        machines = next(one for one in interim_rule.meanings if one.concept == "quantum_computer")
        assert machines.relation is Relation.within
        assert machines.only_a == ()
        first = machines.only_b[0].witness
        assert (first.facts["item.physical_qubits"], first.facts["item.cnot_error"]) == (34, Fraction(1, 10**4))
        assert first.entries_b == ("4A906.a.1",)

    def test_the_implemented_controls_open_for_the_countries_of_the_table(self, interim_rule: Redline) -> None:
        iec = next(one for one in interim_rule.consequences if one.id == "IEC")
        assert {"GB", "JP", "CA", "AU"} <= set(iec.gained)
        assert "CN" not in iec.gained

    def test_friends_had_two_more_months_for_most_entries(self, interim_rule: Redline) -> None:
        """Compliance toward group A:1 began later for the quantum entries; for transistors it did not."""
        gained = {entry: one.gained for one in self.of(interim_rule, "ns-worldwide") for entry in one.entries}
        assert "CN" in gained["4A906.a.1"]
        assert "GB" not in gained["4A906.a.1"]
        assert {"CN", "GB"} <= set(gained["3E905"])

    @staticmethod
    def of(found: Redline, id_: str) -> list[Consequence]:
        return [one for one in found.consequences if one.id == id_]

    def test_old_entries_are_not_said_to_have_moved(self, interim_rule: Redline) -> None:
        new = {one.id for one in interim_rule.texts}
        assert {entry for one in interim_rule.consequences for entry in one.entries} <= new


class TestOtherBooks:
    """The Annex I update of 15 November 2025, and the British list of 1 April 2024."""

    @staticmethod
    def law(pack: str, day: date) -> Shelf:
        return Shelf(shipped().packs[pack], day, KNOWN)

    @pytest.mark.parametrize(
        ("pack", "old", "new", "added"),
        [
            ("eu-dual-use", date(2025, 11, 14), date(2025, 11, 15), {"4A506.a.1", "3A504.a", "3C507", "3B504"}),
            ("gb-export-control", date(2024, 3, 31), date(2024, 4, 1), {"PL9014.a.1", "PL9013.a.1"}),
        ],
    )
    def test_text_and_structure(self, pack: str, old: date, new: date, added: set[str]) -> None:
        then, now = held(self.law(pack, old)), held(self.law(pack, new))
        found = {one.id for one in texts(then, now) if one.how == ADDED}
        assert {name for name in added if not any(one == name or one.startswith(f"{name}.") for one in found)} == set()
        assert list(structures(then, now))
        assert [one for one in texts(now, then) if one.how == ADDED] == []

    def test_the_meaning_of_the_annex_update(self) -> None:
        found = redline(shipped(), "eu-dual-use", date(2025, 11, 14), date(2025, 11, 15), KNOWN)
        of = {one.concept: one for one in found.meanings}
        machines = of["quantum_computer"]
        assert (machines.relation, machines.only_a) == (Relation.within, ())
        first = machines.only_b[0].witness
        assert (first.facts["item.physical_qubits"], first.entries_b) == (34, ("4A506.a.1",))
        assert of["cryogenic_wafer_prober"].only_b
        opened = next(one for one in found.consequences if one.id == "EU001")
        assert {"US", "JP", "GB"} <= set(opened.gained)
        assert "KR" not in opened.gained

    def test_the_day_of_compliance_for_friends(self) -> None:
        """From 5 November 2024 on, group A:1 is no longer left out of the worldwide requirements: no version says so."""
        found = redline(shipped(), "us-ear", date(2024, 11, 4), date(2024, 11, 5), KNOWN)
        assert found.texts == ()
        assert found.meanings == ()
        assert {one.id for one in found.structures} == {"ns-worldwide", "rs-worldwide"}
        gained = {entry: one.gained for one in found.consequences for entry in one.entries}
        assert {"DE", "JP"} <= set(gained["4A906.a.1"])
        assert "CN" not in gained["4A906.a.1"]
        assert "3E905" not in gained


class TestCommand:
    """acquis packs redline."""

    @pytest.mark.parametrize("form", ["text", "json", "md", "html"])
    def test_every_format(self, form: str) -> None:
        args = ["packs", "redline", "us-ofac", "--from", "2025-03-11", "--to", "2025-03-12", "--format", form]
        done = CliRunner().invoke(main, args)
        assert done.exit_code == 0, done.output
        assert "records-ten-years" in done.stdout.replace("\\", "")

    def test_a_day_that_the_pack_does_not_hold(self) -> None:
        done = CliRunner().invoke(main, ["packs", "redline", "us-ear", "--from", "2020-01-01", "--to", "2024-09-07"])
        assert done.exit_code == 64
        assert "holds the law from" in done.stderr
