"""Two books side by side, for the terminal."""

from __future__ import annotations

import math
from fractions import Fraction

from acquis.reports.compare_rows import Row, Sheet, sheet
from acquis.reports.page import Look, Page
from acquis.terms.comparison import Comparison
from acquis.terms.crosswalk import Alignment, Core, Crosswalk

EXPLAINED = (
    "Compared are fully known items: what a book lists, not what follows from it. A region is exact: every item within "
    "all its bounds is listed by the one book and not by the other, and each was shown to hold by one item put to the "
    "explainer. A phrase in “quotes” is a question that a person answers."
)

NO_DECISION = "This is a machine's reading of the packs. It is not legal advice and not a decision: a person decides."


def compare_text(found: Comparison, look: Look | None = None) -> str:
    """The comparison as a page of text."""
    page = Page(look or Look())
    told = sheet(found)
    page.line(f"{told.a} and {told.b} on {found.as_of.isoformat()}", "bold")
    for stamp in (found.a, found.b):
        page.line(f"{stamp.id}: {stamp.name}, edition {stamp.edition}", indent=2)
    for note in told.notes:
        page.line(note, "yellow", indent=2)
    _titles(page, "Both list the same", told.same)
    if told.rows:
        page.heading("Where they differ")
        page.line(EXPLAINED, "dim", indent=2)
    for row in told.rows:
        _row(page, row, told)
    if told.told:
        page.heading("Technology and software for what is listed")
    for row in told.told:
        _row(page, row, told)
    _titles(page, "Technology and software listed alike", told.told_same)
    _titles(page, "Listed by neither", told.neither)
    if told.definitions:
        page.heading("The same question, put differently")
    for one in told.definitions:
        page.line(f"{one.predicate.replace('_', ' ')}", indent=2)
        for book, ask, cite, presumed in (
            (told.a, one.ask_a, one.cite_a, one.presumed_a),
            (told.b, one.ask_b, one.cite_b, one.presumed_b),
        ):
            page.line(f"{book}: {ask} [{cite}]{presumed_words(presumed)}", indent=4)
    if told.consequences:
        page.heading("What follows for a listed item, by destination")
    for pair in told.consequences:
        for line in pair:
            page.line(line, indent=2)
    return page.text()


def presumed_words(presumed: bool | None) -> str:
    """What an open question counts as until somebody answers it."""
    return "" if presumed is None else f" (until answered it counts as {'yes' if presumed else 'no'})"


def _titles(page: Page, heading: str, titles: tuple[str, ...]) -> None:
    if titles:
        page.heading(heading)
        page.line("; ".join(titles), indent=2)


def _row(page: Page, row: Row, told: Sheet) -> None:
    page.space()
    page.line(f"{row.title}: {row.relation}", "bold", indent=2)
    if row.about:
        page.line(row.about, "dim", indent=4)
    for one in row.differences:
        sure = "perhaps listed by" if one.perhaps else "listed by"
        page.line(f"{sure} {one.by} alone ({', '.join(one.entries)}): {one.sentence}", indent=4)
        if one.example:
            page.line(f"for example: {one.example}", "dim", indent=6)
    if row.more:
        page.line("and more, of which --on names some" if told.overview else "and more", "dim", indent=4)


def crosswalk_text(found: Crosswalk, look: Look | None = None) -> str:
    """The crosswalk as a table: concepts down, pairs of instruments across."""
    from rich.table import Table  # slow to import, and only this page has a table

    page = Page(look or Look())
    page.line(f"Crosswalk on {found.as_of.isoformat()}", "bold")
    for note in found.notes:
        page.line(note, "yellow")
    page.line(
        "exact: the same items. close: the same items, with a question put differently. broad: the second controls"
    )
    page.line("all that the first does and more; narrow: the reverse. related: they overlap. none: nothing in common.")
    pairs = list(dict.fromkeys((one.a, one.b) for one in found.matches))
    table = Table(box=page.look.lines)
    table.add_column("concept", overflow="fold")
    for a, b in pairs:
        table.add_column(f"{a} : {b}", overflow="fold")
    rows: dict[str, dict[tuple[str, str], str]] = {}
    for one in found.matches:
        rows.setdefault(one.title, {})[one.a, one.b] = one.skos.removesuffix("Match")
    for title, cells in rows.items():
        table.add_row(page.words(title), *(page.words(cells.get(pair, "")) for pair in pairs))
    page.put(table)
    return page.text()


def core_text(found: Core, look: Look | None = None) -> str:
    """The common core, concept by concept."""
    from acquis.reports.compare_rows import sentence

    page = Page(look or Look())
    names = ", ".join(pack.id for pack in found.packs)
    page.line(f"What at least {found.k} of {names} list in common on {found.as_of.isoformat()}", "bold")
    for note in found.notes:
        page.line(note, "yellow")
    for one in found.concepts:
        page.heading(one.title)
        for region in one.regions:
            entries = "; ".join(f"{id_} {', '.join(ids)}" for id_, ids in region.entries.items())
            page.line(f"{sentence(region.bounds, one.concept.split(' for '))}", indent=2)
            page.line(entries, "dim", indent=4)
        if not one.exact:
            page.line("and more", indent=2)
    return page.text()


def align_text(found: tuple[Alignment, ...], look: Look | None = None) -> str:
    """The alignment index of each two books, with the concepts that pull it down."""
    page = Page(look or Look())
    if not found:
        page.line("No two of the packs hold control entries of this day.")
    for one in found:
        index = "nothing to compare" if one.index is None else _score(one.index)
        page.line(f"{one.a} and {one.b} on {one.as_of.isoformat()}: {index}", "bold")
        below = sorted((aligned for aligned in one.concepts if aligned.score < 1), key=lambda aligned: aligned.score)
        for aligned in below:
            listed = {"a": f", where {one.a} alone lists that", "b": f", where {one.b} alone lists that"}
            concept = aligned.concept.replace("_", " ") + listed.get(aligned.listed_by, "")
            page.line(f"{_score(aligned.score)}  {concept}", indent=2)
        if one.left_out:
            page.line(f"too large to be counted: {', '.join(one.left_out)}", "dim", indent=2)
    return page.text()


def _score(score: Fraction) -> str:
    """Three decimals, never rounded up: 1.000 is said of books that list the same, and of no others."""
    return f"{math.floor(score * 1000) / 1000:.3f}"
