"""Units that the table does not list but pint knows, taken only where the factor is exact."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pint

# Pint evaluates what it is given, so only short products of plain unit names reach it.
_PLAIN = re.compile(r"/?[A-Za-z]{1,30}(?:[*/](?:[A-Za-z]{1,30}|\([A-Za-z*/]{1,40}\))(?:\^-?[1-4])?|\^-?[1-4]){0,4}")
_REFUSED = re.compile(r"(?i:rad|deg|rev|turn|cycle|rpm|rps|arc|year|month|yr|count|bit|byte|baud|annum)|\ba\b")
_LONGEST = 10**24


@cache
def _registry() -> pint.UnitRegistry[Fraction]:
    import pint  # takes a third of a second

    return pint.UnitRegistry(non_int_type=Fraction, autoconvert_offset_to_baseunit=False)


@lru_cache(maxsize=1024)
def exact_factor(unit: str, kept: str) -> Fraction | None:
    """How many of the kept unit one unit is; None where pint does not know it or the factor is not exact.

    Angles and counted things are refused: pint takes a turn for 2π, and π is no fraction.
    """
    if kept in ("1", "dB") or "sqrt" in kept or _REFUSED.search(kept):
        return None
    if not _PLAIN.fullmatch(unit) or _REFUSED.search(unit):
        return None
    try:
        registry = _registry()
        source = unit.replace("^", "**")
        one = registry.Quantity(Fraction(1), registry.parse_units("1" + source if unit.startswith("/") else source))
        nothing = (one * 0).to(kept).magnitude
        factor = one.to(kept).magnitude
    except Exception:  # pint raises many kinds for what it cannot parse; all mean the same here
        return None
    if nothing != 0 or not isinstance(factor, Fraction) or factor <= 0:
        return None
    return factor if max(factor.numerator, factor.denominator) <= _LONGEST else None
