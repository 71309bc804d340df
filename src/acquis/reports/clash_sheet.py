"""Clashes, told: what was looked at, what contradicts itself, and what merely diverges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from acquis.reading.catalogue import Catalogue
from acquis.reports.fact_words import fact_words, value_words
from acquis.reports.sheet import Block, Sheet
from acquis.reports.words import count, span_words, status_words
from acquis.terms.clash import Bond, Clash, Clashes, Divergence, Pair, Side
from acquis.terms.determination import Status
from acquis.terms.value import Value

NONE = "No transfer was found that is under two duties of which one demands what the other forbids."
NO_PAIR = "No act that one of these duties demands is forbidden by another, so there was no pair to hold together."
LIMITS = (
    "Only the acts that the packs name were compared, of the duties that each pack holds; a duty that a pack does not "
    "hold, or holds without naming its act, was not looked at. Duties that bind only who uses an authorisation are "
    "left out, because they can be avoided by not using it."
)
NO_DECISION = "This is a machine's reading. It is not legal advice and not a decision: a person decides."
DIVERGE = (
    "For one transfer one book asks for a licence or forbids it, and another that reaches it asks for nothing. That is "
    "no contradiction: who keeps to the stricter book keeps to both. At most one transfer is shown for each two books; "
    "where none is shown, none was found."
)
NOT_ASKED = "Books that merely diverge, where keeping to the stricter one keeps to both, are shown with --divergences."


def clash_sheet(found: Clashes, catalogue: Catalogue) -> Sheet:
    """Everything about clashes, for people."""
    blocks = (
        _short(found),
        *(_clash(number, clash, catalogue) for number, clash in enumerate(found.clashes, 1)),
        *_pairs(found.pairs),
        _looked(found.bonds),
        *_divergences(found.divergences, catalogue),
    )
    packs = ", ".join(f"{pack.id} (edition {pack.edition})" for pack in found.packs)
    return Sheet(
        title="Contradictory duties",
        meta=(f"The law of {found.as_of}, as known on {found.known_on}, of {packs}.", NO_DECISION),
        blocks=blocks,
    )


def _short(found: Clashes) -> Block:
    told = []
    if found.clashes:
        clashes = count(
            len(found.clashes), "pair of duties contradicts itself", "pairs of duties contradict themselves"
        )
        told.append(f"{clashes} for some transfer.")
    else:
        told.append(NONE)
    demands = sum(bond.demands for bond in found.bonds)
    told.append(f"Looked at: {count(demands, 'demand')} and {count(len(found.bonds) - demands, 'ban')}.")
    if not (found.clashes or found.pairs):
        told.append(NO_PAIR)
    return Block(title="In short", lead=(*told, LIMITS, *((NOT_ASKED,) if found.divergences is None else ())))


def _clash(number: int, clash: Clash, catalogue: Catalogue) -> Block:
    act = catalogue.acts.get(clash.demand.act, clash.demand.act)
    return Block(
        title=f"Clash {number}: {act[:1].lower()}{act[1:]}",
        lead=(
            f"Demanded by {_bond(clash.demand)}.",
            f"Forbidden by {_bond(clash.ban)}.",
            "Both surely bind for every transfer with these facts, whatever else is the case; none can be left out:",
        ),
        items=(*_facts(clash.facts, catalogue), *(f"{side.instrument} says: {_status(side)}" for side in clash.sides)),
    )


def _bond(bond: Bond) -> str:
    return f"{bond.instrument}, {bond.kind} {bond.id} [{bond.cite}; {bond.evidence}]: {bond.text}".rstrip(".")


def _facts(facts: Mapping[str, Value], catalogue: Catalogue) -> Iterable[str]:
    for fact, value in facts.items():
        spec = catalogue.spec(fact)
        unit = (spec.unit or next(iter(spec.units.values()), "")) if spec else ""
        yield f"{fact_words(fact)}: {value_words(value, unit)}"


def _status(side: Side) -> str:
    if side.at_least == side.at_most:
        return status_words(side.at_least)
    return span_words(Status[side.at_least], Status[side.at_most])


def _pairs(pairs: Sequence[Pair]) -> Iterable[Block]:
    settled = [_pair(pair) for pair in pairs if pair.settled]
    open_ = [_pair(pair) for pair in pairs if not pair.settled]
    if settled:
        yield Block(title="Demanded and forbidden, but never found to bind together", items=tuple(settled))
    if open_:
        lead = ("The search was given up before it was through. Whether one transfer is under both is not known.",)
        yield Block(title="Demanded and forbidden, not settled", lead=lead, items=tuple(open_))


def _pair(pair: Pair) -> str:
    act = pair.demand.act.replace("_", " ")
    return f"{act}: demanded by {_short_bond(pair.demand)}, forbidden by {_short_bond(pair.ban)}"


def _short_bond(bond: Bond) -> str:
    return f"{bond.instrument} {bond.id} [{bond.cite}]"


def _looked(bonds: Sequence[Bond]) -> Block:
    def act(bond: Bond) -> tuple[str, bool]:
        return bond.act, not bond.demands

    rows = tuple(
        (name.replace("_", " "), "forbidden" if banned else "demanded", "; ".join(map(_short_bond, group)))
        for (name, banned), group in groupby(sorted(bonds, key=act), act)
    )
    return Block(title="What was looked at", header=("act", "is", "by"), rows=rows)


def _divergences(divergences: Sequence[Divergence] | None, catalogue: Catalogue) -> Iterable[Block]:
    if divergences is None:
        return
    rows = tuple(
        (
            f"{one.stricter.instrument}: {_status(one.stricter)}",
            f"{one.quieter.instrument}: {_status(one.quieter)}",
            "; ".join(_facts(one.facts, catalogue)),
        )
        for one in divergences
    )
    yield Block(title="Merely divergent", lead=(DIVERGE,), header=("stricter", "quieter", "a transfer"), rows=rows)
