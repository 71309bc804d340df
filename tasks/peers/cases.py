"""Cases for the common rules: seeded, many at a limit or just beside one, with or without facts missing.

Also the exact reference for cases with missing facts: which outcomes are possible, by trying one value on each side of
every limit that the rules know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tasks.peers import rules

Column: TypeAlias = NDArray[Any]
Mask: TypeAlias = NDArray[np.bool_]
Outcomes: TypeAlias = NDArray[np.int8]

FACTS = ("kind", "qubits", "error", "power", "temperature", "duration", "destination", "listed")
QUBITS = tuple(step.qubits for step in rules.LADDER)
ERRORS = tuple(step.error for step in rules.LADDER if step.error is not None)


@dataclass(frozen=True, slots=True)
class Cases:
    """Columns of equal length by fact; kind and destination are numbers into KINDS and ``places``.

    ``missing`` says by fact which rows do not state it; what the column holds there means nothing.
    """

    places: tuple[str, ...]
    columns: Mapping[str, Column]
    missing: Mapping[str, Mask]

    def __len__(self) -> int:
        return len(self.columns["kind"])

    def head(self, count: int) -> Cases:
        """The first cases."""
        columns = {fact: column[:count] for fact, column in self.columns.items()}
        return Cases(self.places, columns, {fact: mask[:count] for fact, mask in self.missing.items()})

    def words(self, fact: str) -> NDArray[np.str_]:
        """The words of ``kind`` or ``destination``."""
        return np.array(rules.KINDS if fact == "kind" else self.places)[self.columns[fact]]

    def rows(self, *, null: bool = False) -> list[dict[str, object]]:
        """The cases one by one; what is missing is None or, without ``null``, has no key."""
        told = [
            (self.words(fact) if fact in ("kind", "destination") else self.columns[fact]).tolist() for fact in FACTS
        ]
        every = [dict(zip(FACTS, values, strict=True)) for values in zip(*told, strict=True)]
        for fact, mask in self.missing.items():
            for row in np.flatnonzero(mask).tolist():
                every[row][fact] = None
        return every if null else [{fact: one for fact, one in row.items() if one is not None} for row in every]

    def save(self, path: Path) -> None:
        """As a file that ``load_cases`` reads."""
        masks = {f"missing.{fact}": mask for fact, mask in self.missing.items()}
        np.savez(path, allow_pickle=False, places=np.array(self.places), **self.columns, **masks)


def load_cases(path: Path) -> Cases:
    """What ``Cases.save`` wrote."""
    with np.load(path) as held:
        places = tuple(held["places"].tolist())
        columns = {fact: held[fact] for fact in FACTS}
        return Cases(places, columns, {name[8:]: held[name] for name in held if name.startswith("missing.")})


def make(count: int, places: Sequence[str], *, missing: float = 0.0, seed: int = 7) -> Cases:
    """Cases to all of ``places``; each fact is missing from a row with the probability given."""
    random = np.random.default_rng(seed)

    def planted(share: float, limits: Sequence[float], others: NDArray[np.float64]) -> NDArray[np.float64]:
        every = np.array([near for limit in limits for near in beside(limit)])
        return np.where(random.random(count) < share, random.choice(every, count), others)

    edges = np.array([edge for limit in QUBITS for edge in (limit - 1, limit)])
    columns: dict[str, Column] = {
        "kind": random.integers(0, len(rules.KINDS), count).astype(np.int8),
        "qubits": np.where(
            random.random(count) < 0.3, random.choice(edges, count), random.integers(1, 2600, count)
        ).astype(np.int32),
        "error": planted(0.3, ERRORS, 10 ** random.uniform(-5, -1.8, count)),
        "power": planted(0.2, (rules.POWER,), random.uniform(1e-6, 2e-3, count)),
        "temperature": planted(0.3, (rules.TEMPERATURE,), random.uniform(0.01, 4.2, count)),
        "duration": planted(0.2, (rules.DURATION,), random.uniform(3.6e3, 1.8e6, count)),
        "destination": random.integers(0, len(places), count).astype(np.int16),
        "listed": random.random(count) < 0.03,
    }
    masks = {fact: random.random(count) < missing for fact in FACTS} if missing else {}
    return Cases(tuple(places), columns, masks)


def places() -> tuple[str, ...]:
    """Every country there is a code for."""
    from acquis.reading.countries import country_names  # not there where the other engines live

    return tuple(sorted(country_names()))


def beside(limit: float) -> tuple[float, ...]:
    """The limit, the doubles next to it, and figures that differ in the eighth digit."""
    far = limit * 2e-8
    return limit, float(np.nextafter(limit, 0)), float(np.nextafter(limit, np.inf)), limit - far, limit + far


def at_the_rim(cases: Cases) -> Mask:
    """Rows of which a figure that matters stands at a limit or just beside it."""

    def near(fact: str, limits: Sequence[float]) -> Mask:
        column = cases.columns[fact]
        found = np.isin(column, [one for limit in limits for one in beside(limit)])
        return found & ~cases.missing[fact] if fact in cases.missing else found

    kind = cases.columns["kind"]
    cooler = near("power", (rules.POWER,)) | near("temperature", (rules.TEMPERATURE,))
    cooler |= near("duration", (rules.DURATION,))
    found: Mask = ((kind == 0) & near("error", ERRORS)) | ((kind == 1) & cooler)
    return found


def expected(cases: Cases) -> Outcomes:
    """The right outcome of cases of which nothing is missing."""
    return np.array([rules.answer(row) for row in cases.rows()], np.int8)


def possible(cases: Cases) -> NDArray[np.uint8]:
    """Which outcomes are possible given what is stated: bit n for outcome n.

    Exact: the rules see of each figure only on which side of their limits it lies, so one value of each side is tried,
    each combination with the plain rules.
    """
    kinds = {kind: _may(cases, "kind", cases.columns["kind"] == at) for at, kind in enumerate(rules.KINDS)}
    controlled = {True: np.zeros(len(cases), np.bool_), False: kinds[rules.KINDS[2]].copy()}
    for kind, facts in ((rules.KINDS[0], ("qubits", "error")), (rules.KINDS[1], ("power", "temperature", "duration"))):
        for sides in product(*(_sides(cases, fact) for fact in facts)):
            case = {"kind": kind} | {fact: value for fact, (value, _) in zip(facts, sides, strict=True)}
            rows = np.logical_and.reduce([kinds[kind], *(where for _, where in sides)])
            controlled[rules.paragraph(case) is not None] |= rows
    found = np.zeros(len(cases), np.uint8)
    for (is_controlled, rows), (place, there), (listed, party) in product(
        controlled.items(), _destinations(cases), _sides(cases, "listed")
    ):
        bit = 1 << rules.outcome(rules.COOLER if is_controlled else None, place, listed)
        found |= np.where(rows & there & party, bit, 0).astype(np.uint8)
    return found


def _sides(cases: Cases, fact: str) -> list[tuple[object, Mask]]:
    """One value for each side of the limits of a fact, with the rows whose fact may lie on that side."""
    column = cases.columns[fact]
    values: tuple[object, ...]
    match fact:
        case "listed":
            return [(False, _may(cases, fact, column == 0)), (True, _may(cases, fact, column == 1))]
        case "qubits":
            cells, values = np.digitize(column, QUBITS), (QUBITS[0] - 1, *QUBITS)
        case "power":
            cells, values = np.digitize(column, (rules.POWER,)), (0, rules.POWER)
        case _:
            limits = {"error": ERRORS, "temperature": (rules.TEMPERATURE,), "duration": (rules.DURATION,)}[fact]
            cells, values = np.digitize(column, limits, right=True), (*limits, np.inf)
    return [(value, _may(cases, fact, cells == cell)) for cell, value in enumerate(values)]


def _destinations(cases: Cases) -> list[tuple[str, Mask]]:
    """One country of each set of the rules, and one of none."""
    rest = frozenset(cases.places) - rules.EMBARGO - rules.EXEMPT - rules.FRIENDS
    found = []
    for members in (*rules.SETS, rest):
        inside = np.array([place in members for place in cases.places])
        found.append((min(members), _may(cases, "destination", inside[cases.columns["destination"]])))
    return found


def _may(cases: Cases, fact: str, where: Mask) -> Mask:
    return where | cases.missing[fact] if fact in cases.missing else where
