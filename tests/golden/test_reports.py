"""The five examples give the recorded reports.

A report is recorded without the editions and hashes of packs, so that an edit of a pack that changes no answer changes
no report. To record anew: ``make golden``; then read the diff as the officer who gets the report.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from difflib import unified_diff
from functools import cache
from pathlib import Path

import pytest

from acquis import pipeline
from acquis.reports.markdown import markdown
from acquis.terms.determination import Outcome

HERE = Path(__file__).parent
EXAMPLES = sorted((HERE.parents[1] / "examples").glob("*.yaml"))
KNOWN_ON = date(2026, 11, 20)
SHOWN = 80
HINT = "If every line is meant: make golden, and read the diff."


@cache
def outcome(example: Path) -> Outcome:
    found = pipeline.check(example, known_on=KNOWN_ON, draw=True)
    return replace(found, packs=tuple(replace(pack, edition="(edition)", sha256="(hash)") for pack in found.packs))


def report(found: Outcome, ending: str) -> str:
    """The report as Markdown, without the texts of packs on themselves, or as JSON."""
    return markdown(found) if ending == "md" else found.to_json()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.stem)
@pytest.mark.parametrize("ending", ["md", "json"])
def test_the_report_is_the_recorded_one(example: Path, ending: str, *, recording: bool) -> None:
    made = report(outcome(example), ending)
    assert not re.search(r"[0-9a-f]{64}", made)
    file = HERE / f"{example.stem}.{ending}"
    if recording:
        file.write_text(made, encoding="utf-8")
    kept = file.read_text(encoding="utf-8") if file.exists() else ""
    difference = list(unified_diff(kept.splitlines(), made.splitlines(), "recorded", "now", lineterm="", n=1))
    more = f"\n… {len(difference) - SHOWN} more lines" if len(difference) > SHOWN else ""
    assert not difference, "\n".join(difference[:SHOWN]) + f"{more}\n{HINT}"


def test_nothing_is_recorded_without_an_example() -> None:
    recorded = {file.name for file in HERE.iterdir() if file.suffix in {".md", ".json"}}
    assert recorded == {f"{example.stem}.{ending}" for example in EXAMPLES for ending in ("md", "json")}
    assert len(EXAMPLES) == 5
