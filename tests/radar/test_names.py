"""Names in the drawing of a road-map stand beside the marks, never on one."""

from __future__ import annotations

from acquis.reports.radar_svg import _beside


def test_a_name_leaves_the_next_mark_free() -> None:
    right = 420.0
    taken = [(393.0, 407.0, 104.0), (right - 7, right + 7, 104.0)]
    spot, anchor = _beside(400.0, 100.0, 80.0, taken)
    assert (spot, anchor) == (104.0, "end")
