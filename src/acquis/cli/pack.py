"""Commands about packs: list, show, check."""

from __future__ import annotations

import click

from acquis.cli import exits
from acquis.cli.compare import align, compare, core, crosswalk
from acquis.cli.output import look, put, say
from acquis.cli.redline import clash, redline


@click.group()
def packs() -> None:
    """Look at the packs: legal instruments as data."""


@packs.command("list")
def list_() -> None:
    """List the packs held, with edition and hash."""
    from acquis import pipeline
    from acquis.reports.pack_text import packs_text

    put(packs_text(pipeline.packs(), look()))


@packs.command()
@click.argument("id_", metavar="PACK")
def show(id_: str) -> None:
    """Show what a pack rests on, how far it goes and its control entries."""
    from acquis import pipeline
    from acquis.reports.pack_text import pack_text

    put(pack_text(pipeline.show_pack(id_), look()))


@packs.command()
@click.argument("ids", metavar="[PACK]...", nargs=-1)
def check(ids: tuple[str, ...]) -> int:
    """Read packs strictly, run their examples, and list every fault with its place."""
    from acquis import pipeline
    from acquis.reports.words import count

    problems = pipeline.check_packs(ids)
    put("".join(f"{problem}\n" for problem in problems))
    say(f"{count(len(problems), 'fault')} found")
    return exits.DATA if problems else exits.OK


for command in (compare, crosswalk, core, align, redline, clash):
    packs.add_command(command)
