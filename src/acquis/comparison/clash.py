"""Clash: duties of which one demands what another forbids, with a few facts under which both bind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from acquis.comparison.duties import ASKS, OPENS, REACH, Duties, cut, one, spelt_out, straight
from acquis.comparison.search import Facts, GivenUp, Goal, needed, search
from acquis.determination.library import Library
from acquis.determination.uncollected import uncollected
from acquis.reading.catalogue import Catalogue
from acquis.terms.answer import NO
from acquis.terms.clash import Bond, Clash, Clashes, Divergence, Pair
from acquis.terms.node import Program

STEPS = 4000
"""After so many steps a search is given up, and that is said."""
FEW_STEPS = 100
"""The same for one kind of item of a divergence: of many kinds, one is enough."""


@uncollected()
def clashes(
    library: Library,
    instruments: tuple[str, ...] | None,
    as_of: date,
    known_on: date,
    *,
    divergent: bool = False,
) -> Clashes:
    """Every pair of duties that demand and forbid one act, of one pack or of two, and whether a transfer meets both.

    ``divergent`` also looks, for each two books, for a transfer for which one asks for a licence and the other for
    nothing. Raises UsageError for a pack that is not there or does not hold the law of the day.
    """
    chosen = library.chosen(instruments)
    books = {id_: Duties(library, id_, as_of, known_on) for id_ in chosen}
    bonds = tuple(bond for book in books.values() for bond in book.bonds())
    bans = [bond for bond in bonds if not bond.demands]
    met = [(bond, ban) for bond in bonds if bond.demands for ban in bans if bond.act == ban.act]
    found = [_put_together(demand, ban, books, library.catalogue) for demand, ban in met]
    return Clashes(
        as_of=as_of,
        known_on=known_on,
        packs=library.stamps(chosen),
        bonds=bonds,
        clashes=tuple(each for each in found if isinstance(each, Clash)),
        pairs=tuple(each for each in found if isinstance(each, Pair)),
        divergences=tuple(_divergences(books, library.catalogue)) if divergent else None,
    )


def _put_together(demand: Bond, ban: Bond, books: Mapping[str, Duties], catalogue: Catalogue) -> Clash | Pair:
    """The witness of a demand and a ban: of a transfer that goes straight to its recipient, or else of any."""
    whole = (books[demand.instrument].binds(demand), books[ban.instrument].binds(ban))
    day = books[demand.instrument].given
    for same in (straight, one):
        programs = [cut(goal.program, {"": goal.place}, day, same) for goal in whole]
        try:
            found = search([Goal(program, program.roots[""]) for program in programs], catalogue, given={}, steps=STEPS)
        except GivenUp:
            return Pair(demand=demand, ban=ban, settled=False)
        if found is not None:
            facts = _borne_out(whole, spelt_out(found), {}, day)
            sides = tuple(books[id_].side(facts) for id_ in dict.fromkeys((demand.instrument, ban.instrument)))
            return Clash(demand=demand, ban=ban, facts=facts, sides=sides)
    return Pair(demand=demand, ban=ban, settled=True)


def _borne_out(whole: Sequence[Goal], facts: Facts, given: Facts, day: Facts) -> Facts:
    """Of the facts, those that the goals need in the whole books; RuntimeError where they do not hold."""
    if not all(goal.met({**day, **facts}) for goal in whole):
        raise RuntimeError(f"the explainer does not bear out the witness {facts!r}")
    kept = needed(whole, {**day, **facts}, {**day, **given})
    return {fact: value for fact, value in kept.items() if fact not in day}


def _divergences(books: Mapping[str, Duties], catalogue: Catalogue) -> Iterable[Divergence]:
    """For each two books, one transfer that both reach, for which one asks for a licence and the other for nothing."""
    for strict in books.values():
        for quiet in books.values():
            if strict is not quiet:
                yield from _divergence(strict, quiet, catalogue)


def _divergence(strict: Duties, quiet: Duties, catalogue: Catalogue) -> Iterable[Divergence]:
    def goals(asks: Program, silent: Program) -> tuple[Goal, ...]:
        quietly = (Goal(silent, silent.roots[REACH]), Goal(silent, silent.roots[OPENS], NO))
        return (Goal(asks, asks.roots[ASKS]), *quietly)

    for kind in catalogue.kinds:
        given: Facts = {"item.kind": kind}
        try:
            found = search(goals(strict.of_kind(kind), quiet.of_kind(kind)), catalogue, given=given, steps=FEW_STEPS)
        except GivenUp:
            continue
        if found is not None:
            whole = goals(strict.book.program, quiet.book.program)
            facts = _borne_out(whole, spelt_out(found), given, strict.given)
            yield Divergence(stricter=strict.side(facts), quieter=quiet.side(facts), facts=facts)
            return
