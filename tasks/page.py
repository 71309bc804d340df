"""Print what a benchmark found and, where asked, keep it in docs/benchmarks.md exactly as it was printed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def tell(part: str, lines: Iterable[str], *, write: bool) -> None:
    """Print the lines as they come; with ``write``, put them between the marks of that part of the page."""
    told = []
    for line in lines:
        print(line, flush=True)
        told.append(line.rstrip())
    if write:
        PAGE.write_text(placed(PAGE.read_text(encoding="utf-8"), part, told, date.today()), encoding="utf-8")


def placed(page: str, part: str, lines: Iterable[str], day: date) -> str:
    """The page with the lines between ``<!-- part -->`` and ``<!-- end of part -->``; ValueError without the marks."""
    block = "\n".join((f"<!-- {part} -->", "", f"Measured on {day}:", "", "```text", *lines, "```", ""))
    page, count = re.subn(
        rf"<!-- {part} -->.*?(?=<!-- end of {part} -->)", lambda _: f"{block}\n", page, flags=re.DOTALL
    )
    if count != 1:
        raise ValueError(f"docs/benchmarks.md has no place for {part!r}")
    return page
