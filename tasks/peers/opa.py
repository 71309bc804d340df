"""OPA: its Go library behind a C interface, in the process; case by case, and as one array in one evaluation."""

from __future__ import annotations

from opa_bindings import OpaEngine  # type: ignore[import-not-found]

from tasks.peers.cases import Cases
from tasks.peers.peer import Peer, Run
from tasks.peers.rego import DATA, EACH, POLICY

PACKAGE = "opa-golib-python-bindings"


def start(cases: Cases, null: bool) -> Run:
    """Cases as dictionaries, one evaluation each."""
    engine, rows = _engine(), cases.rows(null=null)

    def once() -> list[int]:
        return [engine.eval_document("rules.outcome", row) for row in rows]

    return once


def start_array(cases: Cases, null: bool) -> Run:
    """All cases in one evaluation."""
    engine, asked = _engine(), {"cases": cases.rows(null=null)}

    def once() -> object:
        return engine.eval_document("each.outcomes", asked)

    return once


def _engine() -> OpaEngine:
    engine = OpaEngine()
    engine.add_policy("rules.rego", POLICY)
    engine.add_policy("each.rego", EACH)
    engine.add_data(DATA)
    return engine


PEERS = (
    Peer("OPA, case by case", PACKAGE, 10_000, start, single=True),
    Peer("OPA, one evaluation of an array", PACKAGE, 20_000, start_array, single=True),
)
