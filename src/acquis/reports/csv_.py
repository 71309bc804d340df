"""The matrix as CSV (RFC 4180), one row per determination; no cell can be taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from acquis.reports.cells import Cell, Row
from acquis.reports.digest import digest
from acquis.reports.words import clean
from acquis.terms.answer import Answer
from acquis.terms.determination import Outcome

COLUMNS = (
    "case", "transfer", "activity", "item", "item_name", "to", "route", "instrument", "instrument_name", "authority",
    "law_of", "known_on", "status", "words", "at_least", "at_most", "why", "entries", "requirements", "authorizations",
    "conditions", "review_policy", "missing", "unsettled", "assumes", "obligations", "notes", "citations", "evidence",
    "edition",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def csv_text(outcome: Outcome) -> str:
    """The determinations as CSV with a header, lines ended by CRLF."""
    found = digest(outcome)
    names = {pack.id: pack.name for pack in outcome.packs}
    editions = {pack.id: pack.edition for pack in outcome.packs}
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in found.rows:
        for cell in row.cells:
            values = _values(outcome, row, cell) | {
                "instrument_name": names.get(cell.instrument, cell.instrument),
                "edition": editions.get(cell.instrument, ""),
            }
            writer.writerow([guarded(values[column]) for column in COLUMNS])
    return out.getvalue()


def guarded(text: str) -> str:
    """The text on one line, with an apostrophe before whatever a spreadsheet would take for a formula."""
    shown = clean(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown


def _values(outcome: Outcome, row: Row, cell: Cell) -> dict[str, str]:
    found = cell.determination
    return {
        "case": outcome.case,
        "transfer": found.transfer,
        "activity": row.act,
        "item": found.item,
        "item_name": row.title,
        "to": found.to,
        "route": row.route,
        "instrument": found.instrument,
        "authority": found.authority,
        "law_of": found.law_of.isoformat(),
        "known_on": outcome.known_on.isoformat(),
        "status": found.status,
        "words": cell.words,
        "at_least": found.at_least.name,
        "at_most": found.at_most.name,
        "why": cell.reason,
        "entries": _list(
            f"{e.entry} {e.answer}" + (f" (component {e.component})" if e.component else "")
            for e in found.entries
            if e.answer is not Answer.NO
        ),
        "requirements": _list(
            f"{r.id} {r.answer}, overcome {r.overcome}" for r in found.requirements if r.answer is not Answer.NO
        ),
        "authorizations": _list(f"{a.id} {a.answer}" for a in found.authorizations if a.answer is not Answer.NO),
        "conditions": _list(
            f"{a.id}: {c.text}" for a in found.authorizations if a.answer is not Answer.NO for c in a.conditions
        ),
        "review_policy": found.review_policy or "",
        "missing": _list(f"{m.question} ({m.who}; {m.fact})" for m in found.missing),
        "unsettled": _list(f"{u.point}: {' / '.join(u.readings)} [{u.citation}]" for u in found.unsettled),
        "assumes": _list(found.assumes),
        "obligations": _list(f"{o.text} ({o.due})" if o.due else o.text for o in found.obligations),
        "notes": _list(n.text for n in found.notes),
        "citations": _list(found.citations),
        "evidence": found.evidence,
    }


def _list(parts: Iterable[str]) -> str:
    return "; ".join(parts)
