"""docs/comparing.md cannot lag behind the packs."""

from __future__ import annotations

from tasks.comparison_example import PAGE, renewed


def test_the_worked_example_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == renewed(page), "run: python -m tasks.comparison_example"
