"""NumPy, rule by rule: whole columns, two values. What is missing is NaN, no kind and no country."""

from __future__ import annotations

import numpy as np

from tasks.peers import rules
from tasks.peers.cases import Cases, Mask, Outcomes
from tasks.peers.peer import Peer, Run


def start(cases: Cases, _null: bool) -> Run:
    """Columns as arrays; membership of a set is looked up by number, the last place standing for no country."""
    held = dict(cases.columns)
    for fact, mask in cases.missing.items():
        nothing = np.nan if held[fact].dtype.kind == "f" or fact == "qubits" else False if fact == "listed" else -1
        held[fact] = np.where(mask, nothing, held[fact])
    embargo, exempt, friends = (
        np.array([*(place in members for place in cases.places), False]) for members in rules.SETS
    )

    def once() -> Outcomes:
        there = held["destination"]
        order = [embargo[there], held["listed"], ~controlled(), exempt[there], friends[there]]
        return np.select(order, rules.FOLLOWS, rules.LICENSE).astype(np.int8)

    def controlled() -> Mask:
        computer, qubits, error = held["kind"] == 0, held["qubits"], held["error"]
        found: Mask = (held["kind"] == 1) & (held["power"] >= rules.POWER)
        found &= (held["temperature"] <= rules.TEMPERATURE) & (held["duration"] > rules.DURATION)
        for step in rules.LADDER:
            met = computer & (qubits >= step.qubits)
            if step.below is not None:
                met &= qubits < step.below
            if step.error is not None:
                met &= error <= step.error
            found |= met
        return found

    return once


PEERS = (Peer("NumPy, rule by rule", "numpy", 1_000_000, start),)
