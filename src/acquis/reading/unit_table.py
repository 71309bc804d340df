"""The table of units (``packs/units.yaml``) and the one spelling a unit has in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib import resources

from acquis.reading.document import Mapping as Tree
from acquis.reading.document import Node, Scalar, Sequence, read_document
from acquis.reading.number import parse_number

_WORD = re.compile(r"[A-Za-z]+")
_ROOT = re.compile(r"√\(?([A-Za-z]+)\)?|\brt\(?(Hz|hr|h|s)\)?|(?<![A-Za-z])(Hz|h|s)(?:\^|\*\*)(?:\(1/2\)|1/2|0\.5)")
_LETTERS = str.maketrans({"µ": "u", "μ": "u", "°": "deg", "º": "deg", "˚": "deg", "\u212b": "\u00c5", "²": "^2"})


@dataclass(frozen=True, slots=True)
class Dimension:
    """The spellings of one kept unit: exact factors, other zero points, units used for printing."""

    unit: str
    factors: Mapping[str, Fraction]
    zeros: Mapping[str, Fraction]
    show: tuple[str, ...]
    signed: bool


@dataclass(frozen=True, slots=True)
class UnitTable:
    """The whole of ``packs/units.yaml``."""

    dimensions: Mapping[str, Dimension]
    words: Mapping[str, str]
    refused: Mapping[str, str]
    spellings: dict[str, str] = field(default_factory=dict)

    def spell(self, text: str) -> str:
        """One spelling for a unit: micro signs, degree signs, roots, spaces and words settled."""
        known = self.spellings.get(text)
        if known is None:
            known = _ROOT.sub(lambda m: f"sqrt({m[1] or m[2] or m[3]})", text.replace("℃", "°C").translate(_LETTERS))
            known = _WORD.sub(lambda m: self.words.get(m[0], m[0]), known).replace(" ", "").replace("**", "^")
            if len(self.spellings) < 4096:
                self.spellings[text] = known
        return known


@cache
def unit_table() -> UnitTable:
    """The table of units, read once."""
    source = resources.files("acquis").joinpath("packs/units.yaml").read_bytes()
    tree, problems = read_document(source, name="packs/units.yaml")
    if problems or not isinstance(tree, Tree):
        raise RuntimeError(f"packs/units.yaml cannot be read: {problems}")
    table = UnitTable({}, _texts(tree.get("words")), _texts(tree.get("refused")))
    dimensions = {}
    for key, node in _pairs(tree.get("units")):
        assert isinstance(node, Tree)
        shown = node.get("show")
        dimensions[key] = Dimension(
            unit=key,
            factors={table.spell(name): _factor(text) for name, text in _texts(node.get("units")).items()},
            zeros={table.spell(name): parse_number(text) for name, text in _texts(node.get("zeros")).items()},
            show=tuple(item.text for item in shown.items if isinstance(item, Scalar))
            if isinstance(shown, Sequence)
            else (),
            signed=node.get("signed") is not None,
        )
    return UnitTable(dimensions, table.words, table.refused)


def _pairs(node: Node | None) -> tuple[tuple[str, Node], ...]:
    return tuple((key.text, value) for key, value in node.entries) if isinstance(node, Tree) else ()


def _texts(node: Node | None) -> dict[str, str]:
    return {key: value.text for key, value in _pairs(node) if isinstance(value, Scalar)}


def _factor(text: str) -> Fraction:
    above, _, below = text.partition("/")
    return parse_number(above) / parse_number(below) if below else parse_number(above)
