"""acquis on the command line: commands, and what becomes of whatever goes wrong."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any

import click

from acquis import __version__
from acquis.cli import exits
from acquis.cli.batch import batch
from acquis.cli.case import ask, check, explain
from acquis.cli.output import say, say_problems
from acquis.cli.pack import packs
from acquis.cli.radar import radar
from acquis.cli.start import demo, schema
from acquis.errors import CaseError, PackError, TableError, UsageError


class Acquis(click.Group):
    """The group of all commands; its exit statuses are those of the contract."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **extra: Any) -> Any:  # noqa: ANN401
        """Run a command and leave with its exit status."""
        extra["standalone_mode"] = False
        sys.exit(guarded(lambda: super(Acquis, self).main(args, prog_name or "acquis", **extra)))


def guarded(run: Callable[[], Any]) -> int:
    """Run, and turn whatever goes wrong into a message and an exit status; never a traceback."""
    try:
        result = run()
        sys.stdout.flush()
        return result if isinstance(result, int) else exits.OK
    except click.UsageError as fault:
        fault.show(sys.stderr)
        return exits.USAGE
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except (click.Abort, KeyboardInterrupt):
        return exits.INTERRUPTED
    except click.ClickException as fault:
        fault.show(sys.stderr)
        return fault.exit_code
    except UsageError as fault:
        say(f"Error: {fault}")
        return exits.USAGE
    except (CaseError, PackError, TableError) as fault:
        say_problems(fault.problems)
        say(f"Error: {fault.args[0]}")
        return exits.DATA
    except (BrokenPipeError, exits.ReaderGone):
        # The reader has gone. Standard output leads nowhere from here on, so that leaving stays quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return exits.PIPE
    except Exception as fault:
        if os.environ.get("ACQUIS_DEBUG"):
            traceback.print_exc()
        say(f"Internal fault: {type(fault).__name__}: {fault}")
        say("This is a fault of acquis, not of your file. Run again with ACQUIS_DEBUG=1 and report what it prints.")
        return exits.INTERNAL


@click.group(
    name="acquis",
    cls=Acquis,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Results go to standard output, messages to standard error. Nothing is sent over the network.",
)
@click.version_option(__version__, message="acquis %(version)s")
def main() -> None:
    """Export-control law as data: one case file in, an explained determination per legal instrument out.

    A determination is a machine's reasoned proposal. It is not legal advice and not a decision: a person decides.
    """


@click.command()
def version() -> None:
    """Print the version of acquis."""
    click.echo(f"acquis {__version__}")


for command in (batch, check, explain, ask, demo, packs, radar, schema, version):
    main.add_command(command)
