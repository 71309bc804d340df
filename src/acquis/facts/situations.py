"""One Situation for every transfer × item × recipient: what is known, by fact name, under its links too.

What belongs to an item, or to a transfer and its recipient, is worked out once and shared.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from acquis.facts.links import Items
from acquis.facts.paths import Paths, Places
from acquis.facts.sides import Shared, shared
from acquis.reading.catalogue import Catalogue, load_catalogue
from acquis.terms.casefile import CaseFile, Item, Transfer
from acquis.terms.fact import Situation
from acquis.terms.value import Value

NOT_STATED = "(not stated)"
"""The value of a word that was not stated and is taken as not so."""


def situations(case: CaseFile, *, as_of: date, catalogue: Catalogue | None = None) -> tuple[Situation, ...]:
    """Every situation of a case, in the order of the file; ``as_of`` dates the transfers that have no date."""
    return tuple(_Situations(case, as_of, catalogue or load_catalogue()))


class _Situations:
    """Puts together what the transfers, their sides and the items of one case say."""

    def __init__(self, case: CaseFile, as_of: date, catalogue: Catalogue) -> None:
        self.case = case
        self.as_of = as_of
        self.catalogue = catalogue
        facts = catalogue.facts.items()
        absent = {name: absent_value(spec.type) for name, spec in facts if spec.absent == "not_stated"}
        self.absent = {name: value for name, value in absent.items() if not name.startswith("item.")}
        self.items = Items(case, catalogue, absent)
        self.derived = {name: spec.derived for name, spec in catalogue.facts.items() if spec.derived}

    def __iter__(self) -> Iterator[Situation]:
        for transfer in self.case.transfers:
            for to in transfer.to or ("",):
                common = shared(self.case, transfer, to, self.as_of, self.absent)
                for id_ in transfer.items:
                    item = self.case.items.get(id_)
                    if item is not None:
                        yield self._situation(transfer, item, to, common)

    def _situation(self, transfer: Transfer, item: Item, to: str, common: Shared) -> Situation:
        own = self.items.facts(item)
        return Situation(
            transfer=transfer.id,
            item=item.id,
            to=to,
            values={**common.values, **own.values},
            presumed={**common.presumed, **own.presumed},
            derived=self.derived,
            statements=self.items.statements.get(item.id, {}),
            paths=Paths(self.catalogue, transfer.id, common.sides, own.ids),
            places=Places(self.case, transfer, own.ids),
            components=tuple(
                [self._situation(transfer, self.case.items[part], to, common) for part in item.components or ()]
            ),
            components_stated=item.components is not None,
            words={**common.words, **own.words},
        )


def absent_value(type_: str) -> Value:
    """What a fact is taken to be that was not stated and counts as not so."""
    if type_ == "flag":
        return False
    if type_ in ("countries", "text_list"):
        return ()
    return NOT_STATED
