"""Packs for the terminal: which are held, what one rests on and how far it goes."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from acquis.reports.page import Look, Page
from acquis.reports.words import COVERAGE, count
from acquis.terms.determination import PackStamp
from acquis.terms.proof import PackView


def packs_text(stamps: Sequence[PackStamp], look: Look | None = None) -> str:
    """The packs held, with edition and hash."""
    page = Page(look or Look())
    table = Table(box=page.look.lines)
    for title in ("pack", "instrument", "edition", "sha256"):
        table.add_column(title, overflow="fold")
    for stamp in stamps:
        shown = (stamp.id, stamp.name, stamp.edition, stamp.sha256[:12])
        table.add_row(*(page.words(text) for text in shown))
    page.put(table)
    return page.text()


def pack_text(view: PackView, look: Look | None = None) -> str:
    """One pack: what it is, its sources, how far it goes, its entries."""
    page = Page(look or Look())
    page.line(f"{view.stamp.id}: {view.stamp.name}", "bold")
    page.line(f"edition {view.stamp.edition}, sha256 {view.stamp.sha256}")
    for title, text in (("issuer", view.issuer), ("answers from", view.covers_from), ("reviewed", view.reviewed)):
        if text:
            page.line(f"{title}: {text}")
    if view.sources:
        page.heading("Sources")
    for source in view.sources:
        retrieved = f"retrieved {source.retrieved}" if source.retrieved else ""
        told = "; ".join(part for part in (retrieved, source.grade) if part)
        page.line(f"{source.id}: {source.title}" + (f" [{told}]" if told else ""), indent=2)
        if source.address:
            page.line(source.address, "dim", indent=6)
    if view.coverage:
        page.heading("How far it goes")
    for row in view.coverage:
        page.line(
            f"{row.part}: {COVERAGE.get(row.state, row.state)}" + (f" ({row.text})" if row.text else ""), indent=2
        )
    if view.entries:
        page.heading(count(len(view.entries), "control entry", "control entries"))
    for entry in view.entries:
        since = f"since {entry.in_force}" if entry.in_force else ""
        told = "; ".join(part for part in (entry.cite, entry.evidence, since) if part)
        page.line(f"{entry.entry}: {entry.title}" + (f" [{told}]" if told else ""), indent=2)
    return page.text()
