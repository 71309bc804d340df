"""The catalogue of facts (``packs/facts.yaml``): every name, its type, its unit, the question put to people."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from acquis.reading.document import Mapping as Tree
from acquis.reading.document import Node, Scalar, Sequence, read_document
from acquis.reading.spec import TYPES, FactSpec
from acquis.reading.values import read_value
from acquis.terms.problem import Problem
from acquis.terms.value import Value

__all__ = ["Catalogue", "FactSpec", "load_catalogue", "read_catalogue", "read_value"]


class Catalogue:
    """All facts, item kinds and acts (which duties demand or forbid); ``spec`` also knows the facts of linked items."""

    def __init__(
        self, kinds: Mapping[str, str], facts: Mapping[str, FactSpec], acts: Mapping[str, str] | None = None
    ) -> None:
        self.kinds = kinds
        self.facts = facts
        self.acts = acts or {}
        self.links = tuple(name.removeprefix("item.") for name, spec in facts.items() if spec.type == "link")
        self.parameters = {
            name.removeprefix("item."): spec
            for name, spec in facts.items()
            if name.startswith("item.") and not spec.derived and name not in ("item.kind", "item.origin")
        }
        self._resolved: dict[str, FactSpec | None] = dict(facts)

    def spec(self, name: str) -> FactSpec | None:
        """The fact of that name; ``item.relates_to.cnot_error`` is found as ``item.cnot_error``."""
        if name not in self._resolved:
            if len(self._resolved) > 20_000:  # names come from files; do not keep every wrong one
                return self._linked(name)
            self._resolved[name] = self._linked(name)
        return self._resolved[name]

    def read_value(self, spec: FactSpec, node: Node, kind: str | None = None) -> tuple[Value, tuple[Problem, ...]]:
        """The value a node states for a fact; None with problems where it cannot be taken, None alone for null."""
        return read_value(spec, node, kind)

    def _linked(self, name: str) -> FactSpec | None:
        parts = name.split(".")
        if parts[0] != "item":
            return None
        at = 1
        while at < len(parts) - 1 and parts[at] in self.links:
            at += 1
        if at == 1:
            return None
        rest = ".".join(parts[at:])
        link = self.facts[f"item.{parts[at - 1]}"]
        if rest == "stated":
            return FactSpec(name=name, type="flag", ask=link.ask, who=link.who)
        return self.facts.get(f"item.{rest}")


@cache
def load_catalogue() -> Catalogue:
    """The catalogue that travels with the package, read once."""
    source = resources.files("acquis").joinpath("packs/facts.yaml").read_bytes()
    tree, problems = read_document(source, name="packs/facts.yaml")
    if problems or not isinstance(tree, Tree):
        raise RuntimeError("packs/facts.yaml cannot be read:\n" + "\n".join(map(str, problems)))
    return read_catalogue(tree)


def read_catalogue(tree: Tree) -> Catalogue:
    """The catalogue in a document; RuntimeError names the first entry that is not as it should be."""
    kinds = _texts(tree.get("kinds"))
    facts = {name: _spec(name, node, tuple(kinds)) for name, node in _pairs(tree.get("facts"))}
    return Catalogue(kinds, facts, _texts(tree.get("acts")))


def _spec(name: str, node: Node, kinds: tuple[str, ...]) -> FactSpec:
    known = FactSpec.__dataclass_fields__.keys() - {"name"}
    if not isinstance(node, Tree) or not set(node.keys()) <= known:
        raise RuntimeError(f"{node.where}: {name} must be a mapping with keys among {', '.join(sorted(known))}")
    texts = _texts(node)
    if texts.get("type") not in TYPES:
        raise RuntimeError(f"{node.where}: {name} has no known type")
    return FactSpec(
        name=name,
        type=texts["type"],
        unit=texts.get("unit", ""),
        units=_texts(node.get("units")),
        values=kinds if texts["type"] == "kind" else _words(node.get("values")),
        ask=texts.get("ask", ""),
        who=texts.get("who", ""),
        absent=texts.get("absent", ""),
        sensitive=texts.get("sensitive") == "true",
        open_kinds=_words(node.get("open_kinds")),
        kinds=_words(node.get("kinds")),
        open_when=_words(node.get("open_when")),
        fields=_texts(node.get("fields")),
        parts={key: part.text if isinstance(part, Scalar) else _words(part) for key, part in _pairs(node.get("parts"))},
        impurity_excludes={key: _words(words) for key, words in _pairs(node.get("impurity_excludes"))},
        whole=texts.get("whole") == "true",
        fallback=_texts(node.get("fallback")),
        unknown_word=texts.get("unknown_word", ""),
        derived=texts.get("derived", ""),
    )


def _pairs(node: Node | None) -> tuple[tuple[str, Node], ...]:
    return tuple((key.text, value) for key, value in node.entries) if isinstance(node, Tree) else ()


def _texts(node: Node | None) -> dict[str, str]:
    return {key: value.text for key, value in _pairs(node) if isinstance(value, Scalar)}


def _words(node: Node | None) -> tuple[str, ...]:
    return tuple(item.text for item in node.items if isinstance(item, Scalar)) if isinstance(node, Sequence) else ()
