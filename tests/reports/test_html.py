"""The HTML report: one file that loads nothing, runs nothing and can be read by everyone."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from importlib import resources

import pytest

from acquis.reports.html import SECTIONS, html
from acquis.terms.determination import Outcome
from acquis.terms.proof import CoverageRow, PackView, Proof, SourceRow

VOID = {"meta", "link", "br", "img", "hr", "input", "rect", "circle", "path"}


class Reader(HTMLParser):
    """Collects tags and complains where they do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID or (tag == "rect" and not self.get_starttag_text().endswith("/>")):  # type: ignore[union-attr]
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"{tag} at {self.getpos()}")


@pytest.fixture
def page(outcome: Outcome, proof: Proof) -> str:
    view = PackView(
        stamp=outcome.packs[0],
        sources=(
            SourceRow(
                id="s", title="The annex", address="https://example.org/annex", retrieved="2026-09-21", grade="read"
            ),
        ),
        coverage=(
            CoverageRow(part="Annex I", state="modelled"),
            CoverageRow(part="Art. 8", state="partial", text="some"),
        ),
    )
    return html(outcome, proofs=[proof], packs=[view])


@pytest.fixture
def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def test_it_parses_and_nests(read: Reader) -> None:
    assert not read.faults
    assert not read.open


def test_it_runs_and_loads_nothing(page: str, read: Reader) -> None:
    assert not {"script", "iframe", "object", "embed", "link", "img", "base", "form"} & {tag for tag, _ in read.tags}
    for _, attributes in read.tags:
        assert not [name for name in attributes if name.startswith("on") or name in {"src", "srcset", "action"}]
        assert (attributes.get("href") or "#").startswith("#")
    style = page[page.index("<style>") : page.index("</style>")]
    assert "@import" not in style
    assert not re.search(r"url\((?!#)", page)


def test_every_link_leads_somewhere_and_ids_are_unique(read: Reader) -> None:
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = {word for _, a in read.tags for name in ("aria-labelledby",) for word in (a.get(name) or "").split()}
    links = {(attributes["href"] or "")[1:] for _, attributes in read.tags if "href" in attributes}
    assert (named | links) <= set(ids)


def test_headings_descend_without_a_gap(read: Reader) -> None:
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_sections_stand_in_reading_order(page: str) -> None:
    titles = [title for name, title, _ in SECTIONS if name != "unreached"]
    titles += ["Open questions, and who can answer them", "The matrix", "Qubits and C-NOT error", "Taken as given"]
    titles += ["Sources and editions", "Limits", "The proof of each cell"]
    places = [page.index(f">{title}</h2>") for title in titles]
    assert places == sorted(places)


def test_tables_have_captions_and_scopes(page: str, read: Reader) -> None:
    assert page.count("<table") == page.count("<caption")
    assert all("scope" in attributes for tag, attributes in read.tags if tag == "th")


def test_there_is_a_language_a_title_and_a_skip_link(page: str, read: Reader) -> None:
    assert ("html", {"lang": "en"}) in read.tags
    assert "<title>A refrigerator for Exland" in page
    assert 'href="#main"' in page[: page.index("<header>")]


def test_every_cell_leads_to_its_proof(page: str, outcome: Outcome) -> None:
    for number in range(1, len(outcome.determinations) + 1):
        assert f'href="#c{number}"' in page
        assert f'id="c{number}"' in page


def colours(style: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})", style))


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it."""

    def light(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * d for d in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


STYLE = (resources.files("acquis.reports") / "templates" / "style.css").read_text(encoding="utf-8")
THEMES = dict(zip(("light", "dark", "print"), STYLE.split(":root")[1:], strict=True))


@pytest.mark.parametrize("theme", THEMES)
def test_text_stands_out_from_its_ground(theme: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5:1 for text; 1.4.11: at least 3:1 for signs and edges."""
    found = colours(THEMES[theme].split("}")[0])
    grounds = [found[name] for name in found if name in {"paper", "soft"} or name.endswith("-bg")]
    for ground in grounds:
        assert contrast(found["ink"], ground) >= 4.5
        assert contrast(found["muted"], ground) >= 4.5
    for name in ("link", "l0", "l1", "l2", "l3", "l4"):
        assert contrast(found[name], found["paper"]) >= (4.5 if name == "link" else 3)
    for name in ("quiet", "free", "way", "ask", "stop", "open"):
        assert contrast(found[name], found[f"{name}-bg"]) >= 4.5
