"""Expressions: a pack's conditions as a tree, read but not yet resolved to a day, a group or another entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from acquis.terms.answer import Answer
from acquis.terms.node import Test
from acquis.terms.problem import Where


@dataclass(frozen=True, slots=True)
class Fixed:
    """``always`` or ``never``."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Compare:
    """A fact put to a test whose literal is complete."""

    fact: str
    test: Test
    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class InGroups:
    """A country fact (or, with ``of_list``, a list of countries) against named groups; the day decides who is in."""

    fact: str
    groups: tuple[str, ...]
    of_list: bool
    where: Where


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    """The part does not hold."""

    part: Expression


@dataclass(frozen=True, slots=True)
class Is:
    """A definition of the pack, by name."""

    name: str
    where: Where


@dataclass(frozen=True, slots=True)
class Meets:
    """The same item meets an entry, or any paragraph below it."""

    entry: str
    where: Where


@dataclass(frozen=True, slots=True)
class Linked:
    """The item named by a link meets one of the entries, or a condition."""

    link: str
    meets: tuple[str, ...]
    when: Expression | None
    where: Where


@dataclass(frozen=True, slots=True)
class OpenTexture:
    """An open predicate; ``presumed`` is what it counts as until a named person answers."""

    predicate: str
    presumed: bool | None
    where: Where


@dataclass(frozen=True, slots=True)
class SomePoint:
    """Over measured points: one shows it, or one rules it out."""

    fact: str
    shows: Expression
    rules_out: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of an unsettled point."""

    label: str
    text: str
    when: Expression


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A point on which the law is unsettled, with its labelled readings."""

    point: str
    cite: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Unless:
    """A labelled exception; ``alongside`` names those with which it may hold at once."""

    label: str
    text: str
    cite: str
    when: Expression
    alongside: tuple[str, ...]
    where: Where


Expression: TypeAlias = (
    Fixed | Compare | InGroups | All | Any | Opposite | Is | Meets | Linked | OpenTexture | SomePoint | Unsettled
)
