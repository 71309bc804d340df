"""Write the reference of the commands in docs/cli.md from their own help.

python -m tasks.cli_pages            writes it
python -m tasks.cli_pages --check    leaves the file alone and says whether it lags (exit status 1)
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from acquis.cli.main import main as acquis
from tasks.made import keep

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
MARK = (
    "<!-- made from the help of the commands by `python -m tasks.cli_pages`; what stands above is written by hand -->"
)
WIDTH = 96


def reference() -> str:
    """Every command with its help, in the order of the alphabet."""
    return "\n".join(line for path, command in commands(acquis, "acquis") for line in section(path, command))


def commands(group: click.Group, path: str) -> Iterable[tuple[str, click.Command]]:
    """The commands of a group and of the groups in it."""
    for name, command in sorted(group.commands.items()):
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


def section(path: str, command: click.Command) -> Iterable[str]:
    """One command: a heading and its help as printed."""
    context = click.Context(command, info_name=path, terminal_width=WIDTH, help_option_names=["-h", "--help"])
    yield from (f"## {path}", "", "```", command.get_help(context).strip(), "```", "")


def renewed(page: str) -> str:
    """The page with the part below the mark made anew."""
    return page[: page.index(MARK)] + f"{MARK}\n\n{reference()}"


def main() -> int:
    """Write the page, or check it."""
    return keep(PAGE, renewed, __doc__)


if __name__ == "__main__":
    sys.exit(main())
