"""docs/redline.md cannot lag: what it shows is what the commands print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from acquis.cli.main import main

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "redline.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n\$ acquis ([^\n]*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_every_line_shown_is_printed_in_its_order(command: str, shown: str) -> None:
    done = CliRunner().invoke(main, shlex.split(command), env={"COLUMNS": "100"})
    assert done.exit_code == 0, done.output
    printed = iter(line.rstrip() for line in done.stdout.splitlines())
    for line in shown.splitlines():
        assert line == "…" or line.rstrip() in printed, line


def test_there_are_examples() -> None:
    assert len(BLOCKS) == 3
