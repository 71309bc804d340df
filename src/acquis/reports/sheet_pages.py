"""A sheet as Markdown, and as one HTML page without script."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from acquis.reports.markdown import md
from acquis.reports.sheet import Sheet
from acquis.reports.words import clean


def sheet_markdown(sheet: Sheet) -> str:
    """The sheet as Markdown; what people wrote is escaped."""
    return "\n".join(_markdown(sheet)).rstrip("\n") + "\n"


def _markdown(sheet: Sheet) -> Iterable[str]:
    yield from (f"# {md(sheet.title)}", "")
    for line in sheet.meta:
        yield from (md(line), "")
    for block in sheet.blocks:
        yield from (f"## {md(block.title)}", "")
        for line in block.lead:
            yield from (md(line), "")
        if block.rows:
            yield f"| {' | '.join(map(md, block.header))} |"
            yield "|" + "---|" * len(block.header)
            yield from (f"| {' | '.join(map(md, row))} |" for row in block.rows)
            yield ""
        yield from (f"- {md(line)}" for line in block.items)
        yield ""


def sheet_html(sheet: Sheet) -> str:
    """The sheet as one page without script; nothing is loaded from elsewhere."""
    drawings = [Markup(svg) for svg in sheet.drawings]  # noqa: S704 - ours, and they escape what they show
    page = _environment().get_template("sheet.html.j2").render(s=sheet, drawings=drawings)
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def _shown(value: object) -> object:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("acquis.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
