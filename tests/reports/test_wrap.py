"""Plain lines are broken as Rich breaks them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.padding import Padding

from acquis.reports.page import Look, Page
from acquis.reports.wrap import wrapped

TEXTS = st.text(alphabet="abcde     –“”†→≥×µ²·ä日\u0301", max_size=200)


@given(TEXTS, st.integers(min_value=10, max_value=60), st.integers(min_value=0, max_value=4))
def test_lines_are_those_of_rich(text: str, width: int, indent: int) -> None:
    ours, theirs = Page(Look(width=width)), Page(Look(width=width))
    ours.line(text, indent=indent)
    theirs.console.print(Padding(theirs.words(text), (0, 0, 0, indent), expand=False))
    assert ours.text() == theirs.text()


def test_a_wide_sign_and_a_word_too_long_are_left_to_rich() -> None:
    assert wrapped("a b", 2) == ("a ", "b")
    assert wrapped("", 2) == ()
    assert wrapped("abc", 2) is None
    assert wrapped("日", 2) is None
