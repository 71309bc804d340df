"""Commands about a case: check, explain, ask."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from acquis.cli import exits
from acquis.cli.output import look, put, say, say_problems

if TYPE_CHECKING:
    from acquis.terms.determination import Outcome
    from acquis.terms.problem import Problem
    from acquis.terms.proof import PackView, Proof

FORMATS = ("text", "json", "csv", "md", "html")
DRAWN = ("md", "html")
SUFFIXES = {".json": "json", ".csv": "csv", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html"}


def day(text: str) -> date:
    """A day as YYYY-MM-DD, or a usage error that says what was expected."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day of law has no time zone
    except ValueError:
        raise click.BadParameter(f"expected a day as YYYY-MM-DD, got {text!r}") from None


CASE = click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
OUT = click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Write here instead, all or nothing.")
AS_OF = click.option("--as-of", metavar="D", type=day, help="Apply the law of this day to every transfer (YYYY-MM-DD).")
KNOWN_ON = click.option("--known-on", metavar="D", type=day, help="Use only law that was public on this day.")
INSTRUMENT = click.option("--instrument", "instruments", metavar="X", multiple=True, help="Only this pack; repeatable.")
SHORT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


@click.command(epilog=exits.RULE)
@CASE
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: by the ending of --out, else text.")
@OUT
@AS_OF
@KNOWN_ON
@INSTRUMENT
@click.option("--all", "everything", is_flag=True, help="In JSON, also what was examined and answered no.")
@click.option("--exit-code", "graded", is_flag=True, help="Let the exit status tell the loudest cell; see below.")
def check(
    case: Path,
    form: str | None,
    out: Path | None,
    as_of: date | None,
    known_on: date | None,
    instruments: tuple[str, ...],
    *,
    everything: bool,
    graded: bool,
) -> int:
    """Determine a case under every instrument, with reasons."""
    from acquis import pipeline
    from acquis.errors import CaseError
    from acquis.reports.words import count

    form = form or SUFFIXES.get(out.suffix.lower() if out else "", "text")
    try:
        outcome = pipeline.check(
            there(case), as_of=as_of, known_on=known_on, instruments=instruments or None, draw=form in DRAWN
        )
    except CaseError as fault:
        if form == "json" and out is None:
            put(_nothing(case, fault.problems, as_of, known_on).to_json())
        raise
    if outcome.problems:
        if form == "json" and out is None:
            put(outcome.to_json(all_entries=everything))
        say_problems(outcome.problems)
        told = count(len(outcome.problems), "problem")
        say(f"Error: {told} in {case}; nothing written. --format json shows what is known.")
        return exits.DATA
    put(render(outcome, form, case, out, as_of=as_of, known_on=known_on, everything=everything), out)
    return exits.grade(found.status for found in outcome.determinations) if graded else exits.OK


def render(
    outcome: Outcome,
    form: str,
    case: Path,
    out: Path | None = None,
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    everything: bool = False,
) -> str:
    """The outcome in one of the formats."""
    if form == "json":
        return outcome.to_json(all_entries=everything)
    if form == "csv":
        from acquis.reports.csv_ import csv_text

        return csv_text(outcome)
    if form == "md":
        from acquis.reports.markdown import markdown

        return markdown(outcome, packs=_views(outcome))
    if form == "html":
        from acquis.reports.html import html

        return html(outcome, proofs=_proofs(outcome, case, as_of, known_on), packs=_views(outcome))
    from acquis.reports.text import text

    return text(outcome, look(out))


def there(case: Path) -> Path:
    """The file, or the exit status for a file that is not there."""
    if not case.is_file():
        raise exits.NoInput(
            f"{case}: " + ("is a folder, not a case file" if case.is_dir() else "there is no such file")
        )
    return case


def _proofs(outcome: Outcome, case: Path, as_of: date | None, known_on: date | None) -> list[Proof]:
    from acquis import pipeline
    from acquis.reports.trim import trimmed

    found = pipeline.proofs(case, as_of=as_of, known_on=known_on, instruments=tuple(p.id for p in outcome.packs))
    return [trimmed(proof) for proof in found]


def _views(outcome: Outcome) -> list[PackView]:
    from acquis import pipeline

    return [pipeline.show_pack(pack.id) for pack in outcome.packs]


def _nothing(case: Path, problems: tuple[Problem, ...], as_of: date | None, known_on: date | None) -> Outcome:
    from acquis.terms.determination import Outcome

    today = date.today()
    return Outcome(
        case=case.stem,
        title="",
        as_of=as_of or today,
        known_on=known_on or today,
        packs=(),
        determinations=(),
        problems=problems,
        names={},
    )


@click.command()
@CASE
@click.argument("transfer")
@click.option("--instrument", metavar="X", required=True, help="The pack whose answer is to be explained.")
@click.option("--item", help="Only this item of the transfer.")
@click.option("--to", help="Only this recipient.")
@AS_OF
@KNOWN_ON
@SHORT
@click.option(
    "--all", "everything", is_flag=True, help="Every provision examined, not only those that carry the answer."
)
def explain(
    case: Path,
    transfer: str,
    instrument: str,
    item: str | None,
    to: str | None,
    as_of: date | None,
    known_on: date | None,
    form: str,
    *,
    everything: bool,
) -> None:
    """Show the proof of a cell, down to the facts."""
    from acquis import pipeline
    from acquis.reports.proof_text import proof_json, proof_text
    from acquis.reports.trim import trimmed, unrepeated

    proofs = pipeline.explain(there(case), transfer, instrument, item=item, to=to, as_of=as_of, known_on=known_on)
    proofs = tuple(unrepeated(proof) if everything else trimmed(proof) for proof in proofs)
    put(proof_json(proofs) if form == "json" else proof_text(proofs, look()))


@click.command()
@CASE
@AS_OF
@KNOWN_ON
@INSTRUMENT
@SHORT
def ask(case: Path, as_of: date | None, known_on: date | None, instruments: tuple[str, ...], form: str) -> None:
    """List the missing facts, the most useful first."""
    from acquis import pipeline
    from acquis.reports.proof_text import questions_json, questions_text

    questions = pipeline.ask(there(case), as_of=as_of, known_on=known_on, instruments=instruments or None)
    put(questions_json(questions) if form == "json" else questions_text(questions, look()))
