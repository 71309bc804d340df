"""Compiling a pack: what refers to what, on which day, and one program at the end."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import pytest

from acquis.determination.book import compile_book
from acquis.determination.library import read_library
from acquis.errors import PackError
from acquis.rules.compile import LINK_DEPTH
from acquis.rules.justify import justify
from acquis.rules.shelf import Shelf, below
from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.node import Among, And, Atom, Except, Node, Open, Or, children

from ..small import DAY, FILES, answer, entry, library, pack, put, situation, write

SCOPE = FILES["scope.yaml"]
TUNABLE = "{item.tunable: true}"


def entry_with(*exceptions: str) -> str:
    """An entry under which everything falls unless an exception holds."""
    return entry("{always: true}", more=f"unless: [{', '.join(exceptions)}]")


ONE = "{label: one, cite: Note 1, when: {item.tunable: true}}"
TWO = "{label: two, when: {item.superconducting: true}}"
BESIDE = "{label: two, alongside: [one], when: {item.superconducting: true}}"


class TestExceptions:
    """Exceptions are labelled, never numbered; two that both hold are a conflict naming both places."""

    @pytest.mark.parametrize(
        ("first", "second", "expected"),
        [
            (True, False, NO), (False, True, NO), (False, False, YES), (True, True, UNKNOWN),
            (None, False, UNKNOWN), (None, True, UNKNOWN), (None, None, UNKNOWN),
        ],
    )  # fmt: skip
    def test_two_that_clash(self, tmp_path: Path, first: bool | None, second: bool | None, expected: Answer) -> None:
        held = library(tmp_path, items__1A001=entry_with(ONE, TWO))
        asked = situation(item__tunable=first, item__superconducting=second)
        assert put(held, asked).answer("entry:1A001.a") is expected

    def test_the_order_does_not_matter(self, tmp_path: Path) -> None:
        asked = situation(item__tunable=True, item__superconducting=True)
        for order in ((ONE, TWO), (TWO, ONE)):
            assert put(library(tmp_path, items__1A001=entry_with(*order)), asked).answer("entry:1A001.a") is UNKNOWN

    def test_both_places_are_named(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry_with(ONE, TWO))
        found = answer(held, situation(item__tunable=True, item__superconducting=True))
        (note,) = [note for note in found.notes if note.code == "conflict"]
        assert "one (Note 1) at " in note.text
        assert "two at " in note.text
        assert note.text.count("items/1A001.yaml:7:") == 2
        assert found.status == "undetermined"

    def test_alongside_lets_both_hold(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry_with(ONE, BESIDE))
        asked = situation(item__tunable=True, item__superconducting=True)
        assert put(held, asked).answer("entry:1A001.a") is NO

    def test_an_exception_of_the_entry_and_one_of_the_paragraph_clash_too(self, tmp_path: Path) -> None:
        text = entry_with(ONE).replace("paragraphs:\n  - {", f"paragraphs:\n  - {{unless: [{TWO}], ")
        held = library(tmp_path, items__1A001=text)
        asked = situation(item__tunable=True, item__superconducting=True)
        assert put(held, asked).answer("entry:1A001.a") is UNKNOWN

    def test_what_never_held_needs_no_exception(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry("{item.kind: laser}", more=f"unless: [{ONE}]"))
        book = held.examiner("exland", DAY, DAY).book(situation(words={"item.kind": "gas"}))
        assert book.leaves == ()


class TestReferences:
    """An entry may rest on another, on a definition, on the item a link names; a circle is refused."""

    def test_a_definition(self, tmp_path: Path) -> None:
        scope = SCOPE + f"definitions: {{d: {{cite: c, evidence: read, when: {TUNABLE}}}}}\n"
        held = library(tmp_path, scope=scope, items__1A001=entry("{is: d}"))
        assert put(held, situation(item__tunable=True)).answer("entry:1A001.a") is YES

    def test_another_entry_and_all_below_it(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A002=entry("{entry: 1A001}", "1A002"))
        many = situation(item__physical_qubits=Fraction(40))
        assert put(held, many).answer("entry:1A002.a") is YES
        assert put(held, situation()).answer("entry:1A002.a") is UNKNOWN

    @pytest.mark.parametrize("selector", ["1A001", "1A001.a", "1?00*", "group:A", "category:1", "attribute:cold"])
    def test_the_item_of_a_link(self, tmp_path: Path, selector: str) -> None:
        cold = FILES["items/1A001.yaml"].replace("controls: [r]", "controls: [r]\nattributes: [cold]")
        parts = entry(f"{{link: specially_designed_for, meets: ['{selector}']}}", "1B001")
        held = library(tmp_path, items__1A001=cold, items__1B001=parts)
        link = "item__specially_designed_for__"
        known = {f"{link}stated": True, f"{link}kind": "quantum_computer", f"{link}physical_qubits": Fraction(40)}
        assert put(held, situation(**known)).answer("entry:1B001.a") is YES
        assert put(held, situation(**{f"{link}stated": False})).answer("entry:1B001.a") is NO
        assert put(held, situation()).answer("entry:1B001.a") is UNKNOWN

    def test_a_condition_on_the_item_of_a_link(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry("{link: relates_to, when: {item.kind: gas}}"))
        known = {"item__relates_to__stated": True, "item__relates_to__kind": "gas"}
        assert put(held, situation(**known)).answer("entry:1A001.a") is YES

    def test_whether_a_link_is_named_at_all(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry("{link: relates_to, when: {always: true}}"))
        assert put(held, situation(item__relates_to__named=True)).answer("entry:1A001.a") is YES

    def test_links_are_followed_so_far_and_no_farther(self, tmp_path: Path) -> None:
        """Parts of parts of parts …: what lies beyond is unknown, never no."""
        more = "  - {id: b, text: Parts, when: {link: specially_designed_for, meets: [1A001]}}\n"
        held = library(tmp_path, items__1A001=FILES["items/1A001.yaml"] + more)
        for depth in range(1, LINK_DEPTH + 3):
            links = ["item" + "__specially_designed_for" * (n + 1) for n in range(depth)]
            known: dict[str, Any] = {f"{link}__stated": True for link in links}
            known |= {f"{link}__kind": "laser" for link in links[:-1]}
            known |= {f"{links[-1]}__kind": "quantum_computer", f"{links[-1]}__physical_qubits": Fraction(50)}
            found = put(held, situation(item__kind="laser", **{k: v for k, v in known.items() if k != "item__kind"}))
            assert found.answer("entry:1A001.b") is (YES if depth <= LINK_DEPTH else UNKNOWN)

    @pytest.mark.parametrize(
        ("files", "word"),
        [
            ({"items__1A001": entry("{entry: 1A001.a}")}, "1A001.a"),
            ({"items__1A001": entry("{entry: 1A002}"), "items__1A002": entry("{entry: 1A001}", "1A002")}, "1A002.a"),
            ({"scope": SCOPE + "definitions: {d: {cite: c, evidence: read, when: {is: d}}}\n",
              "items__1A001": entry("{is: d}")}, "'d'"),
            ({"scope": SCOPE + "definitions: {d: {cite: c, evidence: read, when: {entry: 1A001}}}\n",
              "items__1A001": entry("{is: d}")}, "1A001.a"),
            ({"scope": SCOPE + "facts: {x.a: {when: {final.country: JP}, then: x.b, else: to.country},"
              " x.b: {when: {final.country: JP}, then: x.a, else: to.country}}\n",
              "items__1A001": entry("{x.a: JP}")}, "x.a"),
            ({"scope": SCOPE + "facts: {x.a: {when: {x.a: JP}, then: final.country, else: to.country}}\n",
              "items__1A001": entry("{x.a: JP}")}, "x.a"),
        ],
    )  # fmt: skip
    def test_a_circle_is_refused(self, tmp_path: Path, files: dict[str, str], word: str) -> None:
        """Entries, definitions and facts that refer to themselves are a fault with a place, never an endless run."""
        held = pack(tmp_path, **files)
        with pytest.raises(PackError) as fault:
            compile_book(Shelf(held, DAY, DAY))
        assert word in str(fault.value)
        assert fault.value.problems[0].where.line

    def test_open_texture_of_a_linked_item(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry("{link: relates_to, when: {open: working}}"))
        known = {"item__relates_to__stated": True, "item__relates_to__kind": "gas"}
        found = put(held, situation(**known, item__relates_to__answer__working=True))
        assert found.answer("entry:1A001.a") is YES


class TestByCases:
    """A fact defined by cases; if both cases agree, not knowing the case does not matter."""

    FILES: ClassVar = {
        "scope": SCOPE + "facts: {x.place: {when: {item.tunable: true}, then: final.country, else: to.country}}\n",
        "items__1A001": entry("{x.place: JP}"),
    }

    @pytest.mark.parametrize(
        ("case", "then", "otherwise", "expected"),
        [
            (True, "JP", "CA", YES), (True, "CA", "JP", NO), (False, "CA", "JP", YES), (False, None, "CA", NO),
            (None, "JP", "JP", YES), (None, "JP", "CA", UNKNOWN), (None, "CA", "CA", NO), (True, None, "JP", UNKNOWN),
        ],
    )  # fmt: skip
    def test_cases(
        self, tmp_path: Path, case: bool | None, then: str | None, otherwise: str | None, expected: Answer
    ) -> None:
        held = library(tmp_path, **self.FILES)
        asked = situation(item__tunable=case, final__country=then, to__country=otherwise)
        assert put(held, asked).answer("entry:1A001.a") is expected

    def test_a_group_of_a_fact_by_cases(self, tmp_path: Path) -> None:
        held = library(tmp_path, **{**self.FILES, "items__1A001": entry("{x.place: {in_group: [friends]}}")})
        asked = situation(item__tunable=True, final__country="CA")
        assert put(held, asked).answer("entry:1A001.a") is YES


class TestTime:
    """Each version holds from its first day to the day before its last, as far as was public on the day asked."""

    VERSIONS = """\
entry: 1A001
cite: c
evidence: read
controls: [r]
paragraphs: [{id: a, when: {item.kind: quantum_computer}}]
versions:
  - {in_force: 2024-01-01, until: 2025-01-01, until_published: 2024-12-01}
  - {in_force: 2025-06-01, published: 2025-05-01}
  - {in_force: 2025-12-01, ended: true, published: 2025-11-01}
"""

    @pytest.mark.parametrize(
        ("day", "known_on", "held"),
        [
            ("2023-12-31", "2026-01-01", False), ("2024-01-01", "2026-01-01", True), ("2024-12-31", "2026-01-01", True),
            ("2025-01-01", "2026-01-01", False), ("2025-01-01", "2024-11-30", True),
            ("2025-01-01", "2024-12-01", False),
            ("2025-06-01", "2025-05-01", True), ("2025-06-01", "2025-04-30", False),
            ("2025-12-01", "2025-11-01", False),
            ("2025-12-01", "2025-10-31", True),
        ],
    )  # fmt: skip
    def test_a_version(self, tmp_path: Path, day: str, known_on: str, held: bool) -> None:
        small = library(tmp_path, items__1A001=self.VERSIONS)
        shelf = small.examiner("exland", date.fromisoformat(day), date.fromisoformat(known_on)).shelf
        assert [leaf.id for leaf in shelf.leaves] == (["1A001.a"] if held else [])

    def test_the_days_on_which_the_law_changes(self, tmp_path: Path) -> None:
        days = pack(tmp_path, items__1A001=self.VERSIONS).change_days()
        assert list(map(str, days)) == [
            "2024-01-01", "2024-12-01", "2025-01-01", "2025-05-01", "2025-06-01", "2025-11-01", "2025-12-01",
        ]  # fmt: skip

    def test_a_book_is_kept_while_the_law_is_the_same(self, tmp_path: Path) -> None:
        small = library(tmp_path, items__1A001=self.VERSIONS)
        first, last, after = date(2024, 1, 1), date(2024, 11, 30), date(2025, 6, 1)
        assert small.examiner("exland", first, DAY) is small.examiner("exland", last, DAY)
        assert small.examiner("exland", first, DAY) is not small.examiner("exland", after, DAY)


class TestGroups:
    """Groups are dated: a change says who was in before a day, unlike in the edition held."""

    CHANGES = """\
changes:
  - {group: friends, country: IN, was: in, until: 2024-05-01, cite: c, evidence: read}
  - {group: friends, country: CA, was: out, until: 2024-05-01, cite: c, evidence: read}
"""

    @pytest.mark.parametrize(("day", "who"), [("2024-04-30", {"JP", "IN"}), ("2024-05-01", {"JP", "CA"})])
    def test_a_change(self, tmp_path: Path, day: str, who: set[str]) -> None:
        held = pack(tmp_path, group_changes=self.CHANGES)
        shelf = Shelf(held, date.fromisoformat(day), DAY)
        assert shelf.members("friends", held, held.reach[0].where) == who
        assert date(2024, 5, 1) in held.change_days()

    def test_a_group_not_yet_in_force_is_empty(self, tmp_path: Path) -> None:
        text = FILES["groups.yaml"].replace("earlier", "2025-01-01")
        held = pack(tmp_path, groups=text)
        assert not Shelf(held, date(2024, 1, 1), DAY).members("friends", held, held.reach[0].where)


class TestBorrowed:
    """Paragraphs borrowed from another pack mean the lender's thresholds, and the borrower's entries and controls."""

    def borrowing(self, folder: Path, more: str = "", **changes: str) -> Shelf:
        lent = FILES["items/1A001.yaml"] + "  - {id: b, text: More, when: {entry: 1A001.a}}\n"
        write(folder, items__1A001=lent, **changes)
        lender = folder / "lender"
        if not lender.exists():
            (folder / "exland").rename(lender)
        text = FILES["pack.yaml"].replace("id: exland", "id: lender")
        (lender / "pack.yaml").write_text(text)
        own = "entry: 1A001\ncite: Own\nin_force: earlier\ncontrols: [r]\nparagraphs_of: lender/1A001\nevidence: read\n"
        held = library(folder, pack=FILES["pack.yaml"] + "depends_on: [lender]\n", items__1A001=own + more)
        assert not held.problems, held.problems
        return Shelf(held.packs["exland"], DAY, DAY)

    def test_all_or_some(self, tmp_path: Path) -> None:
        assert [leaf.id for leaf in self.borrowing(tmp_path).leaves] == ["1A001.a", "1A001.b"]
        assert [leaf.id for leaf in self.borrowing(tmp_path, "only: [a]\n").leaves] == ["1A001.a"]
        assert [leaf.id for leaf in self.borrowing(tmp_path, "except: [a]\n").leaves] == ["1A001.b"]

    def test_what_is_overridden(self, tmp_path: Path) -> None:
        more = "override: {a: {controls: [], attributes: [w], evidence: inference, text: Ours, cite: Ours a}}\n"
        first, second = self.borrowing(tmp_path, more).leaves
        assert (first.cite, first.text, first.evidence, first.controls) == ("Ours a", "Ours", "inference", ())
        assert first.attributes == {"w"}
        assert (second.cite, second.controls, second.evidence) == ("Own.b", ("r",), "read")

    def test_the_weaker_grade_is_kept(self, tmp_path: Path) -> None:
        weak = FILES["items/1A001.yaml"].replace("evidence: read", "evidence: recalled")
        shelf = self.borrowing(tmp_path)
        (tmp_path / "lender" / "items" / "1A001.yaml").write_text(weak)
        shelf = Shelf(read_library(tmp_path).packs["exland"], DAY, DAY)
        assert [leaf.evidence for leaf in shelf.leaves] == ["recalled"]

    def test_the_lender_has_no_such_entry(self, tmp_path: Path) -> None:
        self.borrowing(tmp_path)
        (tmp_path / "lender" / "items" / "1A001.yaml").unlink()
        with pytest.raises(PackError) as fault:
            Shelf(read_library(tmp_path).packs["exland"], DAY, DAY)
        assert "lender/1A001" in str(fault.value)

    def test_the_lender_holds_it_on_no_such_day(self, tmp_path: Path) -> None:
        self.borrowing(tmp_path)
        path = tmp_path / "lender" / "items" / "1A001.yaml"
        path.write_text(path.read_text().replace("earlier", "2030-01-01"))
        assert Shelf(read_library(tmp_path).packs["exland"], DAY, DAY).leaves == ()


class TestProgram:
    """One normalised program: nodes interned, children first, nothing callable inside."""

    def test_equal_conditions_share_a_place(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A002=entry("{item.kind: quantum_computer, item.tunable: true}", "1A002"))
        nodes = held.whole("exland", DAY, DAY).program.nodes
        assert len(nodes) == len(set(nodes))
        assert sum(isinstance(n, Atom) and n.fact == "item.kind" for n in nodes) == 1

    def test_children_stand_before_their_parents(self, tmp_path: Path) -> None:
        for place, node in enumerate(library(tmp_path).whole("exland", DAY, DAY).program.nodes):
            assert all(child < place for child in children(node))

    def test_no_callable_inside(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry_with(ONE, TWO))
        for node in held.whole("exland", DAY, DAY).program.nodes:
            assert not any(callable(getattr(node, name)) for name in node.__dataclass_fields__)

    def test_what_the_words_settle_is_not_compiled(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A002=entry("{item.kind: laser, item.tunable: true}", "1A002"))
        book = compile_book(held.examiner("exland", DAY, DAY).shelf, {"item.kind": "laser"})
        assert [leaf.id for leaf in book.leaves] == ["1A002.a"]
        assert not any(isinstance(node, Atom) and node.fact == "item.kind" for node in book.program.nodes)


class TestReasons:
    """From an answer down only to what carries it."""

    def test_a_no_is_carried_by_what_is_no(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry("{item.tunable: true, item.superconducting: true, open: working}"))
        examined = put(held, situation(item__tunable=False, item__superconducting=True))
        root = examined.book.program.roots["entry:1A001.a"]
        reasons = justify(examined.book.program, examined.answers, [root, root])
        assert reasons.facts == {"item.tunable": NO}

    def test_an_unknown_is_carried_by_what_is_unknown(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry("{item.tunable: true, not: {open: working}}"))
        examined = put(held, situation(item__tunable=True))
        reasons = justify(examined.book.program, examined.answers, [examined.book.program.roots["entry:1A001.a"]])
        assert set(reasons.facts) == set(reasons.opens) == {"item.answer.working"}

    def test_an_exception_that_holds_carries_the_no(self, tmp_path: Path) -> None:
        held = library(tmp_path, items__1A001=entry(TUNABLE, more=f"unless: [{TWO}]"))
        for tunable, superconducting, facts in (
            (True, True, {"item.superconducting"}),
            (False, True, {"item.tunable"}),
            (True, False, {"item.tunable", "item.superconducting"}),
            (None, False, {"item.tunable"}),
            (True, None, {"item.tunable", "item.superconducting"}),
        ):
            examined = put(held, situation(item__tunable=tunable, item__superconducting=superconducting))
            program = examined.book.program
            assert set(justify(program, examined.answers, [program.roots["entry:1A001.a"]]).facts) == facts


def test_children_of_every_kind_of_node() -> None:
    """What a node rests on is known for every node."""
    nodes: list[tuple[Node, tuple[int, ...]]] = [
        (And((0, 1)), (0, 1)),
        (Or((0, 1)), (0, 1)),
        (Except(0, (1, 2), ("a", "b"), ()), (0, 1, 2)),
        (Open("f", "p"), ()),
        (Atom("f", Among(frozenset({"x"})), "is x"), ()),
    ]
    for node, expected in nodes:
        assert children(node) == expected


def test_below() -> None:
    """A paragraph lies below its entry and its letters, not below a number that begins alike."""
    assert below("1A001.a.1", "1A001.a")
    assert below("1A001", "1A001")
    assert below("a", "")
    assert not below("1A001.a.10", "1A001.a.1")
