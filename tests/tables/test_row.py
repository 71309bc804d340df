"""The prepared columns of a row say what the situation of the row says, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from acquis.tables.columns import KEY, Columns
from acquis.tables.prepare import CHOICES, prepare
from acquis.tables.problems import check
from acquis.tables.row import situation
from acquis.terms.fact import Situation
from acquis.terms.value import Band, Money, OneOf, Points, Value
from tests.tables.rows import DAY, random_rows, seen

ROWS = 300
DERIVED_BY_READERS = ("noise_figure_290", "max_frequency")
ABOUT_A_LINK = ("stated", "named", "id")


def cell(value: Value) -> Any:
    """A value as a cell of a prepared table."""
    match value:
        case Fraction():
            return value
        case date():
            return value.toordinal()
        case tuple():
            return list(value)
        case Points(points):
            return [dict(point) for point in points]
    return value


def held(prepared: Any) -> Any:
    """A cell of a prepared table with exact numbers."""
    match prepared:
        case float():
            return Fraction(repr(prepared))
        case list():
            return [held(one) for one in prepared]
        case dict():
            return {name: held(one) for name, one in prepared.items()}
    return prepared


def expected(found: Situation, columns: Columns) -> dict[str, Any]:
    """The prepared columns that a situation calls for: one for each fact that the row itself says."""
    items = {"item", *(name.removesuffix(".id") for name in found.values if name.endswith(".id"))}
    made: dict[str, Any] = {}
    for name, value in found.values.items():
        prefix, _, tail = name.rpartition(".")
        if tail == "stated" and prefix.rpartition(".")[0] in items:
            made[name] = value
        if tail in (*ABOUT_A_LINK, *DERIVED_BY_READERS) or _behind(name, columns) not in ("", *items):
            continue  # what the only other item of the row says stands behind a link that is open
        if name in CHOICES:
            candidates = sorted(value.words) if isinstance(value, OneOf) else [value, value]
            made[f"{name}.a"], made[f"{name}.b"] = candidates
        elif isinstance(value, Band | Money):
            made |= {f"{name}.{end}": getattr(value, end) for end in value.__slots__}
        else:
            made[name] = cell(value)
    return made


def _behind(name: str, columns: Columns) -> str:
    """The item a fact is said of, by its links."""
    parts = name.split(".")
    at = 1
    while at < len(parts) - 1 and parts[at] in columns.catalogue.links:
        at += 1
    return ".".join(parts[:at]) if parts[0] == "item" else ""


def differences(row: Mapping[str, Any], found: Situation, columns: Columns) -> dict[str, tuple[Any, Any]]:
    """Where the prepared row and the situation differ, with what each says."""
    made = expected(found, columns)
    said = {name: held(value) for name, value in row.items() if value is not None and name != KEY}
    for choice in CHOICES:
        both = sorted({said.get(f"{choice}.{end}") for end in "ab"}, key=str)
        if choice == "person.at_home" and both == [False, True]:
            both = []  # home or not, by which of two ties is the later: nothing is known
        for end in "ab":
            said.pop(f"{choice}.{end}", None)
        if both not in ([], [None]):
            said[f"{choice}.a"], said[f"{choice}.b"] = both * (3 - len(both))
    names = {name for name in (*made, *said) if name.rpartition(".")[2] not in DERIVED_BY_READERS}
    return {name: (said.get(name), made.get(name)) for name in names if said.get(name) != made.get(name)}


@pytest.fixture(scope="module")
def columns() -> Columns:
    return seen().columns


@pytest.mark.parametrize("seed", [1, 2])
def test_prepared_columns_say_what_the_situation_says(columns: Columns, seed: int) -> None:
    frame = random_rows(ROWS, seed)
    assert not check(frame, columns).faults
    prepared = prepare(frame.lazy(), columns, DAY).collect()
    for raw, row in zip(frame.iter_rows(named=True), prepared.iter_rows(named=True), strict=True):
        assert differences(row, situation(raw, columns, DAY), columns) == {}, raw[KEY]
