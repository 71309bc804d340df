"""The report as one self-contained HTML file: no script, nothing loaded from elsewhere, readable by everyone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from acquis.reports import words
from acquis.reports.digest import Digest, digest, words_of
from acquis.reports.gather import by_who, where
from acquis.reports.plane import Drawing, draw
from acquis.terms.answer import Answer
from acquis.terms.determination import Outcome
from acquis.terms.proof import PackView, Proof

SECTIONS = (
    ("today", "What you can do today", words.NO_REQUIREMENT),
    (
        "conditions",
        "What you can do on conditions",
        "An exception or general authorisation may be used, as its text says.",
    ),
    ("licence", "What needs a licence", "An authority must be asked, and must have answered, before the transfer."),
    ("prohibited", "What is prohibited", "An instrument forbids it as described."),
    (
        "open",
        "What is not settled yet",
        "Facts or law are open. The quietest and the loudest possible answer are given.",
    ),
    ("unreached", "What no instrument held here reaches", words.UNREACHED),
)
"""The headings of the report and what stands under each, in reading order."""


def html(outcome: Outcome, *, proofs: Sequence[Proof] = (), packs: Sequence[PackView] = ()) -> str:
    """The whole report. ``proofs`` add every step of every cell, ``packs`` the sources and the coverage."""
    found = digest(outcome)
    traces = {(p.transfer, p.item, p.to, p.instrument): p for p in proofs}
    page = (
        environment()
        .get_template("report.html.j2")
        .render(
            d=found,
            outcome=outcome,
            sections=SECTIONS,
            drawings=drawings(found),
            packs=packs,
            trace_of=lambda cell: traces.get(_key(cell.determination)),
        )
    )
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def drawings(found: Digest) -> tuple[Drawing, ...]:
    """Every plane of the outcome, drawn."""
    outcome = found.outcome
    instruments = {pack.id: pack.name for pack in outcome.packs}
    return tuple(
        draw(plane, prefix=f"plane{number}", instruments=instruments, names=outcome.names)
        for number, plane in enumerate(outcome.planes, start=1)
    )


def _key(found: Any) -> tuple[str, str, str, str]:  # noqa: ANN401 - a determination or a proof
    return found.transfer, found.item, found.to, found.instrument


def _shown(value: object) -> object:
    """What may be printed: text on one line without control characters; markup as it is."""
    return words.clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def environment() -> Environment:
    """Where the templates of all pages are found, and how they are filled in."""
    made = Environment(
        loader=PackageLoader("acquis.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"markup": Markup, "words_of": words_of}
    made.globals |= {"words": words, "Answer": Answer, "where": where, "by_who": by_who, "count": words.count}
    return made
