"""A YAML 1.2 or JSON document as a tree of text with places; nothing is interpreted.

``NO`` stays the text ``NO`` and ``1e-4`` the text ``1e-4``: what a scalar means is decided by the reader that knows
its type. Faults are problems with file, line and column. Aliases, tags and deep nesting are refused, so that no
small file can grow large.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, TypeAlias

from acquis.reading.source import place_in, read_text
from acquis.reading.syntax import syntax_problem
from acquis.terms.problem import Problem, Where

LIMIT = 5_000_000
MAX_DEPTH = 60
MAX_NODES = 500_000
MAX_PROBLEMS = 100

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))

# The fast parser reads these in another way, so such texts are left to the exact one: other line ends, directives,
# ends of documents, a block of text that begins with a # or an empty line, a colon at another or at a single quote.
_DIFFERS = re.compile(
    r"[\t\x85\u2028\u2029\ufeff]|^(?:%|\.\.\.)|[|>][-+0-9]*(?:\s*#|\s*\n *\n|\s*\r)|::|':\S|\":[^\s\w\"\[{-]",
    re.MULTILINE,
)

# The exact parser takes a time that grows with the square of the length of a tag.
_LONG_TAG = re.compile(r"!\S{1000}")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A word, number or sentence as written. ``faulty``: it cannot be used, and a problem already says why."""

    text: str
    quoted: bool
    where: Where
    faulty: bool = False

    @property
    def is_null(self) -> bool:
        """Whether nothing is stated here: an empty value, ``~`` or ``null``."""
        return not self.quoted and not self.faulty and self.text in _NULLS


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in the order of the file; keys are unique."""

    entries: tuple[tuple[Scalar, Node], ...]
    where: Where

    def get(self, key: str) -> Node | None:
        """The value under a key, or None."""
        for name, node in self.entries:
            if name.text == key:
                return node
        return None

    def keys(self) -> tuple[str, ...]:
        """The keys, in the order of the file."""
        return tuple(name.text for name, _ in self.entries)


def _unusable(where: Where) -> Scalar:
    return Scalar("", quoted=False, where=where, faulty=True)


Node: TypeAlias = Scalar | Sequence | Mapping


def describe(node: Node) -> str:
    """What a node is, in the words of a message."""
    if isinstance(node, Scalar):
        if node.is_null:
            return "nothing"
        return repr(node.text if len(node.text) <= 40 else node.text[:37] + "...")
    return "a list" if isinstance(node, Sequence) else "a mapping"


def read_document(
    source: Path | str | bytes, *, name: str, limit: int = LIMIT
) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read one document. A Path is a file; a str or bytes is the content itself; ``name`` stands in messages.

    Returns the tree and every problem found; the tree is None when nothing can be read. A place with a problem is
    a ``Scalar`` marked ``faulty``. Never raises for what the document holds.
    """
    text, problem = read_text(source, name=name, limit=limit)
    if text is None:
        return None, (problem,) if problem else ()
    hostile = _LONG_TAG.search(text)
    if hostile:
        where = place_in(text, hostile.start(), name)
        what = "a tag of a thousand signs is not allowed"
        return None, (Problem(where=where, what=what, hint="remove the word that begins with !"),)
    if _fast_parser_is_here() and not _DIFFERS.search(text):
        builder = _Builder(name)
        # Whatever it finds fault with, the exact parser reads again and says what is wrong.
        with suppress(Exception):
            builder.walk(_fast_events(text))
            if builder.root is not None and not builder.problems:
                return builder.root, ()
    builder = _Builder(name)
    try:
        builder.walk(_exact_events(text))
    except Exception as fault:  # a parser fails in ways it does not name; the file is at fault
        builder.root = None
        builder.problems.append(syntax_problem(fault, name, text))
    return builder.result()


class _Mark(Protocol):
    """A place as the parser counts it, from 0."""

    line: int
    column: int


class _Event(Protocol):
    """What the parser says; the value and style only of a scalar, the version only of a document."""

    start_mark: _Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None
    version: tuple[int, int] | None


@cache
def _fast_parser_is_here() -> bool:
    return find_spec("_ruamel_yaml") is not None


def _fast_events(text: str) -> Iterator[_Event]:
    from _ruamel_yaml import CParser  # type: ignore[import-not-found]  # slow to import; nothing else needs it

    parser = CParser(text)
    try:
        while parser.check_event():
            yield parser.get_event()
    finally:
        parser.dispose()


def _exact_events(text: str) -> Iterator[_Event]:
    from ruamel.yaml import YAML

    yield from YAML(typ="safe", pure=True).parse(text)


@dataclass(slots=True)
class _Frame:
    """An open list or mapping."""

    where: Where
    is_mapping: bool
    faulty: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    key: Scalar | None = None
    awaits_value: bool = False


class _Stop(Exception):
    """The rest of the file is not worth reading."""


class _Builder:
    """Builds the tree from the event stream, without recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.stack: list[_Frame] = []
        self.nodes = 0
        self.documents = 0

    def result(self) -> tuple[Node | None, tuple[Problem, ...]]:
        if self.root is None and not self.problems:
            where = Where(file=self.name, line=1, column=1)
            self.fault(where, "the file is empty", "write a mapping of keys to values")
        return self.root, tuple(self.problems)

    def fault(self, where: Where, what: str, hint: str) -> None:
        if len(self.problems) == MAX_PROBLEMS:
            what, hint = "and more: reading stops here", "mend the problems above first"
        self.problems.append(Problem(where=where, what=what, hint=hint))
        if len(self.problems) > MAX_PROBLEMS:
            raise _Stop

    def walk(self, events: Iterator[_Event]) -> None:
        try:
            for event in events:
                kind = type(event).__name__
                if kind == "ScalarEvent":
                    self.add(self.scalar(event))
                elif kind in ("MappingStartEvent", "SequenceStartEvent"):
                    self.open(event, kind == "MappingStartEvent")
                elif kind in ("MappingEndEvent", "SequenceEndEvent"):
                    self.add(self.close())
                elif kind == "AliasEvent":
                    where = self.place(event)
                    self.fault(where, "an alias (*name) is not allowed here", "write the value out where it is needed")
                    self.add(_unusable(where))
                elif kind == "DocumentStartEvent":
                    self.document(event)
        except _Stop:
            self.root = None

    def place(self, event: _Event) -> Where:
        mark = event.start_mark
        return Where(file=self.name, line=mark.line + 1, column=mark.column + 1)

    def document(self, event: _Event) -> None:
        self.documents += 1
        if self.documents > 1:
            self.fault(self.place(event), "a second document begins here", "a file holds one document; remove the ---")
            raise _Stop
        if event.version is not None and tuple(event.version) != (1, 2):
            self.fault(self.place(event), "the file asks for another YAML than 1.2", "remove the %YAML line")
            raise _Stop

    def scalar(self, event: _Event) -> Scalar:
        where = self.place(event)
        faulty = (event.anchor is not None or event.tag is not None) and self.refused(event, where)
        text = event.value
        if not text.isascii():
            try:  # JSON writes signs beyond the first 65,536 as two escapes, which belong together
                text = text.encode("utf-16", "surrogatepass").decode("utf-16")
            except UnicodeDecodeError:
                self.fault(where, "the text holds half of a character (a lone surrogate)", "write the character itself")
                text, faulty = "", True
        return Scalar(text, event.style not in (None, ""), where, faulty)

    def refused(self, event: _Event, where: Where) -> bool:
        """Say what is not allowed about a node; whether its value is unusable for that."""
        if event.anchor is not None:
            what = f"an anchor (&{str(event.anchor)[:40]}) is not allowed here"
            self.fault(where, what, "write the value out where it is needed")
            return False
        if event.tag is None or event.tag == "!":
            return False
        self.fault(where, f"a tag ({str(event.tag)[:40]}) is not allowed here", "remove the word that begins with !")
        return True

    def open(self, event: _Event, is_mapping: bool) -> None:
        where = self.place(event)
        if len(self.stack) >= MAX_DEPTH:
            self.fault(where, f"nested deeper than {MAX_DEPTH} levels", "a case or pack needs about ten")
            raise _Stop
        self.stack.append(_Frame(where, is_mapping, self.refused(event, where)))

    def close(self) -> Node:
        frame = self.stack.pop()
        if frame.faulty:
            return _unusable(frame.where)
        if frame.is_mapping:
            return Mapping(tuple(frame.entries.values()), frame.where)
        return Sequence(tuple(frame.items), frame.where)

    def add(self, node: Node) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.fault(node.where, f"more than {MAX_NODES:,} values in one file", "split it into several files")
            raise _Stop
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if not frame.is_mapping:
            frame.items.append(node)
        elif not frame.awaits_value:
            frame.awaits_value = True
            frame.key = self.key(node)
        else:
            frame.awaits_value = False
            self.entry(frame, frame.key, node)

    def key(self, node: Node) -> Scalar | None:
        if not isinstance(node, Scalar):
            self.fault(node.where, f"a key must be a word, found {describe(node)}", "quote it, or write key: value")
            return None
        return None if node.faulty else node

    def entry(self, frame: _Frame, key: Scalar | None, node: Node) -> None:
        if key is None:
            return
        before = frame.entries.get(key.text)
        if before is None:
            frame.entries[key.text] = (key, node)
            return
        first = before[0]
        self.fault(
            key.where,
            f"the key {describe(key)} stands twice, first in line {first.where.line}",
            "keep one; as it stands neither is taken",
        )
        frame.entries[key.text] = (first, _unusable(key.where))
