"""Commands to begin with: demo runs an example that travels with acquis, schema prints the form of a case file."""

from __future__ import annotations

from pathlib import Path

import click

from acquis.cli import exits
from acquis.cli.case import render
from acquis.cli.output import put, say, say_problems

DEFAULT = "nordic-sakura"
MARK = b'<meta name="generator" content="acquis">'


@click.command()
@click.argument("name", default=DEFAULT)
@click.option("--list", "listed", is_flag=True, help="Name the examples instead.")
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=Path("report.html"),
    show_default=True,
    help="Where the report is written.",
)
def demo(name: str, out: Path, *, listed: bool) -> int:
    """Run an example and write its report."""
    from acquis import pipeline

    found = examples()
    if listed:
        put("".join(f"{example}\n" for example in found))
        return exits.OK
    if name not in found:
        raise click.UsageError(f"no example {name!r}; there are: {', '.join(found)}")
    if out.exists() and not _ours(out):
        raise click.UsageError(f"{out} is here already and is not a report of acquis; name another file with --out")
    case = found[name]
    say(f"acquis check {case}")
    outcome = pipeline.check(case, draw=True)
    say_problems(outcome.problems)
    put(render(outcome, "text", case))
    put(render(outcome, "html", case), out)
    say(f"Open {out} in a browser. Then: acquis ask {case}")
    return exits.DATA if outcome.problems else exits.OK


def examples() -> dict[str, Path]:
    """The examples that travel with acquis, or those of the checkout, by name."""
    import acquis

    home = Path(acquis.__file__).parent
    for folder in (home / "examples", home.parents[1] / "examples"):
        found = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
        if found:
            return found
    return {}


def _ours(path: Path) -> bool:
    with path.open("rb") as stream:
        return MARK in stream.read(1000)


@click.command()
def schema() -> None:
    """Print the JSON Schema (2020-12) of a case file."""
    from acquis import pipeline

    put(pipeline.schema())
