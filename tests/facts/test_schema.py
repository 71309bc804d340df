"""The JSON Schema of a case file: valid itself, and every example validates against it."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from acquis.facts.schema import case_schema
from acquis.reading.catalogue import load_catalogue

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
VALIDATOR = Draft202012Validator(case_schema())


def plain(value: Any) -> Any:
    """The document as JSON would hold it."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def faults(case: Any) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message[:120]}" for error in VALIDATOR.iter_errors(case)]


SMALL: dict[str, Any] = {
    "acquis": 1,
    "parties": [{"id": "A", "country": "FI"}, {"id": "B", "country": "JP"}],
    "items": [{"id": "i1", "kind": "quantum_computer", "parameters": {"physical_qubits": 50, "cnot_error": 1e-4}}],
    "transfers": [{"id": "t1", "activity": "export", "items": ["i1"], "from": "A", "to": "B"}],
}


def test_it_is_a_schema() -> None:
    schema = case_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    json.dumps(schema)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_every_example_validates(path: Path) -> None:
    assert not faults(plain(YAML(typ="safe").load(path)))


def test_every_parameter_is_described() -> None:
    inner = case_schema()["$defs"]["item"]["properties"]["parameters"]["properties"]
    for name in load_catalogue().parameters:
        group, _, tail = name.rpartition(".")
        found = inner[group]["properties"][tail] if group else inner[name]
        assert found["description"].strip()


def test_a_small_case_validates() -> None:
    assert not faults(SMALL)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("acquis",), 2),
        (("transfers", 0, "activity"), "exprt"),
        (("transfers", 0, "to"), 5.5),
        (("transfers", 0, "funding"), "grant"),
        (("items", 0, "kind"), "laserr"),
        (("items", 0, "parameters", "qubits"), 5),
        (("items", 0, "parameters", "published"), "NO"),
        (("items", 0, "parameters", "base_temperature"), 4),
        (("parties", 0, "country"), "Finland"),
        (("transfers", 0, "date"), "15.6.2027"),
    ],
)
def test_a_fault_is_found(path: tuple[str | int, ...], value: object) -> None:
    case = copy.deepcopy(SMALL)
    at: Any = case
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert faults(case)
