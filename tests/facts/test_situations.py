"""Situations: every transfer × item × recipient, with facts that are known, presumed and said, or unknown."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import log10
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.facts.derive import hull, noise_figure
from acquis.facts.persons import latest_tie
from acquis.facts.read import read_case
from acquis.facts.situations import NOT_STATED, situations
from acquis.terms.casefile import Tie
from acquis.terms.fact import Situation
from acquis.terms.problem import Problem
from acquis.terms.value import Band, OneOf, Points, Span, Value

TODAY = date(2026, 11, 20)
PARTIES = """\
acquis: 1
case: c
parties:
  - {id: A, name: Sender, country: FI, kind: company}
  - {id: B, name: Recipient, country: JP, kind: university}
people:
  - {id: p1, at: B, citizenships: [IN], permanent_residency: [], residence: JP}
"""


def rows(text: str) -> tuple[tuple[Situation, ...], tuple[Problem, ...]]:
    case, problems = read_case(text.encode(), name="case.yaml")
    assert case is not None, problems
    return situations(case, as_of=TODAY), problems


def one(
    items: str = "- {id: i1, kind: quantum_computer}",
    transfer: str = "from: A, to: B",
    head: str = PARTIES,
    more: str = "",
) -> Situation:
    """The situation of item i1 in a case without problems."""
    text = head + "items:\n" + "\n".join("  " + line for line in dedent(items).strip().splitlines())
    activity = "" if "activity" in transfer else "activity: export, "
    text += f"\ntransfers:\n  - {{id: t1, {activity}items: [i1], {transfer}}}\n{more}"
    found, problems = rows(text)
    assert not problems, problems
    return found[0]


def known(situation: Situation, name: str) -> Value:
    return situation.values.get(name)


class TestRows:
    """One per transfer, recipient and item, in the order of the file; the same bytes give the same rows."""

    TEXT = PARTIES + dedent(
        """\
            items:
              - {id: i1, kind: cryogenic_system, components: [i3]}
              - {id: i2, kind: software, parameters: {relates_to: i1}}
              - {id: i3, kind: pulse_tube_cooler, components: []}
            transfers:
              - {id: t1, activity: export, items: [i2, i1], from: A, to: [B, p1, NO]}
              - {id: t2, activity: export, items: [i1], from: FI, to: B, date: 2027-01-02}
            """
    )

    def test_order(self) -> None:
        found, problems = rows(self.TEXT)
        assert not problems
        assert [(s.transfer, s.to, s.item) for s in found] == [
            ("t1", "B", "i2"), ("t1", "B", "i1"), ("t1", "p1", "i2"), ("t1", "p1", "i1"), ("t1", "NO", "i2"),
            ("t1", "NO", "i1"), ("t2", "B", "i1"),
        ]  # fmt: skip

    def test_twice_the_same(self) -> None:
        assert repr(rows(self.TEXT)) == repr(rows(self.TEXT))

    def test_components_are_situations_of_the_same_transfer(self) -> None:
        found, _ = rows(self.TEXT)
        system = found[1]
        assert system.components_stated
        (part,) = system.components
        assert (part.transfer, part.item, part.to) == ("t1", "i3", "B")
        assert known(part, "item.kind") == "pulse_tube_cooler"
        assert known(part, "to.country") == "JP"
        assert part.components == ()
        assert part.components_stated
        assert not found[0].components_stated

    def test_the_date_is_the_transfers_or_that_of_the_case(self) -> None:
        found, _ = rows(self.TEXT)
        assert known(found[0], "transfer.date") == TODAY
        assert known(found[-1], "transfer.date") == date(2027, 1, 2)

    def test_a_date_that_cannot_be_read_is_not_replaced(self) -> None:
        found, _ = rows(self.TEXT.replace("2027-01-02", "soon"))
        assert known(found[-1], "transfer.date") is None


class TestSides:
    """Where a party, a person or a place means a country."""

    def test_parties(self) -> None:
        found = one()
        assert [known(found, f"{side}.country") for side in ("from", "to", "final", "place")] == [
            "FI",
            "JP",
            "JP",
            "FI",
        ]
        assert known(found, "from.kind") == "company"
        assert known(found, "to.is_person") is False

    def test_places_and_regions(self) -> None:
        found = one(transfer="from: FI, to: GB-NIR")
        assert (known(found, "to.country"), known(found, "to.region")) == ("GB", "GB-NIR")
        assert known(found, "to.is_person") is False
        head = PARTIES.replace("country: JP, kind", "country: GB, region: GB-NIR, kind")
        found = one(head=head)
        assert (known(found, "to.country"), known(found, "to.region")) == ("GB", "GB-NIR")

    def test_a_final_destination(self) -> None:
        found = one(transfer="from: A, to: B, final_destination: SG")
        assert (known(found, "to.country"), known(found, "final.country")) == ("JP", "SG")

    def test_a_person_is_where_the_person_lives(self) -> None:
        found = one(transfer="from: A, to: p1")
        assert known(found, "to.country") == "JP"
        assert known(found, "to.is_person") is True
        assert known(found, "person.employer_country") == "JP"
        assert found.paths["to.country"] == "people.p1.residence"

    def test_a_release_reaches_a_person_where_it_happens(self) -> None:
        found = one(transfer="activity: release, from: A, to: p1")
        assert known(found, "to.country") == "FI"
        found = one(transfer="activity: release, from: A, to: p1, place: NL")
        assert known(found, "to.country") == "NL"
        assert found.paths["to.country"] == "transfers.t1.place"

    @pytest.mark.parametrize(
        ("old", "new", "unknown"),
        [
            ("from: A", "from: X", ("from.country", "place.country")),
            ("from: A", "from: [A]", ("from.country", "place.country")),
            ("from: A", "from: fi", ("from.country", "place.country")),
            ("to: B", "to: X", ("to.country", "final.country", "to.is_person")),
            ("to: B", "to: B, final_destination: X", ("final.country",)),
            ("to: B", "to: B, final_destination: [SG]", ("final.country",)),
            ("to: B", "to: B, place: Kuopio", ("place.country",)),
            ("to: B", "to: p1, place: Kuopio", ("place.country", "to.country")),
            ("country: JP", "country: Jpan", ("to.country", "final.country")),
        ],
    )
    def test_what_cannot_be_read_is_unknown(self, old: str, new: str, unknown: tuple[str, ...]) -> None:
        """A place that cannot be read is never replaced by a default."""
        text = PARTIES + "items:\n  - {id: i1, kind: laser}\n"
        text += "transfers:\n  - {id: t1, activity: export, items: [i1], from: A, to: B}\n"
        found, problems = rows(text.replace(old, new, 1))
        assert problems
        assert all(known(found[0], name) is None for name in unknown)

    def test_days_abroad(self) -> None:
        assert (
            known(one(transfer="from: A, to: B, date: 2027-01-01, return_by: 2027-01-31"), "transfer.days_abroad") == 30
        )
        found = one(transfer="from: A, to: B, date: 2027-01-01")
        assert known(found, "transfer.days_abroad") is None
        assert "transfer.days_abroad" not in found.presumed


class TestPresumed:
    """What is not stated and counts as not so is presumed and can be said; what cannot be read never is."""

    def test_flags_and_words(self) -> None:
        found = one()
        assert found.presumed["transfer.informed"] is False
        assert found.presumed["transfer.via"] == ()
        assert found.presumed["transfer.purpose"] == NOT_STATED
        assert found.presumed["item.patent_application"] is False
        assert "item.physical_qubits" not in found.presumed
        assert "item.cnot_error" not in found.presumed

    def test_a_kind_that_is_asked_presumes_nothing(self) -> None:
        assert "item.helium3_mass" in one("- {id: i1, kind: laser}").presumed
        assert "item.helium3_mass" not in one("- {id: i1, kind: cryogenic_system}").presumed

    @pytest.mark.parametrize("fact", ["informed: maybe", "via: DE", "purpose: lease", "return_by: soon"])
    def test_a_fault_is_never_presumed(self, fact: str) -> None:
        text = PARTIES + "items:\n  - {id: i1, kind: laser}\n"
        text += f"transfers:\n  - {{id: t1, activity: export, items: [i1], from: A, to: B, {fact}}}\n"
        found, problems = rows(text)
        assert problems
        name = "transfer." + fact.partition(":")[0]
        assert name not in found[0].presumed
        assert known(found[0], name) is None

    def test_a_faulty_parameter_is_never_presumed(self) -> None:
        text = PARTIES + "items:\n  - {id: i1, kind: technology, parameters: {patent_application: yes}}\n"
        found, _ = rows(text + "transfers:\n  - {id: t1, activity: export, items: [i1], from: A, to: B}\n")
        assert "item.patent_application" not in found[0].presumed


class TestLists:
    """Absent is taken as unlisted and said; stated counts from its day; unreadable is unknown."""

    def listed(self, text: str, transfer: str = "from: A, to: B") -> Situation:
        return one(head=PARTIES.replace("kind: university", f"kind: university, {text}"), transfer=transfer)

    def test_absent_is_presumed(self) -> None:
        found = one()
        assert found.presumed["parties.listed"] == ()
        assert known(found, "parties.listed") is None

    def test_checked_none_is_known(self) -> None:
        found = self.listed("listed: []")
        assert known(found, "to.listed") == ()
        assert found.presumed["parties.listed"] == ()  # the sender has not said
        head = PARTIES.replace("kind: company", "kind: company, listed: []")
        found = one(head=head.replace("kind: university", "kind: university, listed: []"))
        assert known(found, "parties.listed") == ()

    def test_a_list_counts_from_its_day(self) -> None:
        text = "listed: [{list: b-list, since: 2027-01-01}, {list: a-list}]"
        assert known(self.listed(text, "from: A, to: B, date: 2026-12-31"), "parties.listed") == ("a-list",)
        assert known(self.listed(text, "from: A, to: B, date: 2027-01-01"), "to.listed") == ("a-list", "b-list")

    def test_the_persons_organisation_and_the_final_destination_are_parties(self) -> None:
        found = self.listed("listed: [{list: x}]", "from: A, to: p1")
        assert known(found, "parties.listed") == ("x",)
        assert known(found, "to.listed") is None
        assert found.presumed["to.listed"] == ()
        found = self.listed("listed: [{list: x}]", "from: A, to: SG, final_destination: B")
        assert known(found, "parties.listed") == ("x",)

    def test_one_that_is_not_stated_leaves_the_others_presumed(self) -> None:
        found = self.listed("listed: []", "from: A, to: p1")
        assert known(found, "parties.listed") is None
        assert found.presumed["parties.listed"] == ()

    def test_unreadable_is_unknown(self) -> None:
        text = (
            PARTIES.replace("kind: university", "kind: university, listed: yes") + "items:\n  - {id: i1, kind: laser}\n"
        )
        found, _ = rows(text + "transfers:\n  - {id: t1, activity: export, items: [i1], from: A, to: B}\n")
        assert "parties.listed" not in found[0].presumed
        assert known(found[0], "parties.listed") is None

    def test_unreadable_beside_a_list_is_still_that_list(self) -> None:
        text = PARTIES.replace("kind: university", "kind: university, listed: [{list: x}]")
        text = text.replace("residence: JP", "residence: JP, listed: yes") + "items:\n  - {id: i1, kind: laser}\n"
        found, _ = rows(text + "transfers:\n  - {id: t1, activity: export, items: [i1], from: A, to: p1}\n")
        assert known(found[0], "parties.listed") == ("x",)
        assert known(found[0], "to.listed") is None
        assert "to.listed" not in found[0].presumed

    @pytest.mark.parametrize("owners", ["X", "[{name: X, share: much}]", "[{name: X, listed: yes}]", "[X]"])
    def test_owners_that_cannot_be_read_are_unknown(self, owners: str) -> None:
        text = PARTIES.replace("kind: university", f"kind: university, owners: {owners}")
        text += "items:\n  - {id: i1, kind: laser}\n"
        found, problems = rows(text + "transfers:\n  - {id: t1, activity: export, items: [i1], from: A, to: B}\n")
        assert problems
        assert known(found[0], "to.listed_owner_share") is None
        assert "to.listed_owner_share" not in found[0].presumed

    @pytest.mark.parametrize(
        ("owners", "share"),
        [
            (
                "[{name: X, share: 30 %, listed: [{list: l}]}, {name: Y, share: 25 %, listed: [{list: l}]}]",
                Fraction(55, 100),
            ),
            ("[{name: X, share: 30 %, listed: [{list: l}]}, {name: Y, share: 70 %}]", Fraction(30, 100)),
            ("[{name: X, listed: [{list: l}]}]", Span(Fraction(0), Fraction(1))),
            ("[{name: X, share: '>= 50 %', listed: [{list: l}]}]", Span(Fraction(1, 2), Fraction(1))),
            ("[{name: X, share: 30 %, listed: []}]", Fraction(0)),
            ("[]", Fraction(0)),
            ("[{name: X, share: 30 %}]", None),
        ],
    )
    def test_shares_of_listed_owners(self, owners: str, share: Value) -> None:
        found = self.listed(f"owners: {owners}")
        assert known(found, "to.listed_owner_share") == share


class TestPeople:
    """Only what a cited provision may ask: citizenships, residencies, the most recent of them."""

    @pytest.mark.parametrize(
        ("citizenships", "residency", "latest"),
        [
            (None, None, None),
            (None, (Tie(country="JP"),), None),
            ((Tie(country="IN"),), None, None),
            ((), (), None),
            ((Tie(country="IN"),), (), "IN"),
            ((), (Tie(country="JP"),), "JP"),
            ((Tie(country="IN"), Tie(country="CA")), (), "CA"),
            ((Tie(country="IN"),), (Tie(country="IN"),), "IN"),
            ((Tie(country="IN"),), (Tie(country="JP"),), OneOf(frozenset(("IN", "JP")))),
            ((Tie(country="IN", since=date(2001, 1, 1)),), (Tie(country="JP", since=date(2020, 1, 1)),), "JP"),
            ((Tie(country="IN", since=date(2021, 1, 1)),), (Tie(country="JP", since=date(2020, 1, 1)),), "IN"),
            (
                (Tie(country="IN", since=date(2021, 1, 1)),),
                (Tie(country="JP", since=date(2021, 1, 1)),),
                OneOf(frozenset(("IN", "JP"))),
            ),
            ((Tie(country="IN", since=date(2021, 1, 1)),), (Tie(country="JP"),), OneOf(frozenset(("IN", "JP")))),
        ],
    )
    def test_latest_tie(
        self, citizenships: tuple[Tie, ...] | None, residency: tuple[Tie, ...] | None, latest: Value
    ) -> None:
        assert latest_tie(citizenships, residency) == latest

    def test_a_subdivision_counts_as_its_country(self) -> None:
        head = PARTIES.replace("[IN]", "[IN, CN-11]").replace("residence: JP", "residence: JP-13")
        found = one("- {id: i1, kind: laser, origin: US-CA}", "from: A, to: p1, via: [DE-BE, KR]", head=head)
        assert known(found, "item.origin") == "US"
        assert known(found, "transfer.via") == ("DE", "KR")
        assert known(found, "person.citizenships") == ("IN", "CN")
        assert known(found, "person.latest_tie") == "CN"
        assert known(found, "person.residence") == "JP"

    def test_absent_is_unknown_and_empty_is_none(self) -> None:
        head = PARTIES.replace(", permanent_residency: []", "")
        found = one(head=head, transfer="from: A, to: p1")
        assert known(found, "person.citizenships") == ("IN",)
        assert known(found, "person.permanent_residency") is None
        assert known(found, "person.ties") is None
        assert known(one(transfer="from: A, to: p1"), "person.permanent_residency") == ()

    def test_no_person_facts_without_a_person(self) -> None:
        assert not [name for name in one().values if name.startswith("person.")]


TECHNOLOGY = """
- {id: i1, kind: technology, parameters: {relates_to: i2}}
- {id: i2, kind: qubit_device, origin: US, parameters: {specially_designed_for: i3}}
- {id: i3, kind: quantum_computer, parameters: {physical_qubits: 120, cnot_error: 9e-4}}
"""


class TestLinks:
    """The facts of a linked item stand under the link; what is not linked is asked, presumed or a hull."""

    def test_three_links_deep(self) -> None:
        found = one(TECHNOLOGY)
        assert known(found, "item.relates_to.stated") is True
        assert known(found, "item.relates_to.id") == "i2"
        assert known(found, "item.relates_to.origin") == "US"
        name = "item.relates_to.specially_designed_for.physical_qubits"
        assert known(found, name) == 120
        assert found.paths[name] == "items.i3.parameters.physical_qubits"
        assert found.places[name].line == 11
        assert found.words["item.relates_to.specially_designed_for.kind"] == "quantum_computer"

    def test_none(self) -> None:
        found = one("- {id: i1, kind: qubit_device, parameters: {specially_designed_for: none}}")
        assert known(found, "item.specially_designed_for.stated") is False
        assert known(found, "item.specially_designed_for.named") is False

    def test_kinds_that_are_asked_leave_it_unknown(self) -> None:
        found = one("- {id: i1, kind: qubit_device}\n- {id: i2, kind: quantum_computer}")
        assert known(found, "item.specially_designed_for.stated") is None
        assert "item.specially_designed_for.stated" not in found.presumed
        assert known(found, "item.specially_designed_for.kind") is None

    def test_alone_in_its_case_it_is_presumed_not_linked(self) -> None:
        found = one("- {id: i1, kind: laser, components: [i2]}\n- {id: i2, kind: amplifier}")
        assert found.presumed["item.specially_designed_for.stated"] is False

    def test_the_hull_of_the_others(self) -> None:
        found = one(
            """
            - {id: i1, kind: laser}
            - {id: i2, kind: quantum_computer, origin: FI, parameters: {physical_qubits: 50, cnot_error: 1e-3}}
            - {id: i3, kind: atomic_clock, origin: FI, parameters: {physical_qubits: 10}}
            """
        )
        prefix = "item.specially_designed_for."
        assert known(found, prefix + "stated") is None
        assert "item.specially_designed_for.stated" not in found.presumed
        assert known(found, prefix + "kind") == OneOf(frozenset(("quantum_computer", "atomic_clock")))
        assert known(found, prefix + "origin") == "FI"
        assert known(found, prefix + "physical_qubits") == Span(Fraction(10), Fraction(50))
        assert known(found, prefix + "cnot_error") is None

    def said(self, *answers: str) -> str:
        return "answers:\n" + "".join(
            f"  - {{predicate: specially_designed, item: i1, by: M. Example, {answer}}}\n" for answer in answers
        )

    ITEMS = "- {id: i1, kind: qubit_device}\n- {id: i2, kind: quantum_computer}\n- {id: i3, kind: quantum_computer}"

    def test_a_persons_yes_names_the_item(self) -> None:
        found = one(self.ITEMS, more=self.said("about: i2, answer: yes"))
        assert known(found, "item.specially_designed_for.id") == "i2"
        assert known(found, "item.answer.specially_designed") is True
        assert found.statements["item.answer.specially_designed"].by == "M. Example"

    def test_a_persons_no_about_everything_is_none(self) -> None:
        found = one(self.ITEMS, more=self.said("answer: no"))
        assert known(found, "item.specially_designed_for.stated") is False
        found = one(self.ITEMS, more=self.said("about: i2, answer: no", "about: i3, answer: no"))
        assert known(found, "item.specially_designed_for.stated") is False

    def test_a_persons_no_about_one_item_leaves_the_others(self) -> None:
        found = one(self.ITEMS, more=self.said("about: i2, answer: no"))
        assert known(found, "item.specially_designed_for.stated") is None

    def test_a_yes_about_something_outside_the_case_is_named_but_unknown(self) -> None:
        found = one(self.ITEMS, more=self.said("answer: yes"))
        assert known(found, "item.specially_designed_for.stated") is None

    def test_other_predicates(self) -> None:
        more = "answers:\n  - {predicate: knowledge, item: i1, answer: no, by: M}\n"
        assert known(one(self.ITEMS, more=more), "item.answer.knowledge") is False

    def test_a_link_that_leads_nowhere_is_unknown(self) -> None:
        text = PARTIES + "items:\n  - {id: i1, kind: laser, parameters: {specially_designed_for: i9}}\n"
        found, _ = rows(text + "transfers:\n  - {id: t1, activity: export, items: [i1], from: A, to: B}\n")
        assert known(found[0], "item.specially_designed_for.stated") is None
        assert "item.specially_designed_for.stated" not in found[0].presumed

    def test_links_in_a_circle_end(self) -> None:
        items = "\n".join(f"- {{id: i{n}, kind: software, parameters: {{relates_to: i{3 - n}}}}}" for n in (1, 2))
        found = one(items)
        assert known(found, "item.relates_to.relates_to.relates_to.id") == "i2"


class TestDerived:
    """Facts computed from facts keep what is exact exact, and bound what is not."""

    @given(st.fractions(min_value=0, max_value=10**5, max_denominator=10**6))
    def test_noise_figure(self, temperature: Fraction) -> None:
        found = noise_figure(temperature)
        if isinstance(found, Fraction):
            assert temperature == 0
            assert found == 0
        else:
            assert found.lower is not None
            assert found.upper is not None
            assert found.upper - found.lower < Fraction(1, 10**29)
            assert float(found.lower) == pytest.approx(10 * log10(1 + temperature / 290), abs=1e-9)

    @given(
        st.fractions(min_value=0, max_value=1000, max_denominator=1000),
        st.fractions(min_value=0, max_value=1000, max_denominator=1000),
    )
    def test_more_noise_is_more_decibel(self, one_: Fraction, other: Fraction) -> None:
        low, high = sorted((one_, other))
        span = noise_figure(Span(low, high))
        assert isinstance(span, Span)
        for inside in (low, high, (low + high) / 2):
            found = noise_figure(inside)
            assert span.covers(found if isinstance(found, Span) else Span(found, found))

    def test_its_path_is_that_of_the_temperature(self) -> None:
        found = one("- {id: i1, kind: amplifier, parameters: {noise_temperature: 4 K}}")
        assert isinstance(known(found, "item.noise_figure_290"), Span)
        assert found.paths["item.noise_figure_290"] == "items.i1.parameters.noise_temperature"
        assert "290" in found.derived["item.noise_figure_290"]

    def test_at_its_lowest_temperature_a_cooler_carries_no_load(self) -> None:
        found = one("- {id: i1, kind: pulse_tube_cooler, parameters: {base_temperature: 2.8 K}}")
        assert known(found, "item.cooling") == Points(
            ((("power", Fraction(0)), ("temperature", Fraction(28, 10)), ("duration", None)),)
        )

    VALUES = st.one_of(
        st.fractions(max_denominator=10),
        st.sampled_from(["a", "b", True, False, None, date(2026, 1, 1), ("x",), OneOf(frozenset("ab"))]),
        st.builds(Band, st.just(Fraction(0)), st.integers(1, 3).map(Fraction)),
        st.builds(Span, st.just(Fraction(0)), st.integers(1, 3).map(Fraction)),
    )

    @given(st.lists(st.dictionaries(st.sampled_from("xyz"), VALUES), min_size=1, max_size=4))
    def test_a_hull_holds_every_one_of_them(self, many: list[dict[str, Value]]) -> None:
        for name, value in hull(many).items():
            for single in many:
                inside = single[name]
                if isinstance(value, Span) and isinstance(inside, Fraction):
                    assert value.holds(inside)
                elif isinstance(value, Span) and isinstance(inside, Span):
                    assert value.covers(inside)
                elif isinstance(value, OneOf) and isinstance(inside, str):
                    assert inside in value.words
                elif isinstance(value, OneOf) and isinstance(inside, OneOf):
                    assert inside.words <= value.words
                else:
                    assert inside == value


class TestPaths:
    """Every fact has the path that would state it, known or not."""

    @pytest.mark.parametrize(
        ("name", "path"),
        [
            ("item.cnot_error", "items.i1.parameters.cnot_error"),
            ("item.kind", "items.i1.kind"),
            ("item.publication.intended", "items.i1.parameters.publication.intended"),
            ("item.relates_to", "items.i1.parameters.relates_to"),
            ("item.relates_to.kind", "items.i2.kind"),
            ("item.relates_to.stated", "items.i1.parameters.relates_to"),
            ("item.relates_to.specially_designed_for.cnot_error", "items.i3.parameters.cnot_error"),
            ("item.source_laser.wavelength", "items.i1.parameters.source_laser"),
            ("transfer.end_use", "transfers.t1.end_use"),
            ("transfer.days_abroad", "transfers.t1.return_by"),
            ("from.country", "parties.A.country"),
            ("to.kind", "people.p1.kind"),
            ("to.listed", "people.p1.listed"),
            ("parties.listed", "people.p1.listed"),
            ("final.country", "people.p1.residence"),
            ("place.country", "transfers.t1.place"),
            ("person.citizenships", "people.p1.citizenships"),
            ("person.latest_tie", "people.p1.citizenships"),
            ("person.employer_country", "people.p1.at"),
        ],
    )
    def test_path(self, name: str, path: str) -> None:
        assert one(TECHNOLOGY, "from: A, to: p1").paths[name] == path

    def test_bare_places(self) -> None:
        paths = one(transfer="from: FI, to: JP, final_destination: SG").paths
        assert paths["from.country"] == "transfers.t1.from"
        assert paths["to.country"] == "transfers.t1.to"
        assert paths["final.country"] == "transfers.t1.final_destination"
        assert paths["to.listed"] == "transfers.t1.to"

    def test_every_fact_has_one(self) -> None:
        found = one(TECHNOLOGY)
        assert len(found.paths) == len(list(found.paths))
        assert all(found.paths[name] for name in found.paths)
        assert found.paths.get("nothing.of.the.kind") is None
        assert all(found.places[name].line for name in found.places)
        assert len(found.places) == len(list(found.places))
        assert "item.cnot_error" not in found.places
        assert found.places.get("to.country") is None
        assert found.places["item.relates_to.specially_designed_for.cnot_error"].line == 11
