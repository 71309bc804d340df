"""Breaking plain lines as Rich breaks them, without loading it: most of a page is sentences of single-width signs."""

from __future__ import annotations

import re

_WORD = re.compile(r"\s*\S+\s*")
# Latin letters, general punctuation, arrows and signs of mathematics, no marks that join: each takes one column.
_ONE_WIDE = re.compile(r"[ -~¡-¬®-ʯ\u2010-\u2027\u2030-\u205e\u2190-\u22ff]*")


def wrapped(text: str, width: int) -> tuple[str, ...] | None:
    """The lines of a text; None where it takes more to say, a wide sign or a word longer than a line."""
    if not _ONE_WIDE.fullmatch(text):
        return None
    lines: list[str] = []
    start = filled = 0
    for word in _WORD.finditer(text):
        length = len(word[0].rstrip())
        if length > width:
            return None
        if filled + length > width:
            lines.append(text[start : word.start()])
            start, filled = word.start(), 0
        filled += len(word[0])
    return (*lines, text[start:]) if text else ()
