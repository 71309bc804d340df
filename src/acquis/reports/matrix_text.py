"""The matrix transfers × instruments for a terminal: as a table, in bands where columns get narrow, or as a list."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from acquis.reports.cells import Cell, Row, is_open
from acquis.reports.digest import Digest
from acquis.reports.page import Page
from acquis.reports.words import span_words

FIRST, CELL, BAND = 26, 17, 14
"""The narrowest first column and cell of a table, and the narrowest cell of a band."""


def put_matrix(page: Page, found: Digest) -> None:
    """Add the matrix in the widest of the three forms that the page has room for."""
    width, columns = page.look.width, len(found.instruments)
    each = min(28, (width - 2 - 3 * (columns + 1) - FIRST) // columns)
    if each >= CELL:
        page.put(_table(page, found, each))
        return
    each = (width - 2 * columns) // columns
    if each >= BAND:
        _bands(page, found, each)
        return
    for row in found.rows:
        _list(page, row)


def _table(page: Page, found: Digest, each: int) -> Table:
    columns = len(found.instruments)
    table = Table(box=page.look.lines, show_lines=True)
    first = min(40, page.look.width - 2 - 3 * (columns + 1) - each * columns)
    table.add_column("transfer, item, recipient", width=first, overflow="fold")
    for instrument in found.instruments:
        table.add_column(page.words(instrument), width=each, overflow="fold")
    for row in found.rows:
        table.add_row(_lines(_who(page, row)), *_cells(page, found, row))
    return table


def _bands(page: Page, found: Digest, each: int) -> None:
    """The instruments once on top; each row is a line of its own with its cells below."""
    page.put(_band(each, [page.words(name, "bold") for name in found.instruments]))
    for row in found.rows:
        page.put(page.words("─" * page.look.width, "dim"))
        act, item, route = _who(page, row)
        page.put(act.append_text(page.words(" · ")).append_text(item))
        page.put(route)
        page.put(_band(each, _cells(page, found, row)))
    page.put(page.words("─" * page.look.width, "dim"))


def _band(each: int, cells: Iterable[Text]) -> Table:
    shown = list(cells)
    band = Table.grid(padding=(0, 2, 0, 0))
    for _ in shown:
        band.add_column(width=each, overflow="fold")
    band.add_row(*shown)
    return band


def _list(page: Page, row: Row) -> None:
    page.put(_lines(_who(page, row)))
    for cell in row.cells:
        found = cell.determination
        shown = page.words(f"  {cell.instrument}: ").append_text(page.status(found.status, cell.weak))
        for more in (span_words(found.at_least, found.at_most) if is_open(found) else "", cell.reason):
            if more:
                shown.append_text(page.words(f" · {more}"))
        page.put(shown)
    page.space()


def _who(page: Page, row: Row) -> tuple[Text, Text, Text]:
    name = row.item if row.title == row.item else f"{row.item} {row.title}"
    return (
        page.words(f"{row.transfer} {row.act}".strip(), "bold"),
        page.words(name),
        page.words(f"{row.route}, {row.date}", "dim"),
    )


def _cells(page: Page, found: Digest, row: Row) -> list[Text]:
    cells = {cell.instrument: cell for cell in row.cells}
    return [_cell(page, cells[name]) if name in cells else page.words("not examined") for name in found.instruments]


def _cell(page: Page, cell: Cell) -> Text:
    found = cell.determination
    shown = [page.status(found.status, cell.weak)]
    shown += [page.words(span_words(found.at_least, found.at_most))] if is_open(found) else []
    shown += [page.words(cell.reason)] if cell.reason else []
    return _lines(shown)


def _lines(parts: Iterable[Text]) -> Text:
    return Text("\n").join(parts)
