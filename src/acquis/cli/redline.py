"""The command packs redline: one pack on two days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from acquis.cli import exits
from acquis.cli.case import KNOWN_ON, OUT, SUFFIXES, day, there
from acquis.cli.output import look, put

FORMATS = ("text", "json", "md", "html")
FEW = 6
"""So many regions of one difference the text shows; the other formats show all that were listed."""


@click.command()
@click.argument("id_", metavar="PACK")
@click.option("--from", "before", metavar="D", type=day, required=True, help="The earlier day (YYYY-MM-DD).")
@click.option("--to", "after", metavar="D", type=day, required=True, help="The later day (YYYY-MM-DD).")
@click.option("--inventory", metavar="FILE", type=click.Path(path_type=Path), help="A case file: which rows flip.")
@KNOWN_ON
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: by the ending of --out, else text.")
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
    from acquis import pipeline
    from acquis.reports.redline_sheet import redline_sheet
    from acquis.reports.sheet import sheet_html, sheet_markdown, sheet_text

    form = form or SUFFIXES.get(out.suffix.lower() if out else "", "text")
    made = pipeline.redline(id_, before, after, known_on=known_on, inventory=there(inventory) if inventory else None)
    if form == "json":
        put(made.to_json(), out)
    elif form == "md":
        put(sheet_markdown(redline_sheet(made)), out)
    elif form == "html":
        put(sheet_html(redline_sheet(made)), out)
    else:
        put(sheet_text(redline_sheet(made, few=FEW), look(out)), out)
    return exits.OK
