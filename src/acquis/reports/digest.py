"""Digest: one outcome put in the order a reader needs; every format prints this same digest.

Nothing is determined here. Cells are gathered by transfer, item and recipient, and each row stands under the loudest
thing that certainly applies to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from acquis.reports.cells import Cell, Row, reason
from acquis.reports.gather import Ask, Shared, Way, asks, assumed, duties, shared, ways
from acquis.reports.words import activity_words, span_words, status_words
from acquis.terms.determination import Act, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything a report prints, in order."""

    outcome: Outcome
    instruments: tuple[str, ...]
    rows: tuple[Row, ...]
    asks: tuple[Ask, ...]
    ways: tuple[Way, ...]
    assumptions: tuple[Shared, ...]
    unsettled: tuple[Shared, ...]
    duties: tuple[Shared, ...]
    notes: tuple[Shared, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell, row by row."""
        return tuple(cell for row in self.rows for cell in row.cells)

    def group(self, name: str) -> tuple[Row, ...]:
        """The rows that stand under one heading."""
        return tuple(row for row in self.rows if row.group == name)

    def instrument_name(self, instrument: str) -> str:
        """The full name of an instrument, as its pack gives it."""
        return next((pack.name for pack in self.outcome.packs if pack.id == instrument), instrument)


def digest(outcome: Outcome) -> Digest:
    """Put an outcome in the order a reader needs."""
    found = dict.fromkeys(d.instrument for d in outcome.determinations)
    packs = [pack.id for pack in outcome.packs if pack.id in found]
    instruments = (*packs, *(name for name in found if name not in packs))
    rows = _rows(outcome, instruments)
    cells = [cell for row in rows for cell in row.cells]
    return Digest(
        outcome=outcome,
        instruments=instruments,
        rows=rows,
        asks=asks(cells, outcome.names),
        ways=ways(cells),
        assumptions=assumed(cells),
        unsettled=shared((u.point, u.readings, u.citation, c) for c in cells for u in c.determination.unsettled),
        duties=duties(cells),
        notes=shared((n.text, (), n.cite, c) for c in cells for n in c.determination.notes),
    )


def words_of(row: Row) -> str:
    """The status of a whole row in words: one status, or both ends."""
    if row.at_least == row.at_most:
        return status_words(row.at_least.name)
    return span_words(row.at_least, row.at_most)


def place_name(outcome: Outcome, place: str | None) -> str:
    """A party, person or place as a reader knows it: the name with its country."""
    if not place:
        return "not stated"
    name = outcome.names.get(place) or place
    country = outcome.countries.get(place, "")
    return f"{name} ({country})" if country and country != name else name


def _rows(outcome: Outcome, instruments: Sequence[str]) -> tuple[Row, ...]:
    gathered: dict[tuple[str, str, str], list[Cell]] = {}
    for number, found in enumerate(outcome.determinations, start=1):
        cell = Cell(
            number=number,
            determination=found,
            instrument=found.instrument,
            words=status_words(found.status),
            reason=reason(found),
        )
        gathered.setdefault((found.transfer, found.item, found.to), []).append(cell)
    order = {name: place for place, name in enumerate(instruments)}
    return tuple(
        _row(outcome, key, tuple(sorted(cells, key=lambda c: order[c.instrument])), outcome.acts.get(key[0]))
        for key, cells in gathered.items()
    )


def _row(outcome: Outcome, key: tuple[str, str, str], cells: tuple[Cell, ...], act: Act | None) -> Row:
    transfer, item, to = key
    found = [cell.determination for cell in cells]
    sender = f"{place_name(outcome, act.sender)} → " if act is not None else "→ "
    return Row(
        transfer=transfer,
        item=item,
        to=to,
        title=outcome.names.get(item) or item,
        act=activity_words(act.activity) if act is not None else "",
        route=sender + place_name(outcome, to),
        date=max(d.law_of for d in found).isoformat(),
        at_least=max(d.at_least for d in found),
        at_most=max(d.at_most for d in found),
        cells=cells,
    )
