"""Strict reading of a mapping: what nobody asked for, and what is not of the form asked for, is a problem."""

from __future__ import annotations

from datetime import date

import pytest

from acquis.reading.document import Node, Scalar, read_document
from acquis.reading.fields import Fields
from acquis.reading.suggest import did_you_mean
from acquis.terms.problem import Problem, Where


def fields(text: str) -> tuple[Fields, list[Problem]]:
    node, faults = read_document(text, name="x")
    assert not faults
    problems: list[Problem] = []
    return Fields(node, problems, what="thing"), problems


class TestTaken:
    """A key of the right form is taken without a word."""

    def test_each_form(self) -> None:
        found, problems = fields(
            "{text: a, word: b, on: true, off: false, day: 2026-01-02, many: [a, b], one: a, map: {k: v}, none: ~}"
        )
        assert found.text("text") == "a"
        assert found.choice("word", ("a", "b")) == "b"
        assert found.flag("on")
        assert not found.flag("off", default=True)
        assert found.day("day") == date(2026, 1, 2)
        assert found.words("many") == ("a", "b")
        assert found.words("one") == ("a",)
        assert [key.text for key, _ in found.pairs("map")] == ["k"]
        assert found.stated("none") is None
        assert found.text("none") == ""
        assert found.has("text")
        found.done()
        assert problems == []

    def test_absent(self) -> None:
        found, problems = fields("{}")
        assert found.text("a") == ""
        assert found.choice("a", ("x", "y"), default="y") == "y"
        assert found.flag("a", default=True)
        assert found.day("a") is None
        assert found.words("a") == ()
        assert found.items("a") == ()
        assert found.pairs("a") == ()
        assert problems == []

    def test_no_node_at_all(self) -> None:
        problems: list[Problem] = []
        assert Fields(None, problems, what="thing").text("a") == ""
        assert problems == []


class TestRefused:
    """Each fault is a problem with a place."""

    @pytest.mark.parametrize(
        ("text", "read", "word"),
        [
            ("[1]", "text", "must be a mapping"),
            ("{k: [1]}", "text", "must be text"),
            ("{}", "required", "k is missing"),
            ("{k: c}", "choice", "must be one of"),
            ("{k: [c]}", "choice", "found a list"),
            ("{}", "choice", "k is missing"),
            ("{k: NO}", "flag", "true or false"),
            ("{k: soon}", "day", "YYYY-MM-DD"),
            ("{k: {a: b}}", "words", "must be a list"),
            ("{k: [[a]]}", "words", "holds words"),
            ("{k: a}", "items", "must be a list"),
            ("{k: a}", "pairs", "must be a mapping"),
            ("{ky: a}", "done", "did you mean k?"),
            ("{zzzz: a}", "done", "known keys: k"),
        ],
    )
    def test_refused(self, text: str, read: str, word: str) -> None:
        found, problems = fields(text)
        match read:
            case "required":
                found.text("k", required=True)
            case "choice":
                found.choice("k", ("a", "b"))
            case "done":
                found.text("k")
                found.done()
            case _:
                getattr(found, read)("k")
        assert len(problems) == 1
        assert word in problems[0].what + problems[0].hint
        assert problems[0].where.line == 1

    @pytest.mark.parametrize("read", ["text", "flag", "day", "words", "items", "pairs"])
    def test_a_faulty_place_has_had_its_problem(self, read: str) -> None:
        problems: list[Problem] = []
        bad: Node = Scalar("", quoted=False, where=Where(file="x", line=1, column=1), faulty=True)
        found = Fields(bad, problems, what="thing")
        assert found.text("k") == ""
        tree, _ = read_document("k: 1\nk: 2\n", name="x")
        found = Fields(tree, problems, what="thing")
        assert not getattr(found, read)("k")
        assert found.choice("k", ("a", "b")) == "a"
        assert problems == []


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("lasr", "did you mean laser?"),
        ("Pulse Tube Cooler", "did you mean pulse_tube_cooler?"),
        ("cooler", "did you mean cryocooler or pulse_tube_cooler?"),
        ("", ""),
        ("something else", ""),
    ],
)
def test_did_you_mean(text: str, hint: str) -> None:
    """The nearest words are named; several, so that none is pressed on a reader."""
    assert did_you_mean(text, ("laser", "pulse_tube_cooler", "cryocooler", "gas")) == hint
