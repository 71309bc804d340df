"""Fact and Situation: what is known about one transfer of one item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from acquis.terms.problem import Where
from acquis.terms.value import OneOf, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A person's answer to an open predicate, as written in the case file."""

    predicate: str
    item: str
    answer: bool
    by: str
    role: str = ""
    on: str = ""
    about: str = ""
    basis: str = ""

    def __str__(self) -> str:
        told = f"{self.by}, {self.role}" if self.role else self.by
        when = f" on {self.on}" if self.on else ""
        why = f": {self.basis}" if self.basis else ""
        return f"{'yes' if self.answer else 'no'}, said {told}{when}{why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything known about one transfer of one item to one recipient, by fact name.

    ``values`` holds the facts; a name that is absent, or whose value is None, is unknown.
    ``presumed`` holds facts that were not stated and are taken as not so; each is said among the assumptions.
    ``paths`` gives, for any fact name, the place in the case file that would state it: ``items.i1.kind``.
    Linked items appear under the link: ``item.specially_designed_for.physical_qubits``.
    ``words`` are the recurring ones among the values (kinds, activity, which links are stated): a rule book cut down to
    them is used again for every situation that shares them.
    Open predicates appear as ``item.answer.<predicate>``.
    """

    transfer: str
    item: str
    to: str
    values: Mapping[str, Value]
    presumed: Mapping[str, Value] = field(default_factory=dict)
    derived: Mapping[str, str] = field(default_factory=dict)
    statements: Mapping[str, Statement] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Where] = field(default_factory=dict)
    components: tuple[Situation, ...] = ()
    components_stated: bool = False
    words: Mapping[str, str | bool | OneOf] = field(default_factory=dict)
