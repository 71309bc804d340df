"""Case files: nothing is guessed, a fault makes one fact unknown, and all problems are said at once."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acquis.facts.context import FREE
from acquis.facts.read import LIMIT, MAX_PROBLEMS, read_case
from acquis.reading.catalogue import load_catalogue
from acquis.terms.casefile import CaseFile, Tie
from acquis.terms.problem import Problem
from acquis.terms.value import Money, Span, Value

HEAD = """\
acquis: 1
case: c
parties:
  - {id: A, name: Sender, country: FI}
  - {id: B, name: Recipient, country: JP}
people:
  - {id: p1, at: B, citizenships: [IN], permanent_residency: [JP], residence: JP}
"""
ITEM = "items:\n  - {id: i1, kind: quantum_computer, origin: FI, parameters: {physical_qubits: 50}}\n"
TRANSFER = "transfers:\n  - {id: t1, activity: export, items: [i1], from: A, to: B}\n"


def read(text: str) -> tuple[CaseFile | None, tuple[Problem, ...]]:
    return read_case(text.encode(), name="case.yaml")


def case(text: str) -> tuple[CaseFile, tuple[Problem, ...]]:
    found, problems = read(text)
    assert found is not None, problems
    return found, problems


def parameters(text: str, kind: str = "quantum_computer") -> tuple[CaseFile, tuple[Problem, ...]]:
    """A case whose item i1 has these parameters; i2 is another item."""
    items = f"items:\n  - {{id: i1, kind: {kind}, parameters: {{{text}}}}}\n  - {{id: i2, kind: other}}\n"
    return case(HEAD + items + TRANSFER)


def words(problems: tuple[Problem, ...]) -> str:
    return "\n".join(map(str, problems))


class TestWholeCase:
    """The form of docs/case-file.md."""

    def test_everything_of_the_contract(self) -> None:
        text = dedent(
            """\
            acquis: 1
            case: nordic-demo
            title: Shipping a refrigerator
            as_of: 2026-11-20
            parties:
              - {id: KLV, name: Kelvinranta Oy, country: FI, kind: company}
              - {id: SKR, name: Sakuragawa Institute, country: JP, kind: research_institute,
                 owners: [{name: Somebody Ltd, country: JP, share: 40 %, listed: []}], identifiers: {ror: "x"},
                 listed: [{list: some-list, since: 2024-05-09, entry: "…"}]}
              - {id: NIR, name: In the north, country: GB, region: GB-NIR, listed: []}
            people:
              - {id: p1, at: SKR, citizenships: [IN, {country: JP, since: 2020-01-01}], permanent_residency: [],
                 residence: JP, employed_since: 2023-04-01, foreign_direction: [{country: JP, kind: contract}],
                 affiliations: [{organisation: Other Institute, country: CN, kind: visiting, current: true}]}
            items:
              - id: i1
                kind: cryogenic_system
                origin: FI
                parameters: {cooling: [{power: 1000 uW, temperature: 100 mK, duration: 8760 h}]}
                components: [i2]
              - {id: i2, kind: pulse_tube_cooler, origin: US, parameters: {stages: 2}, components: []}
              - {id: i3, kind: software, parameters: {relates_to: i1, publication: {intended: true, review_days: 30}}}
            transfers:
              - {id: t1, activity: temporary_export, items: [i1, i3], from: KLV, to: [SKR, p1, GB-NIR],
                 date: 2027-06-15, via: [DE], end_use: civil_research, purpose: loan, return_by: 2027-12-01,
                 informed: false, aware: false, final_destination: SKR, value: 1200 EUR, place: FI,
                 authorised_users: true, icp: true, original_authorization: {id: X-1, date: 2026-01-01}}
            milestones:
              - {id: m1, title: Cold in Japan, date: 2027-09-01, needs: [t1]}
            answers:
              - {predicate: specially_designed, item: i3, about: i1, answer: "yes", by: M. Example,
                 role: export control officer, on: 2026-11-01, basis: "drawings"}
            """
        )
        found, problems = case(text)
        assert problems == ()
        assert (found.id, found.title, found.as_of) == ("nordic-demo", "Shipping a refrigerator", date(2026, 11, 20))
        party = found.parties["SKR"]
        assert party.owners is not None
        assert party.owners[0].share == Fraction(2, 5)
        assert party.listed is not None
        assert party.listed[0].since == date(2024, 5, 9)
        assert found.parties["NIR"].region == "GB-NIR"
        assert found.people["p1"].citizenships == (Tie(country="IN"), Tie(country="JP", since=date(2020, 1, 1)))
        assert found.people["p1"].permanent_residency == ()
        assert found.items["i1"].components == ("i2",)
        assert found.items["i3"].links == {"relates_to": "i1"}
        assert found.items["i3"].parameters["publication.review_days"] == 30
        transfer = found.transfers[0]
        assert transfer.to == ("SKR", "p1", "GB-NIR")
        assert transfer.facts["value"] == Money(Fraction(1200), "EUR")
        assert transfer.facts["purpose"] == "loan"
        assert transfer.via == ("DE",)
        assert found.milestones[0].needs == ("t1",)
        assert found.statements[0].answer is True
        assert found.statements[0].on == "2026-11-01"

    def test_json_is_the_same_case(self) -> None:
        text = (
            '{"acquis": 1, "items": [{"id": "i1", "kind": "laser"}], '
            '"transfers": [{"id": "t1", "activity": "export", "items": ["i1"], "from": "FI", "to": "NO"}]}'
        )
        found, problems = case(text)
        assert problems == ()
        assert found.transfers[0].to == ("NO",)

    def test_every_parameter_of_the_catalogue_is_a_key(self) -> None:
        known = load_catalogue().parameters
        assert {"cnot_error", "publication.intended", "purpose", "isotopes", "us_content_share"} <= set(known)
        _, problems = parameters(", ".join(f"{name}: null" for name in known))
        assert problems == ()

    def test_free_text_is_allowed_everywhere(self) -> None:
        free = ", ".join(f"{name}: anything" for name in FREE)
        _, problems = case(HEAD + ITEM + TRANSFER.replace("to: B", f"to: B, {free}"))
        assert problems == ()

    def test_a_str_is_a_path(self, tmp_path: Path) -> None:
        path = tmp_path / "case.yaml"
        path.write_text(HEAD + ITEM + TRANSFER, encoding="utf-8")
        assert read_case(str(path))[0] == read_case(path)[0]
        assert "no such file" in read_case(str(tmp_path / "absent.yaml"))[1][0].what


class TestTraps:
    """What is written so that a careless reader takes it for something else."""

    def test_norway_is_no_flag(self) -> None:
        found, problems = case(HEAD.replace("country: JP", "country: NO") + ITEM + TRANSFER)
        assert problems == ()
        assert found.parties["B"].country == "NO"

    def test_a_flag_is_never_norway(self) -> None:
        found, problems = parameters("published: NO")
        assert "true or false" in words(problems)
        assert "published" in found.items["i1"].faulty
        assert "published" not in found.items["i1"].parameters

    def test_a_number_is_no_text(self) -> None:
        for written in ("1e-4", '"1e-4"', "0.0001", "0.01 %", "100 ppm", "1-0.9999"):
            found, problems = parameters(f"cnot_error: {written}")
            assert problems == ()
            assert found.items["i1"].parameters["cnot_error"] == Fraction(1, 10000)

    def test_a_bare_power_is_a_problem_with_place_and_hint(self) -> None:
        found, problems = parameters("cooling: [{power: 1, temperature: 0.1 K}]", "cryogenic_system")
        assert len(problems) == 1
        assert problems[0].where.line == 9
        assert problems[0].where.column == 69
        assert "1 mW" in problems[0].hint
        assert found.items["i1"].parameters == {}
        assert found.items["i1"].faulty == {"cooling"}

    def test_a_vendors_two_qubit_error_is_not_the_cnot_error(self) -> None:
        found, problems = parameters("two_qubit_error: {value: 9e-4, statistic: average, gate: cnot}")
        assert problems == ()
        assert "cnot_error" not in found.items["i1"].parameters
        assert found.items["i1"].parameters["two_qubit_error"] == ("value=9e-4", "statistic=average", "gate=cnot")

    def test_an_interval_stays_an_interval(self) -> None:
        found, _ = parameters('cnot_error: "<= 2e-3"')
        assert found.items["i1"].parameters["cnot_error"] == Span(None, Fraction(2, 1000))


class TestFaults:
    """A fault is one problem with place and hint; its fact is unknown, marked, and the rest is read."""

    @pytest.mark.parametrize(
        ("old", "new", "word"),
        [
            ("acquis: 1", "acquis: 2", "expected acquis: 1"),
            ("case: c", "cas: c", "did you mean case?"),
            ("country: FI}", "country: Finland}", "did you mean FI?"),
            ("country: FI}", "country: FI, fundng: x}", "unknown key 'fundng'"),
            ("id: A, name", "name", "id is missing"),
            ("id: A, name", "id: none, name", "cannot be an id"),
            ("id: B", "id: A", "there twice"),
            ("id: p1", "id: A", "there twice"),
            ("at: B", "at: C", "there is no party 'C'"),
            ("citizenships: [IN]", "citizenships: [India]", "did you mean IN?"),
            ("citizenships: [IN]", "citizenships: IN", "must be a list"),
            ("citizenships: [IN]", "citizenships: [{since: 2020-01-01}]", "country is missing"),
            ("residence: JP", "residence: JP, employed_since: soon", "YYYY-MM-DD"),
            ("residence: JP", "residence: JP, listed: yes", "must be a list"),
            ("residence: JP", "residence: JP, listed: [{since: 2020-01-01}]", "list is missing"),
            ("residence: JP", "residence: JP, affiliations: [{organisation: X, kind: visting}]", "visiting?"),
            ("residence: JP", "residence: JP, foreign_direction: [{country: JP}]", "kind is missing"),
            ("country: JP}", "country: JP, owners: [{name: X, share: much}]}", "share"),
            ("country: JP}", "country: JP, owners: [{name: X, share: 140 %}]}", "more than the whole"),
            ("country: JP}", "country: JP, region: GB-NIR}", "does not lie in JP"),
            ("kind: quantum_computer", "kind: quantum computer", "did you mean quantum_computer?"),
            ("physical_qubits: 50", "qubits: 50", "physical_qubits"),
            ("physical_qubits: 50", "physical_qubits: fifty", "expected a number"),
            ("physical_qubits: 50", "publication: true", "publication must be a mapping"),
            ("physical_qubits: 50", "publication: {intended: true}, publication.intended: false", "stated twice"),
            ("physical_qubits: 50", "relates_to: i7", "there is no item 'i7'"),
            ("{physical_qubits: 50}", "[50]", "parameters must be a mapping"),
            ("origin: FI", "origin: FI, components: [i9]", "there is no item 'i9'"),
            ("origin: FI", "origin: FI, components: i9", "must be a list"),
            ("origin: FI", "origin: FI, components: [i1]", "among its own components"),
            ("origin: FI", "origin: FI, components: [[i1]]", "holds names"),
            ("from: A", "from: AA", "no party, person or country 'AA'"),
            ("from: A", "from: fi", "no party, person or country 'fi'"),
            ("from: A", "from: [A]", "must be one party"),
            ("from: A, to: B", "to: B", "from is missing"),
            ("to: B}", "to: [B, B]}", "stands twice"),
            ("to: B}", "via: DE, to: B}", "expected a list"),
            ("to: B}", "to: B, date: 1.1.2027}", "YYYY-MM-DD"),
            ("to: B}", "to: B, value: 1200}", "currency"),
            ("to: B}", "to: B, place: Kuopio}", "country code"),
            ("to: B}", "to: B, end_use: civil}", "did you mean civil_commercial or civil_research?"),
            ("to: B}", "to: B, original_authorization: X-1}", "expected a mapping"),
            ("activity: export", "activity: exprt", "did you mean export"),
            ("activity: export, ", "", "activity is missing"),
            ("items: [i1], from", "from", "items is missing"),
            ("items: [i1], from", "items: [i2], from", "there is no item 'i2'"),
        ],
    )  # fmt: skip
    def test_one_fault(self, old: str, new: str, word: str) -> None:
        text = HEAD + ITEM + TRANSFER
        assert old in text
        place = text.rfind(old) if old in ("country: JP}", "id: B") else text.find(old)
        _, problems = case(text[:place] + new + text[place + len(old) :])
        assert word in words(problems)
        assert all(problem.where.line and problem.where.column and problem.hint for problem in problems)

    def test_all_at_once_in_the_order_of_the_file(self) -> None:
        text = (
            HEAD.replace("country: FI", "country: Finland") + ITEM.replace("50", "fifty") + TRANSFER.replace("A,", "X,")
        )
        _, problems = case(text)
        assert [problem.where.line for problem in problems] == [4, 9, 11]

    def test_a_file_full_of_faults_is_answered_fast_and_in_part(self) -> None:
        items = "items:\n" + "".join(f"  - {{id: i{n}, kind: laser, parameters: {{x{n}: 1}}}}\n" for n in range(3000))
        _, problems = case(HEAD + items + TRANSFER)
        assert len(problems) == MAX_PROBLEMS + 1
        assert "2,500 more problems" in problems[-1].what
        assert all(problem.hint for problem in problems)

    def test_answers(self) -> None:
        said = "{predicate: specially_designed, item: i1, answer: yes, by: M, role: r}"
        _, problems = case(HEAD + ITEM + TRANSFER + f"answers:\n  - {said}\n")
        assert problems == ()
        for old, new, word in (
            ("answer: yes", "answer: perhaps", "yes or no"),
            ("item: i1", "item: i7", "no item 'i7'"),
            ("item: i1, ", "", "item is missing"),
            ("by: M, ", "", "by is missing"),
            ("role: r", "on: yesterday", "YYYY-MM-DD"),
            ("role: r", "about: i7", "no item 'i7'"),
        ):
            found, problems = case(HEAD + ITEM + TRANSFER + f"answers:\n  - {said.replace(old, new)}\n")
            assert word in words(problems)
            assert found.statements == ()

    def test_two_answers_that_clash_are_both_left_out(self) -> None:
        answers = "answers:\n" + "".join(
            f"  - {{predicate: specially_designed, item: i1, answer: {word}, by: {who}}}\n"
            for word, who in (("yes", "Ann"), ("no", "Bo"))
        )
        found, problems = case(HEAD + ITEM + TRANSFER + answers)
        assert "Bo and Ann (line 13) disagree" in words(problems)
        assert found.statements == ()

    def test_an_answer_that_contradicts_a_parameter_leaves_the_link_unknown(self) -> None:
        items = ITEM + "  - {id: i2, kind: qubit_device, parameters: {specially_designed_for: none}}\n"
        said = "answers:\n  - {predicate: specially_designed, item: i2, about: i1, answer: yes, by: Ann}\n"
        found, problems = case(HEAD + items + TRANSFER + said)
        assert "Ann answered otherwise" in words(problems)
        assert found.items["i2"].links == {}
        assert "specially_designed_for" in found.items["i2"].faulty

    def test_two_items_under_one_id_leave_neither(self) -> None:
        found, problems = case(HEAD + ITEM + "  - {id: i1, kind: other}\n" + TRANSFER)
        assert "also in line 9" in words(problems)
        assert found.items["i1"].kind is None
        assert found.items["i1"].parameters == {}

    def test_what_leads_nowhere_is_unknown_and_not_none(self) -> None:
        found, _ = parameters("relates_to: i7", "technology")
        assert found.items["i1"].links == {}
        assert found.items["i1"].faulty == {"relates_to"}

    def test_a_listing_that_cannot_be_read_is_not_unlisted(self) -> None:
        for listed in ("yes", "[{since: 2020-01-01}]", "{}", "[x]"):
            found, problems = case(HEAD.replace("country: JP}", f"country: JP, listed: {listed}}}") + ITEM + TRANSFER)
            assert problems
            assert found.parties["B"].listed is None
            assert found.parties["B"].faulty == {"listed"}

    def test_one_tie_that_cannot_be_read_leaves_the_list_unknown(self) -> None:
        found, _ = case(HEAD.replace("[IN]", "[IN, Jpan]") + ITEM + TRANSFER)
        assert found.people["p1"].citizenships is None

    def test_a_transit_that_cannot_be_read_is_marked(self) -> None:
        found, _ = case(HEAD + ITEM + TRANSFER.replace("to: B", "to: B, via: [DE, Jpan]"))
        assert found.transfers[0].via is None
        assert found.transfers[0].faulty == {"transfer.via"}


class TestComponents:
    """Components form a tree of bounded size; a circle is refused."""

    def test_a_circle(self) -> None:
        items = "items:\n" + "".join(f"  - {{id: i{n}, kind: other, components: [i{(n + 1) % 3}]}}\n" for n in range(3))
        found, problems = case(HEAD + items + TRANSFER)
        assert len(problems) == 1
        assert "among its own components" in words(problems)
        assert sum(item.components is None for item in found.items.values()) == 1

    def test_a_tower(self) -> None:
        items = "items:\n" + "".join(
            f"  - {{id: i{n}, kind: other, components: [i{2 * n + 1 - n % 2}, i{2 * n + 2}]}}\n" for n in range(1)
        )
        items += "".join(f"  - {{id: i{n}, kind: other, components: [i{n + 1}, j{n + 1}]}}\n" for n in range(1, 30))
        items += "".join(f"  - {{id: j{n}, kind: other, components: [i{n + 1}]}}\n" for n in range(1, 30))
        items += "  - {id: i30, kind: other}\n  - {id: j30, kind: other}\n"
        found, problems = case(HEAD + items + TRANSFER)
        assert "components in its components" in words(problems)
        assert found.items

    def test_too_many_rows(self) -> None:
        items = "items:\n" + "".join(f"  - {{id: i{n}, kind: other}}\n" for n in range(500))
        every = ", ".join(f"i{n}" for n in range(500))
        parties = "".join(f"  - {{id: P{n}, name: P, country: FI}}\n" for n in range(300))
        to = ", ".join(f"P{n}" for n in range(300))
        transfer = f"transfers:\n  - {{id: t1, activity: export, items: [{every}], from: A, to: [{to}]}}\n"
        found, problems = read(HEAD.replace("people:", parties + "people:") + items + transfer)
        assert found is None
        assert "150,000 rows" in words(problems)


class TestNoCase:
    """Only what is no mapping, has no transfers or is broken as a document gives no case; all problems are said."""

    @pytest.mark.parametrize("text", ["", "[]", "just words", "acquis: 1", HEAD + ITEM, HEAD + ITEM + "transfers: 5"])
    def test_no_case(self, text: str) -> None:
        found, problems = read(text)
        assert found is None
        assert problems

    def test_a_broken_document_still_says_everything(self) -> None:
        text = HEAD + "case: d\n" + ITEM.replace("50", "fifty") + TRANSFER.replace("to: B", "to: &b B")
        found, problems = read(text)
        assert found is None
        assert [problem.where.line for problem in problems] == [8, 10, 12]

    def test_a_huge_file_is_answered_fast(self, tmp_path: Path) -> None:
        path = tmp_path / "huge.yaml"
        with path.open("wb") as file:
            file.truncate(100_000_000)
        found, problems = read_case(path)
        assert found is None
        assert f"{LIMIT:,}" in problems[0].what


class TestIsotopes:
    """A composition gives the impurity as far as it settles it; what counts is data of the catalogue."""

    @pytest.mark.parametrize(
        ("text", "impurity"),
        [
            ("element: Si, isotopes: {Si-28: 99.9 %, Si-30: 0.05 %}", Fraction(5, 10000)),
            ("element: Si, isotopes: {Si-28: 99.9 %, Si-29: 0.05 %, Si-30: 0.05 %}", Fraction(5, 10000)),
            ("element: Si, isotopes: {Si-28: 0.999}", Span(Fraction(0), Fraction(1, 1000))),
            ("element: Si, isotopes: {Si-29: 800 ppm}", Span(Fraction(8, 10000), Fraction(1))),
            ("element: Si, isotopes: {Si-28: '>= 99.95 %'}", Span(Fraction(0), Fraction(5, 10000))),
            ("element: Si, isotopes: {Si-28: 92.2 %, Si-29: 4.7 %, Si-30: 3.1 %}", Fraction(47, 1000)),
            ("element: Ge, isotopes: {Ge-73: 0.01 %}", Span(Fraction(1, 10000), Fraction(1))),
            ("isotopes: {Si-28: 99.9 %}", None),
            ("element: other, isotopes: {C-12: 99.9 %}", None),
            ("element: Si, isotopic_impurity: 0.05 %, isotopes: {Si-28: 99.95 %}", Fraction(5, 10000)),
        ],
    )
    def test_impurity(self, text: str, impurity: Value) -> None:
        found, problems = parameters(text, "isotopic_material")
        assert problems == ()
        assert found.items["i1"].parameters.get("isotopic_impurity") == impurity

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ("element: Si, isotopes: {Si-28: 99 %, Si-29: 2 %}", "more than the whole"),
            ("element: Si, isotopes: {Ge-73: 1 %}", "isotopes of Si"),
            ("element: Si, isotopes: {silicon: 1 %}", "isotopes of Si"),
            ("element: Si, isotopic_impurity: 0.2 %, isotopes: {Si-28: 99.95 %}", "not the one stated"),
        ],
    )
    def test_contradictions_leave_it_unknown(self, text: str, word: str) -> None:
        found, problems = parameters(text, "isotopic_material")
        assert word in words(problems)
        assert "isotopic_impurity" not in found.items["i1"].parameters
        assert "isotopic_impurity" in found.items["i1"].faulty

    @given(st.lists(st.integers(0, 300), min_size=3, max_size=3), st.sets(st.integers(0, 2)))
    def test_leaving_a_share_out_only_widens(self, thousandths: list[int], left_out: set[int]) -> None:
        names = ("Si-28", "Si-29", "Si-30")

        def impurity(kept: list[int]) -> Span:
            shares = ", ".join(
                f"{names[n]}: {Fraction(thousandths[n], 10)!s} %" for n in kept if thousandths[n] % 10 == 0
            )
            found, problems = parameters(f"element: Si, isotopes: {{{shares}}}", "isotopic_material")
            assert problems == ()
            value = found.items["i1"].parameters.get("isotopic_impurity", Span(Fraction(0), Fraction(1)))
            return Span(value, value) if isinstance(value, Fraction) else value  # type: ignore[return-value]

        everything = impurity([0, 1, 2])
        assert impurity([n for n in range(3) if n not in left_out]).covers(everything)


LEAVES = st.sampled_from(
    [
        "A",
        "i1",
        "t1",
        "p1",
        "none",
        "1",
        "1 uW",
        "<= 2e-3",
        "true",
        "NO",
        "JP",
        "2027-01-01",
        "",
        "null",
        "export",
        "yes",
    ]
)
KEYS = st.sampled_from(
    ["id", "items", "from", "to", "activity", "parameters", "components", "citizenships", "listed", "list", "owners",
     "share", "country", "cooling", "power", "publication", "intended", "relates_to", "isotopes", "date", "via",
     "value", "predicate", "item", "answer", "by", "about", "kind", "needs", "x"]
)  # fmt: skip
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=25
)


class TestFuzz:
    """Whatever a case file holds, reading ends in a case or problems with places; it never raises."""

    @given(
        st.dictionaries(
            st.sampled_from(["parties", "people", "items", "transfers", "milestones", "answers", "acquis", "title"]),
            TREES,
        )
    )
    @settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
    def test_never_raises(self, tree: dict[str, object]) -> None:
        import json

        found, problems = read(json.dumps(tree))
        assert found is not None or problems
        assert all(problem.where.line for problem in problems)

    @given(st.binary(max_size=200))
    def test_never_raises_for_bytes(self, content: bytes) -> None:
        found, problems = read_case(content)
        assert found is not None or problems

    @given(st.integers(0, len(HEAD + ITEM + TRANSFER) - 1), st.sampled_from(list(":,[]{}'\"#&*-? \n\tx0\x00")))
    def test_one_sign_changed(self, at: int, sign: str) -> None:
        text = HEAD + ITEM + TRANSFER
        found, problems = read(text[:at] + sign + text[at + 1 :])
        assert found is not None or problems
