"""The commands packs redline (one pack on two days) and packs clash (duties that contradict each other)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from acquis.cli import exits
from acquis.cli.case import KNOWN_ON, OUT, SUFFIXES, day, there
from acquis.cli.output import look, put

if TYPE_CHECKING:
    from acquis.reports.sheet import Sheet

FORMATS = ("text", "json", "md", "html")
FORM = click.option("--format", "form", type=click.Choice(FORMATS), help="Default: by the ending of --out, else text.")
FEW = 6
"""So many regions of one difference the text shows; the other formats show all that were listed."""


@click.command()
@click.argument("id_", metavar="PACK")
@click.option("--from", "before", metavar="D", type=day, required=True, help="The earlier day (YYYY-MM-DD).")
@click.option("--to", "after", metavar="D", type=day, required=True, help="The later day (YYYY-MM-DD).")
@click.option("--inventory", metavar="FILE", type=click.Path(path_type=Path), help="A case file or a table of yours.")
@KNOWN_ON
@FORM
@OUT
def redline(
    id_: str,
    before: date,
    after: date,
    inventory: Path | None,
    known_on: date | None,
    form: str | None,
    out: Path | None,
) -> int:
    """Show what changed in a pack between two days.

    Four differences: the text of provisions, the structure of their rules, the meaning (which items are listed that
    were not, with witnesses, and for which destinations), and the rows of your inventory that are answered otherwise.
    """
    from acquis.pipeline import books
    from acquis.reports.redline_sheet import redline_sheet

    form = form or SUFFIXES.get(out.suffix.lower() if out else "", "text")
    made = books.redline(id_, before, after, known_on=known_on, inventory=there(inventory) if inventory else None)
    few = FEW if form == "text" else None
    put(made.to_json() if form == "json" else _shown(redline_sheet(made, few=few), form, out), out)
    return exits.OK


@click.command()
@click.argument("ids", metavar="[PACK]...", nargs=-1)
@click.option("--as-of", metavar="D", type=day, help="The law of this day (YYYY-MM-DD; default: today).")
@KNOWN_ON
@click.option("--divergences", "divergent", is_flag=True, help="Also show where books merely diverge; takes longer.")
@FORM
@OUT
def clash(
    ids: tuple[str, ...],
    as_of: date | None,
    known_on: date | None,
    form: str | None,
    out: Path | None,
    *,
    divergent: bool,
) -> int:
    """Look for duties of which one demands what another forbids.

    Without PACK all packs are looked at. A clash is shown with facts under which both duties surely bind, none too
    many. Where one book asks for a licence and another for nothing there is none: keeping to the stricter keeps both.
    """
    from acquis.pipeline import books
    from acquis.reading.catalogue import load_catalogue
    from acquis.reports.clash_sheet import clash_sheet

    form = form or SUFFIXES.get(out.suffix.lower() if out else "", "text")
    made = books.clash(ids, as_of=as_of, known_on=known_on, divergent=divergent)
    put(made.to_json() if form == "json" else _shown(clash_sheet(made, load_catalogue()), form, out), out)
    return exits.OK


def _shown(sheet: Sheet, form: str, out: Path | None) -> str:
    if form == "text":
        from acquis.reports.sheet import sheet_text

        return sheet_text(sheet, look(out))
    from acquis.reports.sheet_pages import sheet_html, sheet_markdown

    return sheet_html(sheet) if form == "html" else sheet_markdown(sheet)
