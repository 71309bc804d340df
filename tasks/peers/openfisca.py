"""openfisca-core: dated parameters and formulas over vectors. It holds floats in 32 bits.

It has no unknown: a variable nobody states has its default, which is left at what the framework takes (0, false).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from openfisca_core.entities import build_entity  # type: ignore[import-not-found]
from openfisca_core.parameters import ParameterNode  # type: ignore[import-not-found]
from openfisca_core.periods import DateUnit  # type: ignore[import-not-found]
from openfisca_core.simulations import SimulationBuilder  # type: ignore[import-not-found]
from openfisca_core.taxbenefitsystems import TaxBenefitSystem  # type: ignore[import-not-found]
from openfisca_core.variables import Variable  # type: ignore[import-not-found]

from tasks.peers import rules
from tasks.peers.cases import Cases, Mask, Outcomes
from tasks.peers.peer import Peer, Run

Told: TypeAlias = Callable[..., Any]
DAY, SINCE = "2025-06-01", "2024-09-06"
TYPES = {
    "kind": int, "qubits": int, "error": float, "power": float, "temperature": float, "duration": float,
    "destination": int, "listed": bool,
}  # fmt: skip
CODED = ("kind", "destination")
"""Facts told by number; 0, the default, is none of them."""


def start(cases: Cases, _null: bool) -> Run:
    """The system is built once; a simulation, which remembers its results, for every run."""
    logging.disable(logging.WARNING)
    system = _system(cases.places)
    held = {fact: cases.columns[fact] + (fact in CODED) for fact in TYPES if fact != "listed"}
    held["listed"] = cases.columns["listed"]
    for fact, mask in cases.missing.items():
        held[fact] = np.where(mask, 0, held[fact]).astype(held[fact].dtype)

    def once() -> Outcomes:
        simulation = SimulationBuilder().build_default_simulation(system, count=len(cases))
        for fact, column in held.items():
            simulation.set_input(fact, DAY, column)
        return simulation.calculate("outcome", DAY)  # type: ignore[no-any-return]

    return once


def _system(places: tuple[str, ...]) -> TaxBenefitSystem:
    entity = build_entity(key="case", plural="cases", label="A case", is_person=True)
    embargo, exempt, friends = (np.array([False, *(place in members for place in places)]) for members in rules.SETS)

    def controlled(case: Told, period: object, parameters: Told) -> Mask:
        limits = parameters(period)
        computer, qubits, error = case("kind", period) == 1, case("qubits", period), case("error", period)
        found: Mask = (case("kind", period) == 2) & (case("power", period) >= limits.cooler.power)
        found &= case("temperature", period) <= limits.cooler.temperature
        found &= case("duration", period) > limits.cooler.duration
        for number, _ in enumerate(rules.LADDER):
            step = getattr(limits.ladder, f"step_{number}")
            found |= computer & (qubits >= step.qubits) & (qubits < step.below) & (error <= step.error)
        return found

    def outcome(case: Told, period: object) -> Outcomes:
        there, listed = case("destination", period), case("listed", period)
        order = [embargo[there], listed, ~case("controlled", period), exempt[there], friends[there]]
        return np.select(order, rules.FOLLOWS, rules.LICENSE)

    def variable(name: str, of: type, **more: object) -> type:
        body = {"value_type": of, "entity": entity, "definition_period": DateUnit.DAY, "label": name, **more}
        return type(name, (Variable,), body)

    system = TaxBenefitSystem([entity])
    system.parameters = ParameterNode("", data=_parameters())
    for name, of in TYPES.items():
        system.add_variable(variable(name, of))
    system.add_variable(variable("controlled", bool, formula_2024_09_06=controlled))
    system.add_variable(variable("outcome", int, formula_2024_09_06=outcome))
    return system


def _parameters() -> dict[str, Any]:
    """The limits with the day from which they hold, as its YAML files would say them."""

    def dated(**values: float) -> dict[str, Any]:
        return {name: {"values": {SINCE: {"value": value}}} for name, value in values.items()}

    steps = {
        f"step_{number}": dated(qubits=step.qubits, below=step.below or 1e9, error=step.error or 1e9)
        for number, step in enumerate(rules.LADDER)
    }
    return {"ladder": steps, "cooler": dated(power=rules.POWER, temperature=rules.TEMPERATURE, duration=rules.DURATION)}


PEERS = (Peer("openfisca-core", "openfisca-core", 1_000_000, start),)
