"""Removing a fact may widen a range, never make an answer quieter."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import acquis
from acquis.reading.catalogue import load_catalogue
from acquis.terms.determination import Determination

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
TODAY = date(2026, 11, 20)
KEPT = {
    "id", "acquis", "case", "title", "notes", "role", "items", "from", "to", "activity", "needs", "name", "at", "date",
}  # fmt: skip
"""What names a thing or makes the row at all; without it there is nothing to compare."""

STEP = 1 if os.environ.get("ACQUIS_LONG") else 3
"""Every fact is removed in the long run (``make test-long``); the suite takes every third."""

Cells = dict[tuple[str, str, str, str], Determination]


def load(path: Path) -> dict[str, Any]:
    """The case as plain data; every scalar stays the text it was."""
    yaml = YAML(typ="base")
    return json.loads(json.dumps(yaml.load(path)))  # type: ignore[no-any-return]


def cells(case: dict[str, Any]) -> Cells:
    """Every determination by its place in the matrix."""
    outcome = acquis.check(json.dumps(case).encode(), known_on=TODAY)
    return {(d.transfer, d.item, d.to, d.instrument): d for d in outcome.determinations}


def removals(case: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The case with one fact removed, for every fact there is."""
    for section in ("parties", "people", "items", "transfers"):
        for index, row in enumerate(case.get(section, [])):
            for key in row:
                if key in KEPT:
                    continue
                if key == "parameters":
                    for name, value in row[key].items():
                        if isinstance(value, dict) and name == "publication":
                            for inner in value:
                                less = _without(case, section, index, key, name, inner)
                                yield f"{section}.{row['id']}.{name}.{inner}", less
                        else:
                            yield f"{section}.{row['id']}.{name}", _without(case, section, index, key, name)
                else:
                    yield f"{section}.{row['id']}.{key}", _without(case, section, index, key)


def _without(case: dict[str, Any], *path: Any) -> dict[str, Any]:
    changed = copy.deepcopy(case)
    at: Any = changed
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    return changed


def presumed(path: str) -> bool:
    """Whether the catalogue says that the fact, where not stated, is taken as not so and said among the assumptions."""
    section, _, name = path.split(".", 2)
    facts = load_catalogue().facts
    prefix = {"items": "item", "transfers": "transfer", "people": "person", "parties": "to"}[section]
    spec = facts.get(f"{prefix}.{name}")
    # `place` has a default of the contract: the country of `from`.
    return name in ("place", "listed", "owners", "region", "components", "affiliations") or bool(spec and spec.absent)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_removing_any_one_fact(path: Path) -> None:
    case = load(path)
    before = cells(case)
    quieter = []
    tried = 0
    for number, (name, changed) in enumerate(removals(case)):
        if number % STEP:
            continue
        tried += 1
        for key, after in cells(changed).items():
            if key in before and after.at_most < before[key].at_most and not (presumed(name) and after.assumes):
                quieter.append(f"{name}: {key} fell from {before[key].at_most.name} to {after.at_most.name}")
    assert tried >= 5
    assert not quieter, "\n".join(quieter)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_two_runs_give_the_same_bytes(path: Path) -> None:
    first = acquis.check(path, known_on=TODAY).to_json()
    assert first == acquis.check(path, known_on=TODAY).to_json()
