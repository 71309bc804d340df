"""A page of text for the terminal: one place that knows about width, colour and signs the terminal can show."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from acquis.reports.words import STATUSES, clean

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
    def lines(self) -> box.Box:
        """The lines of tables."""
        return box.ASCII if self.ascii else box.HORIZONTALS


class Page:
    """Collects what is printed and gives it back as one text, the same bytes for the same values."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self._out = StringIO()
        self.console = Console(
            file=self._out,
            width=look.width,
            height=100,
            color_system="standard" if look.colour else None,
            force_terminal=look.colour,
            no_color=not look.colour,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
            _environ={},
        )

    def words(self, text: str, style: str = "") -> Text:
        """Text as the page may show it."""
        shown = clean(text)
        if self.look.ascii:
            shown = shown.translate(_PLAIN).encode("ascii", "replace").decode("ascii")
        return Text(shown, style=style)

    def status(self, status: str, weak: bool = False) -> Text:
        """The sign and the words of a status; † where it rests on less than the official text."""
        word = STATUSES[status]
        sign = word.plain if self.look.ascii else word.sign
        return self.words(f"{sign} {word.words}{' †' if weak else ''}", STYLES[status])

    def put(self, thing: RenderableType = "") -> None:
        """Add a table or a ready text."""
        self.console.print(thing)

    def line(self, text: str, style: str = "", *, indent: int = 0) -> None:
        """Add a line, wrapped with its indent kept; never indented beyond half the page."""
        left = min(indent, self.look.width // 2)
        self.console.print(Padding(self.words(text, style), (0, 0, 0, left), expand=False))

    def heading(self, text: str) -> None:
        """Add a heading with a free line above it."""
        self.console.print()
        self.line(text, "bold")

    def text(self) -> str:
        """Everything printed, without spaces at line ends, ending in one newline."""
        lines = [line.rstrip() for line in self._out.getvalue().splitlines()]
        return "\n".join(lines).strip("\n") + "\n"
