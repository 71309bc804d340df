"""The rules in Rego, with their numbers and sets as data: what OPA and rego-cpp both read."""

from __future__ import annotations

from typing import Any

from tasks.peers import rules

POLICY = f"""package rules
import rego.v1

paragraph contains step.paragraph if {{
    input.kind == "{rules.KINDS[0]}"
    some step in data.ladder
    input.qubits >= step.qubits
    input.qubits < step.below
    input.error <= step.error
}}

paragraph contains "{rules.COOLER}" if {{
    input.kind == "{rules.KINDS[1]}"
    input.power >= data.cooler.power
    input.temperature <= data.cooler.temperature
    input.duration > data.cooler.duration
}}

default outcome := {rules.LICENSE}
outcome := {rules.DENIAL} if {{ data.embargo[input.destination] }}
else := {rules.LICENSE} if {{ input.listed }}
else := {rules.FREE} if {{ count(paragraph) == 0 }}
else := {rules.FREE} if {{ data.exempt[input.destination] }}
else := {rules.EXCEPTION} if {{ data.friends[input.destination] }}
"""
EACH = """package each
import rego.v1

outcomes := [outcome | some one in input.cases; outcome := data.rules.outcome with input as one]
"""
DATA: dict[str, Any] = {
    "ladder": [
        {"paragraph": step.paragraph, "qubits": step.qubits, "below": step.below or 10**9, "error": step.error or 1e9}
        for step in rules.LADDER
    ],
    "cooler": {"power": rules.POWER, "temperature": rules.TEMPERATURE, "duration": rules.DURATION},
    "embargo": dict.fromkeys(sorted(rules.EMBARGO), True),
    "exempt": dict.fromkeys(sorted(rules.EXEMPT), True),
    "friends": dict.fromkeys(sorted(rules.FRIENDS), True),
}
