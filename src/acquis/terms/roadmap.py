"""Roadmap: products with the figures they are planned to have, and from when; as written, uncertainty included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from acquis.terms.casefile import Item
from acquis.terms.fact import Statement
from acquis.terms.problem import Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """When a step begins: on one of the days from ``first`` to ``last``, both included; ``text`` is as written."""

    first: date
    last: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of a product: from when, and the item with the figures it then has."""

    begin: Begin
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product and its steps in the order of time; each holds until the next begins.

    ``sender`` and ``to`` are countries: it is to be sold from the one to the others. Without both, only the
    classification is asked.
    """

    id: str
    title: str
    kind: str | None
    sender: str | None
    to: tuple[str, ...]
    end_use: str | None
    stages: tuple[Stage, ...]
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """Everything a road-map file says; ``statements`` are people's answers about its products."""

    id: str
    title: str
    products: tuple[Product, ...]
    statements: tuple[Statement, ...] = ()
    source: str = ""
