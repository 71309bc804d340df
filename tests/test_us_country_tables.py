"""The country tables of the us-ear pack are generated, never typed: running the task again changes no byte."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
LAW = ROOT.parent / "shared" / "data" / "law"
PACKS = ROOT / "src" / "acquis" / "packs"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not LAW.is_dir(), reason="the official tables are not here"),
]


@pytest.fixture(scope="module")
def task() -> ModuleType:
    spec = importlib.util.spec_from_file_location("us_country_tables", ROOT / "tasks" / "us_country_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_generating_again_gives_the_same_bytes(task: ModuleType, tmp_path: Path) -> None:
    out = tmp_path / "groups.yaml"
    assert task.main([str(LAW / "us_country-chart.json"), str(LAW / "us_country-groups.json"), str(out)]) == 0
    assert out.read_bytes() == (PACKS / "us-ear" / "groups.yaml").read_bytes()


def test_every_country_is_placed_once(task: ModuleType) -> None:
    """A code has a row, follows a row, is embargoed, or is said to have no row; only the issuer is none of these."""
    chart = json.loads((LAW / "us_country-chart.json").read_bytes())
    groups = json.loads((LAW / "us_country-groups.json").read_bytes())
    codes = task.Codes(PACKS / "countries.yaml")
    found = {group.name: set(group.members) for group in task.tables(chart, groups, codes)}

    follows = {codes.one(area) for area in chart["territoryInheritance"]}
    placed = codes.of(chart["countries"]) | follows
    assert not placed & found["embargoed"]
    assert not (placed | found["embargoed"]) & found["chart no row"]
    left = codes.all() - placed - found["embargoed"] - found["chart no row"]
    assert left == {codes.one("United States")}


@pytest.mark.parametrize("area", ["Hong Kong", "Liechtenstein", "Cayman Islands"])
def test_an_area_stands_wherever_the_country_it_follows_stands(task: ModuleType, area: str) -> None:
    chart = json.loads((LAW / "us_country-chart.json").read_bytes())
    groups = json.loads((LAW / "us_country-groups.json").read_bytes())
    codes = task.Codes(PACKS / "countries.yaml")
    row = codes.one(chart["territoryInheritance"][area.casefold()]["row"])
    for group in task.tables(chart, groups, codes):
        assert (codes.one(area) in group.members) == (row in group.members), group.name
