"""Two facts drawn against each other on log axes: every instrument's ladder and the case's devices, as inline SVG.

Each ladder has its own hatching, outline and inset, so that ladders that coincide are all seen; nothing is told by
colour alone. The table beside the drawing is made from the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from acquis.reports.scale import Axis, axis, ends, value_words
from acquis.terms.determination import Plane

WIDTH, LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 780, 92, 30, 16, 54, 400
_INSET = 3.0
_HATCHES = ("M-2,2 l4,-4 M0,10 l10,-10 M8,12 l4,-4", "M-2,8 l4,4 M0,0 l10,10 M8,-2 l4,4", "M0,5 h10", "M5,0 v10")
_DOTS = '<circle cx="5" cy="5" r="1.3"/>'


@dataclass(frozen=True, slots=True)
class LadderRow:
    """One box of one ladder, in the words of the table."""

    instrument: str
    name: str
    entry: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One device of the case, in the words of the table."""

    device: str
    name: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A plane ready for the page: the SVG and the same data in rows."""

    id: str
    title: str
    x_title: str
    y_title: str
    svg: str
    ladders: tuple[LadderRow, ...]
    devices: tuple[DeviceRow, ...]


def axes(plane: Plane) -> tuple[Axis, Axis]:
    """The two axes of a plane."""
    boxes = [box for ladder in plane.ladders for box in ladder.boxes]
    return (
        axis(plane.x, [*(box[1] for box in boxes), *(device[1] for device in plane.devices)]),
        axis(plane.y, [*(box[2] for box in boxes), *(device[2] for device in plane.devices)]),
    )


def draw(plane: Plane, *, prefix: str, instruments: Mapping[str, str], names: Mapping[str, str]) -> Drawing:
    """Draw a plane. ``prefix`` keeps the ids of two drawings on one page apart."""
    across, up = axes(plane)
    ladders = tuple(
        LadderRow(
            ladder.instrument,
            instruments.get(ladder.instrument, ladder.instrument),
            entry,
            value_words(x, across.unit),
            value_words(y, up.unit),
        )
        for ladder in plane.ladders
        for entry, x, y in ladder.boxes
    )
    devices = tuple(
        DeviceRow(device, names.get(device, device), value_words(x, across.unit), value_words(y, up.unit))
        for device, x, y in plane.devices
    )
    svg = _svg(plane, across, up, prefix, ladders, devices, instruments)
    return Drawing(plane.id, plane.title, across.title, up.title, svg, ladders, devices)


def pixel_x(across: Axis, number: Fraction | float) -> float:
    """The horizontal place of a number in the drawing."""
    return LEFT + across.place(number) * (WIDTH - LEFT - RIGHT)


def pixel_y(up: Axis, number: Fraction | float) -> float:
    """The vertical place of a number in the drawing; larger numbers stand higher."""
    return HEIGHT - BOTTOM - up.place(number) * (HEIGHT - BOTTOM - TOP)


def _svg(
    plane: Plane,
    across: Axis,
    up: Axis,
    prefix: str,
    ladders: tuple[LadderRow, ...],
    devices: tuple[DeviceRow, ...],
    instruments: Mapping[str, str],
) -> str:
    legend = [_short(ladder.instrument, instruments.get(ladder.instrument, "")) for ladder in plane.ladders]
    height = HEIGHT + 24 * len(legend) + (30 if plane.devices else 0)
    summary = f"{plane.title}. {len(ladders)} boxes of {len(legend)} instruments and {len(devices)} device points."
    parts = [
        f'<svg class="plane" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{prefix}-t {prefix}-d">',
        f'<title id="{prefix}-t">{escape(plane.title)}</title>',
        f'<desc id="{prefix}-d">{escape(summary)} The table below holds the same data.</desc>',
        _definitions(prefix, len(plane.ladders)),
        _grid(across, up),
        f'<g clip-path="url(#{prefix}-clip)">',
        *_boxes(plane, across, up, prefix, ladders),
        "</g>",
        *_rungs(plane, across, up),
        *_devices(plane, across, up, devices),
        *_legend(legend, prefix, bool(plane.devices)),
        "</svg>",
    ]
    return "\n".join(parts)


def _definitions(prefix: str, ladders: int) -> str:
    hatches = "".join(
        f'<pattern id="{prefix}-h{k}" class="ladder l{k % 5}" width="10" height="10" patternUnits="userSpaceOnUse">'
        + (f'<path d="{_HATCHES[k % 5]}" fill="none"/>' if k % 5 < len(_HATCHES) else _DOTS)
        + "</pattern>"
        for k in range(ladders)
    )
    inside = f'x="{LEFT}" y="{TOP}" width="{WIDTH - LEFT - RIGHT}" height="{HEIGHT - TOP - BOTTOM}"'
    return f'<defs>{hatches}<clipPath id="{prefix}-clip"><rect {inside}/></clipPath></defs>'


def _grid(across: Axis, up: Axis) -> str:
    floor, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    lines, words = [], []
    for power in range(across.low, across.high + 1):
        x = f"{pixel_x(across, 10.0**power):.1f}"
        lines.append(f'<path d="M{x},{TOP} V{floor}"/>')
        words.append(f'<text x="{x}" y="{floor + 18}" text-anchor="middle">{across.tick(power)}</text>')
    for power in range(up.low, up.high + 1):
        y = pixel_y(up, 10.0**power)
        lines.append(f'<path d="M{LEFT},{y:.1f} H{right}"/>')
        words.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{up.tick(power)}</text>')
    middle = (TOP + floor) / 2
    titles = (
        f'<text class="axis" x="{(LEFT + right) / 2:.0f}" y="{floor + 40}" text-anchor="middle">'
        f"{escape(across.title)}, log scale</text>"
        f'<text class="axis" transform="translate(16 {middle:.0f}) rotate(-90)" text-anchor="middle">'
        f"{escape(up.title)}, log scale</text>"
    )
    return f'<g class="grid">{"".join(lines)}</g><g class="ticks">{"".join(words)}{titles}</g>'


def _frame(x: object, y: object, across: Axis, up: Axis, inset: float) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a box; an end that is open runs out of the picture."""
    (x0, x1), (y0, y1) = ends(x), ends(y)
    left = pixel_x(across, x0) + inset if x0 is not None else LEFT - 20
    right = pixel_x(across, x1) - inset if x1 is not None else WIDTH - RIGHT + 20
    bottom = pixel_y(up, y0) - inset if y0 is not None and y0 > 0 else HEIGHT - BOTTOM + 20
    top = pixel_y(up, y1) + inset if y1 is not None else TOP - 20
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _boxes(plane: Plane, across: Axis, up: Axis, prefix: str, rows: tuple[LadderRow, ...]) -> list[str]:
    drawn, words = [], iter(rows)
    for k, ladder in enumerate(plane.ladders):
        for _entry, x, y in ladder.boxes:
            row = next(words)
            left, top, right, bottom = _frame(x, y, across, up, _INSET * k)
            told = f"{row.name}, {row.entry}: {across.label} {row.x}; {up.label} {row.y}"
            drawn.append(
                f'<rect class="ladder l{k % 5}" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
                f'height="{bottom - top:.1f}" fill="url(#{prefix}-h{k})"><title>{escape(told)}</title></rect>'
            )
    return drawn


def _rungs(plane: Plane, across: Axis, up: Axis) -> list[str]:
    """The paragraph of each box, written once where several instruments share the box."""
    shared: dict[tuple[object, object], list[str]] = {}
    for ladder in plane.ladders:
        for entry, x, y in ladder.boxes:
            shared.setdefault((x, y), []).append(entry)
    drawn = []
    for (x, y), entries in shared.items():
        left, _top, right, bottom = _frame(x, y, across, up, 0)
        middle = (max(left, LEFT) + min(right, WIDTH - RIGHT)) / 2
        label = _common(entries, narrow=min(right, WIDTH - RIGHT) - max(left, LEFT) < 60)
        foot = min(bottom, HEIGHT - BOTTOM) - 10 - _INSET * 2
        drawn.append(f'<text class="rung" x="{middle:.1f}" y="{foot:.1f}" text-anchor="middle">{escape(label)}</text>')
    return drawn


def _common(entries: list[str], *, narrow: bool) -> str:
    tails = {entry.split(".", 1)[-1] for entry in entries}
    unique = list(dict.fromkeys(entries))
    if len(tails) == 1 and (narrow or len(unique) > 1):
        return tails.pop()
    return unique[0] if len(unique) == 1 else f"{unique[0]} …"


def _devices(plane: Plane, across: Axis, up: Axis, rows: tuple[DeviceRow, ...]) -> list[str]:
    drawn: list[str] = []
    taken: list[tuple[float, float]] = []
    for row, (device, x, y) in zip(rows, plane.devices, strict=True):
        if x is None and y is None:
            continue
        (x0, x1), (y0, y1) = ends(x), ends(y)
        left = pixel_x(across, x0) if x0 is not None else LEFT
        right = pixel_x(across, x1) if x1 is not None else WIDTH - RIGHT
        bottom = pixel_y(up, y0) if y0 is not None else HEIGHT - BOTTOM
        top = pixel_y(up, y1) if y1 is not None else TOP
        told = f"{row.name}: {across.label} {row.x}; {up.label} {row.y}"
        open_end = "" if None not in (x0, x1, y0, y1) else " open"
        at = ((left + right) / 2, (top + bottom) / 2)
        label = device + ("" if x is not None and y is not None else " ?")
        words = _beside(at, label, taken)
        drawn.append(
            f'<g class="device{open_end}"><title>{escape(told)}</title>'
            f'<path d="M{left:.1f},{at[1]:.1f} H{right:.1f} M{at[0]:.1f},{bottom:.1f} V{top:.1f}"/>'
            f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="5.5"/>'
            f'<text x="{words[0]:.1f}" y="{words[1]:.1f}" text-anchor="{words[2]}">{escape(label)}</text></g>'
        )
    return drawn


def _beside(at: tuple[float, float], label: str, taken: list[tuple[float, float]]) -> tuple[float, float, str]:
    """A free place for a device's label: right of the point, left of it near the edge, then lower and lower."""
    right_side = at[0] + 14 + 8 * len(label) < WIDTH - RIGHT
    x, y = at[0] + (10 if right_side else -10), at[1] + 4.5
    while any(abs(x - other_x) < 46 and abs(y - other_y) < 15 for other_x, other_y in taken):
        y += 15 if y < HEIGHT - BOTTOM - 20 else -200
    taken.append((x, y))
    return x, y, "start" if right_side else "end"


def _short(instrument: str, name: str) -> str:
    told = f"{instrument}: {name}" if name else instrument
    return told if len(told) <= 84 else f"{told[:83].rstrip()}…"


def _legend(names: list[str], prefix: str, devices: bool) -> list[str]:
    drawn = []
    for k, name in enumerate(names):
        y = HEIGHT + 4 + 24 * k
        drawn.append(
            f'<rect class="ladder l{k % 5}" x="{LEFT}" y="{y}" width="34" height="16" fill="url(#{prefix}-h{k})"/>'
            f'<text class="key" x="{LEFT + 44}" y="{y + 13}">{escape(name)}</text>'
        )
    if devices:
        y = HEIGHT + 12 + 24 * len(names)
        drawn.append(
            f'<g class="device"><circle cx="{LEFT + 17}" cy="{y}" r="5.5"/></g>'
            f'<text class="key" x="{LEFT + 44}" y="{y + 5}">'
            "a device of this case; a line is a range, a broken line and “?” something not stated</text>"
        )
    return drawn
