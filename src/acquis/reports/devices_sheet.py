"""The radar of real machines, told: who is listed today, who is close to a rim, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable

from acquis.reports.radar_sheet import NO_DECISION
from acquis.reports.scale import number_words, value_words
from acquis.reports.sheet import Block, Sheet
from acquis.reports.words import count
from acquis.terms.answer import NO, UNKNOWN, YES
from acquis.terms.devices import Devices, Gap, Row, of

FIGURES = (
    "A published two-qubit error counts as the C-NOT error of the entries only where the table shows that it is the "
    "average error of nearest-neighbour C-NOT gates. Any other figure leaves the machine undetermined where it matters."
)
AS_IF = (
    "Distances use the published figure as it stands, also where it is not the C-NOT error: they say where a machine "
    "stands, not what it is."
)
TOP, SOME = 10, 12
MACHINE = ("machine", "qubits", "published error", "said to be")
NAMES = {"cnot_error": "C-NOT error", "physical_qubits": "physical qubits"}


def devices_sheet(found: Devices, drawings: tuple[str, ...] = ()) -> Sheet:
    """Everything about a table of machines, for people."""
    names = len({row.machine.name for row in found.rows})
    weak = sum(row.machine.weak for row in found.rows)
    held = [pack.id for pack in found.packs if any(row.under(pack.id).answer is not NO for row in found.rows)]
    meta = [
        f"{count(len(found.rows), 'row')} of {count(names, 'machine')}, {weak} of low confidence, marked *.",
        f"By the law of {found.as_of} as known on {found.known_on}.",
        FIGURES,
        NO_DECISION,
    ]
    blocks = (
        _counts(found),
        *_listed(found, held),
        *_close(found, held),
        *_needed(found, held),
        *_problems(found),
    )
    return Sheet(title="Machines against the lists", meta=tuple(meta), blocks=blocks, drawings=drawings)


def _counts(found: Devices) -> Block:
    rows = []
    without = [pack.id for pack in found.packs if not any(row.under(pack.id).holds for row in found.rows)]
    for pack in found.packs:
        if pack.id in without:
            continue
        seen = found.counts(pack.id)
        keys = ("listed", "undetermined", "not_listed", "if_published_were_cnot_error")
        rows.append((pack.id, *(str(seen[key]) for key in keys)))
    header = ("instrument", "listed", "undetermined", "not listed", "listed if the published error were the fact")
    items = (f"no control entry for such machines is held by {', '.join(without)}",) if without and found.rows else ()
    return Block(title="Who is listed", header=header, rows=tuple(rows), items=items)


def _listed(found: Devices, held: list[str]) -> Iterable[Block]:
    titles = ("Listed", "Would be listed if the published figure were the C-NOT error")
    for title, supposed in zip(titles, (False, True), strict=True):
        rows = []
        for row in found.rows:
            under = [id_ for id_ in held if _is_listed(row, id_, supposed=supposed)]
            if under:
                rows.append((*_machine(row), ", ".join(f"{id_}{_met(row, id_)}" for id_ in under)))
        if rows:
            yield Block(title=title, header=(*MACHINE, "under"), rows=tuple(rows))


def _is_listed(row: Row, instrument: str, *, supposed: bool) -> bool:
    seen = row.under(instrument)
    return (seen.as_if if supposed else seen.answer) is YES


def _met(row: Row, instrument: str) -> str:
    seen = row.under(instrument)
    return "".join(f" {one.entry}" for one in seen.entries if seen.answer is one.answer) if seen.answer is YES else ""


def _close(found: Devices, held: list[str]) -> Iterable[Block]:
    for fact, words in NAMES.items():
        merged: dict[tuple[int, object], tuple[Row, Gap, list[str]]] = {}
        for id_ in held:
            for row, gap in found.ranked(id_, fact)[:TOP]:
                merged.setdefault((row.machine.line, gap.rim), (row, gap, []))[2].append(f"{id_} {gap.entry}")
        ranked = sorted(merged.values(), key=lambda one: one[1].factor or one[1].more or 0)
        rows = tuple((*_machine(row), _distance(gap), ", ".join(under)) for row, gap, under in ranked)
        if rows:
            yield Block(
                title=f"Closest by {words}",
                lead=(AS_IF,),
                header=(*MACHINE, "distance", "nearest rim under"),
                rows=rows,
            )


def _distance(gap: Gap) -> str:
    if gap.factor is not None:
        return f"{float(gap.factor):.2f} times the rim of {number_words(gap.rim)}"
    return f"{number_words(gap.more or gap.rim)} more, rim at {number_words(gap.rim)}"


def _machine(row: Row) -> tuple[str, str, str, str]:
    one = row.machine
    name = f"{one.label}{' *' if one.weak else ''}"
    return name, value_words(one.qubits), value_words(one.published), one.told


def _needed(found: Devices, held: list[str]) -> Iterable[Block]:
    """What keeps machines undetermined, and what would settle it; grouped, for it is the same for many."""
    groups: dict[tuple[str, tuple[str, ...]], dict[str, None]] = {}
    for id_ in held:
        for row in of(found.rows, id_, UNKNOWN):
            seen = row.under(id_)
            reason = "; ".join(row.machine.why) if row.machine.published is not None else "no error is published"
            asked = tuple(one.question for one in seen.missing)
            groups.setdefault((reason or seen.note, asked), {})[row.machine.label] = None
    rows = tuple(
        (str(len(names)), why, " ".join(asked), _few(list(names)))
        for (why, asked), names in sorted(groups.items(), key=lambda one: -len(one[1]))
    )
    if rows:
        header = ("machines", "the published figure", "what is needed", "which")
        yield Block(title="Undetermined, and what would settle it", header=header, rows=rows)


def _few(names: list[str]) -> str:
    return ", ".join(names[:SOME]) + (f" and {len(names) - SOME} more" if len(names) > SOME else "")


def _problems(found: Devices) -> Iterable[Block]:
    if found.problems:
        rows = len({one.where.line for one in found.problems})
        lead = f"In {count(rows, 'row')} a figure cannot be read; it counts as unknown."
        items = tuple(f"{one.where}: {one.what}. {one.hint}".rstrip(". ") for one in found.problems[:50])
        more = (f"and {len(found.problems) - 50} more",) if len(found.problems) > 50 else ()
        yield Block(title=count(len(found.problems), "problem"), lead=(lead,), items=(*items, *more))
