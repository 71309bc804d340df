"""Lower a program from facts to the columns of a prepared table, for the rows of one shape.

A case file says what leaving a fact out means and derives facts from others; a table does so by columns. Both are said
here in the language of the program itself, so that every reader of columns (NumPy, SQL) reads plain nodes: constants,
AND, OR, NOT, readings, exceptions, ``Stated``, and tests on one column each. What no column can state is folded away.

Columns are those of docs/batch.md: a range is two columns (``.lower``, ``.upper``), an amount of money two
(``.amount``, ``.currency``), the latest tie of a person two candidates (``.a``, ``.b``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from acquis.facts.derive import noise_temperature
from acquis.facts.links import DEPTH
from acquis.facts.situations import absent_value
from acquis.reading.catalogue import Catalogue
from acquis.reading.spec import FactSpec
from acquis.rules.build import Builder
from acquis.rules.evaluate import put
from acquis.rules.fold import Leaf, rewrite, rewrite_into
from acquis.tables.shape import Shape
from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.node import Among, Atom, Costs, Open, Overlaps, Program, Some, Stated, Test, Within
from acquis.terms.value import Span, Value

NAMED = "named"
CHOICES = ("person.latest_tie", "person.at_home")
"""Facts that may be one of two; a table keeps both candidates."""

Rescale = Callable[[Fraction], Fraction]


@dataclass(frozen=True, slots=True)
class Source:
    """A column that may state a fact, and how a limit on the fact becomes a limit on the column."""

    column: str
    limit: Rescale | None = None


class Lowering:
    """Lowers programs for one shape of rows in a table with the columns given."""

    def __init__(self, catalogue: Catalogue, columns: Collection[str], shape: Shape) -> None:
        self.catalogue = catalogue
        self.columns = frozenset(columns)
        self.words: Mapping[str, Value] = dict(shape.words)
        linked = [name.removesuffix(".stated") for name, value in shape.words if value is True]
        self.items = ("item", *(prefix for prefix in linked if self._there(prefix)))

    def lower(self, program: Program, keep: Mapping[str, int]) -> Program:
        """The program over columns; ``keep`` names the answers asked for."""
        return rewrite(program, keep, self._leaf)

    def lower_own(self, program: Program) -> Program:
        """The program with the facts of the transfer and of the item itself lowered: the same for all of a kind."""
        return rewrite(
            program,
            program.roots,
            lambda leaf, builder: None if self._behind_link(leaf.fact) else self._leaf(leaf, builder),
        )

    def lower_rest(self, builder: Builder, program: Program, shared: dict[int, int]) -> dict[str, int]:
        """The places, in a builder, of the roots of what ``lower_own`` made, with what links lead to lowered too.

        ``shared`` keeps the places of nodes that look behind no link, which are the same for all shapes of a kind.
        """
        return rewrite_into(
            builder,
            program,
            lambda leaf, into: self._leaf(leaf, into) if self._behind_link(leaf.fact) else None,
            shared,
            self._behind_link,
        )

    def _behind_link(self, fact: str) -> bool:
        parts = fact.split(".", 2)
        return len(parts) == 3 and parts[0] == "item" and parts[1] in self.catalogue.links

    # -- what is known of the shape -----------------------------------------------------------------------------

    def kind(self, prefix: str) -> str | None:
        """The kind of the item or linked item, where it is stated."""
        kind = self.words.get(f"{prefix}.kind")
        return kind if isinstance(kind, str) else None

    def _there(self, prefix: str) -> bool:
        """Whether anything is known of the item a prefix names: it is the item itself, or linked and stated."""
        parts = prefix.split(".")
        return len(parts) <= DEPTH + 1 and all(
            self.words.get(".".join((*parts[:depth], "stated"))) is True for depth in range(2, len(parts) + 1)
        )

    # -- one node over a fact -----------------------------------------------------------------------------------

    def _leaf(self, leaf: Leaf, builder: Builder) -> int | None:
        match leaf:
            case Stated():
                return None
            case Some(fact, shows, rules_out):
                columns = self._meant(fact)
                if len(columns) > 1 or columns[0] not in self.columns:
                    return builder.constant(UNKNOWN)
                return builder.add(Some(columns[0], shows, rules_out))
            case Open(fact, _, presumed):
                test = Among(frozenset({True}))
                if presumed is None:
                    return self._stated_test(fact, test, "yes", builder)
                return self._presumed(fact, test, "yes", YES if presumed else NO, (), builder)
            case Atom(fact, test, text):
                return self._in_common(self._meant(fact), test, text, builder)

    def _meant(self, fact: str) -> tuple[str, ...]:
        """The fact itself or, behind a link that is not stated, that of each other item it may mean."""
        prefix, parts = "item", fact.split(".")[1:]
        while len(parts) > 1 and parts[0] in self.catalogue.links:
            link, *parts = parts
            if self.words.get(f"{prefix}.{link}.stated") is not True:
                others = self._others(prefix, link)
                tail = ".".join(parts)
                followed = parts[0] in (*self.catalogue.links, "stated", NAMED)
                return (fact,) if followed or not others else tuple(f"{other}.{tail}" for other in others)
            prefix = f"{prefix}.{link}"
        return (fact,)

    def _others(self, prefix: str, link: str) -> tuple[str, ...]:
        """The other items of the row, where a link that is not stated may lead to them."""
        kind = self.kind(prefix)
        if prefix not in self.items or self.words.get(f"{prefix}.{link}.stated") is not None:
            return ()
        if kind is None or kind in self.catalogue.facts[f"item.{link}"].open_kinds or self._presumed_away(prefix, link):
            return ()
        others = tuple(other for other in self.items if other != prefix)
        return others if all(self.kind(other) is not None for other in others) else ()

    def _in_common(self, facts: tuple[str, ...], test: Test, text: str, builder: Builder) -> int:
        """What a test says of the one item, or of all that several have in common (``facts.derive.hull``).

        Words of which all pass, or none does, settle it; numbers do from where all of them lie to one side of a limit.
        Ranges are in common only where they are equal, which no test of one column says.
        """
        if len(facts) == 1:
            return self._atom(facts[0], test, text, builder)
        if isinstance(test, Overlaps | Costs):
            return builder.constant(UNKNOWN)
        common = builder.every(
            _agreed(text, tuple(self._atom(fact, limit, text, builder) for fact in facts), builder)
            for limit in _limits(test)
        )
        _, tail = self._split(facts[0])
        if not isinstance(test, Within) or self.catalogue.facts[f"item.{tail}"].absent != "not_stated":
            return common
        # A number and one that counts as not so have nothing in common.
        stated = [builder.add(Stated(fact)) if fact in self.columns else builder.constant(NO) for fact in facts]
        mixed = builder.every((builder.some(stated), builder.opposite(builder.every(stated))))
        alike = builder.every((builder.opposite(mixed), common))
        return builder.some((alike, builder.every((mixed, builder.constant(UNKNOWN)))))

    def _split(self, fact: str) -> tuple[str, str]:
        """``item.relates_to`` and ``cnot_error``; an empty prefix for a fact that is not an item's."""
        parts = fact.split(".")
        if parts[0] != "item":
            return "", fact
        at = 1
        while at < len(parts) - 1 and parts[at] in self.catalogue.links:
            at += 1
        return ".".join(parts[:at]), ".".join(parts[at:])

    def _atom(self, fact: str, test: Test, text: str, builder: Builder) -> int:
        prefix, tail = self._split(fact)
        if prefix and not self._there(prefix) and tail not in ("stated", NAMED):
            return builder.constant(UNKNOWN)
        if tail == "kind":
            return builder.constant(put(test, self.words.get(fact)))
        if prefix and tail in ("stated", NAMED):
            return builder.constant(put(test, self._link(prefix, tail)))
        if fact in CHOICES:
            return self._choice(fact, test, text, builder)
        spec = self.catalogue.facts.get(f"item.{tail}" if prefix else fact)
        if spec is not None and spec.absent == "not_stated" and self._counts_as_absent(spec, prefix):
            siblings = tuple(f"{prefix}.{one}" for one in spec.open_when)
            absent = put(test, absent_value(spec.type))
            return self._presumed(fact, test, text, absent, siblings, builder)
        return self._first_stated(self._sources(fact, prefix, tail, spec), test, text, builder)

    def _link(self, prefix: str, tail: str) -> Value:
        """Whether a link is stated or named, as facts/links.py takes it for a case with no other item."""
        inner, _, link = prefix.rpartition(".")
        if not self._there(inner):
            return None
        stated = self.words.get(f"{prefix}.stated")
        if stated is not None:
            return stated
        if tail == NAMED or self._presumed_away(inner, link):
            return False
        return None

    def _presumed_away(self, prefix: str, link: str) -> bool:
        """Whether a link that is not stated counts as leading nowhere."""
        kind, spec = self.kind(prefix), self.catalogue.facts[f"item.{link}"]
        if kind is None or kind in spec.open_kinds:
            return False
        return len(self.items) == 1 or bool(spec.kinds and kind not in spec.kinds)

    def _counts_as_absent(self, spec: FactSpec, prefix: str) -> bool:
        kind = self.kind(prefix)
        return not prefix or (kind is not None and kind not in spec.open_kinds)

    # -- columns ------------------------------------------------------------------------------------------------

    def _sources(self, fact: str, prefix: str, tail: str, spec: FactSpec | None) -> tuple[Source, ...]:
        """The columns that may state a fact, the nearest first."""
        found = [Source(fact)]
        if prefix and tail == "noise_figure_290":
            found += [Source(f"{prefix}.noise_figure"), Source(f"{prefix}.noise_temperature", noise_temperature)]
        if spec is not None and spec.fallback and self.kind(prefix) == spec.fallback["kind"]:
            divisor = Fraction(spec.fallback["divided_by"])
            found.append(Source(f"{prefix}.{spec.fallback['fact']}", lambda limit: limit * divisor))
        return tuple(found)

    def _first_stated(self, sources: tuple[Source, ...], test: Test, text: str, builder: Builder) -> int:
        """The answer from the first of the columns that is stated in the row."""
        held = [source for source in sources if self._exists(source.column, test)]
        if not held:
            return builder.constant(UNKNOWN)
        *before, last = held
        place = self._stated_test(last.column, _moved(test, last.limit), text, builder)
        for source in reversed(before):
            stated = builder.add(Stated(source.column))
            here = self._stated_test(source.column, _moved(test, source.limit), text, builder)
            place = builder.some((builder.every((stated, here)), builder.every((builder.opposite(stated), place))))
        return place

    def _presumed(
        self, fact: str, test: Test, text: str, absent: Answer, siblings: tuple[str, ...], builder: Builder
    ) -> int:
        """A fact that counts as not so where neither it nor one of its siblings is stated."""
        ends = [column for one in siblings for column in (one, f"{one}.lower") if column in self.columns]  # of a range
        asked = [builder.add(Stated(column)) for column in ends]
        if not self._exists(fact, test):
            if not asked:
                return builder.constant(absent)
            here = builder.constant(UNKNOWN)
        else:
            here = self._stated_test(fact, test, text, builder)
            asked.append(builder.add(Stated(_column(fact, test))))
        open_ = builder.some(asked)
        if absent is NO:
            return builder.every((open_, here))
        if absent is YES:
            return builder.some((builder.opposite(open_), here))
        return here

    def _exists(self, fact: str, test: Test) -> bool:
        return _column(fact, test) in self.columns

    def _stated_test(self, fact: str, test: Test, text: str, builder: Builder) -> int:
        """The test on the columns of the fact; unknown where the row does not state it."""
        if not self._exists(fact, test):
            return builder.constant(UNKNOWN)
        match test:
            case Overlaps(span):
                # A range, both ends included, meets a span where it ends after the beginning and begins before the end.
                rest = Span(lower=span.lower, lower_open=span.lower_open)
                start = Span(upper=span.upper, upper_open=span.upper_open)
                ends = [(f"{fact}.upper", rest)] if span.lower is not None else []
                ends += [(f"{fact}.lower", start)] if span.upper is not None else []
                return builder.every(builder.add(Atom(column, Within(part), text)) for column, part in ends)
            case Costs(span, currency):
                same = builder.add(Atom(f"{fact}.currency", Among(frozenset({currency})), currency))
                amount = builder.add(Atom(f"{fact}.amount", Within(span), text))
                other = builder.every((builder.opposite(same), builder.constant(UNKNOWN)))
                return builder.some((builder.every((same, amount)), other))
        return builder.add(Atom(fact, test, text))

    def _choice(self, fact: str, test: Test, text: str, builder: Builder) -> int:
        """One of two candidates: what both agree on."""
        if f"{fact}.a" not in self.columns:
            return builder.constant(UNKNOWN)
        parts = tuple(builder.add(Atom(f"{fact}.{one}", test, text)) for one in ("a", "b"))
        return builder.readings(fact, "", ("a", "b"), parts)


def _limits(test: Test) -> tuple[Test, ...]:
    """A test of a number, one limit at a time."""
    if not isinstance(test, Within) or test.span.lower is None or test.span.upper is None:
        return (test,)
    span = test.span
    return Within(replace(span, upper=None, upper_open=False)), Within(replace(span, lower=None, lower_open=False))


def _agreed(point: str, parts: tuple[int, ...], builder: Builder) -> int:
    """What all parts agree on."""
    known = {builder.answer(part) for part in parts}
    if UNKNOWN in known or {YES, NO} <= known:
        return builder.constant(UNKNOWN)
    if len(set(parts)) == 1:
        return parts[0]
    return builder.readings(point, "", tuple(str(number) for number in range(len(parts))), parts)


def _column(fact: str, test: Test) -> str:
    """The column that is null where the fact is not stated."""
    match test:
        case Overlaps():
            return f"{fact}.lower"
        case Costs():
            return f"{fact}.amount"
    return fact


def _moved(test: Test, limit: Rescale | None) -> Test:
    """The test with its limits moved to another scale that rises with the first."""
    if limit is None or not isinstance(test, Within):
        return test
    span = test.span
    return Within(
        replace(
            span,
            lower=None if span.lower is None else limit(span.lower),
            upper=None if span.upper is None else limit(span.upper),
        )
    )
