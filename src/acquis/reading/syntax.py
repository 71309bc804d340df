"""What a YAML parser says, as a Problem with a place and a hint."""

from __future__ import annotations

from acquis.reading.source import place_in
from acquis.terms.problem import Problem, Where

_HINTS = (
    ("'\\t'", "indent and separate with spaces, not tabs"),
    ("mapping values are not allowed", "a colon followed by a space inside a value needs quotes around the value"),
    ("expected ',' or", "a bracket or comma is missing, or a value with a comma or colon needs quotes"),
    ("<block end>", "check the indentation of this line against the lines above"),
    ("end of stream", "a quote or bracket is not closed"),
    ("stream end", "a quote or bracket is not closed"),
    ("could not find expected ':'", "write key: value, with a space after the colon"),
    ("escape", "inside double quotes a backslash begins an escape; use single quotes"),
    ("cannot start any token", "put the value in quotes"),
)


def syntax_problem(fault: Exception, name: str, text: str) -> Problem:
    """What the parser said, with the place and a hint."""
    mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    position = getattr(fault, "position", None)
    if mark is not None:
        where = Where(file=name, line=mark.line + 1, column=mark.column + 1)
    elif isinstance(position, int):
        where = place_in(text, position, name)
    else:
        where = Where(file=name, line=1, column=1)
    if isinstance(position, int):
        what = "a control character is not allowed here"
        return Problem(where=where, what=what, hint="remove it; the file must be plain text")
    said = str(getattr(fault, "problem", None) or "the structure cannot be read")[:200]
    context = getattr(fault, "context", None)
    what = f"not YAML 1.2 or JSON: {said}" + (f", {str(context)[:100]}" if context else "")
    hint = next((hint for sign, hint in _HINTS if sign in said), "check quotes, brackets and indentation near here")
    return Problem(where=where, what=what, hint=hint)
