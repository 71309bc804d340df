"""The page of a comparison says what it rests on: packs, not a case file."""

from __future__ import annotations

from datetime import date

from acquis.comparison.compare import compare
from acquis.determination.library import shipped
from acquis.reports.compare_html import compare_html
from acquis.reports.compare_markdown import compare_markdown

DAY = date(2026, 11, 20)


def test_the_page_of_two_packs() -> None:
    found = compare(shipped(), "us-ear", "eu-dual-use", DAY, DAY, "quantum_computer")
    page = compare_html(found)
    for text in (page, compare_markdown(found)):
        assert "reading of the packs. It is not legal advice and not a decision" in text.replace("&#39;", "'")
        assert "case file" not in text
    assert ">Physical qubits and C-NOT error</h2>" in page
    assert '<td class="nowrap">' in page
