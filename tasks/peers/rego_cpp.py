"""Rego in C++ (rego-cpp, by its Python package regopy): the same policy as for OPA, as a query."""

from __future__ import annotations

import json

from regopy import Interpreter  # type: ignore[import-not-found]

from tasks.peers.cases import Cases
from tasks.peers.peer import Peer, Run
from tasks.peers.rego import DATA, POLICY


def start(cases: Cases, null: bool) -> Run:
    """Cases as JSON, one query each."""
    interpreter = Interpreter()
    interpreter.add_module("rules.rego", POLICY)
    interpreter.add_data_json(json.dumps(DATA))
    rows = [json.dumps(row) for row in cases.rows(null=null)]

    def one(row: str) -> int:
        interpreter.set_input_term(row)
        return int(json.loads(str(interpreter.query("data.rules.outcome")))["expressions"][0])

    def once() -> list[int]:
        return [one(row) for row in rows]

    return once


PEERS = (Peer("Rego in C++ (regopy)", "regopy", 1_000, start, single=True),)
