"""Facts computed from facts; each says how in its docstring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction

from acquis.terms.casefile import Item
from acquis.terms.value import OneOf, Points, Span, Value

REFERENCE_TEMPERATURE = 290
"""The standard noise reference temperature of radio engineering, in kelvin."""

_DIGITS = 50
_DUST = Fraction(1, 10**30)


def own_facts(item: Item) -> dict[str, Value]:
    """The facts of an item by itself, without ``item.``, those derived from its parameters included."""
    own: dict[str, Value] = {"kind": item.kind, "origin": item.origin, **item.parameters}
    stated, noise = item.parameters.get("noise_figure"), item.parameters.get("noise_temperature")
    if stated is not None:
        own["noise_figure_290"] = stated
    elif isinstance(noise, Fraction | Span):
        own["noise_figure_290"] = noise_figure(noise)
    cooling = unloaded(item.parameters.get("base_temperature"), item.parameters.get("cooling"))
    if cooling is not None:
        own["cooling"] = cooling
    return own


def noise_figure(temperature: Fraction | Span) -> Fraction | Span:
    """10 log10(1 + T/290 K) in dB: exactly 0 at 0 K, else an interval of 1e-30 around the irrational number."""
    if isinstance(temperature, Fraction):
        if temperature == 0:
            return Fraction(0)
        middle = _decibel(temperature)
        return Span(middle - _DUST, middle + _DUST)
    return Span(
        None if temperature.lower is None else max(Fraction(0), _decibel(temperature.lower) - _DUST),
        None if temperature.upper is None else _decibel(temperature.upper) + _DUST,
    )


def _decibel(temperature: Fraction) -> Fraction:
    ratio = 1 + temperature / REFERENCE_TEMPERATURE
    with localcontext() as context:
        context.prec = _DIGITS
        return Fraction(10 * (Decimal(ratio.numerator) / Decimal(ratio.denominator)).log10())


def noise_temperature(figure: Fraction) -> Fraction:
    """290 K (10^(F/10) - 1), what noise_figure undoes: exactly 0 K at 0 dB, else rounded to fifty digits."""
    if figure == 0:
        return Fraction(0)
    with localcontext() as context:
        context.prec = _DIGITS
        ratio = Decimal(10) ** (Decimal(figure.numerator) / Decimal(figure.denominator) / 10)
        return REFERENCE_TEMPERATURE * (Fraction(ratio) - 1)


def unloaded(base: Value, cooling: Value) -> Points | None:
    """The points of cooling with one more: at its lowest temperature a cooler carries no load."""
    if not isinstance(base, Fraction) or not (cooling is None or isinstance(cooling, Points)):
        return None
    point = (("power", Fraction(0)), ("temperature", base), ("duration", None))
    return Points((*(cooling.points if cooling is not None else ()), point))


def hull(many: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
    """What several items have in common, fact by fact: the same value, a choice of words, an interval, or nothing."""
    every = list(many)
    found: dict[str, Value] = {}
    if not every:
        return found
    first, *rest = every
    for name, value in first.items():
        if all(one.get(name) is value for one in rest):  # most are: the same constant stands in every item
            if value is not None:
                found[name] = value
            continue
        values = [one.get(name) for one in every]
        if any(other is None for other in values):
            continue
        if all(other == value and type(other) is type(value) for other in values):
            found[name] = value
        elif all(isinstance(other, str | OneOf) for other in values):
            found[name] = OneOf(frozenset().union(*(_words(other) for other in values)))
        elif all(isinstance(other, Fraction | Span) for other in values):
            found[name] = _around([other for other in values if isinstance(other, Fraction | Span)])
    return found


def _words(value: Value) -> frozenset[str]:
    return value.words if isinstance(value, OneOf) else frozenset((str(value),))


def _around(values: list[Fraction | Span]) -> Span:
    """The smallest closed interval that holds all of them."""
    lowers = [value if isinstance(value, Fraction) else value.lower for value in values]
    uppers = [value if isinstance(value, Fraction) else value.upper for value in values]
    return Span(
        None if None in lowers else min(value for value in lowers if value is not None),
        None if None in uppers else max(value for value in uppers if value is not None),
    )
