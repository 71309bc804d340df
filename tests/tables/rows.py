"""Random tables that cover every column: each limit of every pack with the doubles beside it, every word, and nulls.

The limits and words are taken from the programs of the packs themselves, so that a new limit is tried without anybody
writing it down. The same seed gives the same rows.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from acquis.determination.library import shipped
from acquis.tables.columns import KEY, Column, Columns, columns_of, linked
from acquis.tables.raw import LEAST, form
from acquis.terms.node import Among, And, Atom, Costs, Has, Node, Not, Or, Overlaps, Program, Some, Within

DAY = date(2026, 11, 20)
LINKED = 60
"""Columns behind links that a table gets; there are hundreds."""

POOL = 160
"""Different lists of points that a column gets."""

COUNTRIES = (
    "US", "CA", "GB", "GB-NIR", "FI", "FR", "DE", "JP", "IN", "CN", "RU", "UA", "UA-43", "KP", "IR", "CU", "AU", "CH",
    "KR", "SG", "TW", "IL", "BR", "AE", "HK", "BY", "SY", "VE", "NO", "IS",
)  # fmt: skip


class Seen:
    """The limits and words that the programs of the packs put to each fact, without the links before it."""

    def __init__(self) -> None:
        self.numbers: dict[str, set[Fraction]] = defaultdict(set)
        self.words: dict[str, set[str]] = defaultdict(set)
        self.currencies: set[str] = set()
        self.linked: set[str] = set()
        library = shipped()
        self.columns = columns_of(library)
        for instrument in library.packs:
            for day in (DAY, date(2024, 10, 1)):
                program = library.whole(instrument, day, DAY).program
                for node in program.nodes:
                    self._see(node, program)
        starts = [pack.covers_from for pack in library.packs.values() if pack.covers_from]
        turns = {day for pack in library.packs.values() for day in pack.change_days()} | set(starts)
        self.days = sorted(day + timedelta(days=shift) for day in turns for shift in (-1, 0, 1))

    def _see(self, node: Node, program: Program) -> None:
        match node:
            case Some(fact, shows, rules_out):
                self._follow(fact)
                for place in (shows, rules_out):
                    self._points(self._own(fact), program, place)
            case Atom(fact, test, _):
                self._follow(fact)
                self._test(self._own(fact), test)

    def _follow(self, fact: str) -> None:
        if fact != self._own(fact) and self.columns.find(fact) is not None:
            self.linked.add(fact)

    def _own(self, fact: str) -> str:
        column = self.columns.find(fact)
        return column.spec.name if column is not None else fact

    def _test(self, fact: str, test: object) -> None:
        match test:
            case Within(span) | Overlaps(span):
                self.numbers[fact] |= {end for end in (span.lower, span.upper) if end is not None}
            case Costs(span, currency):
                self.currencies.add(currency)
                self.numbers[fact] |= {end for end in (span.lower, span.upper) if end is not None}
            case Among(words) | Has(words):
                self.words[fact] |= {word for word in words if isinstance(word, str)}

    def _points(self, fact: str, program: Program, place: int) -> None:
        match program.nodes[place]:
            case Atom(field, test, _):
                self._test(f"{fact}#{field}", test)
            case And(parts) | Or(parts):
                for part in parts:
                    self._points(fact, program, part)
            case Not(part):
                self._points(fact, program, part)


@cache
def seen() -> Seen:
    """What the shipped packs ask, collected once."""
    return Seen()


def numbers(limits: set[Fraction], *, whole: bool = False, most: float = math.inf, signed: bool = False) -> list[float]:
    """Each limit as a double, the doubles beside it, what lies between limits and beyond, and both zeros."""
    ends = sorted({float(limit) for limit in limits})
    found = {0.0, 1.0}
    for end in ends:
        found |= {end, math.nextafter(end, math.inf), math.nextafter(end, -math.inf), end * 0.9, end * 1.1}
    found |= {(one + other) / 2 for one, other in pairwise(ends)}
    if whole:
        found = {float(round(one) + shift) for one in found for shift in (-1, 0, 1)}
    # Beside nought lies what no measurement gives, and what is refused as in a case file.
    kept = sorted(one for one in found if one <= most and (signed or one >= 0) and (one == 0 or abs(one) >= LEAST))
    return [*kept, -0.0]


def pool(column: Column, rng: random.Random) -> list[Any]:
    """The values a column may take, each valid by itself."""
    name, spec, here = column.spec.name, column.spec, seen()
    match column.type:
        case "count" | "ratio" | "quantity":
            most = 1.0 if column.type == "ratio" else math.inf
            return numbers(here.numbers[name], whole=spec.whole, most=most, signed=column.signed)
        case "flag":
            return [True, False]
        case "kind" | "choice":
            return [*spec.values, *((spec.unknown_word,) if spec.unknown_word else ())]
        case "country":
            return list(COUNTRIES)
        case "countries":
            return [[], [None], *([*rng.choices(COUNTRIES, k=rng.randint(1, 3))] for _ in range(40))]
        case "day":
            return [*here.days, DAY, date(2030, 1, 1)]
        case "text":
            return [*sorted(here.words[name]), "something else"]
        case "text_list":
            words = [*sorted(here.words[name]), "another list"]
            return [[], [None, *words[:1]], *([*rng.sample(words, min(len(words), 2))] for _ in range(8))]
        case "range":
            ends = numbers(here.numbers[name])
            return [sorted(rng.choices(ends, k=2)) for _ in range(POOL)]
        case "money":
            amounts, currencies = numbers(here.numbers[name]), [*sorted(here.currencies), "JPY"]
            return [{"amount": amount, "currency": rng.choice(currencies)} for amount in amounts]
        case "points":
            return [[], *([_point(column, rng) for _ in range(rng.randint(1, 3))] for _ in range(POOL))]
        case "link":
            return ["none"]
    raise TypeError(f"no such column: {column}")


def _point(column: Column, rng: random.Random) -> dict[str, float | None]:
    ends = {field: numbers(seen().numbers[f"{column.spec.name}#{field}"]) for field in column.spec.fields}
    return {field: rng.choice([*some, *some, None]) for field, some in ends.items()}


def random_rows(size: int, seed: int = 0, *, shapes: int = 60, days: int = 8) -> pl.DataFrame:
    """A table of valid rows: every column of facts, some of those behind links; each row states much or little.

    ``shapes`` is the number of different kinds of item with what they link to, ``days`` that of different dates.
    """
    rng, dice = random.Random(seed), np.random.default_rng(seed)
    columns = seen().columns
    names = [name for name, column in columns.own.items() if column.type not in ("object", "link", "kind")]
    names += [name for name in _behind(rng) if not name.endswith(".kind")]
    sparse = dice.choice([0.1, 0.4, 0.8, 0.97], size)
    made: dict[str, pl.Series] = {KEY: pl.Series([f"r{number}" for number in dice.permutation(size)])}
    for name in names:
        column = columns.find(name)
        assert column is not None
        some = pool(column, rng)
        values = pl.Series(name, rng.sample(some, days) if name == "transfer.date" else some, dtype=form(column))
        made[name] = _drawn(values, dice.integers(0, len(values), size), dice.random(size) >= sparse)
    frame = _consistent(pl.DataFrame(made))
    return _bare(_shaped(frame, columns, shapes, rng, dice), rng)


def _drawn(values: pl.Series, index: Any, stated: Any) -> pl.Series:
    places = pl.DataFrame({"index": index, "stated": stated})
    return values.gather(places.select(pl.when("stated").then("index"))["index"])


def _behind(rng: random.Random) -> list[str]:
    """Some columns behind links."""
    return rng.sample(sorted(seen().linked), LINKED)


def _shaped(frame: pl.DataFrame, columns: Columns, count: int, rng: random.Random, dice: Any) -> pl.DataFrame:
    """The rows with kinds and links: each link is stated, said to be none, or open, as in one of a few shapes."""
    kinds = [*columns.catalogue.kinds]
    links = linked(frame.columns, columns.catalogue.links)
    every = dict.fromkeys((*(f"item.{link}" for link in columns.catalogue.links), *links))
    shapes = []
    for number in range(count):
        shape: dict[str, str | None] = {"item.kind": None if rng.random() < 0.05 else kinds[number % len(kinds)]}
        for link in every:
            outer = link.rpartition(".")[0]
            there = outer == "item" or shape.get(f"{outer}.kind") is not None
            kind = rng.choice(kinds) if there and link in links and rng.random() < 0.4 else None
            if link in links:
                shape[f"{link}.kind"] = kind
            if link.count(".") < 3:
                shape[link] = "none" if there and kind is None and rng.random() < 0.3 else None
        shapes.append(shape)
    table = pl.DataFrame(shapes, schema=dict.fromkeys(shapes[0], pl.String))
    drawn = table[pl.Series(dice.integers(0, count, frame.height))]
    frame = frame.hstack(drawn)
    return frame.with_columns(
        pl.when(pl.col(f"{column.prefix}.kind").is_not_null()).then(pl.col(name)).alias(name)
        for name in frame.columns
        if (column := columns.find(name)) is not None and column.prefix.count(".") and not name.endswith(".kind")
        if column.type != "link"
    )


def _consistent(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows without what two of their cells say that cannot both be; a person in every third."""
    people = [name for name in frame.columns if name.startswith("person.")]
    row = pl.int_range(pl.len())
    frame = frame.with_columns(pl.when(row % 3 == 0).then(pl.col(name)).alias(name) for name in people)
    described = pl.any_horizontal(pl.col(name).is_not_null() for name in people)
    region = {side: pl.col(f"{side}.region").str.head(2) for side in ("from", "to")}
    same = {side: region[side] == pl.col(f"{side}.country").str.head(2) for side in ("from", "to")}
    free = {side: pl.col(f"{side}.country").is_null() | same[side] for side in ("from", "to")}
    return frame.with_columns(
        pl.when(~(described & ~pl.col("to.is_person").fill_null(value=True))).then(pl.col("to.is_person")),
        *(pl.when(free[side]).then(pl.col(f"{side}.region")) for side in ("from", "to")),
    )


def _bare(frame: pl.DataFrame, rng: random.Random) -> pl.DataFrame:
    """Some columns of points as single numbers, some of ranges too."""
    changed: Mapping[str, pl.Expr] = {
        name: pl.col(name).list.first().struct.field("value")
        for name in ("item.sensitivity", "item.quantum_efficiency", "item.modulation_bandwidth")
        if rng.random() < 0.5
    }
    if rng.random() < 0.5:
        changed = {**changed, "item.rated_temperature": pl.col("item.rated_temperature").list.first()}
    return frame.with_columns(expression.alias(name) for name, expression in changed.items())
