"""What a table asks of one book: the levels of the status, every entry, every provision that may have fired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from acquis.determination.book import LEVELS, Book, level
from acquis.rules.build import Builder
from acquis.rules.fold import rewrite
from acquis.tables.legend import Bit
from acquis.terms.node import Program


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A program whose roots are the answers a table gives under one instrument, for one stretch of days.

    ``levels`` are the roots of the statuses from the quietest up; ``entries`` and ``fired`` lead from a root to the id
    of an entry and to a bit of the legend.
    """

    instrument: str
    program: Program
    levels: tuple[str, ...]
    entries: Mapping[str, str]
    fired: Mapping[str, int]

    def same_as(self, other: Asked) -> bool:
        """Whether the other asks the same of the same rules."""
        return (
            self.program.nodes == other.program.nodes
            and self.program.roots == other.program.roots
            and self.entries == other.entries
            and self.fired == other.fired
        )


def ask_of(book: Book, bits: tuple[Bit, ...]) -> Asked:
    """The answers a table gives.

    An entry has fired where it is met; a requirement where it lies on the transfer; an authorization where it is open
    and may overcome a requirement that lies there; an exclusion where it holds.
    """
    number = {(bit.what, bit.id): place for place, bit in enumerate(bits)}
    builder = Builder()
    wanted = {burden.live for burden in book.burdens} | {f"authorization:{way.key}" for way in book.authorizations}
    levels = tuple(level(status) for status in LEVELS)
    entries = {f"entry:{leaf.id}": leaf.id for leaf in book.leaves}
    exclusions = {f"exclusion:{one.id}": one.id for one in book.exclusions}
    keep = {name: book.roots[name] for name in (*levels, *entries, *exclusions, *sorted(wanted))}
    rewrite(book.program, keep, into=builder)
    fired = {root: number["entry", id_] for root, id_ in entries.items()}
    fired |= {root: number["exclusion", id_] for root, id_ in exclusions.items()}
    for burden in book.burdens:
        fired[_also(builder, "requirement", burden.provision.id, builder.roots[burden.live])] = number[
            "requirement", burden.provision.id
        ]
    for way in book.authorizations:
        lies = builder.some(builder.roots[burden.live] for burden in book.burdens if way.key in burden.authorizations)
        open_ = builder.every((builder.roots[f"authorization:{way.key}"], lies))
        fired[_also(builder, "may", way.provision.id, open_)] = number["authorization", way.provision.id]
    program = builder.program()
    roots = {name: builder.roots[name] for name in (*levels, *fired)}
    return Asked(book.pack.id, Program(program.nodes, roots), levels, entries, fired)


def _also(builder: Builder, what: str, id_: str, place: int) -> str:
    """The root of a provision, which holds in one more way; its name."""
    name = f"{what}:{id_}"
    before = builder.roots.get(name)
    builder.name(name, place if before is None else builder.some((before, place)))
    return name
