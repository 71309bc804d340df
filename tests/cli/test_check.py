"""acquis check: formats, files, exit statuses, and what happens when the case has faults."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from click.testing import Result

from acquis.errors import CaseError, PackError, UsageError
from acquis.terms.determination import Status
from acquis.terms.problem import Problem, Where

from .conftest import Stand, cell, outcome

Run = Callable[..., Result]
FAULTS = (
    Problem(where=Where(file="case.yaml", line=3, column=5), what="'power' needs a unit, got '1'", hint="write 1 W"),
    Problem(where=Where(file="case.yaml", line=9), what="unknown key 'colour'"),
)


@pytest.mark.parametrize("form", ["text", "json", "csv", "md", "html"])
def test_every_format_goes_to_standard_output(form: str, run: Run, stand: Stand, case: Path) -> None:
    result = run("check", case, "--format", form)
    assert result.exit_code == 0
    assert "t1" in result.stdout
    assert result.stderr == ""


def test_text_is_the_default(run: Run, stand: Stand, case: Path) -> None:
    assert "not listed" in run("check", case).stdout


def test_dates_and_instruments_are_passed_on(run: Run, stand: Stand, case: Path) -> None:
    run("check", case, "--as-of", "2025-11-14", "--known-on", "2026-01-02", "--instrument", "a", "--instrument", "b")
    dates = {"as_of": date(2025, 11, 14), "known_on": date(2026, 1, 2)}
    assert stand.asked == {"source": case, **dates, "instruments": ("a", "b"), "draw": False}


def test_a_file_gets_the_format_of_its_ending(run: Run, stand: Stand, case: Path, tmp_path: Path) -> None:
    for ending, start in (
        ("html", "<!DOCTYPE html>"),
        ("json", "{"),
        ("csv", "case,"),
        ("md", "# "),
        ("txt", "A case"),
    ):
        out = tmp_path / f"report.{ending}"
        result = run("check", case, "--out", out)
        assert out.read_text(encoding="utf-8").startswith(start)
        assert result.stdout == ""
        assert str(out) in result.stderr


def test_csv_keeps_its_line_ends(run: Run, stand: Stand, case: Path) -> None:
    rows = list(csv.reader(StringIO(run("check", case, "--format", "csv").stdout_bytes.decode(), newline="")))
    assert len(rows) == 2


class TestExitCode:
    """--exit-code tells the loudest cell; without it, a run that ran exits 0."""

    @pytest.mark.parametrize(
        ("cells", "code"),
        [
            ([(Status.not_listed, None)], 0),
            ([(Status.no_license_required, None), (Status.excluded, None), (Status.out_of_scope, None)], 0),
            ([(Status.authorization_available, None), (Status.not_listed, None)], 10),
            ([(Status.license_required, None), (Status.authorization_available, None)], 20),
            ([(Status.prohibited, None), (Status.license_required, None)], 30),
            ([(Status.not_listed, Status.license_required), (Status.authorization_available, None)], 40),
            ([(Status.not_listed, Status.prohibited), (Status.license_required, None)], 20),
            ([(Status.not_listed, Status.prohibited), (Status.prohibited, None)], 30),
            ([], 0),
        ],
    )
    def test_grades(
        self, cells: list[tuple[Status, Status | None]], code: int, run: Run, stand: Stand, case: Path
    ) -> None:
        stand.found = outcome(*(cell(low, high) for low, high in cells))
        assert run("check", case, "--exit-code").exit_code == code
        assert run("check", case).exit_code == 0


class TestFaults:
    """Faults in the case: all of them on standard error, exit 65, nothing written."""

    @pytest.mark.parametrize("form", ["text", "csv", "md", "html"])
    def test_all_are_told_and_nothing_is_written(
        self, form: str, run: Run, stand: Stand, case: Path, tmp_path: Path
    ) -> None:
        stand.found = outcome(cell(Status.not_listed), problems=FAULTS)
        out = tmp_path / "report"
        result = run("check", case, "--format", form, "--out", out, "--exit-code")
        assert result.exit_code == 65
        assert result.stdout == ""
        assert not out.exists()
        for told in ("case.yaml:3:5: 'power' needs a unit, got '1'", "write 1 W", "case.yaml:9: unknown key 'colour'"):
            assert told in result.stderr

    def test_json_still_tells_what_is_known(self, run: Run, stand: Stand, case: Path, tmp_path: Path) -> None:
        stand.found = outcome(cell(Status.not_listed), problems=FAULTS)
        result = run("check", case, "--format", "json")
        found = json.loads(result.stdout)
        assert result.exit_code == 65
        assert [p["line"] for p in found["problems"]] == [3, 9]
        assert found["determinations"]
        run("check", case, "--format", "json", "--out", tmp_path / "o.json")
        assert not (tmp_path / "o.json").exists()

    def test_a_case_that_cannot_be_read(self, run: Run, stand: Stand, case: Path) -> None:
        stand.found = CaseError("no case can be read", FAULTS)
        result = run("check", case)
        assert (result.exit_code, result.stdout) == (65, "")
        assert "case.yaml:9" in result.stderr
        result = run("check", case, "--format", "json")
        assert (result.exit_code, json.loads(result.stdout)["determinations"]) == (65, [])
        assert len(json.loads(result.stdout)["problems"]) == 2

    def test_control_characters_do_not_reach_the_terminal(self, run: Run, stand: Stand, case: Path) -> None:
        stand.found = CaseError("no case", (Problem(where=Where(file="\x1b[31m"), what="\x1b]0;x\x07"),))
        assert "\x1b" not in run("check", case).stderr

    @pytest.mark.parametrize(
        ("fault", "code"),
        [
            (UsageError("no pack 'x'"), 64),
            (PackError("faults", FAULTS), 65),
            (ValueError("odd"), 70),
            (RecursionError("deep"), 70),
        ],
    )
    def test_nothing_ends_in_a_traceback(self, fault: Exception, code: int, run: Run, stand: Stand, case: Path) -> None:
        stand.found = fault
        result = run("check", case)
        assert result.exit_code == code
        assert "Traceback" not in result.output
        assert str(fault.args[0]) in result.stderr


class TestFiles:
    def test_a_file_that_is_not_there(self, run: Run, tmp_path: Path) -> None:
        for args in (("check",), ("ask",), ("explain",)):
            more = ("t1", "--instrument", "x") if args == ("explain",) else ()
            result = run(*args, tmp_path / "nothing.yaml", *more)
            assert result.exit_code == 66
            assert "there is no such file" in result.stderr
        assert run("check", tmp_path).exit_code == 66

    def test_a_file_that_cannot_be_written(self, run: Run, stand: Stand, case: Path, tmp_path: Path) -> None:
        result = run("check", case, "--out", tmp_path / "no" / "such" / "folder" / "r.html")
        assert result.exit_code == 73
        assert "cannot be written" in result.stderr

    def test_an_old_report_stays_whole_when_a_new_one_fails(
        self, run: Run, stand: Stand, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        out = tmp_path / "r.html"
        out.write_text("old")

        def broken(_: Path, __: bytes) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "write_bytes", broken)
        assert run("check", case, "--out", out).exit_code == 73
        assert out.read_text() == "old"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["case.yaml", "r.html"]


@pytest.mark.parametrize(
    "args",
    [
        ("check",),
        ("nonsense",),
        ("check", "x.yaml", "--as-of", "yesterday"),
        ("check", "x.yaml", "--as-of", "2026-02-30"),
        ("check", "x.yaml", "--format", "pdf"),
        ("check", "x.yaml", "--nonsense"),
        ("explain", "x.yaml", "t1"),
        ("packs", "show"),
        ("demo", "nothing-like-it"),
    ],
)
def test_wrong_usage_exits_64(args: tuple[str, ...], run: Run) -> None:
    result = run(*args)
    assert result.exit_code == 64
    assert result.stdout == ""
    assert "Error" in result.stderr
