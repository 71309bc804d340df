"""Two books side by side as one self-contained HTML file, with their ladders drawn over each other."""

from __future__ import annotations

from dataclasses import replace

from acquis.reports.compare_rows import sheet
from acquis.reports.compare_text import EXPLAINED, NO_DECISION, presumed_words
from acquis.reports.html import environment
from acquis.reports.plane import Drawing, axes, draw
from acquis.terms.comparison import Comparison


def compare_html(found: Comparison) -> str:
    """The comparison as an HTML page; nothing is loaded from elsewhere."""
    page = (
        environment()
        .get_template("compare.html.j2")
        .render(
            found=found,
            told=sheet(found),
            drawing=_drawing(found),
            explained=EXPLAINED,
            no_decision=NO_DECISION,
            presumed_words=presumed_words,
        )
    )
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def _drawing(found: Comparison) -> Drawing | None:
    if found.plane is None:
        return None
    names = {stamp.id: stamp.name for stamp in (found.a, found.b)}
    across, up = axes(found.plane)
    title = f"{across.label[0].upper()}{across.label[1:]} and {up.label}"
    return draw(replace(found.plane, title=title), prefix="ladders", instruments=names, names={})
