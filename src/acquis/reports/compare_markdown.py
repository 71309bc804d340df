"""Two books side by side, as Markdown: to be kept, reviewed and checked against the texts."""

from __future__ import annotations

from collections.abc import Iterator

from acquis.reports.compare_rows import Row, Sheet, sheet
from acquis.reports.compare_text import EXPLAINED, NO_DECISION, presumed_words
from acquis.reports.markdown import md
from acquis.terms.comparison import Comparison


def compare_markdown(found: Comparison) -> str:
    """The comparison as a Markdown page."""
    return "\n".join(_lines(found, sheet(found))) + "\n"


def _lines(found: Comparison, told: Sheet) -> Iterator[str]:
    yield f"# {told.a} and {told.b} on {found.as_of.isoformat()}"
    yield ""
    for stamp in (found.a, found.b):
        yield f"* {stamp.id}: {md(stamp.name)}, edition {md(stamp.edition)}"
    yield from (f"* {md(note)}" for note in told.notes)
    yield from ("", NO_DECISION, "")
    yield from section(told)


def section(told: Sheet, level: str = "##") -> Iterator[str]:
    """The comparison without its head, under headings of a level."""
    if told.same:
        yield from (f"{level} Both list the same", "", md("; ".join(told.same)), "")
    if told.rows:
        yield from (f"{level} Where they differ", "", EXPLAINED, "")
    for row in told.rows:
        yield from _row(row)
    if told.told:
        yield from (f"{level} Technology and software for what is listed", "")
    for row in told.told:
        yield from _row(row)
    if told.told_same:
        yield from (f"{level} Technology and software listed alike", "", md("; ".join(told.told_same)), "")
    if told.neither:
        yield from (f"{level} Listed by neither", "", md("; ".join(told.neither)), "")
    if told.definitions:
        yield from (f"{level} The same question, put differently", "")
        for one in told.definitions:
            yield f"* **{md(one.predicate.replace('_', ' '))}**"
            for book, ask, cite, presumed in (
                (told.a, one.ask_a, one.cite_a, one.presumed_a),
                (told.b, one.ask_b, one.cite_b, one.presumed_b),
            ):
                yield f"  * {book}: {md(ask)} ({md(cite)}){presumed_words(presumed)}"
        yield ""
    if told.consequences:
        yield from (f"{level} What follows for a listed item, by destination", "")
        yield from (f"* {md(line)}" for pair in told.consequences for line in pair)
        yield ""


def _row(row: Row) -> Iterator[str]:
    yield f"**{md(row.title)}**: {md(row.relation)}."
    if row.about:
        yield f"({md(row.about)})"
    yield ""
    for one in row.differences:
        sure = "perhaps listed by" if one.perhaps else "listed by"
        example = f" *(for example: {md(one.example)})*" if one.example else ""
        yield f"* {sure} {one.by} alone ({', '.join(one.entries)}): {md(one.sentence)}{example}"
    if row.more:
        yield "* and more"
    if row.differences or row.more:
        yield ""
