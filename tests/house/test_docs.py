"""The documents cannot lag: every fact, command and public name is in them, and what they show is what comes out."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import acquis
from acquis import pipeline
from acquis.cli.main import main
from acquis.facts.read import read_case
from acquis.facts.schema import case_schema
from acquis.reading.catalogue import load_catalogue
from acquis.reading.document import read_document
from acquis.reports.page import Look
from acquis.reports.text import text
from acquis.terms.determination import GRADES, UNDETERMINED, Status

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CASE_FILE = (ROOT / "docs" / "case-file.md").read_text(encoding="utf-8")
PACK_FORMAT = (ROOT / "docs" / "pack-format.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "examples" / "README.md"])
KNOWN_ON = date(2026, 11, 20)


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    every = re.findall(r"^```(\w*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return [block for word, block in every if word == language]


@pytest.mark.parametrize("task", ["case_file_tables", "pack_table", "batch_columns"])
def test_the_generated_tables_are_up_to_date(task: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"tasks.{task}", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stderr.strip()} (run: make docs)"


class TestCaseFile:
    """docs/case-file.md."""

    def test_every_fact_and_kind_is_documented(self) -> None:
        catalogue = load_catalogue()
        assert [name for name in catalogue.facts if f"| `{name}` |" not in CASE_FILE] == []
        assert [kind for kind in catalogue.kinds if f"| `{kind}` |" not in CASE_FILE] == []

    def test_every_key_of_the_schema_is_documented(self) -> None:
        schema = case_schema()
        for name in ("party", "person", "item", "transfer", "milestone", "answer"):
            for key in schema["$defs"][name]["properties"]:
                assert f"`{key}`" in CASE_FILE or f"{key}:" in CASE_FILE or f".{key}`" in CASE_FILE, f"{name}: {key}"
        assert [key for key in schema["properties"] if f"`{key}`" not in CASE_FILE] == []

    def test_every_example_value_can_be_read(self) -> None:
        catalogue = load_catalogue()
        rows = re.findall(r"^\| `([a-z_.0-9]+)` \| [^|]+ \| `([^`]+)` \|", CASE_FILE, re.MULTILINE)
        assert len(rows) > 150
        for name, written in rows:
            node, problems = read_document(f"x: {written}\n".encode(), name="page")
            assert not problems, (name, problems)
            inner = node.get("x") if node is not None else None  # type: ignore[union-attr]
            assert inner is not None
            value, faults = catalogue.read_value(catalogue.facts[name], inner)
            assert value is not None, (name, written)
            assert not faults, (name, faults)

    def test_every_block_is_read_without_an_unknown_key(self) -> None:
        for block in blocks(CASE_FILE, "yaml"):
            _, problems = read_case(f"acquis: 1\n{block}".encode(), name="page")
            assert not [str(p) for p in problems if "unknown" in p.what or "expected" in p.what]


class TestReadme:
    """README.md."""

    def test_the_case_it_shows_is_read_and_comes_out_as_shown(self, tmp_path: Path) -> None:
        (case,) = blocks(README, "yaml")
        assert len(case.splitlines()) <= 15
        file = tmp_path / "my.yaml"
        file.write_text(case, encoding="utf-8")
        outcome = pipeline.check(file, known_on=KNOWN_ON, instruments=("eu-dual-use",))
        assert not outcome.problems
        printed = {line.rstrip() for line in text(outcome, Look(width=100)).splitlines()}
        shown = next(block for block in blocks(README, "") if "◐ on conditions" in block)
        assert [line for line in shown.splitlines() if line.rstrip() not in printed] == []

    def test_what_it_says_of_another_day_holds(self, tmp_path: Path) -> None:
        file = tmp_path / "my.yaml"
        file.write_text(blocks(README, "yaml")[0], encoding="utf-8")
        outcome = pipeline.check(file, as_of=date(2025, 6, 1), known_on=KNOWN_ON, instruments=("eu-dual-use",))
        assert [found.status for found in outcome.determinations if found.item == "qpu"] == ["not_listed"]

    def test_every_command_is_there(self) -> None:
        for name in main.commands:
            assert f"acquis {name}" in README, name

    def test_every_public_name_is_there(self) -> None:
        assert [name for name in acquis.__all__ if not re.search(rf"\b{name}\b", README)] == []

    def test_every_status_and_grade_is_there(self) -> None:
        from acquis.reports.words import STATUSES

        for status in (*(status.name for status in Status), UNDETERMINED):
            assert f"| {STATUSES[status].sign} | {STATUSES[status].words} |" in README
        assert [grade for grade in GRADES if f"`{grade}`" not in README] == []

    def test_the_python_it_shows_is_python(self) -> None:
        for block in blocks(README, "python"):
            ast.parse(block)


class TestPackFormat:
    """docs/pack-format.md and CONTRIBUTING.md."""

    def test_every_word_of_the_grammar_is_documented(self) -> None:
        from acquis.rules.grammar import COMPARISONS, COMPOSITES, OPTIONS

        words = {*COMPARISONS, *COMPOSITES, *(option for options in OPTIONS.values() for option in options)}
        assert [word for word in sorted(words) if not re.search(rf"\b{word}\b", PACK_FORMAT)] == []

    def test_every_file_of_a_pack_is_documented(self) -> None:
        from acquis.rules.read import FILES

        assert [name for name in FILES if f"`{name}`" not in PACK_FORMAT] == []

    def test_every_key_of_the_catalogue_is_documented(self) -> None:
        from acquis.reading.spec import TYPES, FactSpec

        keys = FactSpec.__dataclass_fields__.keys() - {"name"}
        assert [key for key in sorted(keys) if not re.search(rf"`{key}(:|`)", PACK_FORMAT)] == []
        assert [word for word in sorted(TYPES) if f"`{word}`" not in PACK_FORMAT] == []

    def test_every_block_is_yaml(self) -> None:
        for page in (PACK_FORMAT, CONTRIBUTING):
            for block in blocks(page, "yaml"):
                _, problems = read_document(_plain(block).encode(), name="page")
                assert not problems, (block, problems)


def _plain(block: str) -> str:
    """The block without the lines that stand for more."""
    return "".join(line for line in block.splitlines(keepends=True) if line.strip() != "…")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    found = re.findall(r"\]\(([^)#\s]+)(#[^)]*)?\)", page.read_text(encoding="utf-8"))
    for target, anchor in found:
        if "://" in target:
            continue
        file = (page.parent / target).resolve()
        assert file.exists(), f"{page.name}: {target}"
        if anchor and file.suffix == ".md":
            assert anchor[1:] in anchors(file), f"{page.name}: {target}{anchor}"


def anchors(page: Path) -> set[str]:
    """The names of the headings, as they are linked to."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 _-]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_no_page_is_too_long_to_be_read(page: Path) -> None:
    if page.name not in {"case-file.md", "cli.md", "batch-columns.md"}:  # made from the catalogue and the commands
        assert len(page.read_text(encoding="utf-8").splitlines()) <= 400


def test_the_changelog_keeps_answers_and_software_apart() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    assert versions
    assert any(version.startswith(acquis.__version__) for version in versions)
    for version in versions:
        kinds = re.findall(r"^### (.+)$", version, re.MULTILINE)
        assert kinds == [kind for kind in ("Answers", "Software") if kind in kinds]
