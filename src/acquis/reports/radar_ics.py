"""Events as a calendar file (RFC 5545): CRLF, lines folded at 75 octets, text escaped. Nothing is sent anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from acquis.reports.words import clean
from acquis.terms.radar import Event

LIMIT = 75


def calendar(events: Iterable[Event], *, name: str, known_on: date) -> str:
    """A calendar of whole days. The stamp is the day whose knowledge was used, so the same run gives the same bytes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//acquis//radar//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{escaped(name)}")
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.uid}",
            f"DTSTAMP:{known_on:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{event.start:%Y%m%d}",
            f"DTEND;VALUE=DATE:{_next(event.start):%Y%m%d}",
            f"SUMMARY:{escaped(event.summary)}",
            f"DESCRIPTION:{escaped(event.description)}",
            f"CATEGORIES:{','.join(map(escaped, event.categories))}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    """Text as a value of type TEXT (section 3.3.11): commas, semicolons, backslashes and line ends escaped."""
    lines = (clean(line) for line in text.split("\n"))
    return r"\n".join(line.replace("\\", r"\\").replace(";", r"\;").replace(",", r"\,") for line in lines)


def folded(line: str) -> Iterable[str]:
    """The line in parts of at most 75 octets, each but the first begun with a space; no character is cut (3.1)."""
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LIMIT:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + octets
    yield part


def _next(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day
