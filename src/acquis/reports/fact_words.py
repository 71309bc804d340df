"""Facts and their values in words: ``item.cnot_error`` is the C-NOT error, ``1/10000`` is 1e-4."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from acquis.reading.units import format_quantity
from acquis.reports.scale import AXES
from acquis.terms.value import Band, Money, Points, Value

ANSWER = ".answer."
"""Marks a question put to a person, in the name of its fact."""


def fact_words(fact: str) -> str:
    """A fact as people call it: ``item.relates_to.cnot_error`` is the C-NOT error of what it relates to."""
    if ANSWER in fact:
        before, _, predicate = fact.partition(ANSWER)
        return f"“{predicate.replace('_', ' ')}”{_of(before.split('.')[1:])}"
    head, *rest = fact.split(".")
    if head != "item":
        return fact.replace("_", " ").replace(".", " ")
    *links, name = rest
    if name in {"stated", "named"} and links:
        return f"{links[-1].replace('_', ' ')} another item{_of(links[:-1])}"
    if name in {"lower", "upper"} and links:
        return f"{_name(links[-1])} ({name} end){_of(links[:-1])}"
    return f"{_name(name)}{_of(links)}"


def _of(links: Iterable[str]) -> str:
    told = ", ".join(link.replace("_", " ") for link in links)
    return f" (of what it {told})" if told else ""


def _name(name: str) -> str:
    return AXES[name][0] if name in AXES else name.replace("_", " ")


def _word(word: str | bool) -> str:
    return ("yes" if word else "no") if isinstance(word, bool) else word.replace("_", " ")


def _number(number: Fraction, unit: str) -> str:
    return format_quantity(number, unit or "1")


def value_words(value: Value, unit: str) -> str:
    """A fact's value, in its unit."""
    match value:
        case bool() | str():
            return _word(value)
        case Fraction():
            return _number(value, unit)
        case Band(lower, upper):
            return f"{_number(lower, unit)} to {_number(upper, unit)}"
        case Money(amount, currency):
            return _number(amount, "") + f" {currency}"
        case Points(points):
            return " and ".join("(" + ", ".join(f"{k} {value_words(v, '')}" for k, v in one) + ")" for one in points)
        case tuple():
            return ", ".join(value) or "none"
        case date():
            return value.isoformat()
    return str(value)
