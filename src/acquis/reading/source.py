"""From a file, a text or bytes to checked text: size, kind of file and encoding are settled before any parsing."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from acquis.terms.problem import Problem, Where

_BOM = "\ufeff"


def read_text(source: Path | str | bytes, *, name: str, limit: int) -> tuple[str | None, Problem | None]:
    """The text, or what is wrong. A file over the limit is never loaded."""
    if isinstance(source, Path):
        content, problem = _read_file(source, name, limit)
        if content is None:
            return None, problem
        return _decode(content, name)
    if len(source) > limit:
        return None, _too_large(name, len(source), limit)
    if isinstance(source, bytes):
        return _decode(source, name)
    return _checked(source, name)


def _read_file(path: Path, name: str, limit: int) -> tuple[bytes | None, Problem | None]:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno())
            if stat.S_ISREG(size.st_mode) and size.st_size > limit:
                return None, _too_large(name, size.st_size, limit)
            content = file.read(limit + 1)  # a pipe does not tell its size
    except (OSError, ValueError) as fault:
        return None, _unreadable(fault, name)
    if len(content) > limit:
        return None, _too_large(name, len(content), limit)
    return content, None


def _unreadable(fault: Exception, name: str) -> Problem:
    where = Where(file=name)
    if isinstance(fault, FileNotFoundError):
        return Problem(where=where, what="there is no such file", hint="check the path and the working directory")
    if isinstance(fault, IsADirectoryError):
        return Problem(where=where, what="expected a file, found a directory", hint="name a file inside it")
    if isinstance(fault, PermissionError):
        return Problem(where=where, what="the file may not be read", hint="check its permissions")
    why = fault.strerror if isinstance(fault, OSError) and fault.strerror else "the path cannot be opened"
    return Problem(where=where, what=f"the file cannot be read: {why}", hint="check the path")


def _too_large(name: str, size: int, limit: int) -> Problem:
    return Problem(
        where=Where(file=name),
        what=f"expected a file of at most {limit:,} bytes, found {size:,} or more",
        hint="split it into several files; a large table belongs in batch",
    )


def _decode(content: bytes, name: str) -> tuple[str | None, Problem | None]:
    try:
        return _checked(content.decode("utf-8"), name)
    except UnicodeDecodeError as fault:
        before = content[: fault.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        if b"\0" in content[:4096] or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            what, hint = "expected text, found binary data", "save the file as UTF-8 text"
        else:
            what = f"the byte 0x{content[fault.start]:02x} is not UTF-8"
            hint = "save the file as UTF-8 (an editor may call the present encoding Latin-1 or Windows-1252)"
        return None, Problem(where=Where(file=name, line=line, column=column), what=what, hint=hint)


def _checked(text: str, name: str) -> tuple[str | None, Problem | None]:
    text = text.removeprefix(_BOM)
    at = text.find("\0")
    if at < 0:
        return text, None
    where = place_in(text, at, name)
    return None, Problem(where=where, what="expected text, found a NUL byte", hint="save the file as UTF-8 text")


def place_in(text: str, position: int, name: str) -> Where:
    """Line and column of a position in a text."""
    start_of_line = text.rfind("\n", 0, position) + 1
    return Where(file=name, line=text.count("\n", 0, position) + 1, column=position - start_of_line + 1)
