"""Where words go: results to standard output or a file, messages to standard error."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from acquis.cli.exits import CannotWrite, ReaderGone

if TYPE_CHECKING:
    from acquis.reports.page import Look
    from acquis.terms.problem import Problem


def look(out: Path | None = None) -> Look:
    """How a text page may look: as the terminal allows, or plain and 100 wide in a file or a pipe."""
    from acquis.reports.page import Look

    if out is not None or not sys.stdout.isatty():
        return Look(width=_columns(), ascii=out is None and not _unicode())
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Look(width=shutil.get_terminal_size((100, 24)).columns, colour=colour, ascii=not _unicode())


def _columns() -> int:
    told = os.environ.get("COLUMNS", "")
    return max(40, int(told)) if told.isdecimal() and len(told) < 5 else 100


def _unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def put(text: str, out: Path | None = None) -> None:
    """Write a result: to the file, all or nothing, or to standard output as UTF-8 bytes."""
    if out is None:
        try:
            sys.stdout.buffer.write(text.encode())
            sys.stdout.buffer.flush()
        except BrokenPipeError as gone:
            raise ReaderGone from gone
        return
    try:
        _replace(out, text.encode())
    except OSError as fault:
        raise CannotWrite(f"{out} cannot be written: {fault.strerror or fault}") from fault
    say(f"{out} written")


def _replace(out: Path, data: bytes) -> None:
    target = out.resolve()
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def say(text: str) -> None:
    """A message to people, on standard error."""
    click.echo(text, err=True)


def say_problems(problems: Sequence[Problem]) -> None:
    """Every problem with its place and hint, on standard error; control characters are taken out."""
    from acquis.reports.words import clean

    for problem in problems:
        say(f"{clean(str(problem.where))}: {clean(problem.what)}")
        if problem.hint:
            say(f"    {clean(problem.hint)}")
