"""A page of text for the terminal: one place that knows about width, colour and signs the terminal can show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from typing import TYPE_CHECKING

from acquis.reports.words import STATUSES, clean
from acquis.reports.wrap import wrapped

if TYPE_CHECKING:  # slow to import, and a page of plain sentences does without
    from rich.box import Box
    from rich.console import Console, RenderableType
    from rich.text import Text

STYLES = {
    "out_of_scope": "dim",
    "not_listed": "dim",
    "excluded": "dim",
    "no_license_required": "",
    "authorization_available": "cyan",
    "license_required": "bold yellow",
    "prohibited": "bold red",
    "undetermined": "magenta",
}
_PLAIN = str.maketrans({
    "–": "-", "—": "-", "→": "->", "…": "...", "·": "|", "†": "+", "“": '"', "”": '"', "’": "'", "×": "x", "µ": "u",
    "│": "|", "├": "|", "└": "`", "─": "-", "•": "*",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """How wide the page is, whether it may use colour, and whether only ASCII can be shown."""

    width: int = 100
    colour: bool = False
    ascii: bool = False

    @property
    def lines(self) -> Box:
        """The lines of tables."""
        from rich import box

        return box.ASCII if self.ascii else box.HORIZONTALS


class Page:
    """Collects what is printed and gives it back as one text, the same bytes for the same values."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self._out = StringIO()

    @cached_property
    def console(self) -> Console:
        """What draws tables and colours, and breaks lines of wide signs."""
        from rich.console import Console

        return Console(
            file=self._out,
            width=self.look.width,
            height=100,
            color_system="standard" if self.look.colour else None,
            force_terminal=self.look.colour,
            no_color=not self.look.colour,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
            _environ={},
        )

    def words(self, text: str, style: str = "") -> Text:
        """Text as the page may show it."""
        from rich.text import Text

        return Text(self._shown(text), style=style)

    def _shown(self, text: str) -> str:
        shown = clean(text)
        if self.look.ascii:
            shown = shown.translate(_PLAIN).encode("ascii", "replace").decode("ascii")
        return shown

    def status(self, status: str, weak: bool = False) -> Text:
        """The sign and the words of a status; † where it rests on less than the official text."""
        word = STATUSES[status]
        sign = word.plain if self.look.ascii else word.sign
        return self.words(f"{sign} {word.words}{' †' if weak else ''}", STYLES[status])

    def put(self, thing: RenderableType) -> None:
        """Add a table or a ready text."""
        self.console.print(thing)

    def space(self) -> None:
        """Add a free line."""
        self._out.write("\n")

    def line(self, text: str, style: str = "", *, indent: int = 0) -> None:
        """Add a line, wrapped with its indent kept; never indented beyond half the page."""
        left = min(indent, self.look.width // 2)
        plain = None if self.look.colour else wrapped(self._shown(text), self.look.width - left)
        if plain is not None:
            self._out.writelines(f"{' ' * left}{line}\n" for line in plain)
            return
        from rich.padding import Padding

        self.console.print(Padding(self.words(text, style), (0, 0, 0, left), expand=False))

    def heading(self, text: str) -> None:
        """Add a heading with a free line above it."""
        self.space()
        self.line(text, "bold")

    def text(self) -> str:
        """Everything printed, without spaces at line ends, ending in one newline."""
        lines = [line.rstrip() for line in self._out.getvalue().splitlines()]
        return "\n".join(lines).strip("\n") + "\n"
