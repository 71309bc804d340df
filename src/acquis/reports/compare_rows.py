"""A comparison in the words that every format prints: sentences that a lawyer can check against the texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from acquis.reports.scale import value_words
from acquis.terms.comparison import Bound, Comparison, Consequence, Definition, Region, Related, Relation, Told
from acquis.terms.value import Band, Points, Span, Value

ALIKE = (Relation.equal, Relation.neither)
PREFIXED = {"W", "K", "s", "Hz", "m", "J", "T"}
"""Units that take a prefix as people write them."""
HOUR = 3600
FEW = 4
"""More paragraphs than these are not named one by one."""
MANY = 48
"""Longer lists of countries are counted; the JSON holds them all."""
LINKS = ("relates_to", "specially_designed_for", "source_laser")
"""The links by which one item names another."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One region that one book lists and the other does not, in words."""

    by: str
    sentence: str
    example: str
    entries: tuple[str, ...]
    perhaps: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One concept (or several that stand alike) on which the books differ."""

    title: str
    relation: str
    about: str
    entries_a: tuple[str, ...]
    entries_b: tuple[str, ...]
    differences: tuple[Difference, ...]
    more: bool
    proved_by: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole comparison, ready to be printed."""

    a: str
    b: str
    same: tuple[str, ...]
    neither: tuple[str, ...]
    rows: tuple[Row, ...]
    told: tuple[Row, ...]
    told_same: tuple[str, ...]
    definitions: tuple[Definition, ...]
    consequences: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    overview: bool


def sheet(found: Comparison) -> Sheet:
    """The comparison in words."""
    a, b = found.a.id, found.b.id
    alike = [one for one in found.concepts if not one.differs]
    told_alike = [one.related.title for one in found.told if not one.related.differs]
    return Sheet(
        a=a,
        b=b,
        same=tuple(one.title for one in alike if one.relation is Relation.equal),
        neither=tuple(one.title for one in alike if one.relation is Relation.neither),
        rows=tuple(_row(one, a, b, "") for one in found.concepts if one.differs),
        told=_merged([one for one in found.told if one.related.differs], a, b),
        told_same=_by_kind(told_alike),
        definitions=found.definitions,
        consequences=tuple(tuple(_consequence(one) for one in pair) for pair in found.consequences),
        notes=found.notes,
        overview=len(found.concepts) > 1,
    )


def _by_kind(titles: Iterable[str]) -> tuple[str, ...]:
    """Titles with what they have in common said once: software for laser, gas."""
    found: dict[str, list[str]] = {}
    for title in titles:
        kind, _, about = title.partition(" for ")
        found.setdefault(kind, []).append(about)
    same: dict[tuple[str, ...], list[str]] = {}
    for kind, abouts in found.items():
        same.setdefault(tuple(abouts), []).append(kind)
    return tuple(f"{', '.join(kinds)} for {', '.join(abouts)}" for abouts, kinds in same.items())


def relation_words(relation: Relation, a: str, b: str) -> str:
    """How A stands to B, as a sentence."""
    return {
        Relation.equal: f"{a} and {b} list the same",
        Relation.contains: f"{a} lists all that {b} lists, and more",
        Relation.within: f"{b} lists all that {a} lists, and more",
        Relation.overlaps: f"{a} and {b} each list something the other does not",
        Relation.disjoint: f"{a} and {b} list nothing in common",
        Relation.only_a: f"only {a} lists any",
        Relation.only_b: f"only {b} lists any",
        Relation.neither: f"neither {a} nor {b} lists any",
    }[relation]


def _row(one: Related, a: str, b: str, about: str, title: str = "") -> Row:
    kinds = one.concept.split(" for ")
    words = relation_words(one.relation, a, b)
    if one.possibly is not one.relation:
        words += f"; counting what may be listed, {relation_words(one.possibly, a, b)}"
    return Row(
        title=title or one.title,
        relation=words,
        about=about,
        entries_a=one.entries_a,
        entries_b=one.entries_b,
        differences=(
            *_differences(one.only_a, kinds, a, "a", perhaps=False),
            *_differences(one.only_b, kinds, b, "b", perhaps=False),
            *_differences(one.possibly_only_a, kinds, a, "a", perhaps=True),
            *_differences(one.possibly_only_b, kinds, b, "b", perhaps=True),
        ),
        more=not one.exact,
        proved_by=one.proved_by,
    )


def _differences(
    regions: Iterable[Region], kinds: Sequence[str], book: str, side: str, *, perhaps: bool
) -> Iterable[Difference]:
    for region in regions:
        witness = region.witness
        yield Difference(
            by=book,
            sentence=sentence(region.bounds, kinds),
            example=example(region, kinds),
            entries=witness.entries_a if side == "a" else witness.entries_b,
            perhaps=perhaps,
        )


def _merged(told: Iterable[Told], a: str, b: str) -> tuple[Row, ...]:
    """Rows of what tells about the same things in the same way, put together: technology, dataset or service for …"""
    kept: dict[Row, list[str]] = {}
    for one in told:
        kind, _, about = one.related.title.partition(" for ")
        row = _row(one.related, a, b, _about(one, a, b), f" for {about}")
        kept.setdefault(row, []).append(kind)
    return tuple(_named(row, kinds) for row, kinds in kept.items())


def _named(row: Row, kinds: list[str]) -> Row:
    every = [kind for one in kinds for kind in one.replace(" or ", ", ").split(", ")]
    first = every[0] if len(every) == 1 else f"{', '.join(every[:-1])} or {every[-1]}"
    return Row(
        title=first + row.title,
        relation=row.relation,
        about=row.about,
        entries_a=row.entries_a,
        entries_b=row.entries_b,
        differences=row.differences,
        more=row.more,
        proved_by=row.proved_by,
    )


def _about(one: Told, a: str, b: str) -> str:
    listed = [f"{book} under {_few(ids)}" for book, ids in ((a, one.thing_a), (b, one.thing_b)) if ids]
    return f"asked for one that is listed by {' and by '.join(listed)}"


def _few(ids: Sequence[str]) -> str:
    return ", ".join(ids[:FEW]) + (" and others" if len(ids) > FEW else "")


def sentence(bounds: Sequence[Bound], kinds: Sequence[str]) -> str:
    """A region as a phrase: numbers and words first, then what it is, then what it is not."""
    if not bounds:
        return "every item"
    numbers = [f"{label(one.fact, kinds)} {span_words(one.span, one.unit)}" for one in bounds if one.span is not None]
    words = [one for one in bounds if one.span is None]
    named = [f"{label(one.fact, kinds)} {_or(one.words)}" for one in words if not isinstance(one.words[0], bool)]
    yes = [label(one.fact, kinds) for one in words if one.words == (True,)]
    no = [f"not {label(one.fact, kinds)}" for one in words if one.words == (False,)]
    return "; ".join([*named, *numbers, *yes, *no])


def _or(words: Sequence[str | bool]) -> str:
    return " or ".join(str(word).replace("_", " ") for word in words)


def label(fact: str, kinds: Sequence[str]) -> str:
    """The name of a fact in words, with the thing it belongs to where that is another item.

    ``kinds`` are the item's own and those of what it is for, in the order of the links.
    """
    parts = fact.split(".")[1:]
    depth = 0
    while depth < len(kinds) - 1 and len(parts) > depth + 1 and parts[depth] in LINKS:
        depth += 1
    asked = parts[depth] == "answer"
    name = " ".join(parts[depth + asked :]).replace("_", " ")
    owner = f" of the {kinds[depth].replace('_', ' ')}" if depth else ""
    return (f"“{name}”" if asked else name) + owner


def span_words(span: Span, unit: str) -> str:
    """A span in words: ``34 to fewer than 100``."""
    if unit == "kg":
        return value_words(_scaled(span, Fraction(1000)), "").replace("under", "less than") + " g"
    if unit == "s" and all(end is None or end % HOUR == 0 for end in (span.lower, span.upper)):
        return f"{value_words(_scaled(span, Fraction(1, HOUR)))} h"
    return value_words(span, unit) if unit in PREFIXED or not unit else f"{value_words(span)} {unit}"


def _scaled(span: Span, factor: Fraction) -> Span:
    return Span(
        None if span.lower is None else span.lower * factor,
        None if span.upper is None else span.upper * factor,
        span.lower_open,
        span.upper_open,
    )


def example(region: Region, kinds: Sequence[str]) -> str:
    """The bounded numbers of the witness."""
    facts = region.witness.facts
    told = []
    for one in region.bounds:
        if one.span is not None:
            number = _number(facts, one.fact)
            if number is not None:
                told.append(f"{label(one.fact, kinds)} {span_words(Span(number, number), one.unit)}")
    return ", ".join(told)


def _number(facts: Mapping[str, Value], name: str) -> Fraction | None:
    value = facts.get(name)
    if isinstance(value, Fraction):
        return value
    fact, _, part = name.rpartition(".")
    match facts.get(fact):
        case Band() as band:
            return band.lower if part == "lower" else band.upper
        case Points((point, *_)):
            found = dict(point).get(part)
            return found if isinstance(found, Fraction) else None
    return None


def _consequence(one: Consequence) -> str:
    listed = ", ".join(one.entries) or "nothing"
    parts = [f"{one.instrument}, exported from {one.home}: listed under {listed}"]
    if one.needed:
        parts.append(f"a licence is needed for {_countries(one.needed)}")
    if one.perhaps:
        parts.append(f"it depends on further facts for {_countries(one.perhaps)}")
    if not one.needed and not one.perhaps:
        parts.append("no requirement by destination")
    parts.extend(f"{way} may be open for {_countries(countries)}" for way, countries in one.ways.items())
    return "; ".join(parts)


def _countries(countries: frozenset[str]) -> str:
    if len(countries) <= MANY:
        return ", ".join(sorted(countries))
    return f"{len(countries)} countries and territories"
