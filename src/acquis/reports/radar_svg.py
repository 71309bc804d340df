"""The radar drawn: qubits against C-NOT error with every rim, and the tracks through time. Standalone or inline SVG.

Nothing is told by colour alone: a state has its own shape and its own words, and every mark has a title.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from acquis.reports.plane import axes
from acquis.reports.scale import Axis, ends, value_words
from acquis.reports.words import clean
from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.determination import Plane
from acquis.terms.devices import Devices
from acquis.terms.radar import Radar, Stretch, Track

WIDTH, LEFT, RIGHT = 860, 150, 24
PLANE_TOP, PLANE_HEIGHT = 40, 420
LANE = 24
WORDS = {YES: "listed", UNKNOWN: "may be listed", NO: "not listed"}
STYLE = """
.radar { --paper: #ffffff; --ink: #1a1f25; --muted: #4d5863; --line: #cfd6dc; --yes: #a8201a; --may: #9a4d00;
  --no: #5a6570; --box: #0b5fa5; background: var(--paper); font: 13px system-ui, "Segoe UI", Arial, sans-serif; }
@media (prefers-color-scheme: dark) { .radar { --paper: #12161b; --ink: #e8ebee; --muted: #a9b4be; --line: #3a444e;
  --yes: #ff9a90; --may: #f0b357; --no: #93a0ac; --box: #79b8f2; } }
@media print { .radar { --paper: #ffffff; --ink: #000000; --muted: #333333; --line: #bbbbbb; --yes: #7a0000;
  --may: #6b3600; --no: #444444; --box: #003a70; } }
.radar text { fill: var(--ink); } .radar .small { fill: var(--muted); font-size: 12px; }
.radar .head { font-weight: 600; font-size: 15px; } .radar .halo { paint-order: stroke; stroke: var(--paper);
  stroke-width: 4px; } .radar .grid { stroke: var(--line); fill: none; }
.radar .box { stroke: var(--box); stroke-width: 1.5; fill: var(--box); fill-opacity: .07; }
.radar .path { stroke: var(--ink); stroke-width: 1.5; fill: none; stroke-dasharray: 5 4; }
.radar .yes { fill: var(--yes); stroke: var(--yes); } .radar .may { fill: var(--paper); stroke: var(--may);
  stroke-width: 2; stroke-dasharray: 4 2; } .radar .no { fill: var(--paper); stroke: var(--no); stroke-width: 1.5; }
.radar .onbar { fill: var(--paper); font-size: 12px; font-weight: 600; }
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the plane: its words, its two figures, its state and whether its name is written beside it."""

    name: str
    told: str
    x: object
    y: object
    state: Answer
    named: bool


def roadmap_svg(radar: Radar) -> str:
    """The plane, where products have qubits, above the tracks through time."""
    parts, top = [], 0
    if radar.plane is not None:
        states = _states(radar)
        paths = []
        marks: list[Mark] = []
        for course in radar.courses:
            steps = [
                Mark(f"{course.id} {text}", "", x, y, states.get((course.id, text), NO), named=True)
                for text, _, _, x, y in course.points
                if x is not None
            ]
            marks += steps
            paths.append([(one.x, one.y) for one in steps])
        parts += _plane(radar.plane, marks, paths)
        top = PLANE_TOP + PLANE_HEIGHT + 90
    lanes, height = _timeline(radar, top)
    title = f"Radar of {radar.title or radar.roadmap}"
    told = "; ".join(
        f"{one.product} under {one.instrument}: may be listed from {one.may_from or 'no day'}, surely from "
        f"{one.surely_from or 'no day'}"
        for one in radar.tracks
        if one.holds
    )
    return _svg(title, told, [*parts, *lanes], height)


def devices_svg(found: Devices, *, named: Sequence[str] = ()) -> str:
    """Every machine in the plane by its published figures; ``named`` ones have their names beside them."""
    title = "Machines against the rims of the lists"
    if found.plane is None:
        return _svg(title, "No machine states a number of qubits.", [], 60)
    marks = []
    for row in found.rows:
        one, seen = row.machine, [sighting.answer for sighting in row.sightings]
        state = max(seen, default=NO)
        told = (
            f"{one.label}: {value_words(one.qubits)} qubits, error {value_words(one.published)} ({one.told or 'none'})"
        )
        error = one.published if one.cnot is None else one.cnot
        if one.qubits is not None and error is not None:
            marks.append(Mark(one.name, told, one.qubits, error, state, one.label in named))
    without = sum(row.machine.published is None and row.machine.cnot is None for row in found.rows)
    note = f"{len(marks)} rows with both figures; {without} without a published error are not drawn."
    height = PLANE_TOP + PLANE_HEIGHT + 110
    parts = [*_plane(found.plane, marks, []), _text(LEFT, height - 14, note, "small")]
    return _svg(title, f"{note} The error is the published one, whatever gate and statistic it is of.", parts, height)


def _svg(title: str, told: str, parts: Iterable[str], height: float) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="radar" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'aria-labelledby="radar-t radar-d"><title id="radar-t">{_clean(title)}</title>'
        f'<desc id="radar-d">{_clean(told)}</desc><style>{STYLE}</style>'
    )
    return "\n".join([head, *parts, "</svg>"]) + "\n"


def _states(radar: Radar) -> dict[tuple[str, str], Answer]:
    """The loudest answer of any instrument while a step may hold."""
    found: dict[tuple[str, str], Answer] = {}
    for track in radar.tracks:
        for stretch in track.stretches:
            if len(stretch.steps) == 1 and stretch.begun is YES:
                key = (track.product, stretch.steps[0])
                found[key] = max(found.get(key, NO), stretch.answer)
    return found


# -- the plane -------------------------------------------------------------------------------------------------------


def _plane(plane: Plane, marks: Sequence[Mark], paths: Iterable[Sequence[tuple[object, object]]]) -> list[str]:
    across, up = axes(plane)
    parts = [_text(LEFT, 24, "Physical qubits and C-NOT error", "head"), *_grid(across, up), *_boxes(plane, across, up)]
    for path in paths:
        places = [place for x, y in path if (place := _middle(x, y, across, up)) is not None]
        line = " L".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts += [f'<path class="path" d="M{line}"/>'] if len(places) > 1 else []
    # No name covers a mark.
    spots = [place for mark in marks if (place := _middle(mark.x, mark.y, across, up)) is not None]
    taken = [(x - 7, x + 7, y + 4) for x, y in spots]
    for mark in sorted(marks, key=lambda one: one.named):
        parts += _mark(mark, across, up, taken)
    return [*parts, *_key(PLANE_TOP + PLANE_HEIGHT + 52)]


def _x(across: Axis, number: object) -> float:
    return LEFT + across.place(number) * (WIDTH - LEFT - RIGHT)  # type: ignore[arg-type]


def _y(up: Axis, number: object) -> float:
    return PLANE_TOP + PLANE_HEIGHT - up.place(number) * PLANE_HEIGHT  # type: ignore[arg-type]


def _grid(across: Axis, up: Axis) -> Iterable[str]:
    floor = PLANE_TOP + PLANE_HEIGHT
    for power in range(across.low, across.high + 1):
        x = _x(across, 10.0**power)
        yield f'<path class="grid" d="M{x:.1f},{PLANE_TOP} V{floor}"/>'
        yield _text(x, floor + 16, across.tick(power), "small", "middle")
    for power in range(up.low, up.high + 1):
        y = _y(up, 10.0**power)
        yield f'<path class="grid" d="M{LEFT},{y:.1f} H{WIDTH - RIGHT}"/>'
        yield _text(LEFT - 6, y + 4, up.tick(power), "small", "end")
    yield _text((LEFT + WIDTH - RIGHT) / 2, floor + 32, f"{across.title}, log scale", "small", "middle")
    yield _text(8, PLANE_TOP + 14, up.title, "small")
    yield _text(8, PLANE_TOP + 30, "log scale", "small")


def _boxes(plane: Plane, across: Axis, up: Axis) -> Iterable[str]:
    """Each box once, with all the entries that share it."""
    shared: dict[tuple[object, object], list[str]] = {}
    for ladder in plane.ladders:
        for entry, x, y in ladder.boxes:
            shared.setdefault((x, y), []).append(f"{ladder.instrument} {entry}")
    floor, right = PLANE_TOP + PLANE_HEIGHT, WIDTH - RIGHT
    for (x, y), entries in shared.items():
        (x0, x1), (_, y1) = ends(x), ends(y)
        left = LEFT if x0 is None else _x(across, x0)
        width = (right if x1 is None else _x(across, x1)) - left
        top = PLANE_TOP if y1 is None else _y(up, y1)
        told = f"{', '.join(entries)}: {across.label} {value_words(x)}; {up.label} {value_words(y)}"
        yield (
            f'<rect class="box" x="{left:.1f}" y="{top:.1f}" width="{max(width, 1):.1f}" '
            f'height="{max(floor - top, 1):.1f}"><title>{_clean(told)}</title></rect>'
        )
        tail = entries[0].rpartition(" ")[2].partition(".")[2]
        yield _text(left + width / 2, floor - 8, tail, "small halo", "middle")


def _middle(x: object, y: object, across: Axis, up: Axis) -> tuple[float, float] | None:
    if x is None:
        return None
    (x0, x1), (y0, y1) = ends(x), ends(y)
    floor, right = PLANE_TOP + PLANE_HEIGHT, float(WIDTH - RIGHT)
    left_, right_ = LEFT if x0 is None else _x(across, x0), right if x1 is None else _x(across, x1)
    low, high = floor if y0 is None else _y(up, y0), PLANE_TOP if y1 is None else _y(up, y1)
    return (left_ + right_) / 2, (low + high) / 2


def _mark(mark: Mark, across: Axis, up: Axis, taken: list[tuple[float, float, float]]) -> Iterable[str]:
    place = _middle(mark.x, mark.y, across, up)
    if place is None:
        return
    x, y = place
    (x0, x1), (y0, y1) = ends(mark.x), ends(mark.y)
    told = mark.told or f"{mark.name}: {value_words(mark.x)} qubits, C-NOT error {value_words(mark.y)}"
    yield f"<g><title>{_clean(f'{told}; {WORDS[mark.state]}')}</title>"
    if x0 != x1:
        low = LEFT if x0 is None else _x(across, x0)
        yield f'<path class="path" d="M{low:.1f},{y:.1f} H{WIDTH - RIGHT if x1 is None else _x(across, x1):.1f}"/>'
    if y0 != y1 or y0 is None:
        low = PLANE_TOP + PLANE_HEIGHT if y0 is None else _y(up, y0)
        yield f'<path class="path" d="M{x:.1f},{low:.1f} V{PLANE_TOP if y1 is None else _y(up, y1):.1f}"/>'
    yield f"{_shape(x, y, mark.state)}</g>"
    if mark.named:
        spot, anchor = _beside(x, y, 7.5 * len(mark.name), taken)
        yield _text(x + (9 if anchor == "start" else -9), spot, mark.name, "halo", anchor)


def _beside(x: float, y: float, wide: float, taken: list[tuple[float, float, float]]) -> tuple[float, str]:
    """A free place for a name: right of its point, left of it, or further down."""
    spot = y + 4
    while True:
        for anchor, left in (("start", x + 9), ("end", x - 9 - wide)):
            inside = left > LEFT and left + wide < WIDTH - RIGHT
            if inside and not any(
                abs(spot - other) < 13 and left < end and start < left + wide for start, end, other in taken
            ):
                taken.append((left, left + wide, spot))
                return spot, anchor
        if spot > PLANE_TOP + PLANE_HEIGHT:
            return spot, "start"
        spot += 13


def _shape(x: float, y: float, state: Answer) -> str:
    """A square where it is listed, a diamond where it may be, a circle where it is not."""
    if state is YES:
        return f'<rect class="yes" x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10"/>'
    if state is UNKNOWN:
        return f'<path class="may" d="M{x:.1f},{y - 7:.1f} l7,7 l-7,7 l-7,-7 Z"/>'
    return f'<circle class="no" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'


def _key(y: float) -> Iterable[str]:
    for number, (state, words) in enumerate(WORDS.items()):
        x = LEFT + 150 * number
        yield _shape(x, y, state)
        yield _text(x + 12, y + 4, words, "small")
    yield _text(LEFT, y + 22, "A box shows two figures of an entry; its other conditions count too.", "small")


# -- the tracks ------------------------------------------------------------------------------------------------------


def _timeline(radar: Radar, top: float) -> tuple[list[str], float]:
    """One lane for each product under each instrument that holds entries for it."""
    held = [track for track in radar.tracks if track.holds and track.stretches]
    if not held:
        return [
            _text(LEFT, top + 24, "No instrument holds an entry for a product of this road-map.", "small")
        ], top + 40
    first = min(track.stretches[0].start for track in held)
    last = max(track.stretches[-1].start for track in held)
    start, end = date(first.year, 1, 1), min(last, date.max - timedelta(days=400)) + timedelta(days=366)
    parts = [_text(LEFT, top + 24, "Through time", "head")]
    y = top + 40
    lanes: list[str] = []
    for product in dict.fromkeys(track.product for track in held):
        lanes.append(_text(8, y + 16, product, "halo"))
        y += LANE
        for track in held:
            if track.product == product:
                lanes.append(_text(16, y + 15, track.instrument, "small"))
                lanes += [bar for one in track.stretches for bar in _bar(track, one, start, end, y)]
                y += LANE
    for year in range(start.year, end.year + 1):
        if start <= date(year, 1, 1) <= end:
            x = _when(date(year, 1, 1), start, end)
            parts.append(f'<path class="grid" d="M{x:.1f},{top + 36} V{y}"/>')
            parts += [_text(x + 3, y + 14, str(year), "small")] if x < WIDTH - RIGHT - 20 else []
    return [*parts, *lanes], y + 30


def _when(day: date, start: date, end: date) -> float:
    share = (day - start).days / max((end - start).days, 1)
    return LEFT + min(max(share, 0.0), 1.0) * (WIDTH - LEFT - RIGHT)


def _bar(track: Track, one: Stretch, start: date, end: date, y: float) -> Iterable[str]:
    x, right = _when(one.start, start, end), _when(one.until or end, start, end)
    entries = ", ".join(entry.entry for entry in one.entries if entry.answer is one.answer)
    told = (
        f"{track.product} under {track.instrument}, {one.start} to {one.until or 'further notice'}: {WORDS[one.answer]}"
    )
    told += f" ({entries})" if entries else ""
    low, high = (y + 9, 4) if one.answer is NO else (y + 3, LANE - 8)
    class_ = {YES: "yes", UNKNOWN: "may", NO: "no"}[one.answer]
    yield (
        f'<rect class="{class_}" x="{x:.1f}" y="{low:.1f}" width="{max(right - x, 1):.1f}" height="{high}">'
        f"<title>{_clean(told)}</title></rect>"
    )
    label = next((e.entry for e in one.entries if e.answer is one.answer), "") if one.answer is not NO else ""
    if label and right - x > 7.5 * len(label) + 8:
        yield _text(x + 5, y + 15, label, "onbar" if one.answer is YES else "small")


def _text(x: float, y: float, words: str, class_: str, anchor: str = "start") -> str:
    return f'<text class="{class_}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{_clean(words)}</text>'


def _clean(words: str) -> str:
    return escape(clean(words))
