"""Country codes: ISO 3166-1 alpha-2, and the 3166-2 subdivisions the law tells apart (``GB-NIR``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib import resources

from acquis.reading.document import Mapping as Tree
from acquis.reading.document import Scalar, Sequence, read_document
from acquis.reading.number import ReadingError, shorten

_CODE = re.compile(r"([A-Z]{2})(-[A-Z0-9]{1,3})?")


@cache
def country_names() -> Mapping[str, str]:
    """Code to English name, from ``packs/countries.yaml``."""
    return {code: names[0] for code, names in _table().items()}


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    source = resources.files("acquis").joinpath("packs/countries.yaml").read_bytes()
    tree, problems = read_document(source, name="packs/countries.yaml")
    rows = tree.get("countries") if isinstance(tree, Tree) else None
    if problems or not isinstance(rows, Sequence):
        raise RuntimeError("packs/countries.yaml cannot be read:\n" + "\n".join(map(str, problems)))
    table = {}
    for row in rows.items:
        assert isinstance(row, Tree)
        code, name, also = row.get("code"), row.get("name"), row.get("also")
        assert isinstance(code, Scalar)
        assert isinstance(name, Scalar)
        others = also.items if isinstance(also, Sequence) else ()
        table[code.text] = (name.text, *(other.text for other in others if isinstance(other, Scalar)))
    return table


def read_country(text: str) -> str:
    """The code itself, checked; ReadingError with a hint when it is a name or no code at all."""
    if is_country(text):
        return text
    raise ReadingError(f"expected a country code, found {shorten(text)}", _hint(text))


def country_of(place: str | None) -> str | None:
    """The country of a place: a subdivision lies in the country whose code it begins with."""
    return place.partition("-")[0] if place else None


@cache
def _by_first_letter() -> Mapping[str, Mapping[str, str]]:
    """Names to codes, apart by first letter, so that a file full of wrong names is still answered fast."""
    found: dict[str, dict[str, str]] = {}
    for code, names in _table().items():
        for name in names:
            found.setdefault(name[:1].lower(), {})[name.lower()] = code
    return found


def is_country(text: str) -> bool:
    """Whether a word is the code of a country or of a subdivision."""
    match = _CODE.fullmatch(text)
    return match is not None and match[1] in _table()


def _hint(text: str) -> str:
    if text.upper() in _table():
        return f"write {text.upper()}"
    named = _by_first_letter().get(text[:1].lower(), {})
    close = get_close_matches(text[:80].lower(), named, 1, 0.75)
    if close:
        return f"did you mean {named[close[0]]}?"
    return "two capital letters of ISO 3166-1 such as JP, or a subdivision such as GB-NIR"
