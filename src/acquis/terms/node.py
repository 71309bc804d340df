"""The compiled form of a rule: a normalised program of plain nodes, no callables inside.

Every reader walks the same nodes: the explainer (one case, with trace), the batch evaluator (columns) and the
comparer (sets). Children always stand before their parents, so a reader may also run straight through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from acquis.terms.answer import Answer
from acquis.terms.value import Span


@dataclass(frozen=True, slots=True)
class Within:
    """The number (or the day, as its ordinal) lies in the span."""

    span: Span


@dataclass(frozen=True, slots=True)
class Among:
    """The word, country or flag is one of these."""

    words: frozenset[str | bool]


@dataclass(frozen=True, slots=True)
class Has:
    """The list contains at least one of these."""

    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Overlaps:
    """The range has a number in common with the span."""

    span: Span


@dataclass(frozen=True, slots=True)
class Costs:
    """The amount, in this currency, lies in the span; in another currency that is unknown."""

    span: Span
    currency: str


Test: TypeAlias = Within | Among | Has | Overlaps | Costs


@dataclass(frozen=True, slots=True)
class Constant:
    """The same answer always."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Atom:
    """One fact put to one test; ``text`` is the literal as the pack wrote it."""

    fact: str
    test: Test
    text: str


@dataclass(frozen=True, slots=True)
class Open:
    """Open texture: a named person's answer to a predicate, or unknown.

    ``presumed`` is what it counts as until somebody answers; None leaves it unknown.
    """

    fact: str
    predicate: str
    presumed: bool | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """Whether the fact is stated at all: YES or NO, never unknown. Readers of tables tell a null apart with it."""

    fact: str


@dataclass(frozen=True, slots=True)
class And:
    """Kleene AND of the parts."""

    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Kleene OR of the parts."""

    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Kleene NOT of the part."""

    part: int


@dataclass(frozen=True, slots=True)
class Some:
    """Over the measured points of a fact: one that shows it, or one that rules it out; otherwise unknown.

    ``shows`` and ``rules_out`` are conditions over the fields of one point, as indices into the same program.
    """

    fact: str
    shows: int
    rules_out: int


@dataclass(frozen=True, slots=True)
class Except:
    """A base rule with labelled exceptions. Two exceptions of ``clashes`` that both hold are a conflict.

    ``labels`` name each exception with its citation and place, for the message that names both.
    """

    base: int
    exceptions: tuple[int, ...]
    labels: tuple[str, ...]
    clashes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """The law is unsettled: the answer is the range over the readings."""

    point: str
    cite: str
    labels: tuple[str, ...]
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named provision: the same answer as its body; a reader hangs citations on the name."""

    name: str
    body: int


Node: TypeAlias = Constant | Atom | Open | Stated | And | Or | Not | Some | Except | Readings | Rule


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Program:
    """Interned nodes, children first, and the places where the named answers stand."""

    nodes: tuple[Node, ...]
    roots: Mapping[str, int]


def children(node: Node) -> tuple[int, ...]:
    """The places a node rests on; a condition over points is part of its node, not a child."""
    match node:
        case And(parts) | Or(parts):
            return parts
        case Not(part) | Rule(_, part):
            return (part,)
        case Except(base, exceptions, _, _):
            return (base, *exceptions)
        case Readings(_, _, _, parts):
            return parts
    return ()
