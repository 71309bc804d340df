"""CEL: one expression, in the Python and in the Rust implementation."""

from __future__ import annotations

import celpy  # type: ignore[import-not-found]

from tasks.peers import rules
from tasks.peers.cases import Cases
from tasks.peers.peer import Peer, Run
from tasks.peers.rules import Step


def start_python(cases: Cases, null: bool) -> Run:
    """cel-python, interpreted; its errors count as open."""
    environment = celpy.Environment()
    program = environment.program(environment.compile(expression()))
    rows = cases.rows(null=null)

    def one(row: dict[str, object]) -> int:
        try:
            return int(program.evaluate({fact: celpy.json_to_cel(value) for fact, value in row.items()}))
        except celpy.CELEvalError:
            return rules.OPEN

    def once() -> list[int]:
        return [one(row) for row in rows]

    return once


def start_rust(cases: Cases, null: bool) -> Run:
    """common-expression-language, compiled once; its errors count as open."""
    import cel  # type: ignore[import-not-found]

    program, rows = cel.compile(expression()), cases.rows(null=null)

    def one(row: dict[str, object]) -> int:
        try:
            return int(program.execute(row))
        except (RuntimeError, TypeError, ValueError):
            return rules.OPEN

    def once() -> list[int]:
        return [one(row) for row in rows]

    return once


def expression() -> str:
    """The fifteen rules."""
    controlled = " || ".join([*map(_step, rules.LADDER), _cooler()])
    order = (_among(rules.EMBARGO), "listed", f"!({controlled})", _among(rules.EXEMPT), _among(rules.FRIENDS))
    whens = " : ".join(f"{test} ? {then}" for test, then in zip(order, rules.FOLLOWS, strict=True))
    return f"{whens} : {rules.LICENSE}"


def _step(step: Step) -> str:
    parts = [f"kind == '{rules.KINDS[0]}'", f"qubits >= {step.qubits}"]
    if step.below is not None:
        parts.append(f"qubits < {step.below}")
    if step.error is not None:
        parts.append(f"error <= {step.error:f}")
    return f"({' && '.join(parts)})"


def _cooler() -> str:
    cold = f"power >= {rules.POWER:f} && temperature <= {rules.TEMPERATURE} && duration > {rules.DURATION}"
    return f"(kind == '{rules.KINDS[1]}' && {cold})"


def _among(members: frozenset[str]) -> str:
    return f"destination in [{', '.join(repr(one) for one in sorted(members))}]"


PEERS = (
    Peer("CEL in Python (cel-python)", "cel-python", 500, start_python, single=True),
    Peer("CEL in Rust (common-expression-language)", "common-expression-language", 50_000, start_rust, single=True),
)
