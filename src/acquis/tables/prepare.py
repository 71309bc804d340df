"""Prepare a table: from what its columns state to the facts that programs test, derived ones filled in.

What a case file says by naming parties, people and items a table says in columns, so the same facts are derived here
(facts/sides.py, facts/persons.py and facts/derive.py are the reference). Every row by itself: no order is relied on.
A column that nothing in the table can state is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import or_

import polars as pl

from acquis.errors import UsageError
from acquis.facts.context import NONE
from acquis.facts.sides import RELEASE
from acquis.reading.catalogue import Catalogue
from acquis.tables.columns import KEY, MARK, Columns, linked
from acquis.tables.raw import Refused, raw

UNREAD = "unread"
"""The column of rows with a cell that cannot be read: nothing is answered for them."""

CHOICES = ("person.latest_tie", "person.at_home")
"""Facts that may be one of two; a prepared table holds both candidates."""

EPOCH = date(1970, 1, 1).toordinal()


def prepare(frame: pl.LazyFrame, columns: Columns, as_of: date) -> pl.LazyFrame:
    """The facts of every row. ``as_of`` dates the rows of a table that has no column of dates.

    Raises UsageError for a column whose type cannot state its fact; ``problems.schema_problems`` says so beforehand.
    """
    plain = canonical(frame, columns)
    stated = [name for name in plain.collect_schema() if name not in (KEY, UNREAD)]
    filled = _Sides({name: pl.col(name) for name in stated}, as_of).facts()
    facts = {
        name: pl.col(name)
        for name in stated
        if name not in filled
        and name not in CHOICES
        and (column := columns.find(name)) is not None
        and column.type != "link"
    }
    facts |= filled
    facts |= _items(facts, stated, columns.catalogue)
    made = [expression.alias(name) for name, expression in _split(facts, columns).items()]
    return plain.select(*(name for name in (KEY, UNREAD) if name in plain.collect_schema()), *made)


def canonical(frame: pl.LazyFrame, columns: Columns) -> pl.LazyFrame:
    """The columns of facts in their one form each, with the key; the user's own columns are left out."""
    chosen = []
    for name, dtype in frame.collect_schema().items():
        column = columns.find(name)
        if name == KEY:
            chosen.append(pl.col(KEY).cast(pl.String))
        elif name == MARK:
            chosen.append(pl.col(MARK).alias(UNREAD))
        elif column is not None and column.type != "object":
            found = raw(column, dtype)
            if isinstance(found, Refused):
                raise UsageError(f"{name}: expected {found.expected}, found {dtype}")
            chosen.append(found.value.alias(name))
    return frame.select(chosen)


# -- the transfer, its sides and the person ---------------------------------------------------------------------------


class _Sides:
    """The facts of a transfer and its sides, as expressions; None stands for what no column states."""

    def __init__(self, stated: Mapping[str, pl.Expr], as_of: date) -> None:
        self.stated = stated
        self.as_of = as_of
        self.people = [name for name in stated if name.startswith("person.")]
        self.here = _first(self.get("place.country"), self.origin)

    def get(self, name: str) -> pl.Expr | None:
        """What the table states."""
        return self.stated.get(name)

    @property
    def origin(self) -> pl.Expr | None:
        """The place it leaves from, as exactly as it is stated."""
        return _first(self.get("from.region"), self.get("from.country"))

    def facts(self) -> dict[str, pl.Expr]:
        """The facts by name, those that no column can state left out."""
        is_person, final = self._is_person(), self.get("final.country")
        to = self._recipient(is_person)
        found = {
            "transfer.date": self.get("transfer.date") if "transfer.date" in self.stated else pl.lit(self.as_of),
            "transfer.days_abroad": self._days_abroad(),
            "transfer.via": _each_country(self.get("transfer.via")),
            "from.country": _country(self.origin),
            "from.region": _region(self.origin),
            "place.country": _country(self.here),
            "to.is_person": is_person,
            "to.country": _country(to),
            "to.region": _first(_region(to), _region(final)),
            "final.country": _first(_country(final), _country(to)),
            "parties.listed": self._parties_listed(),
            **self._person(),
        }
        return {name: expression for name, expression in found.items() if expression is not None}

    def _recipient(self, is_person: pl.Expr | None) -> pl.Expr | None:
        """Where it goes: as stated; a person is reached where it happens, or where the person lives."""
        stated = _first(self.get("to.region"), self.get("to.country"))
        if is_person is None:
            return stated
        here = _flags(self._released(), self._known("place.country"))
        nothing = pl.lit(None, pl.String)
        home, place = self.get("person.residence"), self.here
        reached = pl.when(here).then(nothing if place is None else place).otherwise(nothing if home is None else home)
        if home is None and place is None:
            return stated
        return _first(stated, pl.when(is_person).then(reached))

    def _is_person(self) -> pl.Expr | None:
        """As stated; a row that says anything of a person has one; a release may be to a person nobody described."""
        place = _first(self.get("to.region"), self.get("to.country"))
        found: pl.Expr | None = None if place is None else pl.when(place.is_not_null()).then(pl.lit(value=False))
        if self.people:
            activity = self.get("transfer.activity")
            somebody = reduce(or_, (pl.col(name).is_not_null() for name in self.people))
            unsaid = pl.lit(value=True) if activity is None else activity.is_null() | (activity == RELEASE)
            otherwise = pl.lit(None, pl.Boolean) if found is None else found
            found = pl.when(somebody).then(pl.lit(value=True)).when(~unsaid).then(otherwise)
        return _first(self.get("to.is_person"), found)

    def _released(self) -> pl.Expr:
        activity = self.get("transfer.activity")
        return pl.lit(value=False) if activity is None else activity == RELEASE

    def _known(self, name: str) -> pl.Expr:
        return pl.col(name).is_not_null() if name in self.stated else pl.lit(value=False)

    def _days_abroad(self) -> pl.Expr | None:
        back = self.get("transfer.return_by")
        day = self.get("transfer.date") if "transfer.date" in self.stated else pl.lit(self.as_of)
        spent = None if back is None or day is None else (back - day).dt.total_days().cast(pl.Float64)
        return _first(self.get("transfer.days_abroad"), spent)

    def _parties_listed(self) -> pl.Expr | None:
        """One party on a list is a party on a list; that the recipient is on none says nothing of the others."""
        to = self.get("to.listed")
        return _first(self.get("parties.listed"), None if to is None else pl.when(to.list.len() > 0).then(to))

    def _person(self) -> dict[str, pl.Expr | None]:
        citizenships = _each_country(self.get("person.citizenships"))
        residency = _each_country(self.get("person.permanent_residency"))
        both = citizenships is not None and residency is not None
        ties = pl.concat_list(citizenships, residency) if both else None
        found: dict[str, pl.Expr | None] = {
            "person.citizenships": citizenships,
            "person.permanent_residency": residency,
            "person.residence": _country(self.get("person.residence")),
            "person.employer_country": _country(self.get("person.employer_country")),
            "person.ties": _first(_each_country(self.get("person.ties")), ties),
        }
        latest = _country(self.get("person.latest_tie"))
        home = self.get("person.at_home")
        for name, one, other in (("a", citizenships, residency), ("b", residency, citizenships)):
            last = None
            if one is not None and other is not None:
                known = one.is_not_null() & other.is_not_null()
                last = pl.when(known).then(pl.coalesce(one.list.last(), other.list.last()))
            tie, place = _first(latest, last), _country(self.here)
            found[f"person.latest_tie.{name}"] = tie
            found[f"person.at_home.{name}"] = _first(home, None if tie is None or place is None else tie == place)
        return found


def _first(*expressions: pl.Expr | None) -> pl.Expr | None:
    """The first that is stated in the row; None where no column states any."""
    there = [one for one in expressions if one is not None]
    return pl.coalesce(there) if len(there) > 1 else there[0] if there else None


def _flags(*flags: pl.Expr) -> pl.Expr:
    return reduce(or_, (flag.fill_null(value=False) for flag in flags))


def _country(place: pl.Expr | None) -> pl.Expr | None:
    """A subdivision lies in the country whose code it begins with."""
    return None if place is None else place.str.head(2)


def _region(place: pl.Expr | None) -> pl.Expr | None:
    return None if place is None else pl.when(place.str.len_bytes() > 2).then(place)


def _each_country(places: pl.Expr | None) -> pl.Expr | None:
    return None if places is None else places.list.eval(pl.element().str.head(2))


# -- items ------------------------------------------------------------------------------------------------------------


def _items(facts: Mapping[str, pl.Expr], stated: list[str], catalogue: Catalogue) -> dict[str, pl.Expr]:
    """Whether links are stated, countries of origin, and the point of cooling without a load."""
    found: dict[str, pl.Expr] = {}
    for link, behind in linked(stated, catalogue.links).items():
        none = pl.col(link) == NONE if link in stated else pl.lit(None, pl.Boolean)
        some = reduce(or_, (pl.col(name).is_not_null() for name in behind), pl.lit(value=False))
        found[f"{link}.stated"] = pl.when(some).then(pl.lit(value=True)).when(none).then(pl.lit(value=False))
    for prefix in ("item", *linked(stated, catalogue.links)):
        origin, base = facts.get(f"{prefix}.origin"), facts.get(f"{prefix}.base_temperature")
        if origin is not None:
            found[f"{prefix}.origin"] = origin.str.head(2)
        if base is not None:
            found[f"{prefix}.cooling"] = _unloaded(base, facts.get(f"{prefix}.cooling"), catalogue)
    return found


def _unloaded(base: pl.Expr, cooling: pl.Expr | None, catalogue: Catalogue) -> pl.Expr:
    """The points of cooling with one more: at its lowest temperature a cooler carries no load."""
    fields = catalogue.facts["item.cooling"].fields
    known = {"power": pl.lit(0.0), "temperature": base}
    point = pl.concat_list(pl.struct([known.get(name, pl.lit(None, pl.Float64)).alias(name) for name in fields]))
    here = pl.when(base.is_not_null()).then(point)
    if cooling is None:
        return here
    dtype = pl.List(pl.Struct(dict.fromkeys(fields, pl.Float64)))
    return pl.struct(cooling.alias("c"), here.alias("p")).map_batches(_joined, dtype, is_elementwise=True)


def _joined(lists: pl.Series) -> pl.Series:
    """Two lists of points as one; few rows have both, and polars is slow to join such lists, so they are regrouped."""
    frame = lists.struct.unnest()
    simple = frame.select(pl.when(pl.col("c").list.len() > 0).then("c").otherwise(pl.coalesce("p", "c"))).to_series()
    rows = (
        frame.select((pl.col("c").list.len() > 0) & pl.col("p").is_not_null())
        .to_series()
        .fill_null(value=False)
        .arg_true()
    )
    if not rows.len():
        return simple
    both = frame[rows].with_row_index("r")
    points = pl.concat([both.select("r", pl.col(name).alias("c")).explode("c") for name in ("c", "p")])
    joined = points.group_by("r", maintain_order=True).agg("c").sort("r")["c"]
    place = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
    place = place.scatter(rows, pl.int_range(frame.height, frame.height + rows.len(), dtype=pl.UInt32, eager=True))
    return pl.concat([simple, joined]).gather(place)


def _split(facts: Mapping[str, pl.Expr], columns: Columns) -> dict[str, pl.Expr]:
    """Days as ordinals, a range as its two ends, an amount of money apart from its currency."""
    found: dict[str, pl.Expr] = {}
    for name, value in facts.items():
        column = columns.find(name)
        match column.type if column is not None else "":
            case "day":
                found[name] = value.cast(pl.Int32) + EPOCH
            case "range":
                found[f"{name}.lower"], found[f"{name}.upper"] = value.list.first(), value.list.last()
            case "money":
                found[f"{name}.amount"] = value.struct.field("amount")
                found[f"{name}.currency"] = value.struct.field("currency")
            case _:
                found[name] = value
    return found
