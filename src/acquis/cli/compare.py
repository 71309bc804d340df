"""Commands that put rule books side by side: compare, crosswalk, core, align."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from acquis.cli.case import AS_OF, INSTRUMENT, KNOWN_ON, OUT, SHORT, SUFFIXES
from acquis.cli.output import look, put

FORMATS = ("text", "json", "md", "html")


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--on", metavar="CONCEPT", help="Only this concept, in full: laser, technology for quantum_computer.")
@AS_OF
@KNOWN_ON
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: by the ending of --out, else text.")
@OUT
def compare(
    a: str,
    b: str,
    on: str | None,
    as_of: date | None,
    known_on: date | None,
    form: str | None,
    out: Path | None,
) -> None:
    """Prove where two packs list different things, with an item for every difference."""
    from acquis.pipeline import books

    found = books.compare_packs(a, b, on=on, as_of=as_of, known_on=known_on)
    chosen = form or SUFFIXES.get(out.suffix.lower() if out else "", "text")
    put(_rendered(found, chosen, out), out)


def _rendered(found: Any, form: str, out: Path | None) -> str:  # noqa: ANN401 - a Comparison, imported late
    if form == "json":
        return _json(found.to_json())
    if form == "md":
        from acquis.reports.compare_markdown import compare_markdown

        return compare_markdown(found)
    if form == "html":
        from acquis.reports.compare_html import compare_html

        return compare_html(found)
    from acquis.reports.compare_text import compare_text

    return compare_text(found, look(out))


@click.command()
@AS_OF
@KNOWN_ON
@INSTRUMENT
@SHORT
@OUT
def crosswalk(
    as_of: date | None, known_on: date | None, instruments: tuple[str, ...], form: str, out: Path | None
) -> None:
    """Map the concepts of the packs to each other, in the words of SKOS."""
    from acquis.pipeline import books
    from acquis.reports.compare_text import crosswalk_text

    found = books.crosswalk_packs(instruments, as_of=as_of, known_on=known_on)
    put(_json(found.to_json()) if form == "json" else crosswalk_text(found, look(out)), out)


@click.command()
@click.option("--k", "k", type=int, default=2, show_default=True, help="At least so many packs list it.")
@AS_OF
@KNOWN_ON
@INSTRUMENT
@SHORT
@OUT
def core(
    k: int, as_of: date | None, known_on: date | None, instruments: tuple[str, ...], form: str, out: Path | None
) -> None:
    """Show what at least K packs control in common."""
    from acquis.pipeline import books
    from acquis.reports.compare_text import core_text

    found = books.common_core(k, instruments, as_of=as_of, known_on=known_on)
    put(_json(found.to_json()) if form == "json" else core_text(found, look(out)), out)


@click.command()
@AS_OF
@KNOWN_ON
@INSTRUMENT
@SHORT
@OUT
def align(as_of: date | None, known_on: date | None, instruments: tuple[str, ...], form: str, out: Path | None) -> None:
    """Say how far each two packs control the same, from 0 to 1."""
    from acquis.pipeline import books
    from acquis.reports.compare_text import align_text

    found = books.align_packs(instruments, as_of=as_of, known_on=known_on)
    put(
        _json({"acquis": 1, "pairs": [one.to_json() for one in found]})
        if form == "json"
        else align_text(found, look(out)),
        out,
    )


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
