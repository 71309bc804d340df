"""zen-engine (GoRules): two decision tables of a JDM graph; the first row that matches is taken."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import zen  # type: ignore[import-not-found]

from tasks.peers import rules
from tasks.peers.cases import Cases
from tasks.peers.peer import Peer, Run

ITEM = ("kind", "qubits", "error", "power", "temperature", "duration")


def start(cases: Cases, null: bool) -> Run:
    """Cases as dictionaries, one call each."""
    engine, rows = _engine(), cases.rows(null=null)

    def once() -> list[int]:
        return [engine.evaluate("rules", row)["result"]["outcome"] for row in rows]

    return once


def start_batch(cases: Cases, null: bool) -> Run:
    """All cases in one call."""
    engine = _engine()
    asked = [{"key": "rules", "context": row} for row in cases.rows(null=null)]

    def once() -> list[int]:
        return [one["data"]["result"]["outcome"] for one in engine.evaluate_batch(asked)]

    return once


def _engine() -> zen.ZenEngine:
    return zen.ZenEngine({"loader": {"type": "static", "content": {"rules": _graph()}}})


def _graph() -> dict[str, Any]:
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
        _table("classify", ITEM, "paragraph", _classify()),
        _table("follow", ("destination", "listed", "paragraph"), "outcome", _follow()),
        {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 0, "y": 0}},
    ]
    names = [node["id"] for node in nodes]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in pairwise(names)]
    return {"nodes": nodes, "edges": edges}


def _table(name: str, inputs: tuple[str, ...], output: str, order: list[dict[str, str]]) -> dict[str, Any]:
    rows = [{"_id": f"{name}-{n}", **dict.fromkeys((*inputs, output), ""), **rule} for n, rule in enumerate(order)]
    content = {
        "hitPolicy": "first",
        "passThrough": True,
        "executionMode": "single",
        "inputs": [{"id": fact, "name": fact, "field": fact} for fact in inputs],
        "outputs": [{"id": output, "name": output, "field": output}],
        "rules": rows,
    }
    return {"id": name, "name": name, "type": "decisionTableNode", "position": {"x": 0, "y": 0}, "content": content}


def _classify() -> list[dict[str, str]]:
    ladder = [
        {
            "kind": f'"{rules.KINDS[0]}"',
            "qubits": f">= {step.qubits}" if step.below is None else f"[{step.qubits}..{step.below - 1}]",
            "error": "" if step.error is None else f"<= {step.error:f}",
            "paragraph": f'"{step.paragraph}"',
        }
        for step in rules.LADDER
    ]
    cooler = {
        "kind": f'"{rules.KINDS[1]}"',
        "power": f">= {rules.POWER:f}",
        "temperature": f"<= {rules.TEMPERATURE}",
        "duration": f"> {rules.DURATION}",
        "paragraph": f'"{rules.COOLER}"',
    }
    return [*ladder, cooler, {"paragraph": '"none"'}]


def _follow() -> list[dict[str, str]]:
    def among(members: frozenset[str]) -> str:
        return ", ".join(f'"{one}"' for one in sorted(members))

    return [
        {"destination": among(rules.EMBARGO), "outcome": str(rules.DENIAL)},
        {"listed": "true", "outcome": str(rules.LICENSE)},
        {"paragraph": '"none"', "outcome": str(rules.FREE)},
        {"destination": among(rules.EXEMPT), "outcome": str(rules.FREE)},
        {"destination": among(rules.FRIENDS), "outcome": str(rules.EXCEPTION)},
        {"outcome": str(rules.LICENSE)},
    ]


PEERS = (
    Peer("zen-engine, case by case", "zen-engine", 50_000, start, single=True),
    Peer("zen-engine, evaluate_batch", "zen-engine", 50_000, start_batch, single=True),
)
