"""Legend: which provision each bit of ``<instrument>.fired`` stands for.

The bits of an instrument follow its pack, not the rows: entries in the order in which the law had them, then
requirements, authorizations and exclusions. An edition of a pack always gives the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from acquis.rules.pack import Pack
from acquis.rules.shelf import Shelf

WORD = 64
"""Bits are written in words of this many, sixteen hexadecimal digits each."""


@dataclass(frozen=True, slots=True)
class Bit:
    """One bit: what it is (``entry``, ``requirement``, ``authorization``, ``exclusion``), its id and citation."""

    what: str
    id: str
    cite: str
    evidence: str


def legend(pack: Pack, known_on: date) -> tuple[Bit, ...]:
    """The provisions of a pack on all days it holds, as known on a day, in the order of their bits."""
    found: dict[tuple[str, str], Bit] = {}

    def add(what: str, id_: str, cite: str, evidence: str) -> None:
        found.setdefault((what, id_), Bit(what, id_, cite, evidence))

    days = pack.change_days()
    first = pack.covers_from or min(days, default=known_on)
    for day in (first, *(day for day in days if day > first)):
        for leaf in Shelf(pack, day, known_on).leaves:
            add("entry", leaf.id, leaf.cite, leaf.evidence)
    for requirement in pack.requirements:
        add("requirement", requirement.id, requirement.cite, requirement.evidence)
    for authorization in pack.authorizations:
        add("authorization", authorization.id, authorization.cite, authorization.evidence)
    for exclusion in pack.exclusions:
        add("exclusion", exclusion.id, exclusion.cite, exclusion.evidence)
    return tuple(found.values())


def words(bits: tuple[Bit, ...]) -> int:
    """How many words of bits a row has."""
    return max(1, -(-len(bits) // WORD))
