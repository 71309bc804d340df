"""Exit statuses: what a script may learn from a run without reading its output."""

from __future__ import annotations

from collections.abc import Iterable

import click

OK, USAGE, DATA, NO_INPUT, INTERNAL, CANNOT_WRITE, INTERRUPTED, PIPE = 0, 64, 65, 66, 70, 73, 130, 141

GRADES = {"prohibited": 30, "license_required": 20, "undetermined": 40, "authorization_available": 10}
"""What --exit-code answers, the loudest first; any other status counts as nothing needed."""

RULE = (
    "--exit-code: 30 if a cell is prohibited; else 20 if a cell needs a licence; else 40 if a cell is undetermined; "
    "else 10 if an authorisation is available; else 0. Always: 64 wrong usage, 65 faults in the data, 66 no such file, "
    "70 a fault of acquis itself, 73 the output cannot be written."
)


class NoInput(click.ClickException):
    """The file named is not there, or cannot be read."""

    exit_code = NO_INPUT


class CannotWrite(click.ClickException):
    """The output cannot be written where it was asked for."""

    exit_code = CANNOT_WRITE


class ReaderGone(Exception):
    """Whoever read standard output has stopped reading; there is nobody left to tell."""


def grade(statuses: Iterable[str]) -> int:
    """The exit status for --exit-code: that of the loudest cell, in the order of GRADES."""
    found = set(statuses)
    return next((code for status, code in GRADES.items() if status in found), OK)
