"""Law is data: no control number, country list, threshold or date of law stands in a .py file."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))

CONTROL_NUMBER = re.compile(r"\b[0-9][A-E][0-9]{3}\b|\bPL90[0-9]{2}\b|\bEU00[0-9]\b|\bUSML\b|\b7[0-9]{2}\.[0-9]+\b")
LAW_DATE = re.compile(r"\b20[0-9]{2}-[01][0-9]-[0-3][0-9]\b")
LISTS = re.compile(r"\bentity.list\b|\bA:[156]\b|\bD:[15]\b|\bE:[12]\b", re.IGNORECASE)


def code_and_strings(path: Path) -> str:
    """The file without comments and docstrings; docstrings may show an example."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if node.body and isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant):
                node.body[0].value.value = ""
    return ast.unparse(tree)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_control_number_date_or_list(path: Path) -> None:
    """Law is data."""
    text = code_and_strings(path)
    for pattern in (CONTROL_NUMBER, LAW_DATE, LISTS):
        found = pattern.search(text)
        assert found is None, f"{path}: {found.group(0) if found else ''} belongs in a pack"


def test_no_country_code_in_code() -> None:
    """Code names no country: a two-letter capital word that is a country code may not be a string of its own."""
    countries = set(re.findall(r"code: \"?([A-Z]{2})\b", (ROOT / "src/acquis/packs/countries.yaml").read_text()))
    assert len(countries) > 200
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in countries:
                pytest.fail(f"{path}:{node.lineno}: country {node.value!r} in code")
