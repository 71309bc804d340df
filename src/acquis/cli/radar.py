"""The command radar: road-maps and tables of machines against the lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from acquis.cli import exits
from acquis.cli.case import AS_OF, INSTRUMENT, KNOWN_ON, OUT, there
from acquis.cli.output import look, put, say_problems

if TYPE_CHECKING:
    from acquis.reports.sheet import Sheet
    from acquis.terms.devices import Devices
    from acquis.terms.radar import Radar

FORMATS = ("text", "json", "md", "html", "svg", "ics")
SUFFIXES = {
    ".json": "json", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".svg": "svg", ".ics": "ics",
}  # fmt: skip
NAMED = {"cnot_error": 5, "physical_qubits": 1}
"""How many machines of a drawing have their names beside them, by the figure in which they are close to a rim."""


@click.command()
@click.argument("roadmap", metavar="[ROADMAP]", required=False, type=click.Path(path_type=Path))
@click.option("--devices", metavar="FILE", type=click.Path(path_type=Path), help="A table of machines (CSV) instead.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: by the ending of --out, else text.")
@OUT
@AS_OF
@KNOWN_ON
@INSTRUMENT
def radar(
    roadmap: Path | None,
    devices: Path | None,
    form: str | None,
    out: Path | None,
    as_of: date | None,
    known_on: date | None,
    instruments: tuple[str, ...],
) -> int:
    """Tell when planned products are listed, or which machines are.

    ROADMAP holds products and their figures by date, uncertainty included: the first day on which each may be and
    surely is listed under each instrument, by which figure, and what to file before. --devices reads a table of real
    machines. Both forms are described in docs/radar.md.
    """
    from acquis.pipeline import roadmaps

    form = form or SUFFIXES.get(out.suffix.lower() if out else "", "text")
    if (roadmap is None) is (devices is None):
        raise click.UsageError("name a ROADMAP, or a table with --devices FILE")
    if roadmap is not None:
        made = roadmaps.radar(there(roadmap), as_of=as_of, known_on=known_on, instruments=instruments or None)
        put(_roadmap(made, form, out), out)
        return exits.OK
    if form == "ics":
        raise click.UsageError("a table of machines has no days for a calendar; ics is for road-maps")
    assert devices is not None
    seen = roadmaps.devices(there(devices), as_of=as_of, known_on=known_on, instruments=instruments or None)
    put(_devices(seen, form, out), out)
    say_problems(seen.problems)
    return exits.DATA if seen.problems else exits.OK


def _roadmap(made: Radar, form: str, out: Path | None) -> str:
    if form == "json":
        return made.to_json()
    if form == "ics":
        from acquis.reports.radar_ics import calendar

        return calendar(made.events, name=made.title or made.roadmap, known_on=made.known_on)
    from acquis.reports.radar_sheet import radar_sheet
    from acquis.reports.radar_svg import roadmap_svg

    if form == "svg":
        return roadmap_svg(made)
    return _sheet(form, out, radar_sheet(made, (roadmap_svg(made),) if form == "html" else ()))


def _devices(seen: Devices, form: str, out: Path | None) -> str:
    if form == "json":
        return seen.to_json()
    from acquis.reports.devices_sheet import devices_sheet
    from acquis.reports.radar_svg import devices_svg

    if form == "svg":
        return devices_svg(seen, named=_named(seen))
    return _sheet(form, out, devices_sheet(seen, (devices_svg(seen, named=_named(seen)),) if form == "html" else ()))


def _named(seen: Devices) -> tuple[str, ...]:
    """The machines closest to a rim, each once, whose names stand in the drawing."""
    close: dict[str, str] = {}
    for pack in seen.packs:
        for fact, many in NAMED.items():
            for row, _ in seen.ranked(pack.id, fact)[:many]:
                close.setdefault(row.machine.name, row.machine.label)
    return tuple(close.values())


def _sheet(form: str, out: Path | None, sheet: Sheet) -> str:
    if form == "text":
        from acquis.reports.sheet import sheet_text

        return sheet_text(sheet, look(out))
    from acquis.reports.sheet_pages import sheet_html, sheet_markdown

    return sheet_markdown(sheet) if form == "md" else sheet_html(sheet)
