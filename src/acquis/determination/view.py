"""What a pack is, what it rests on and how far it goes, for people to read."""

from __future__ import annotations

from datetime import date

from acquis.determination.library import Library
from acquis.terms.proof import CoverageRow, EntryRow, PackView, SourceRow


def view(library: Library, instrument: str, day: date, known_on: date) -> PackView:
    """One pack as it stands on a day."""
    pack = library.packs[instrument]
    shelf = library.examiner(instrument, max(day, pack.covers_from or day), known_on).shelf
    starts = {entry.id: version.force.start for entry in pack.entries if (version := entry.on(day, known_on))}
    return PackView(
        stamp=library.stamps((instrument,))[0],
        issuer=pack.issuer,
        covers_from=pack.covers_from.isoformat() if pack.covers_from else "",
        reviewed=pack.reviewed,
        sources=tuple(
            SourceRow(
                id=source.id,
                title=source.title,
                address=source.address,
                retrieved=source.retrieved,
                sha256=source.sha256,
                grade=source.grade,
            )
            for source in pack.sources
        ),
        coverage=tuple(CoverageRow(part=row.part, state=row.state, text=row.text) for row in pack.coverage),
        entries=tuple(
            EntryRow(
                entry=leaf.id,
                title=leaf.text or leaf.title,
                cite=leaf.cite,
                evidence=leaf.evidence,
                in_force=_since(starts.get(leaf.entry)),
            )
            for leaf in shelf.leaves
        ),
    )


def _since(start: date | None) -> str:
    return start.isoformat() if start else "earlier"
