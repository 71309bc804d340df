"""Write the worked example of docs/comparing.md: three books on three days, on the quantum concepts.

python -m tasks.comparison_example            writes it
python -m tasks.comparison_example --check    leaves the file alone and says whether it lags (exit status 1)
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

from acquis.comparison.compare import Shelves, things
from acquis.comparison.concepts import concept
from acquis.comparison.relate import relate
from acquis.determination.library import Library, shipped
from acquis.reports.compare_rows import sheet
from acquis.reports.markdown import md
from acquis.terms.comparison import Comparison, Related, Relation, Told
from tasks.made import keep

PAGE = Path(__file__).resolve().parents[1] / "docs" / "comparing.md"
MARK = "<!-- made from the packs by `python -m tasks.comparison_example`; what stands above is written by hand -->"
BOOKS = ("us-ear", "eu-dual-use", "gb-export-control")
DAYS = (date(2024, 5, 1), date(2024, 10, 1), date(2026, 11, 20))
KNOWN_ON = date(2026, 11, 20)
SHORT = {
    Relation.equal: "the same",
    Relation.contains: "{a} lists more",
    Relation.within: "{b} lists more",
    Relation.overlaps: "each lists more",
    Relation.disjoint: "nothing in common",
    Relation.only_a: "{a} alone",
    Relation.only_b: "{b} alone",
    Relation.neither: "neither",
}
CONCEPTS = (
    "quantum_computer",
    "qubit_device for quantum_computer",
    "parametric_amplifier",
    "cryogenic_system",
    "pulse_tube_cooler",
    "cryogenic_wafer_prober",
    "isotopic_material",
)
MACHINE = "quantum_computer"
"""Technology and software are asked about for this and what is made for it."""
MOST = 1
"""So many regions of each difference are shown."""


def example() -> str:
    """The example as Markdown."""
    return "\n".join(_lines(shipped(*BOOKS))).rstrip() + "\n"


def _lines(library: Library) -> Iterator[str]:
    for day in DAYS:
        found = [compared(library, a, b, day) for a, b in combinations(BOOKS, 2)]
        yield f"## The law of {day.isoformat()}"
        yield ""
        yield from _table(found)
        yield ""
        for comparison in found:
            yield from _differences(comparison)
        yield ""


def _table(found: Sequence[Comparison]) -> Iterator[str]:
    """Concepts down, pairs of books across."""
    yield "| concept | " + " | ".join(f"{one.a.id} : {one.b.id}" for one in found) + " |"
    yield "|---|" + "---|" * len(found)
    for rows in zip(*(one.concepts for one in found), strict=True):
        cells = (SHORT[row.relation].format(a=one.a.id, b=one.b.id) for row, one in zip(rows, found, strict=True))
        yield f"| {rows[0].title} | " + " | ".join(cells) + " |"


def _differences(found: Comparison) -> Iterator[str]:
    """One region of each difference, with its paragraphs."""
    told = sheet(found)
    for row in (*told.rows, *told.told):
        for side in (told.a, told.b):
            first = next((one for one in row.differences if one.by == side and not one.perhaps), None)
            if first is not None:
                about = f", {row.about}" if row.about else ""
                yield f"* {told.a} : {told.b}, **{md(row.title)}**{md(about)}."
                yield f"  {side} alone, {', '.join(first.entries)}: {md(first.sentence)}"


def compared(library: Library, a: str, b: str, day: date) -> Comparison:
    """Two books on the concepts of the example, and on technology and software for them."""
    both = Shelves(library, *(library.examiner(id_, day, KNOWN_ON).shelf for id_ in (a, b)))
    found: list[Related] = []
    told: list[Told] = []
    for text in CONCEPTS:
        one = concept(text, library.catalogue)
        books = both.pair(one)
        found.append(relate(*books, most=MOST))
        for witness, listed_by in things(found[-1]) if text.endswith(MACHINE) else ():
            for pair in both.about(books, witness):
                related = relate(*pair, most=MOST)
                if related.relation is not Relation.neither:
                    entries = {"thing_a": witness.entries_a, "thing_b": witness.entries_b}
                    told.append(Told(related=related, about=pair[0].given, listed_by=listed_by, **entries))
    stamps = library.stamps((a, b))
    return Comparison(a=stamps[0], b=stamps[1], as_of=day, known_on=KNOWN_ON, concepts=tuple(found), told=tuple(told))


def renewed(page: str) -> str:
    """The page with the part below the mark made anew."""
    return page[: page.index(MARK)] + f"{MARK}\n\n{example()}"


def main() -> int:
    """Write the page, or check it."""
    return keep(PAGE, renewed, __doc__)


if __name__ == "__main__":
    sys.exit(main())
