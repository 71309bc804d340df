"""The columns a table may have, by name: those of the catalogue of facts, of linked items, and of people's answers.

Two kinds of column are not facts of the catalogue: ``key``, the name of the row, and ``item.answer.<predicate>``, a
person's answer to an open predicate that a pack declares. Every column that begins with ``item.`` may stand behind up
to three links as well: ``item.relates_to.specially_designed_for.physical_qubits``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from acquis.determination.library import Library
from acquis.determination.lists import lists_read
from acquis.facts.links import DEPTH
from acquis.facts.resolve import LINK_OF
from acquis.reading.catalogue import Catalogue
from acquis.reading.spec import FactSpec
from acquis.reading.suggest import did_you_mean
from acquis.reading.unit_table import unit_table
from acquis.reading.values import VALUE

KEY = "key"
HEADS = ("item", "transfer", "from", "to", "final", "place", "person", "parties")
"""How the columns of facts begin; a column that begins otherwise is the user's own."""

MARK = "(unread)"
"""The column that reading adds: whether a row has a cell that cannot be read."""

ANSWER = "answer"
ISOTOPES = "isotopes"

FORMS = {
    "count": "a number",
    "ratio": "a number between 0 and 1",
    "quantity": "a number",
    "range": "a list of two numbers, or one number",
    "flag": "true or false",
    "choice": "a word",
    "kind": "a word",
    "country": "a country code",
    "countries": "a list of country codes",
    "day": "a day",
    "money": "a struct {amount, currency}, or text such as 1200 EUR",
    "text": "text",
    "text_list": "a list of words",
    "points": "a list of structs",
    "link": "the word none",
    "object": "anything; shown, never tested",
}
"""How the values of each type of fact stand in a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of facts: its name in the table, what the catalogue says of it, and behind which links it stands."""

    name: str
    spec: FactSpec
    prefix: str = ""

    @property
    def type(self) -> str:
        """The type of the catalogue."""
        return self.spec.type

    @property
    def units(self) -> tuple[str, ...]:
        """The units that single numbers of the column may stand in: one, or one for each kind of item."""
        return (self.spec.fields[VALUE],) if self.bare else self.spec.unit_of(None)

    @property
    def signed(self) -> bool:
        """Whether numbers below zero make sense."""
        return any(unit_table().dimensions[unit].signed for unit in self.units)

    @property
    def bare(self) -> bool:
        """Whether one number may stand for measured points: it holds wherever the thing works."""
        return VALUE in self.spec.fields

    @property
    def form(self) -> str:
        """What a value of the column looks like, in words."""
        if self.type == "points":
            fields = ", ".join(f"{name} ({unit})" if unit != "1" else name for name, unit in self.spec.fields.items())
            return f"a list of {{{fields}}}" + (", or one number" if self.bare else "")
        if self.spec.whole:
            return "a whole number"
        return FORMS[self.type]


class Columns:
    """Every column a table may have.

    ``predicates`` are the open ones of the packs, with how they are asked; ``lists`` those of parties that they read.
    """

    def __init__(
        self, catalogue: Catalogue, predicates: Mapping[str, str], lists: frozenset[str] = frozenset()
    ) -> None:
        self.lists = lists
        self.catalogue = catalogue
        self.predicates = predicates
        own = {name: Column(name=name, spec=spec, prefix=_prefix(name)) for name, spec in catalogue.facts.items()}
        answers = {
            f"item.{ANSWER}.{name}": FactSpec(name=f"item.{ANSWER}.{name}", type="flag", ask=ask)
            for name, ask in predicates.items()
        }
        own |= {name: Column(name=name, spec=spec, prefix="item") for name, spec in answers.items()}
        self.own: Mapping[str, Column] = own
        self._found: dict[str, Column | None] = dict(own)

    def find(self, name: str) -> Column | None:
        """The column of that name, linked or not; None where there is none."""
        if name not in self._found:
            self._found[name] = self._linked(name)
        return self._found[name]

    def suggest(self, name: str) -> str:
        """The hint for a name that is no column."""
        prefix, _ = self._behind(name)
        if prefix.count(".") > DEPTH:
            return f"links are followed {DEPTH} deep"
        near = (
            [prefix + one.removeprefix("item") for one in self.own if one.startswith("item.")] if prefix else self.own
        )
        hint = "acquis batch --columns lists the names; a column of your own begins otherwise"
        return did_you_mean(name, near) or hint

    def _linked(self, name: str) -> Column | None:
        prefix, rest = self._behind(name)
        if prefix.count(".") not in range(1, DEPTH + 1):
            return None
        column = self.own.get(f"item.{rest}")
        if column is None or (column.type == "link" and prefix.count(".") == DEPTH):
            return None
        return Column(name=name, spec=column.spec, prefix=prefix)

    def _behind(self, name: str) -> tuple[str, str]:
        """``item.relates_to`` and ``cnot_error``; an empty prefix for what does not belong to an item."""
        parts = name.split(".")
        if parts[0] != "item":
            return "", name
        at = 1
        while at < len(parts) - 1 and parts[at] in self.catalogue.links:
            at += 1
        return ".".join(parts[:at]), ".".join(parts[at:])


def columns_of(library: Library) -> Columns:
    """The columns of tables read with these packs; what a link leads to is stated by the link, not by an answer."""
    asked = {name: one.ask for pack in library.packs.values() for name, one in pack.predicates.items()}
    predicates = {name: ask for name, ask in sorted(asked.items()) if name not in LINK_OF}
    return Columns(library.catalogue, predicates, lists_read(library.packs.values()))


def about_items(names: Iterable[str], columns: Columns) -> list[str]:
    """The columns that state facts of items."""
    return [name for name in names if name.startswith("item.") and columns.find(name) is not None]


@cache
def is_fact(name: str) -> bool:
    """Whether a name claims to be a fact; other columns are the user's own."""
    return name.partition(".")[0] in HEADS and "." in name


def linked(names: Iterable[str], links: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The links that columns stand behind or name, outer ones first, each with the columns behind it."""
    every = list(names)
    found: dict[str, list[str]] = {}
    for name in every:
        parts = name.split(".")
        if parts[0] != "item":
            continue
        for at in range(1, len(parts)):
            if parts[at] not in links:
                break
            link = ".".join(parts[: at + 1])
            behind = found.setdefault(link, [])
            if at < len(parts) - 1:
                behind.append(name)
    return {link: tuple(behind) for link, behind in sorted(found.items(), key=lambda one: one[0].count("."))}


def table(columns: Columns) -> str:
    """Every column with its form and unit, and under it the question it answers, as text."""
    lines = [f"{KEY}: text, in every row another", "    What is the row called?"]
    for one in columns.own.values():
        form = f"one of {', '.join(one.spec.values)}" if one.type in ("choice", "kind") else one.form
        unit = unit_words(one)
        lines += [f"{one.name}: {form}" + (f", in {unit}" if unit else ""), f"    {one.spec.ask}"]
    return "\n".join(lines) + "\n"


def unit_words(column: Column) -> str:
    """The unit of the numbers in a column, with the kinds of item where it depends on them; empty for plain ones."""
    if column.spec.units:
        return ", ".join(f"{unit} ({kind})" for kind, unit in column.spec.units.items())
    return column.spec.unit if column.spec.unit != "1" else ""


def _prefix(name: str) -> str:
    return "item" if name.startswith("item.") else ""
