"""For any fact name: where the case file would state it, and where it did. Worked out only when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from acquis.reading.catalogue import Catalogue
from acquis.terms.casefile import CaseFile, Transfer
from acquis.terms.problem import Where

_BESIDE = ("kind", "origin")
_ABOUT_A_LINK = ("stated", "named", "id")
_STATED_AS = {
    "transfer.days_abroad": "return_by",
    "person.ties": "citizenships",
    "person.latest_tie": "citizenships",
    "person.at_home": "citizenships",
    "person.employer_country": "at",
    "item.noise_figure_290": "noise_temperature",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a transfer: what it is in the case file (``parties.KLV``), or nothing where it is a bare place."""

    base: str
    country: str


@dataclass(frozen=True, slots=True)
class Paths(Mapping[str, str]):
    """The path in the case file of every fact of one situation: ``items.i1.parameters.cnot_error``.

    ``ids`` are the items behind ``item``, ``item.relates_to`` and so on; ``sides`` those behind from, to, final.
    """

    catalogue: Catalogue
    transfer: str
    sides: Mapping[str, Side]
    ids: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        head, _, tail = name.partition(".")
        if head == "item":
            return self._item(name)
        if name not in self.catalogue.facts:
            raise KeyError(name)
        tail = _STATED_AS.get(name, tail)
        if head == "transfer":
            return f"transfers.{self.transfer}.{tail}"
        if head == "place":
            return f"transfers.{self.transfer}.place"
        if head == "parties":
            return self._side("to", tail)
        if head == "person":
            return f"{self.sides['to'].base or 'people'}.{tail}"
        return self._side(head, tail)

    def _side(self, head: str, tail: str) -> str:
        side = self.sides[head]
        if tail == "country":
            return side.country
        if tail == "is_person" or not side.base:
            return f"transfers.{self.transfer}.{head if head != 'final' else 'final_destination'}"
        return f"{side.base}.{'owners' if tail == 'listed_owner_share' else tail}"

    def _item(self, name: str) -> str:
        prefix, _, tail = name.rpartition(".")
        if tail in _ABOUT_A_LINK:
            return self._item(prefix)
        while prefix and prefix not in self.ids:
            prefix, _, head = prefix.rpartition(".")
            tail = f"{head}.{tail}"
        if not prefix:
            raise KeyError(name)
        base = f"items.{self.ids[prefix]}"
        if tail in _BESIDE:
            return f"{base}.{tail}"
        if tail.startswith("answer."):
            return f"answers.{tail.removeprefix('answer.')}"
        first, _, rest = tail.partition(".")
        if rest and first in self.catalogue.links:
            tail = first  # a fact of an item that is not named: naming it comes first
        return f"{base}.parameters.{_STATED_AS.get(f'item.{tail}', tail)}"

    def __iter__(self) -> Iterator[str]:
        yield from self.catalogue.facts
        for prefix in self.ids:
            if prefix != "item":
                yield from (prefix + name[4:] for name in self.catalogue.facts if name.startswith("item."))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class Places(Mapping[str, Where]):
    """The place in the file where a fact was stated; only facts of the transfer and of items have one."""

    case: CaseFile
    transfer: Transfer
    ids: Mapping[str, str]

    def __getitem__(self, name: str) -> Where:
        head, _, tail = name.partition(".")
        if head == "transfer":
            return self.transfer.places[_STATED_AS.get(name, tail)]
        prefix, _, tail = name.rpartition(".")
        while prefix and prefix not in self.ids:
            prefix, _, head = prefix.rpartition(".")
            tail = f"{head}.{tail}"
        item = self.case.items[self.ids[prefix]]
        return item.places[_STATED_AS.get(f"item.{tail}", tail)]

    def __iter__(self) -> Iterator[str]:
        yield from (f"transfer.{name}" for name in self.transfer.places)
        for prefix, id_ in self.ids.items():
            yield from (f"{prefix}.{name}" for name in self.case.items[id_].places)

    def __len__(self) -> int:
        return sum(1 for _ in self)
