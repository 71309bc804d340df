"""One node to one value of a fact, by the type the catalogue gives it."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

from acquis.reading.countries import read_country
from acquis.reading.document import Mapping, Node, Scalar, Sequence, describe
from acquis.reading.number import ReadingError, format_number, parse_number, plain, shorten, split_number
from acquis.reading.spec import FactSpec
from acquis.reading.suggest import did_you_mean
from acquis.reading.units import parse_count, parse_quantity, parse_range, parse_ratio
from acquis.terms.problem import Problem
from acquis.terms.value import Money, Points, Span, Value

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}")
_MAX_WORDS = 1000
FIRST_YEAR, LAST_YEAR = 1900, 2199
VALUE = "value"
"""The field of a measured point that a bare quantity states."""


def read_value(spec: FactSpec, node: Node, kind: str | None = None) -> tuple[Value, tuple[Problem, ...]]:
    """The value a node states for a fact; None with problems where it cannot be taken, None alone for null.

    ``kind`` is the kind of the item, where the unit depends on it.
    """
    if isinstance(node, Scalar) and (node.faulty or node.is_null):
        return None, ()  # a faulty place has its problem already
    try:
        return _read(spec, node, kind), ()
    except _Inside as fault:
        return None, fault.problems
    except ReadingError as fault:
        name = spec.name.removeprefix("item.")
        return None, (Problem(where=node.where, what=f"{name}: {fault.what}", hint=fault.hint),)


def _read(spec: FactSpec, node: Node, kind: str | None) -> Value:
    """The value by the type of the fact; raises what read_value turns into problems."""
    match spec.type:
        case "count":
            return _whole(spec, parse_count(read_scalar(node)))
        case "ratio":
            return _share(parse_ratio(read_scalar(node)))
        case "quantity":
            return _quantity(spec, node, kind)
        case "range":
            return parse_range(node, spec.unit_of(kind)[0])
        case "flag":
            return read_flag(node)
        case "kind" | "choice":
            if spec.unknown_word and isinstance(node, Scalar) and node.text == spec.unknown_word:
                return None
            return read_choice(node, (*spec.values, spec.unknown_word) if spec.unknown_word else spec.values)
        case "country":
            return read_country(read_text(node))
        case "countries":
            return _countries(node)
        case "day":
            return read_day(node)
        case "money":
            return read_money(node)
        case "points":
            return _points(spec, node)
        case "object":
            return _parts(spec, node)
        case "text_list":
            return tuple(item.text for item in read_words(node, "[a, b]"))
        case _:
            return read_text(node)


class _Inside(Exception):
    """Problems at places below the node."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.problems = problems


def read_text(node: Node) -> str:
    """A word or sentence."""
    if isinstance(node, Scalar) and node.text.strip():
        return node.text
    raise ReadingError(f"expected text, found {describe(node)}")


def read_flag(node: Node) -> bool:
    """True or false; no other word, because ``NO`` is a country and ``yes`` an answer."""
    if isinstance(node, Scalar) and not node.quoted and node.text in ("true", "false"):
        return node.text == "true"
    hint = "write true or false, without quotes; leave it out if it is not known"
    raise ReadingError(f"expected true or false, found {describe(node)}", hint)


def read_day(node: Node) -> date:
    """A day as YYYY-MM-DD."""
    if not isinstance(node, Scalar) or not _DAY.fullmatch(node.text):
        raise ReadingError(f"expected a day, found {describe(node)}", "write it as YYYY-MM-DD")
    try:
        day = date.fromisoformat(node.text)
    except ValueError:
        raise ReadingError(f"there is no day {shorten(node.text)}", "write it as YYYY-MM-DD") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ReadingError(f"expected a day between {FIRST_YEAR} and {LAST_YEAR}, found {node.text}")
    return day


def read_choice(node: Node, words: tuple[str, ...]) -> str:
    """One of a few words."""
    if isinstance(node, Scalar) and node.text in words:
        return node.text
    hint = did_you_mean(node.text if isinstance(node, Scalar) else "", words) or f"one of: {', '.join(words)}"
    some = ", ".join(words[:12]) + (" …" if len(words) > 12 else "")
    raise ReadingError(f"expected one of {some}, found {describe(node)}", hint)


def read_scalar(node: Node) -> str:
    """The text of a single value."""
    if isinstance(node, Scalar):
        return node.text
    raise ReadingError(f"expected one value, found {describe(node)}", 'write it like 34, "<= 2e-3" or 600 uW')


def read_words(node: Node, example: str) -> tuple[Scalar, ...]:
    """The scalars of a list."""
    if not isinstance(node, Sequence):
        raise ReadingError(f"expected a list, found {describe(node)}", f"write {example}")
    if len(node.items) > _MAX_WORDS:
        raise ReadingError(f"expected a short list, found {len(node.items)} entries")
    for item in node.items:
        if not isinstance(item, Scalar) or item.faulty or not item.text:
            what = f"expected a word, found {describe(item)}"
            raise _Inside((Problem(where=item.where, what=what, hint=f"write {example}"),))
    return tuple(item for item in node.items if isinstance(item, Scalar))


def read_money(node: Node) -> Money:
    """An exact amount with its currency: ``1200 EUR`` or ``{amount: 1200, currency: EUR}``."""
    hint = "write 1200 EUR, or {amount: 1200, currency: EUR}"
    if isinstance(node, Mapping):
        amount, currency = node.get("amount"), node.get("currency")
        if len(node.entries) != 2 or not isinstance(amount, Scalar) or not isinstance(currency, Scalar):
            raise ReadingError(f"expected an amount and a currency, found the keys {', '.join(node.keys())[:80]}", hint)
        number, word = parse_number(amount.text), currency.text
    elif isinstance(node, Scalar):
        number, rest = split_number(plain(node.text))
        word = rest.strip()
    else:
        raise ReadingError("expected an amount and a currency, found a list", hint)
    if not _CURRENCY.fullmatch(word):
        raise ReadingError(f"expected a currency of three capital letters, found {shorten(word)}", hint)
    if number < 0:
        raise ReadingError("the amount is below zero", hint)
    return Money(number, word)


def _quantity(spec: FactSpec, node: Node, kind: str | None) -> Value:
    text = read_scalar(node)
    first: ReadingError | None = None
    for unit in spec.unit_of(kind):
        try:
            return parse_quantity(text, unit)
        except ReadingError as fault:
            first = first or fault
    raise first or ReadingError(f"{spec.name} has no unit in the catalogue")


def _whole(spec: FactSpec, number: Fraction | Span) -> Fraction | Span:
    """A number of things is whole; other counts need not be."""
    if spec.whole and isinstance(number, Fraction) and number.denominator != 1:
        raise ReadingError(f"expected a whole number, found {format_number(number)}")
    return number


def _share(number: Fraction | Span) -> Fraction | Span:
    """A ratio lies between 0 and 1; a larger one is a percentage that lost its sign."""
    ends = (number,) if isinstance(number, Fraction) else (number.lower, number.upper)
    for end in ends:
        if end is not None and not 0 <= end <= 1:
            hint = f"did you mean {format_number(end)} %?" if 1 < end <= 100 else "write 0.001, 0.1 % or 1000 ppm"
            raise ReadingError(f"expected a share between 0 and 1, found {format_number(end)}", hint)
    return number


def _countries(node: Node) -> tuple[str, ...]:
    items = read_words(node, "[DE, JP]")
    problems = []
    for item in items:
        try:
            read_country(item.text)
        except ReadingError as fault:
            problems.append(Problem(where=item.where, what=fault.what, hint=fault.hint))
    if problems:
        raise _Inside(tuple(problems))
    return tuple(item.text for item in items)


def _parts(spec: FactSpec, node: Node) -> tuple[str, ...]:
    """An object as its parts in words, ``gate=cz``; a fact of this kind is shown, never tested."""
    known = ", ".join(spec.parts) or "Si-28: 99.9 %"
    if not isinstance(node, Mapping):
        raise ReadingError(f"expected a mapping, found {describe(node)}", f"keys: {known}")
    found, problems = [], []
    for key, value in node.entries:
        if isinstance(value, Scalar) and value.is_null:
            continue
        if spec.parts and key.text not in spec.parts:
            hint = did_you_mean(key.text, spec.parts) or f"keys: {known}"
            problems.append(Problem(where=key.where, what=f"unknown key {describe(key)}", hint=hint))
            continue
        try:
            _check_part(spec.parts.get(key.text, "ratio"), value)
            found.append(f"{key.text}={read_scalar(value)}")
        except ReadingError as fault:
            problems.append(Problem(where=value.where, what=f"{key.text[:40]}: {fault.what}", hint=fault.hint))
    if problems:
        raise _Inside(tuple(problems))
    return tuple(found)


def _check_part(kind: str | tuple[str, ...], node: Node) -> None:
    if isinstance(kind, tuple):
        read_choice(node, kind)
    elif kind == "ratio":
        _share(parse_ratio(read_scalar(node)))
    elif kind == "day":
        read_day(node)
    else:
        read_text(node)


def _points(spec: FactSpec, node: Node) -> Points:
    if isinstance(node, Scalar) and VALUE in spec.fields:
        # A bare quantity holds wherever the thing works: a point without any other field.
        return Points((((VALUE, parse_quantity(read_scalar(node), spec.fields[VALUE])),),))
    if not isinstance(node, Sequence):
        example = ", ".join(f"{name}: …" for name in spec.fields)
        raise ReadingError(f"expected a list of points, found {describe(node)}", f"write [{{{example}}}]")
    if len(node.items) > _MAX_WORDS:
        raise ReadingError(f"expected a short list of points, found {len(node.items)}")
    problems: list[Problem] = []
    points = tuple(_point(spec, item, problems) for item in node.items)
    if problems:
        raise _Inside(tuple(problems))
    return Points(points)


def _point(spec: FactSpec, node: Node, problems: list[Problem]) -> tuple[tuple[str, Fraction | Span | None], ...]:
    fields = ", ".join(spec.fields)
    if not isinstance(node, Mapping):
        problems.append(Problem(where=node.where, what=f"expected a point with {fields}, found {describe(node)}"))
        return ()
    found: dict[str, Fraction | Span | None] = {}
    for key, value in node.entries:
        unit = spec.fields.get(key.text)
        if unit is None:
            hint = did_you_mean(key.text, spec.fields) or f"a point has {fields}"
            problems.append(Problem(where=key.where, what=f"unknown key {describe(key)} in a point", hint=hint))
            continue
        if isinstance(value, Scalar) and value.is_null:
            continue
        try:
            found[key.text] = parse_quantity(read_scalar(value), unit)
        except ReadingError as fault:
            problems.append(Problem(where=value.where, what=f"{key.text}: {fault.what}", hint=fault.hint))
    return tuple((name, found.get(name)) for name in spec.fields)
