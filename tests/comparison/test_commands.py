"""acquis packs compare, crosswalk, core and align, as typed."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from acquis.cli.main import main
from acquis.reports.compare_text import align_text
from acquis.terms.crosswalk import Aligned, Alignment

DAY = ("--as-of", "2026-11-20", "--known-on", "2026-11-20")
PAIR = ("--instrument", "eu-dual-use", "--instrument", "gb-export-control")


def run(*words: str, status: int = 0) -> str:
    done = CliRunner().invoke(main, ["packs", *words])
    assert done.exit_code == status, done.output
    return done.output


def test_the_text_tells_regions_entries_and_examples() -> None:
    told = run("compare", "us-ear", "eu-dual-use", "--on", "quantum_computer", "--as-of", "2024-10-01")
    flat = " ".join(told.split())
    assert "us-ear lists all that eu-dual-use lists, and more" in flat
    assert "listed by us-ear alone (4A906.a.1): paradigm gate model or measurement based" in flat
    assert "physical qubits 34 or more; cnot error at most 0.0001" in flat
    assert "for example: helium3 mass 0.1 g, physical qubits 34, cnot error 0.0001" in flat
    assert "a licence is needed for" in flat


def test_identical_books_give_nothing() -> None:
    told = run("compare", "eu-dual-use", "eu-dual-use", "--on", "laser", *DAY)
    assert "Both list the same\n  laser" in told
    assert "alone" not in told


def test_json_is_whole_and_exact() -> None:
    found = json.loads(
        run("compare", "us-ear", "eu-dual-use", "--on", "cryocooler", "--as-of", "2024-10-01", "--format", "json")
    )
    (one,) = found["concepts"]
    assert one["relation"] == "contains"
    assert one["proved_by"] == "cells"
    bounds = [bound for region in one["only_a"] for bound in region["bounds"]]
    assert {"fact": "item.cooling.power", "at_least": "0.0006", "unit": "W"} in bounds
    assert all(region["witness"]["a"] == "yes" and region["witness"]["b"] == "no" for region in one["only_a"])


@pytest.mark.parametrize("form", ["md", "html"])
def test_documents(form: str, tmp_path: Path) -> None:
    out = tmp_path / f"comparison.{form}"
    run("compare", "us-ear", "eu-dual-use", "--on", "quantum_computer", "--as-of", "2024-10-01", "--out", str(out))
    page = out.read_text(encoding="utf-8")
    assert "4A906.a.1" in page
    assert "physical qubits 34 or more" in page
    if form == "html":
        HTMLParser().feed(page)
        assert page.count('<rect class="ladder') >= 8
        assert "<script" not in page
        assert "http" not in page.replace("http://www.w3.org", "")


def test_crosswalk_core_and_align() -> None:
    matches = json.loads(run("crosswalk", *DAY, *PAIR, "--format", "json"))["matches"]
    by_concept = {one["concept"]: one["skos"] for one in matches}
    assert by_concept["cryogenic_system"] == "exactMatch"
    assert by_concept["technology for quantum_computer"] == "none"
    assert "cryogenic system" in run("crosswalk", *DAY, *PAIR)
    shared = run("core", "--k", "2", *DAY, *PAIR)
    assert "What at least 2 of eu-dual-use, gb-export-control list in common" in " ".join(shared.split())
    (pair,) = json.loads(run("align", *DAY, *PAIR, "--format", "json"))["pairs"]
    assert 0.9 < pair["index"] < 1
    assert "technology for quantum computer" in run("align", *DAY, *PAIR)


def test_what_is_not_there_is_said() -> None:
    assert "no pack 'atlantis'" in run("compare", "eu-dual-use", "atlantis", status=64)
    assert "no kind of item" in run("compare", "eu-dual-use", "us-ear", "--on", "time machine", status=64)


def test_an_alignment_says_which_thing_was_asked_about_and_rounds_nothing_up() -> None:
    scores = (
        Aligned(concept="laser", score=Fraction(9999, 10000)),
        Aligned(concept="technology for laser", score=Fraction(1, 8), listed_by="both"),
        Aligned(concept="technology for laser", score=Fraction(0), listed_by="b"),
    )
    day = date(2026, 11, 20)
    told = align_text((Alignment(a="x", b="y", as_of=day, known_on=day, index=Fraction(9999, 10000), concepts=scores),))
    assert told.splitlines() == [
        "x and y on 2026-11-20: 0.999",
        "  0.000  technology for laser, where y alone lists that",
        "  0.125  technology for laser",
        "  0.999  laser",
    ]
