"""Strict reading of a mapping: every key is asked for by name, and what nobody asked for is a problem."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from acquis.reading.document import Mapping, Node, Scalar, Sequence, describe
from acquis.reading.number import ReadingError
from acquis.reading.suggest import did_you_mean
from acquis.reading.values import read_day
from acquis.terms.problem import Problem, Where

__all__ = ["Fields", "describe"]


class Fields:
    """The keys of one mapping, taken one by one; problems gather in the list given."""

    def __init__(self, node: Node | None, problems: list[Problem], *, what: str) -> None:
        self.problems = problems
        self.what = what
        self._known: list[str] = []
        self._nodes: dict[str, Node] = {}
        self._places: dict[str, Where] = {}
        self.where = node.where if node is not None else Where(file="")
        if isinstance(node, Mapping):
            for key, value in node.entries:
                self._nodes[key.text] = value
                self._places[key.text] = key.where
        elif node is not None and not _faulty(node):
            self.fault(node.where, f"{what} must be a mapping of keys to values, found {describe(node)}")

    def fault(self, where: Where, what: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(where=where, what=what, hint=hint))

    def take(self, key: str) -> Node | None:
        """The node under a key, or None."""
        self._known.append(key)
        return self._nodes.get(key)

    def stated(self, key: str) -> Node | None:
        """The node under a key, or None where nothing is stated: no key, an empty value, null."""
        node = self.take(key)
        return None if isinstance(node, Scalar) and node.is_null else node

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._nodes

    def text(self, key: str, *, required: bool = False) -> str:
        """A word or sentence; empty when absent."""
        node = self.take(key)
        if isinstance(node, Scalar):
            return "" if node.is_null else node.text
        if node is not None:
            self.fault(node.where, f"{self.what}: {key} must be text, found {describe(node)}")
        elif required:
            self.fault(self.where, f"{self.what}: {key} is missing", f"write {key}: …")
        return ""

    def choice(self, key: str, words: tuple[str, ...], *, default: str | None = None) -> str:
        """One of a few words."""
        node = self.take(key)
        if node is None:
            if default is None:
                self.fault(self.where, f"{self.what}: {key} is missing", f"one of: {', '.join(words)}")
            return default or words[0]
        if isinstance(node, Scalar) and node.text in words:
            return node.text
        if _faulty(node):
            return default or words[0]
        found = node.text if isinstance(node, Scalar) else ""
        hint = did_you_mean(found, words) or f"one of: {', '.join(words)}"
        self.fault(node.where, f"{self.what}: {key} must be one of {', '.join(words)}, found {describe(node)}", hint)
        return default or words[0]

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false, written so."""
        node = self.take(key)
        if node is None:
            return default
        if isinstance(node, Scalar) and node.text in ("true", "false"):
            return node.text == "true"
        if not _faulty(node):
            self.fault(node.where, f"{self.what}: {key} must be true or false")
        return default

    def day(self, key: str) -> date | None:
        """A day as YYYY-MM-DD, or None."""
        node = self.take(key)
        if node is None or (isinstance(node, Scalar) and node.is_null):
            return None
        if _faulty(node):
            return None
        try:
            return read_day(node)
        except ReadingError as fault:
            self.fault(node.where, f"{self.what}: {key}: {fault.what}", fault.hint)
        return None

    def words(self, key: str) -> tuple[str, ...]:
        """A list of words; a single word counts as a list of one."""
        node = self.take(key)
        if isinstance(node, Scalar):
            return () if node.is_null or node.faulty else (node.text,)
        return tuple(item.text for item in self._scalars(node, key))

    def items(self, key: str) -> tuple[Node, ...]:
        """The nodes of a list; empty when absent."""
        node = self.take(key)
        if node is None:
            return ()
        if isinstance(node, Sequence):
            return node.items
        if not _faulty(node):
            self.fault(node.where, f"{self.what}: {key} must be a list, found {describe(node)}")
        return ()

    def pairs(self, key: str) -> tuple[tuple[Scalar, Node], ...]:
        """The entries of a mapping under a key; empty when absent."""
        node = self.take(key)
        if node is None:
            return ()
        if isinstance(node, Mapping):
            return node.entries
        if not _faulty(node):
            self.fault(node.where, f"{self.what}: {key} must be a mapping, found {describe(node)}")
        return ()

    def done(self, *, free: tuple[str, ...] = ()) -> None:
        """Say which keys nobody asked for."""
        for key in self._nodes:
            if key not in self._known and key not in free:
                known = sorted(set(self._known))
                hint = did_you_mean(key, known) or f"known keys: {', '.join(known)}"
                self.fault(self._places[key], f"{self.what}: unknown key {key!r}", hint)

    def _scalars(self, node: Node | None, key: str) -> Iterator[Scalar]:
        if node is None:
            return
        if not isinstance(node, Sequence):
            self.fault(node.where, f"{self.what}: {key} must be a list, found {describe(node)}")
            return
        for item in node.items:
            if isinstance(item, Scalar):
                if not item.faulty:
                    yield item
            else:
                self.fault(item.where, f"{self.what}: {key} holds words, found {describe(item)}")


def _faulty(node: Node) -> bool:
    """Whether a problem already says why the node cannot be used."""
    return isinstance(node, Scalar) and node.faulty
