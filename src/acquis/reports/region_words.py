"""Regions and witnesses in words: ``physical qubits 34 to under 100; C-NOT error at most 0.0001``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from acquis.reading.units import format_quantity
from acquis.reports.scale import AXES
from acquis.terms.comparison import Bound, Region
from acquis.terms.value import Band, Money, Points, Span, Value

ANSWER = ".answer."
"""Marks a question put to a person, in the name of its fact."""


def region_words(region: Region) -> str:
    """All bounds of a region; a region without bounds is every item of the concept."""
    return "; ".join(map(bound_words, region.bounds)) or "every one"


def bound_words(bound: Bound) -> str:
    """One side of a region."""
    if bound.span is not None:
        return f"{fact_words(bound.fact)} {_span(bound.span, bound.unit)}"
    return f"{fact_words(bound.fact)}: {' or '.join(map(_word, bound.words))}"


def witness_words(region: Region) -> str:
    """The item that stands for a region: what kind it is, and the facts that the region bounds."""
    units = {bound.fact: bound.unit for bound in region.bounds}
    named = {*units, *(fact.rpartition(".")[0] for fact in units)}
    told = (
        f"{fact_words(fact)} {value_words(value, units.get(fact, units.get(f'{fact}.lower', '')))}"
        for fact, value in region.witness.facts.items()
        if fact in named or fact.endswith(".kind")
    )
    return "; ".join(told)


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


def _span(span: Span, unit: str) -> str:
    """A set of numbers with the ends as the texts say them."""
    told = []
    if span.lower is not None:
        told.append(f"{'over' if span.lower_open else 'from'} {_number(span.lower, unit)}")
    if span.upper is not None:
        told.append(f"{'under' if span.upper_open else 'at most'} {_number(span.upper, unit)}")
    return " and ".join(told) or "any"


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
