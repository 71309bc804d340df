"""The other commands: explain, ask, demo, packs, schema, version; help, speed, pipes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import acquis
from acquis import pipeline
from acquis.cli import exits, output
from acquis.cli.main import guarded, main
from acquis.terms.problem import Problem, Where

from .conftest import Stand

Run = Callable[..., Result]
SOURCE = Path(acquis.__file__).parents[1]


def process(*args: str, **more: str) -> list[str]:
    """The command line of a fresh process."""
    return [sys.executable, "-c", "from acquis.cli.main import main; main()", *args]


def surroundings(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8", **more}


def test_explain_passes_on_what_it_is_asked(run: Run, stand: Stand, case: Path) -> None:
    result = run("explain", case, "t1", "--instrument", "xx-list", "--item", "i1", "--to", "SKR", "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)[0]["transfer"] == "t1"
    assert {k: stand.asked[k] for k in ("transfer", "instrument", "item", "to")} == {
        "transfer": "t1", "instrument": "xx-list", "item": "i1", "to": "SKR"
    }  # fmt: skip
    assert "t1 · i1 → SKR · xx-list" in run("explain", case, "t1", "--instrument", "xx-list").stdout


def test_ask_in_both_formats(run: Run, stand: Stand, case: Path) -> None:
    assert "No fact is missing" in run("ask", case).stdout
    assert json.loads(run("ask", case, "--format", "json").stdout) == []


def test_packs(run: Run, stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "xx-list" in run("packs", "list").stdout
    assert "issuer: Exland" in run("packs", "show", "xx-list").stdout
    monkeypatch.setattr(pipeline, "check_packs", lambda _ids: ())
    assert run("packs", "check").exit_code == 0
    fault = Problem(where=Where(file="packs/x/pack.yaml", line=2, column=1), what="unknown key 'x'")
    monkeypatch.setattr(pipeline, "check_packs", lambda _ids: (fault,))
    result = run("packs", "check", "xx-list")
    assert result.exit_code == 65
    assert "packs/x/pack.yaml:2:1: unknown key 'x'" in result.stdout
    assert "1 fault found" in result.stderr


class TestDemo:
    def test_it_writes_a_report_and_names_it(
        self, run: Run, stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        result = run("demo")
        assert result.exit_code == 0
        assert "not listed" in result.stdout
        assert "report.html" in result.stderr
        assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        assert run("demo").exit_code == 0

    def test_it_never_writes_over_a_file_that_is_not_its_own(
        self, run: Run, stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "report.html").write_text("my own page")
        assert run("demo").exit_code == 64
        assert (tmp_path / "report.html").read_text() == "my own page"
        assert run("demo", "--out", "other.html").exit_code == 0

    def test_it_lists_the_examples(self, run: Run) -> None:
        assert "nordic-sakura" in run("demo", "--list").stdout.split()


def test_version(run: Run) -> None:
    told = f"acquis {acquis.__version__}\n"
    assert run("version").stdout == told
    assert run("--version").stdout == told


def test_schema_is_json(run: Run) -> None:
    assert json.loads(run("schema").stdout)["$schema"].endswith("2020-12/schema")


def test_every_command_has_help(run: Run) -> None:
    assert set(main.commands) == {"batch", "check", "explain", "ask", "demo", "packs", "radar", "schema", "version"}
    for name in main.commands:
        result = run(name, "--help")
        assert result.exit_code == 0
        assert result.stdout.startswith(f"Usage: acquis {name}")


def test_the_help_of_check_states_the_rule_of_the_exit_status(run: Run) -> None:
    told = " ".join(run("check", "--help").stdout.split())
    assert exits.RULE in told


def test_help_starts_fast_and_loads_no_engine() -> None:
    """Start-up under 0.15 s on an idle machine; here only what it loads is tested, and a generous time."""
    code = (
        "import sys; sys.argv=['acquis','--help']; from acquis.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'rich', 'jinja2', 'pint', 'ruamel.yaml', 'acquis.pipeline'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], env=surroundings(), capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert time.monotonic() - start < 10


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    with subprocess.Popen(
        process("demo", "--list"), env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        assert started.stdout is not None
        started.stdout.close()
        started.wait(30)
        assert started.stderr is not None
        assert started.stderr.read() == b""
    assert started.returncode == exits.PIPE


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), BrokenPipeError(), exits.ReaderGone()])
def test_leaving_early_is_quiet(
    fault: BaseException, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "dup2", lambda *_: 0)
    monkeypatch.setattr(os, "open", lambda *_: 0)

    def run() -> None:
        raise fault

    assert guarded(run) in {exits.INTERRUPTED, exits.PIPE}
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_is_quiet(tmp_path: Path) -> None:
    code = (
        "import time, acquis.pipeline as p\n"
        "def wait(*a, **k):\n    print('ready', flush=True); time.sleep(30)\n"
        "p.packs = wait\n"
        "import sys; sys.argv = ['acquis', 'packs', 'list']\n"
        "from acquis.cli.main import main; main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        assert started.stdout is not None
        started.stdout.readline()
        started.send_signal(signal.SIGINT)
        _, said = started.communicate(timeout=30)
    assert started.returncode == exits.INTERRUPTED
    assert said.strip() == b""


class TestLook:
    """Colour and width follow the terminal; in a pipe the page is plain and has a fixed width."""

    def test_a_pipe_gets_plain_text(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("COLUMNS", raising=False)
        found = output.look()
        assert (found.width, found.colour) == (100, False)

    @pytest.mark.parametrize(("told", "width"), [("72", 72), ("7", 40), ("wide", 100), ("99999", 100)])
    def test_columns_are_respected(self, told: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", told)
        assert output.look().width == width

    def test_a_terminal_gets_colour_unless_it_says_no(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("NO_COLOR", raising=False)
        assert output.look().colour
        monkeypatch.setenv("NO_COLOR", "1")
        assert not output.look().colour
        monkeypatch.delenv("NO_COLOR")
        monkeypatch.setenv("TERM", "dumb")
        assert not output.look().colour
        assert not output.look(Path("file.txt")).colour
