"""Clash: planted contradictions are found, no fact too many; what merely diverges is none; shipped packs hold none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.small import DAY, FILES, entry, faults, library, write

from acquis.cli.main import main
from acquis.comparison.clash import clashes
from acquis.determination.library import Library, read_library, shipped
from acquis.errors import UsageError
from acquis.reading.catalogue import load_catalogue
from acquis.reports.clash_sheet import NO_PAIR, NONE, clash_sheet
from acquis.reports.sheet import sheet_text
from acquis.terms.clash import Clash, Clashes
from acquis.terms.value import Value

KNOWN = date(2026, 11, 20)
BAN = """\
requirements:
  - id: r
    title: A licence
    cite: Art. 2
    evidence: read
    in_force: earlier
    applies_to: listed
    consequence: license_required
    when: {not: {final.country: DK}}
  - {id: ban, title: Nothing to IN, cite: Art. 9, evidence: read, in_force: earlier, applies_to: any,
     consequence: prohibited, when: {final.country: IN}}
"""


def duty(when: str, **more: str) -> str:
    """One obligation under a condition."""
    said = "".join(f", {key}: {value}" for key, value in more.items())
    return f"""\
obligations:
  - {{id: duty, text: It must be done., cite: Art. 5, evidence: read, in_force: earlier, when: {when}{said}}}
"""


def two(folder: Path, a: Mapping[str, str], b: Mapping[str, str]) -> Library:
    """Two small packs side by side: exland and wyland, each with some files changed."""
    write(folder / "one", **a)
    write(folder / "two", **b)
    (folder / "packs").mkdir()
    (folder / "one" / "exland").rename(folder / "packs" / "exland")
    (folder / "two" / "exland").rename(folder / "packs" / "wyland")
    head = folder / "packs" / "wyland" / "pack.yaml"
    head.write_text(head.read_text(encoding="utf-8").replace("exland", "wyland"), encoding="utf-8")
    return read_library(folder / "packs")


def look(held: Library, *, divergent: bool = False) -> Clashes:
    assert not held.problems, "\n".join(map(str, held.problems))
    return clashes(held, None, DAY, DAY, divergent=divergent)


def only(found: Clashes) -> Clash:
    (one,) = found.clashes
    return one


class TestPlanted:
    """One law demands an act that another forbids."""

    def test_the_transfer_itself(self, tmp_path: Path) -> None:
        """Exland demands that the transfer is made, Wyland forbids it."""
        a = {"obligations": duty("{transfer.purpose: repair}", demands="[transfer]")}
        one = only(look(two(tmp_path, a, {"destinations": BAN})))
        assert (one.demand.instrument, one.demand.id, one.ban.instrument, one.ban.id) == (
            "exland",
            "duty",
            "wyland",
            "ban",
        )
        assert one.facts == {"transfer.activity": "export", "transfer.purpose": "repair", "final.country": "IN"}
        assert [(side.instrument, side.at_least) for side in one.sides] == [
            ("exland", "not_listed"),
            ("wyland", "prohibited"),
        ]

    def test_an_act_beside_the_transfer(self, tmp_path: Path) -> None:
        a = {"obligations": duty("{item.kind: quantum_computer}", demands="[disclose_nationality]")}
        b = {"obligations": duty("{to.country: {in: [DE, FR]}}", forbids="[disclose_nationality]")}
        one = only(look(two(tmp_path, a, b)))
        facts: dict[str, Value] = {"transfer.activity": "export", "item.kind": "quantum_computer", "to.country": "DE"}
        assert one.facts == facts

    def test_numbers_that_only_touch(self, tmp_path: Path) -> None:
        """Both bind at one number alone."""
        a = {"obligations": duty("{item.physical_qubits: {ge: 50}}", demands="[transfer]")}
        b = {"destinations": BAN.replace("{final.country: IN}", "{item.physical_qubits: {le: 50}}")}
        assert only(look(two(tmp_path, a, b))).facts["item.physical_qubits"] == 50

    def test_numbers_that_do_not_touch(self, tmp_path: Path) -> None:
        a = {"obligations": duty("{item.physical_qubits: {gt: 50}}", demands="[transfer]")}
        b = {"destinations": BAN.replace("{final.country: IN}", "{item.physical_qubits: {le: 50}}")}
        found = look(two(tmp_path, a, b))
        assert found.clashes == ()
        (pair,) = found.pairs
        assert pair.settled

    def test_an_exception_makes_room(self, tmp_path: Path) -> None:
        """The ban yields exactly where the duty binds."""
        a = {"obligations": duty("{transfer.purpose: repair}", demands="[transfer]")}
        yields = "unless: [{label: repair, cite: Art. 9, when: {transfer.purpose: repair}}]}"
        b = {"destinations": BAN.replace("when: {final.country: IN}}", f"when: {{final.country: IN}}, {yields}")}
        found = look(two(tmp_path, a, b))
        assert found.clashes == ()
        assert len(found.pairs) == 1

    def test_an_authorization_makes_room_only_where_it_is_open(self, tmp_path: Path) -> None:
        a = {"obligations": duty("{transfer.purpose: repair}", demands="[transfer]")}
        open_ = """\
authorizations:
  - {id: A, kind: general, cite: Art. 4, evidence: read, in_force: earlier, overcomes: [ban], entries: ["*"], when: {to.kind: university}}
"""
        one = only(look(two(tmp_path, a, {"destinations": BAN, "authorizations": open_})))
        assert one.facts["to.kind"] != "university"

    def test_a_duty_that_attaches_from_a_status_on(self, tmp_path: Path) -> None:
        """The duty attaches only where a licence may be needed: the item must be listed, and not go to Denmark."""
        a = {"obligations": duty("{always: true}", demands="[transfer]", applies_from="license_required")}
        one = only(look(two(tmp_path, a, {"destinations": BAN})))
        assert one.facts["item.kind"] == "quantum_computer"
        assert one.facts["item.physical_qubits"] == 34

    def test_within_one_pack(self, tmp_path: Path) -> None:
        files = {"obligations": duty("{transfer.purpose: repair}", demands="[transfer]"), "destinations": BAN}
        assert only(look(library(tmp_path, **files))).ban.instrument == "exland"

    def test_a_question_for_a_person(self, tmp_path: Path) -> None:
        """What is presumed until somebody answers is asked: with the other answer both bind."""
        ask = '{open: working, unless_answered: "no"}'
        a = {"obligations": duty(ask, demands="[transfer]")}
        assert only(look(two(tmp_path, a, {"destinations": BAN}))).facts["item.answer.working"] is True

    def test_an_ended_duty_demands_nothing(self, tmp_path: Path) -> None:
        a = {
            "obligations": duty("{always: true}", demands="[transfer]").replace("earlier", "earlier, until: 2025-01-01")
        }
        found = look(two(tmp_path, a, {"destinations": BAN}))
        assert found.clashes == ()
        assert [bond.id for bond in found.bonds] == ["ban"]


class TestNoneCanBeLeftOut:
    """Without any one fact of a witness, one of the duties no longer surely binds; with more facts both still do."""

    def test_fewest(self, tmp_path: Path) -> None:
        a = {
            "obligations": duty(
                "{any: [{transfer.purpose: repair, item.kind: laser}, {transfer.value: {ge: 5 EUR}}]}",
                demands="[transfer]",
            )
        }
        held = two(tmp_path, a, {"destinations": BAN})
        one = only(look(held))
        for left_out in one.facts:
            facts = {fact: value for fact, value in one.facts.items() if fact != left_out}
            assert not _both(held, facts), left_out
        assert _both(held, one.facts)
        assert _both(held, {**one.facts, "item.origin": "JP", "from.country": "CA"})


def _both(held: Library, facts: Mapping[str, Value]) -> bool:
    """Whether the explainer gives the duty under exland and the ban under wyland."""
    from acquis.determination.determine import determine
    from acquis.terms.fact import Situation

    situation = Situation(transfer="t", item="i", to="p", values={**facts, "transfer.date": DAY})
    said = {
        id_: determine(
            held.examiner(id_, DAY, DAY).examine(situation), law_of=DAY, known_on=DAY, catalogue=held.catalogue
        )
        for id_ in ("exland", "wyland")
    }
    duty_binds = said["exland"].at_least.name != "out_of_scope" and [o.code for o in said["exland"].obligations] == [
        "duty"
    ]
    return duty_binds and said["wyland"].at_least.name == "prohibited"


class TestDivergence:
    """One book asks for a licence and another for nothing: shown apart, and no clash."""

    def test_it_is_no_clash(self, tmp_path: Path) -> None:
        quiet = entry("{item.kind: laser}")
        found = look(two(tmp_path, {}, {"items__1A001": quiet}), divergent=True)
        assert found.clashes == ()
        assert found.pairs == ()
        assert found.divergences is not None
        loud = next(one for one in found.divergences if one.stricter.instrument == "exland")
        assert (loud.stricter.at_least, loud.quieter.at_most) == ("license_required", "not_listed")
        assert loud.facts["item.physical_qubits"] == 34

    def test_the_same_book_twice_does_not_diverge(self, tmp_path: Path) -> None:
        assert look(two(tmp_path, {}, {}), divergent=True).divergences == ()


class TestReading:
    """``demands`` and ``forbids`` are read strictly."""

    def test_an_unknown_act(self, tmp_path: Path) -> None:
        (found,) = faults(tmp_path, obligations=duty("{always: true}", demands="[dance]"))
        assert "unknown act 'dance'" in found.what
        assert "keep_records" in found.hint

    def test_both_at_once(self, tmp_path: Path) -> None:
        (found,) = faults(tmp_path, obligations=duty("{always: true}", demands="[transfer]", forbids="[transfer]"))
        assert "at once" in found.what

    def test_on_a_requirement(self, tmp_path: Path) -> None:
        text = FILES["destinations.yaml"].replace("    when:", "    forbids: [disclose_technology]\n    when:")
        (bond,) = look(library(tmp_path, destinations=text)).bonds
        assert (bond.kind, bond.id, bond.act, bond.demands) == ("requirement", "r", "disclose_technology", False)


@pytest.fixture(scope="module")
def found() -> Clashes:
    """All packs that travel with acquis, looked at together."""
    return clashes(shipped(), None, KNOWN, KNOWN)


class TestShipped:
    """The packs that travel with acquis hold no contradiction, and the report says what was looked at."""

    def test_no_contradiction(self, found: Clashes) -> None:
        assert found.clashes == ()
        assert found.pairs == ()

    def test_what_was_looked_at(self, found: Clashes) -> None:
        looked = {(bond.instrument, bond.id, bond.act) for bond in found.bonds}
        assert ("us-ofac", "iran", "transfer") in looked
        assert ("eu-dual-use", "notify-known-use", "tell_authority") in looked
        told = " ".join(sheet_text(clash_sheet(found, load_catalogue())).split())
        assert NONE in told
        assert NO_PAIR in told
        assert "russia-quantum" in told

    def test_a_day_that_a_pack_does_not_hold(self) -> None:
        with pytest.raises(UsageError, match="us-ear holds the law from"):
            clashes(shipped(), ("us-ear",), date(2020, 1, 1), KNOWN)

    @pytest.mark.parametrize("form", ["text", "json", "md", "html"])
    def test_the_command(self, form: str) -> None:
        done = CliRunner().invoke(main, ["packs", "clash", "us-ofac", "gb-export-control", "--format", form])
        assert done.exit_code == 0, done.output
        assert "tell-ecju" in done.stdout.replace("\\", "")
