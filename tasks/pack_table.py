"""Write the table of packs in README.md from the packs themselves.

    python -m tasks.pack_table            writes it
    python -m tasks.pack_table --check    leaves the file alone and says whether it lags (exit status 1)

Paragraphs are those in force on the day of the pack's edition, so that the table does not change by waiting.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from acquis.determination.library import Library, shipped
from acquis.rules.pack import Pack
from acquis.terms.determination import GRADES

PAGE = Path(__file__).resolve().parents[1] / "README.md"
BEGIN = "<!-- made from the packs by `make docs` -->"
END = "<!-- end of what is made -->"
HEAD = (
    "| pack | text as of | answers from | entries | provisions by grade | parts held · in part · pointer |",
    "|---|---|---|---|---|---|",
)


def rows(library: Library) -> Iterable[str]:
    """One row for each pack."""
    for id_, pack in library.packs.items():
        states = Counter(row.state for row in pack.coverage)
        held = " · ".join(str(states[state]) for state in ("modelled", "partial", "pointer"))
        entries = len(pack.entries) or "–"
        yield f"| `{id_}` | {pack.edition} | {pack.covers_from} | {entries} | {graded(library, pack)} | {held} |"


def graded(library: Library, pack: Pack) -> str:
    """How many paragraphs, requirements and authorizations in force there are of each grade."""
    day = date.fromisoformat(pack.edition)
    book = library.whole(pack.id, day, day)
    grades = Counter(leaf.evidence for leaf in book.leaves)
    for provisions in (pack.requirements, pack.authorizations):
        grades.update(provision.evidence for provision in provisions if provision.on(day, day))
    return ", ".join(f"{grades[grade]} {grade}" for grade in GRADES if grades[grade])


def page(text: str, library: Library) -> str:
    """The page with its table made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + "\n".join((BEGIN, *HEAD, *rows(library), END)) + after


def main() -> int:
    """Write the table, or say whether it lags."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 if the page lags")
    check = parser.parse_args().check
    text = PAGE.read_text(encoding="utf-8")
    made = page(text, shipped())
    if made != text and not check:
        PAGE.write_text(made, encoding="utf-8")
    if made != text and check:
        print("README.md lags behind the packs: run make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
