"""A sheet: a title, sentences and tables, told once; shown here as text, elsewhere as Markdown or HTML."""

from __future__ import annotations

from dataclasses import dataclass

from rich.table import Table

from acquis.reports.page import Look, Page

Rows = tuple[tuple[str, ...], ...]
WORD = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One section: sentences, a table where there are rows, and a list."""

    title: str
    lead: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: Rows = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A whole report. ``drawings`` are SVG texts, shown where the format can."""

    title: str
    meta: tuple[str, ...]
    blocks: tuple[Block, ...]
    drawings: tuple[str, ...] = ()


def sheet_text(sheet: Sheet, look: Look | None = None) -> str:
    """The sheet for a terminal; rows one below the other where a table would be too narrow to read."""
    page = Page(look or Look())
    page.line(sheet.title, "bold")
    for line in sheet.meta:
        page.line(line)
    for block in sheet.blocks:
        page.heading(block.title)
        for line in block.lead:
            page.line(line)
        if block.rows:
            page.put(_table(page, block)) if _fits(page, block) else _listed(page, block)
        for line in block.items:
            page.line(f"• {line}", indent=2)
    return page.text()


def _fits(page: Page, block: Block) -> bool:
    return page.look.width >= sum(_longest(block, column) + 3 for column in range(len(block.header))) + 1


def _table(page: Page, block: Block) -> Table:
    table = Table(box=page.look.lines, show_lines=True)
    for column, name in enumerate(block.header):
        table.add_column(page.words(name), overflow="fold", min_width=_longest(block, column))
    for row in block.rows:
        table.add_row(*(page.words(cell) for cell in row))
    return table


def _longest(block: Block, column: int) -> int:
    """The longest word of a column; a table in which it would be broken is no table to read."""
    cells = (block.header[column], *(row[column] for row in block.rows))
    return min(WORD, max((len(word) for cell in cells for word in cell.split()), default=1))


def _listed(page: Page, block: Block) -> None:
    for row in block.rows:
        page.line(row[0], "bold")
        for name, cell in zip(block.header[1:], row[1:], strict=True):
            if cell:
                page.line(f"{name}: {cell}", indent=2)
