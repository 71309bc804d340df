"""A user's own rows under the law of two days: which of them are answered differently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from acquis.terms.answer import UNKNOWN, YES, Answer
from acquis.terms.determination import Determination
from acquis.terms.redline import Flip, Standing


def standings(found: Iterable[Determination]) -> Mapping[str, Standing]:
    """How each row of a case stands, by transfer, item and recipient."""
    return {f"{one.transfer}, {one.item} to {one.to}": _standing(one) for one in found}


def flips(before: Mapping[str, Standing], after: Mapping[str, Standing]) -> tuple[Flip, ...]:
    """The rows whose status, ends or entries differ."""
    return tuple(
        Flip(row=row, before=standing, after=after[row]) for row, standing in before.items() if standing != after[row]
    )


def _standing(found: Determination) -> Standing:
    return Standing(
        status=found.status,
        at_least=found.at_least.name,
        at_most=found.at_most.name,
        entries=_met(found, YES),
        open_entries=_met(found, UNKNOWN),
    )


def _met(found: Determination, answer: Answer) -> tuple[str, ...]:
    return tuple(
        f"{one.entry} (component {one.component})" if one.component else one.entry
        for one in found.entries
        if one.answer is answer
    )
