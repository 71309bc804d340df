"""The examples through the whole program: every format holds every determination of the JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from click.testing import Result

from acquis.cli.start import examples
from acquis.reports.words import status_words

Run = Callable[..., Result]


@pytest.mark.parametrize("name", sorted(examples()))
def test_every_format_holds_every_determination(name: str, run: Run, tmp_path: Path) -> None:
    case = examples()[name]
    dates = ("--known-on", "2026-11-20")
    found = json.loads(run("check", case, "--format", "json", *dates).stdout)["determinations"]
    assert found
    rows = list(csv.DictReader(StringIO(run("check", case, "--format", "csv", *dates).stdout, newline="")))
    key = ("transfer", "item", "to", "instrument", "status", "at_least", "at_most", "evidence")
    assert sorted(tuple(row[k] for k in key) for row in rows) == sorted(tuple(one[k] for k in key) for one in found)
    page = run("check", case, "--format", "html", *dates).stdout
    assert page.count('<div class="proof s-') == len(found)
    assert page.count("Every step") == len(found)
    assert str(case.parent) not in page
    for form in ("text", "md", "html"):
        told = run("check", case, "--format", form, *dates).stdout
        for one in found:
            assert status_words(one["status"]) in " ".join(told.split())
            assert one["transfer"] in told
    assert len(page) < 3_000_000


def test_explain_leaves_out_what_decided_nothing(run: Run) -> None:
    case = examples()["nordic-sakura"]
    short = run("explain", case, "t1", "--instrument", "eu-dual-use")
    whole = run("explain", case, "t1", "--instrument", "eu-dual-use", "--all")
    assert short.exit_code == whole.exit_code == 0
    assert len(short.stdout) < len(whole.stdout)
    for told in ("3A504.a", "EU001", "Does the instrument reach this transfer?"):
        assert told in short.stdout
