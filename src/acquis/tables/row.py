"""One row of a table as the Situation the explainer would make of it: the reference for every reader of tables.

The row is put as a case: one transfer of one item, and of the items behind its links, from one sender to one recipient.
Everything a case derives is then derived by ``facts.situations``; only what a table may state and a case cannot (a
derived fact, the country a person is reached in) is put in its place afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from acquis.facts.context import NONE
from acquis.facts.sides import RELEASE, WORDS
from acquis.facts.situations import situations
from acquis.reading.countries import country_of
from acquis.reading.values import VALUE
from acquis.tables.columns import ANSWER, KEY, Column, Columns, linked
from acquis.terms.casefile import CaseFile, Item, Listing, Party, Person, Tie, Transfer
from acquis.terms.fact import Situation, Statement
from acquis.terms.problem import Where
from acquis.terms.value import Band, Money, Points, Value

Cell: TypeAlias = Any
"""A cell as polars or a caller hands it out: a number, a word, a day, a list, a mapping."""

ITEM, FROM, TO = "item", "from", "to"
SAID_BY = "the table"

_AS_STATED = (
    "to.kind", "to.is_person", "to.listed", "to.listed_owner_share", "parties.listed", "transfer.days_abroad",
)  # fmt: skip


def situation(row: Mapping[str, object], columns: Columns, as_of: date, table: str = "(table)") -> Situation:
    """What a row states, as one situation. ``row`` has every column of the table; None is a cell that states nothing.

    ``as_of`` is the day of a transfer in a table without a column of dates. The cells are taken as already checked.
    """
    stated = {name: value for name, value in _values(row, columns) if value is not None}
    where = Where(file=table)
    is_person = _is_person(row, stated)
    transfer = _transfer(row, stated, where)
    case = CaseFile(
        id=table,
        title="",
        as_of=None,
        parties={party.id: party for party in _parties(stated, where, recipient=is_person is not True)},
        people={TO: _person(stated, where)} if is_person else {},
        items=_items(stated, columns, where),
        transfers=(transfer,),
        milestones=(),
        statements=tuple(_statements(stated)),
        source=table,
    )
    (found,) = situations(case, as_of=as_of, catalogue=columns.catalogue)
    values = dict(found.values)
    if is_person is None:
        values.pop("to.is_person", None)
    values |= _instead(stated, values, is_person=is_person is True)
    values = {name: value for name, value in values.items() if value is not None}
    words = {name: word for name, word in found.words.items() if name not in WORDS}
    words |= {name: word for name in WORDS if isinstance(word := values.get(name), str | bool)}
    return replace(found, values=values, words=words, paths=_Names(columns), places={})


@dataclass(frozen=True, slots=True)
class _Names(Mapping[str, str]):
    """A fact of a row is stated in the column of its name, a link in the column without ``.stated``."""

    columns: Columns

    def __getitem__(self, name: str) -> str:
        head, _, tail = name.rpartition(".")
        column = head if tail in ("stated", "named", "id") else name
        if self.columns.find(column) is None:
            raise KeyError(name)
        return column

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns.own)

    def __len__(self) -> int:
        return len(self.columns.own)


# -- cells to values --------------------------------------------------------------------------------------------------


def _values(row: Mapping[str, object], columns: Columns) -> Iterator[tuple[str, Value]]:
    for name, cell in row.items():
        column = columns.find(name)
        if column is not None and column.type != "object" and cell is not None:
            yield name, value_of(column, cell)


def value_of(column: Column, cell: Cell) -> Value:
    """The value a cell states for its fact; None where it states that it is not known."""
    match column.type:
        case "count" | "ratio" | "quantity":
            return _number(cell)
        case "day":
            day = cell.date() if isinstance(cell, datetime) else cell
            return day if isinstance(day, date) else date.fromisoformat(day)
        case "countries" | "text_list":
            return None if None in cell else tuple(cell)
        case "range":
            lower, upper = cell if isinstance(cell, list | tuple) else (cell, cell)
            return Band(_number(lower), _number(upper))
        case "points":
            return _points(column, cell)
        case "money":
            amount, currency = cell.split() if isinstance(cell, str) else (cell["amount"], cell["currency"])
            return Money(_number(amount), currency)
        case "flag":
            return bool(cell)
    word = str(cell)
    return None if word == column.spec.unknown_word else word


def _number(cell: float | str | Decimal) -> Fraction:
    """A number of a table stands for its shortest decimal."""
    return Fraction(repr(float(cell))) if isinstance(cell, float) else Fraction(cell)


def _points(column: Column, cell: Cell) -> Points:
    if not isinstance(cell, list | tuple):
        return Points((((VALUE, _number(cell)),),))
    return Points(
        tuple(
            tuple((name, None if point.get(name) is None else _number(point[name])) for name in column.spec.fields)
            for point in cell
        )
    )


# -- the case ---------------------------------------------------------------------------------------------------------


def _is_person(row: Mapping[str, object], stated: Mapping[str, Value]) -> bool | None:
    """As stated; somebody described is a person; a release may be to one whom nobody described."""
    said = stated.get("to.is_person")
    if isinstance(said, bool):
        return said
    if any(name.startswith("person.") for name in stated):
        return True
    if any(name.startswith("person.") for name in row) and stated.get("transfer.activity") in (None, RELEASE):
        return None
    return False if _place(stated, TO) is not None else None


def _place(stated: Mapping[str, Value], side: str) -> str | None:
    place = stated.get(f"{side}.region") or stated.get(f"{side}.country")
    return place if isinstance(place, str) else None


def _transfer(row: Mapping[str, object], stated: Mapping[str, Value], where: Where) -> Transfer:
    facts = {name.removeprefix("transfer."): value for name, value in stated.items() if name.startswith("transfer.")}
    day, via = facts.pop("date", None), facts.pop("via", None)
    place, final = stated.get("place.country"), stated.get("final.country")
    undated = "transfer.date" in row and day is None
    return Transfer(
        id=str(row.get(KEY)),
        items=(ITEM,),
        sender=FROM,
        to=(TO,),
        date=day if isinstance(day, date) else None,
        place=place if isinstance(place, str) else None,
        via=via if isinstance(via, tuple) else None,
        final_destination=final if isinstance(final, str) else None,
        facts=facts,
        places={},
        faulty=frozenset({"transfer.date"} if undated else ()),
        where=where,
    )


def _parties(stated: Mapping[str, Value], where: Where, *, recipient: bool) -> Iterator[Party]:
    for side in (FROM, TO) if recipient else (FROM,):
        country, region, kind = (_text(stated.get(f"{side}.{name}")) for name in ("country", "region", "kind"))
        listed = _listed(stated) if side == TO else None
        yield Party(
            id=side, name=side, country=country, region=region, kind=kind, listed=listed, identifiers={}, where=where
        )


def _person(stated: Mapping[str, Value], where: Where) -> Person:
    employed = stated.get("person.employed_since")
    return Person(
        id=TO,
        at=None,
        citizenships=_ties(stated.get("person.citizenships")),
        permanent_residency=_ties(stated.get("person.permanent_residency")),
        residence=_text(stated.get("person.residence")),
        employed_since=employed if isinstance(employed, date) else None,
        listed=_listed(stated),
        where=where,
    )


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _ties(countries: Value) -> tuple[Tie, ...] | None:
    return tuple(Tie(country=one) for one in countries) if isinstance(countries, tuple) else None


def _listed(stated: Mapping[str, Value]) -> tuple[Listing, ...] | None:
    lists = stated.get("to.listed")
    return tuple(Listing(list=one) for one in lists) if isinstance(lists, tuple) else None


def _items(stated: Mapping[str, Value], columns: Columns, where: Where) -> dict[str, Item]:
    """The item of the row, and one for each link behind which something is stated; each is called by its prefix."""
    links = linked(stated, columns.catalogue.links)
    found = {}
    for prefix in (ITEM, *(link for link, behind in links.items() if behind)):
        own = {
            name.removeprefix(f"{prefix}."): value
            for name, value in stated.items()
            if (column := columns.find(name)) is not None and column.prefix == prefix and column.type != "link"
        }
        found[prefix] = Item(
            id=prefix,
            kind=_text(own.pop("kind", None)),
            origin=country_of(_text(own.pop("origin", None))),
            parameters={name: value for name, value in own.items() if not name.startswith(f"{ANSWER}.")},
            links={
                link: f"{prefix}.{link}" if links[f"{prefix}.{link}"] else NONE
                for link in columns.catalogue.links
                if f"{prefix}.{link}" in links
            },
            places={},
            where=where,
        )
    return found


def _statements(stated: Mapping[str, Value]) -> Iterator[Statement]:
    for name, value in stated.items():
        prefix, mark, predicate = name.partition(f".{ANSWER}.")
        if mark and isinstance(value, bool):
            yield Statement(predicate=predicate, item=prefix, answer=value, by=SAID_BY)


# -- what a table may state and a case cannot -------------------------------------------------------------------------


def _instead(stated: Mapping[str, Value], values: Mapping[str, Value], *, is_person: bool) -> dict[str, Value]:
    """The facts that stand as the table states them, with what follows from them."""
    found = {name: stated[name] for name in _AS_STATED if name in stated}
    found |= {name: value for name, value in stated.items() if name.endswith(".noise_figure_290")}
    if "parties.listed" not in stated and not stated.get("to.listed"):
        found["parties.listed"] = None  # that the recipient is on none says nothing of the others
    place = _place(stated, TO)
    if is_person and place is not None:
        final = _text(stated.get("final.country"))
        found["to.country"] = country_of(place)
        found["to.region"] = next((one for one in (place, final) if one is not None and "-" in one), None)
        found["final.country"] = country_of(final or place)
    for name in ("person.ties", "person.latest_tie", "person.at_home", "person.employer_country"):
        value = stated.get(name)
        if isinstance(value, str):
            found[name] = country_of(value)
        elif isinstance(value, tuple):
            found[name] = tuple(country_of(one) or "" for one in value)
        elif value is not None:
            found[name] = value
    tie, here = found.get("person.latest_tie"), values.get("place.country")
    if tie is not None and "person.at_home" not in found:
        found["person.at_home"] = None if here is None else tie == here
    return found
