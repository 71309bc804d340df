"""Every format says everything the outcome says, in the same words, the same bytes each time."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acquis.reports.csv_ import COLUMNS, csv_text, guarded
from acquis.reports.digest import digest
from acquis.reports.html import html
from acquis.reports.markdown import markdown, md
from acquis.reports.page import Look
from acquis.reports.text import text
from acquis.reports.words import STATUSES, status_words
from acquis.terms.determination import Determination, Outcome, Status
from acquis.terms.proof import Proof

FORMATS: dict[str, Callable[[Outcome], str]] = {
    "text": text,
    "narrow": lambda o: text(o, Look(width=50)),
    "ascii": lambda o: text(o, Look(width=70, ascii=True)),
    "csv": csv_text,
    "md": markdown,
    "html": html,
    "json": lambda o: o.to_json(),
}
VERDICTS = re.compile(
    r"\b(compliant|compliance|safe|safely|cleared|clearance|approved|approval|blacklist)\b", re.IGNORECASE
)


def flat(page: str) -> str:
    """The words of a page without its markup and line breaks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.replace("&nbsp;", " ")).replace("\\", ""))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_names_every_cell_and_reason(form: str, outcome: Outcome) -> None:
    page = flat(FORMATS[form](outcome))
    for row in digest(outcome).rows:
        assert row.transfer in page
        for cell in row.cells:
            assert cell.instrument in page
            assert (cell.determination.status if form == "json" else cell.words) in page
    for word in ("Declare GEN01 on the form.", "How much power?", "manufacturer", "What is power?", "Keep records.",
                 "Nothing leaves.", "no list loaded: parties taken as unlisted", "2032-06-15"):  # fmt: skip
        assert word in page


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_gives_a_verdict(form: str, outcome: Outcome) -> None:
    assert not VERDICTS.search(FORMATS[form](outcome))


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_values_give_the_same_bytes(form: str, outcome: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    first = FORMATS[form](outcome)
    monkeypatch.setenv("COLUMNS", "33")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    assert FORMATS[form](outcome) == first


def test_an_empty_case_still_gives_a_page(make: Callable[..., Outcome]) -> None:
    for form in FORMATS.values():
        assert form(make()).strip()


def test_every_status_has_words_and_its_own_sign() -> None:
    assert set(STATUSES) == {*(status.name for status in Status), "undetermined"}
    for signs in ([w.sign for w in STATUSES.values()], [w.plain for w in STATUSES.values()]):
        assert len(set(signs)) == len(signs)
    assert all(word.plain.isascii() for word in STATUSES.values())


def test_ascii_pages_are_ascii(outcome: Outcome) -> None:
    assert text(outcome, Look(width=70, ascii=True)).isascii()


def test_a_page_without_colour_has_no_escape_codes(outcome: Outcome) -> None:
    assert "\x1b" not in text(outcome)
    assert "\x1b" in text(outcome, Look(colour=True))


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140, 200])
def test_lines_keep_to_the_width(width: int, outcome: Outcome) -> None:
    assert max(map(len, text(outcome, Look(width=width)).splitlines())) <= width


class TestCsv:
    """RFC 4180, one row per determination, and no cell that a spreadsheet would run."""

    def test_one_row_per_determination(self, outcome: Outcome) -> None:
        rows = list(csv.DictReader(StringIO(csv_text(outcome), newline="")))
        assert tuple(rows[0]) == COLUMNS
        assert [(r["transfer"], r["instrument"], r["status"]) for r in rows] == [
            (d.transfer, d.instrument, d.status) for d in outcome.determinations
        ]

    def test_lines_end_as_the_standard_says(self, outcome: Outcome) -> None:
        page = csv_text(outcome)
        assert page.count("\r\n") == page.count("\n") == len(outcome.determinations) + 1

    @given(st.text())
    def test_no_cell_can_be_taken_for_a_formula(self, told: str) -> None:
        assert guarded(told)[:1] not in {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"}
        assert not guarded(told).lstrip().startswith(("=", "+", "-", "@"))

    def test_a_hostile_title_stays_text(self, make: Callable[..., Outcome], cell: Callable[..., Determination]) -> None:
        page = csv_text(make(cell("t1", "xx-list", Status.not_listed), item='=HYPERLINK("http://x","y")'))
        assert next(iter(csv.DictReader(StringIO(page))))["item_name"].startswith("'=")


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% raw %}",
    "| a | b |\n# heading",
    "[click](javascript:alert(1))",
    "\x1b[31mred\x1b]0;title\x07",
    "abc\u202edef",
    "</style></title><svg onload=1>",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_words_stay_words(title: str, make: Callable[..., Outcome], cell: Callable[..., Determination]) -> None:
    outcome = make(cell("t1", "xx-list", Status.license_required), title=title, item=title)
    for name, form in FORMATS.items():
        page = form(outcome)
        if name != "json":
            assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\u202e]", page)
    page = html(outcome)
    assert "<script" not in page
    assert "<img" not in page
    assert "onload=1>" not in page
    assert "javascript:alert" not in re.findall(r'href="([^"]*)"', page)
    assert not re.search(r"^# heading|(?<!\\)\]\(javascript", markdown(outcome), re.MULTILINE)
    assert text(outcome).isprintable() or all(line.isprintable() for line in text(outcome).splitlines())


@given(st.text(max_size=40))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_markdown_escapes_keep_to_one_line(told: str) -> None:
    shown = md(told)
    assert "\n" not in shown
    assert not re.search(r"(?<!\\)[<>|\[\]]", shown.replace("\\\\", ""))


@given(
    st.lists(
        st.tuples(st.sampled_from(["t1", "t2", "t3"]), st.sampled_from(list(Status)), st.sampled_from(list(Status))),
        min_size=1,
        max_size=6,
        unique_by=lambda one: one[0],
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_row_stands_under_a_quieter_heading(
    make: Callable[..., Outcome],
    cell: Callable[..., Determination],
    cells: list[tuple[str, Status, Status]],
) -> None:
    outcome = make(*(cell(transfer, "xx-list", min(a, b), max(a, b)) for transfer, a, b in cells))
    for row in digest(outcome).rows:
        loudest = max(c.determination.at_most for c in row.cells)
        if row.group == "today":
            assert loudest <= Status.no_license_required
        if row.group == "conditions":
            assert loudest == Status.authorization_available
    for form in FORMATS.values():
        page = flat(form(outcome))
        for found in outcome.determinations:
            assert status_words(found.status) in page or found.status in page


def test_steps_of_a_proof_stand_in_the_page(outcome: Outcome, proof: Proof) -> None:
    page = flat(html(outcome, proofs=[proof]))
    for told in ("Which entries does the item meet?", "power ≥ 600 µW", "power = 1 mW (demo.yaml:12)", "A note."):
        assert told in page
