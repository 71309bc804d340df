"""From an isotopic composition to the share that counts as impurity, as far as the composition settles it."""

from __future__ import annotations

import re
from fractions import Fraction

from acquis.reading.number import ReadingError
from acquis.reading.units import format_quantity, parse_ratio
from acquis.terms.value import Span, Value

_ISOTOPE = re.compile(r"([A-Z][a-z]?)-\d{1,3}", re.ASCII)


def impurity(shares: tuple[str, ...], element: str, excluded: tuple[str, ...], stated: Value) -> Fraction | Span | None:
    """The share of the isotopes that are not ``excluded``: exact, or an interval; None where nothing can be said.

    ``shares`` are ``Si-28=99.9 %``. What is not given may be any isotope, so a share that is missing widens the
    interval. Raises ReadingError where the shares contradict each other, the element or the ``stated`` impurity.
    """
    amounts = {name: _ends(text) for name, _, text in (share.partition("=") for share in shares)}
    for name in amounts:
        match = _ISOTOPE.fullmatch(name)
        if match is None or match[1] != element:
            raise ReadingError(f"expected isotopes of {element}, found {name[:40]!r}", f"write {element}-28: 99.9 %")
    if not amounts or not excluded:
        return None
    lower = {name: ends[0] for name, ends in amounts.items()}
    if sum(lower.values()) > 1:
        raise ReadingError("the shares add up to more than the whole", "check the composition")
    kept = sum((lower[name] for name in excluded if name in lower), Fraction(0))
    others = sum((low for name, low in lower.items() if name not in excluded), Fraction(0))
    least, most = others, 1 - kept
    if all(name in amounts for name in excluded):
        least = max(least, 1 - sum((amounts[name][1] for name in excluded), Fraction(0)))
    found = least if least == most else Span(least, most)
    span = Span(least, most)
    known = Span(stated, stated) if isinstance(stated, Fraction) else stated
    if isinstance(known, Span) and not span.meets(known):
        shown = format_quantity(found, "1")
        raise ReadingError(f"the composition gives an impurity of {shown}, which is not the one stated", "check both")
    return found


def _ends(text: str) -> tuple[Fraction, Fraction]:
    """The least and the greatest share a text allows."""
    share = parse_ratio(text)
    if isinstance(share, Fraction):
        return share, share
    return share.lower or Fraction(0), Fraction(1) if share.upper is None else share.upper
