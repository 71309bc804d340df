"""The planes: what is drawn is what the table says."""

from __future__ import annotations

import re
from fractions import Fraction
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.reports.plane import Drawing, axes, draw, pixel_x, pixel_y
from acquis.reports.scale import Axis, axis, number_words, value_words
from acquis.terms.determination import Outcome, Plane
from acquis.terms.value import Span


@pytest.fixture
def plane(outcome: Outcome) -> Plane:
    return outcome.planes[0]


@pytest.fixture
def drawing(plane: Plane, outcome: Outcome) -> Drawing:
    return draw(plane, prefix="p", instruments={p.id: p.name for p in outcome.packs}, names=outcome.names)


def test_every_box_and_device_of_the_table_is_drawn_with_the_same_words(drawing: Drawing) -> None:
    told = [unescape(one) for one in re.findall(r"<title>([^<]*)</title>", drawing.svg)]
    for row in drawing.ladders:
        assert f"{row.name}, {row.entry}: Physical qubits {row.x}; C-NOT error {row.y}" in told
    for device in drawing.devices:
        assert f"{device.name}: Physical qubits {device.x}; C-NOT error {device.y}" in told
    assert len(told) == len(drawing.ladders) + len(drawing.devices)


def test_boxes_stand_where_their_numbers_are(plane: Plane, drawing: Drawing) -> None:
    across, up = axes(plane)
    box = plane.ladders[0].boxes[0]
    found = re.search(
        r'<rect class="ladder l0" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', drawing.svg
    )
    assert found is not None
    x, y, width, _ = map(float, found.groups())
    assert x == pytest.approx(pixel_x(across, box[1].lower), abs=0.1)
    assert x + width == pytest.approx(pixel_x(across, box[1].upper), abs=0.1)
    assert y == pytest.approx(pixel_y(up, box[2].upper), abs=0.1)


def test_devices_stand_where_their_numbers_are(plane: Plane, drawing: Drawing) -> None:
    across, up = axes(plane)
    x, y = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="5.5"', drawing.svg)[0]
    assert float(x) == pytest.approx(pixel_x(across, Fraction(53)), abs=0.1)
    assert float(y) == pytest.approx(pixel_y(up, Fraction(1, 200)), abs=0.1)


def test_ladders_that_coincide_are_both_seen(plane: Plane, drawing: Drawing) -> None:
    assert plane.ladders[0].boxes[0][1:] == plane.ladders[1].boxes[0][1:]
    frames = re.findall(r'<rect class="ladder (l\d)" x="([\d.]+)" [^>]*fill="url\(#(p-h\d)\)"><title>', drawing.svg)
    first = next(frame for frame in frames if frame[0] == "l0")
    second = next(frame for frame in frames if frame[0] == "l1")
    assert first[1:] != second[1:]


def test_what_is_not_stated_is_drawn_open(drawing: Drawing) -> None:
    assert drawing.devices[2].y == "not stated"
    assert '<g class="device open">' in drawing.svg
    assert ">i6 ?</text>" in drawing.svg


def test_hostile_names_are_escaped(plane: Plane) -> None:
    drawing = draw(plane, prefix="p", instruments={"xx-list": "<script>"}, names={"i4": "</svg><img>"})
    assert "<script>" not in drawing.svg
    assert "<img>" not in drawing.svg


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (Span(Fraction(34), Fraction(100), upper_open=True), "", "34 to under 100"),
        (Span(upper=Fraction(1, 10000)), "", "at most 0.0001"),
        (Span(lower=Fraction(2000)), "", "2000 or more"),
        (Span(), "", "any"),
        (Span(upper=Fraction(4), upper_open=True), "K", "under 4 K"),
        (Span(lower=Fraction(4), lower_open=True), "", "over 4"),
        (Fraction(600, 10**6), "W", "600 µW"),
        (Fraction(1, 10), "K", "100 mK"),
        (Fraction(3, 2), "W", "1.5 W"),
        (None, "", "not stated"),
    ],
)
def test_numbers_are_written_as_people_write_them(value: object, unit: str, words: str) -> None:
    assert value_words(value, unit) == words


@given(st.fractions(min_value=Fraction(1, 10**9), max_value=10**7), st.sampled_from(["", "W", "K"]))
def test_numbers_keep_their_size(number: Fraction, unit: str) -> None:
    told = number_words(number, unit)
    size, _, rest = told.partition(" ")
    factor = {"p": -12, "n": -9, "µ": -6, "m": -3, "k": 3, "M": 6}.get(rest[:1] if len(rest) == 2 else "", 0)
    assert float(size) * 10**factor == pytest.approx(float(number), rel=1e-6)


@given(st.lists(st.fractions(min_value=Fraction(1, 10**6), max_value=10**6), max_size=5))
def test_every_number_lies_inside_the_axis(numbers: list[Fraction]) -> None:
    made = axis("item.physical_qubits", numbers)
    assert isinstance(made, Axis)
    assert all(0 <= made.place(number) <= 1 for number in numbers)
    assert made.low < made.high
