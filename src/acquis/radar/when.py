"""A day, or the days between which it lies: ``2028-04-01``, ``2028-04``, ``2028-Q2``, ``2028-H1``, ``2028``."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from acquis.reading.document import Node, Scalar, describe
from acquis.reading.number import ReadingError, shorten
from acquis.reading.values import FIRST_YEAR, LAST_YEAR
from acquis.terms.roadmap import Begin

_WHEN = re.compile(r"(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|Q([1-4])|H([12])))?", re.ASCII)
_TO = re.compile(r"\s*(?:\.\.\.?|…|\bto\b)\s*")
HINT = "write YYYY-MM-DD, 2028-04, 2028-Q2, 2028-H1, 2028, or two of them as 2028-04..2028-Q3"


def read_when(node: Node) -> Begin:
    """When a step begins; raises ReadingError where that cannot be taken."""
    if not isinstance(node, Scalar) or not node.text:
        raise ReadingError(f"expected a day or a stretch of days, found {describe(node)}", HINT)
    parts = _TO.split(node.text.strip())
    if len(parts) > 2:
        raise ReadingError(f"expected one day or two ends, found {shorten(node.text)}", HINT)
    first, last = _days(parts[0], node.text)[0], _days(parts[-1], node.text)[1]
    if first > last:
        raise ReadingError(f"the first day is after the last in {shorten(node.text)}", "write the earlier one first")
    return Begin(first=first, last=last, text=node.text.strip())


def _days(text: str, whole: str) -> tuple[date, date]:
    """The first and the last day that a word for a time allows."""
    match = _WHEN.fullmatch(text)
    if match is None:
        raise ReadingError(f"expected a day or a stretch of days, found {shorten(whole)}", HINT)
    year, month, day, quarter, half = (int(part) if part else 0 for part in match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ReadingError(f"expected a day between {FIRST_YEAR} and {LAST_YEAR}, found {shorten(whole)}", HINT)
    try:
        if match[3]:
            return date(year, month, day), date(year, month, day)
        if match[2]:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    except ValueError:
        raise ReadingError(f"there is no day {shorten(whole)}", HINT) from None
    months = 3 if quarter else 6 if half else 12
    begin = 1 + months * ((quarter or half or 1) - 1)
    end = begin + months - 1
    return date(year, begin, 1), date(year, end, monthrange(year, end)[1])
