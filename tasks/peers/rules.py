"""The fifteen rules, as plain Python: what every peer must answer. Only the standard library.

Eight steps of a ladder of qubits and errors, one cooler, embargo, listed party, not controlled, no licence for two
countries, an exception for eighteen, and a licence for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

FREE, EXCEPTION, LICENSE, DENIAL = range(4)
"""No licence required, an exception may be used, licence required, denial; from the quietest to the loudest."""
OPEN = -1
"""A peer that refuses to answer, or says that it depends on what is missing."""

KINDS = ("quantum_computer", "cryocooler", "other")


class Step(NamedTuple):
    """One step of the ladder: from so many qubits, to below so many, with an error of at most so much."""

    paragraph: str
    qubits: int
    below: int | None
    error: float | None


LADDER = (
    Step("4A906.a.1", 34, 100, 1e-4),
    Step("4A906.a.2", 100, 200, 1e-3),
    Step("4A906.a.3", 200, 350, 2e-3),
    Step("4A906.a.4", 350, 500, 3e-3),
    Step("4A906.a.5", 500, 700, 4e-3),
    Step("4A906.a.6", 700, 1100, 5e-3),
    Step("4A906.a.7", 1100, 2000, 6e-3),
    Step("4A906.a.8", 2000, None, None),
)
COOLER = "3A904.a"
POWER, TEMPERATURE, DURATION = 6e-4, 0.1, 172_800.0
"""Watt or more, at so many kelvin or less, for more than so many seconds."""
EMBARGO = frozenset(("AQ", "BV", "GS", "HM", "TF", "UM"))
EXEMPT = frozenset(("AD", "LI"))
FRIENDS = frozenset(
    ("AG", "AI", "AW", "BB", "BM", "BQ", "CC", "CK", "CX", "DM", "FJ", "FK", "FM", "FO", "GD", "GG", "GI", "GL")
)

SETS = (EMBARGO, EXEMPT, FRIENDS)
FOLLOWS = (DENIAL, LICENSE, FREE, FREE, EXCEPTION)
"""What follows from embargo, listed party, not controlled, exempt, friends: of the first that holds; else a licence."""


def paragraph(case: Mapping[str, object]) -> str | None:
    """The paragraph an item falls under; KeyError or TypeError where a figure it needs is missing."""
    if case["kind"] == KINDS[0]:
        qubits, error = case["qubits"], case["error"]
        for step in LADDER:
            if qubits >= step.qubits and (step.below is None or qubits < step.below):  # type: ignore[operator]
                return step.paragraph if step.error is None or error <= step.error else None  # type: ignore[operator]
    elif case["kind"] == KINDS[1]:
        cold = case["power"] >= POWER and case["temperature"] <= TEMPERATURE  # type: ignore[operator]
        return COOLER if cold and case["duration"] > DURATION else None  # type: ignore[operator]
    return None


def outcome(found: str | None, destination: object, listed: object) -> int:
    """What follows for an item under a paragraph (or none) sent to a country, to a listed party or another."""
    if destination in EMBARGO:
        return DENIAL
    if listed:
        return LICENSE
    if found is None or destination in EXEMPT:
        return FREE
    return EXCEPTION if destination in FRIENDS else LICENSE


def answer(case: Mapping[str, object]) -> int:
    """Both together."""
    return outcome(paragraph(case), case["destination"], case["listed"])
