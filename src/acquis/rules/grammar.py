"""The condition grammar of ``docs/pack-format.md``: YAML nodes to expressions, every fault with its place."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from fractions import Fraction

from acquis.reading.catalogue import Catalogue, FactSpec
from acquis.reading.countries import is_country
from acquis.reading.document import Mapping, Node, Scalar, Sequence
from acquis.reading.fields import Fields, describe
from acquis.reading.units import parse_quantity
from acquis.rules.expression import (
    All,
    Any,
    Compare,
    Expression,
    Fixed,
    InGroups,
    Is,
    Linked,
    Meets,
    OpenTexture,
    Opposite,
    Reading,
    SomePoint,
    Unless,
    Unsettled,
)
from acquis.terms.answer import NO, UNKNOWN, YES
from acquis.terms.node import Among, Costs, Has, Overlaps, Within
from acquis.terms.problem import Problem, Where
from acquis.terms.value import Span

COMPARISONS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "="}
OPTIONS = {"link": ("meets", "when"), "open": ("unless_answered",), "some": ("shows", "rules_out")}
"""Composites that take further keys beside their own."""
COMPOSITES = ("all", "any", "not", "is", "entry", "link", "open", "some", "readings", "always", "never")
NUMBERS = ("count", "ratio", "quantity")
WORDS = ("choice", "kind", "text", "country", "flag")
LISTS = ("countries", "text_list")


class Grammar:
    """Reads conditions against the catalogue of facts; ``known`` adds facts a pack defines by cases."""

    def __init__(self, catalogue: Catalogue, problems: list[Problem], known: frozenset[str] = frozenset()) -> None:
        self.catalogue = catalogue
        self.problems = problems
        self.known = known
        self._fields: dict[str, str] = {}

    def fault(self, where: Where, what: str, hint: str = "") -> Fixed:
        """Note a problem; the condition then answers unknown, never yes or no."""
        self.problems.append(Problem(where=where, what=what, hint=hint))
        return Fixed(UNKNOWN)

    def condition(self, node: Node | None) -> Expression:
        """One condition; several keys in one mapping mean all of them."""
        if node is None:
            return Fixed(YES)
        if not isinstance(node, Mapping):
            return self.fault(
                node.where, f"a condition is a mapping, found {describe(node)}", "for example: item.kind: laser"
            )
        if not node.entries:
            return self.fault(node.where, "an empty condition", "write {always: true} if nothing is demanded")
        parts: list[Expression] = []
        rest = list(node.entries)
        for word, options in OPTIONS.items() if not self._fields else ():
            own = [entry for entry in rest if entry[0].text == word]
            if own:
                own += [entry for entry in rest if entry[0].text in options]
                rest = [entry for entry in rest if entry not in own]
                parts.append(self._with_options(word, Mapping(tuple(own), node.where)))
        parts.extend(self._entry(key, value) for key, value in rest)
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def required(self, fields: Fields, key: str) -> Expression:
        """The condition under a key that must be there: what is left out by mistake must not hold always."""
        if not fields.has(key):
            what = f"{fields.what}: {key} is missing"
            return self.fault(fields.where, what, "write {always: true} if nothing is demanded")
        return self.condition(fields.take(key))

    def exceptions(self, fields: Fields) -> tuple[Unless, ...]:
        """The labelled exceptions under ``unless``."""
        found = []
        for node in fields.items("unless"):
            one = Fields(node, self.problems, what="exception")
            label = one.text("label", required=True)
            text, cite = one.text("text"), one.text("cite")
            alongside = one.words("alongside")
            when = self.required(one, "when")
            one.done()
            found.append(Unless(label, text, cite, when, alongside, node.where))
        labels = [exception.label for exception in found]
        for exception in found:
            for other in exception.alongside:
                if other not in labels:
                    self.fault(exception.where, f"alongside names {other!r}, which is no exception here")
        return tuple(found)

    # -- composites ------------------------------------------------------------------------------------------

    def _entry(self, key: Scalar, value: Node) -> Expression:
        word = key.text
        if word in ("all", "any"):
            if not isinstance(value, Sequence) or not value.items:
                return self.fault(value.where, f"{word} needs a list of conditions")
            parts = tuple(self.condition(item) for item in value.items)
            return All(parts) if word == "all" else Any(parts)
        if word == "not":
            return Opposite(self.condition(value))
        if word in ("always", "never"):
            if not (isinstance(value, Scalar) and value.text == "true"):
                what = f"{word} takes only the word true, found {describe(value)}"
                return self.fault(value.where, what, f"write {{{word}: true}}, or another condition")
            return Fixed(YES if word == "always" else NO)
        if self._fields:
            return self._field(key, value)
        if word in ("is", "entry"):
            if not isinstance(value, Scalar):
                return self.fault(value.where, f"{word} needs a name, found {describe(value)}")
            return Is(value.text, value.where) if word == "is" else Meets(value.text, value.where)
        if word == "readings":
            return self._readings(value)
        return self._fact(key, value)

    def _with_options(self, word: str, node: Mapping) -> Expression:
        fields = Fields(node, self.problems, what=word)
        name = fields.text(word, required=True)
        if word == "some":
            return self._some(name, fields, node.where)
        if word == "open":
            presumed = fields.text("unless_answered")
            fields.done()
            if not name:
                return self.fault(node.where, "open needs the name of a predicate")
            if presumed not in ("", "yes", "no"):
                return self.fault(node.where, f"unless_answered is yes or no, found {presumed!r}")
            return OpenTexture(name, {"": None, "yes": True, "no": False}[presumed], node.where)
        meets = fields.words("meets")
        inner = fields.take("when")
        fields.done()
        spec = self.catalogue.spec(f"item.{name}")
        if spec is None or spec.type != "link":
            return self.fault(node.where, f"{name!r} is not a link between items", "links are facts of type link")
        if bool(meets) == (inner is not None):
            return self.fault(node.where, "a link needs either meets: [entries] or when: condition")
        return Linked(name, meets, self.condition(inner) if inner is not None else None, node.where)

    def _some(self, fact: str, fields: Fields, where: Where) -> Expression:
        shows, rules_out = fields.take("shows"), fields.items("rules_out")
        fields.done()
        if shows is None:
            return self.fault(where, "some: shows is missing", "what one measured point must show")
        spec = self.catalogue.spec(fact)
        if spec is None or spec.type != "points":
            return self.fault(where, f"some: {fact!r} is not a fact with measured points")
        self._fields = dict(spec.fields)
        expression = SomePoint(fact, self.condition(shows), tuple(self.condition(item) for item in rules_out))
        self._fields = {}
        return expression

    def _readings(self, value: Node) -> Expression:
        fields = Fields(value, self.problems, what="readings")
        point, cite = fields.text("point", required=True), fields.text("cite", required=True)
        readings = []
        for node in fields.items("of"):
            one = Fields(node, self.problems, what="reading")
            label, text = one.text("label", required=True), one.text("text", required=True)
            readings.append(Reading(label, text, self.required(one, "when")))
            one.done()
        fields.done()
        if len(readings) < 2:
            return self.fault(value.where, "readings needs at least two labelled readings under of")
        return Unsettled(point, cite, tuple(readings))

    # -- facts -----------------------------------------------------------------------------------------------

    def _field(self, key: Scalar, value: Node) -> Expression:
        """A test on one field of a measured point; nothing else may stand over points."""
        name = key.text
        if name in self._fields:
            return self._number(name, (self._fields[name],), value)
        close = get_close_matches(name, self._fields, 1)
        hint = f"did you mean {close[0]}?" if close else "say it beside some:, not inside"
        return self.fault(key.where, f"{name!r} is no field of these points: {', '.join(self._fields)}", hint)

    def _fact(self, key: Scalar, value: Node) -> Expression:
        name = key.text
        spec = self.catalogue.spec(name)
        if spec is None and name not in self.known:
            names = [*COMPOSITES, *self.catalogue.facts, *self.known]
            close = get_close_matches(name, names, 1)
            hint = f"did you mean {close[0]}?" if close else "fact names are in packs/facts.yaml"
            return self.fault(key.where, f"unknown fact {name!r}", hint)
        kind = spec.type if spec is not None else "country"
        if kind in NUMBERS:
            assert spec is not None
            return self._number(name, _units(spec), value)
        if kind == "day":
            return self._day(name, value)
        if kind == "money":
            return self._money(name, value)
        if kind == "range":
            assert spec is not None
            return self._overlaps(name, spec, value)
        if kind in WORDS or name in self.known:
            return self._word(name, spec, value)
        if kind in LISTS:
            return self._list(name, value)
        return self.fault(
            key.where, f"{name} is of type {kind}, which no test can read", "use some: for measured points"
        )

    def _number(self, name: str, units: tuple[str, ...], value: Node) -> Expression:
        if isinstance(value, Sequence) and value.items:
            return Any(tuple(self._number(name, units, item) for item in value.items))
        if isinstance(value, Scalar):
            number = self._literal(name, units, value)
            return (
                Compare(name, Within(Span(number, number)), f"= {value.text}", value.where)
                if number is not None
                else Fixed(UNKNOWN)
            )
        span, text = self._span(name, units, value)
        return Compare(name, Within(span), text, value.where) if span is not None else Fixed(UNKNOWN)

    def _span(self, name: str, units: tuple[str, ...], value: Node) -> tuple[Span | None, str]:
        if not isinstance(value, Mapping) or not value.entries:
            self.fault(
                value.where, f"{name}: expected comparisons such as {{ge: 34, lt: 100}}, found {describe(value)}"
            )
            return None, ""
        ends: list[tuple[str, Fraction]] = []
        words = []
        for key, item in value.entries:
            if key.text not in COMPARISONS or not isinstance(item, Scalar):
                self.fault(key.where, f"{name}: {key.text!r} is not a comparison", f"one of {', '.join(COMPARISONS)}")
                return None, ""
            number = self._literal(name, units, item)
            if number is None:
                return None, ""
            words.append(f"{COMPARISONS[key.text]} {item.text}")
            ends.append((key.text, number))
        return self._between(name, ends, value.where), " and ".join(words)

    def _between(self, name: str, ends: list[tuple[str, Fraction]], where: Where) -> Span | None:
        """The span between the ends a text gives; a second end on one side, or nothing between them, is a fault."""
        lower = [(number, word == "gt") for word, number in ends if word in ("ge", "gt", "eq")]
        upper = [(number, word == "lt") for word, number in ends if word in ("le", "lt", "eq")]
        if len(lower) > 1 or len(upper) > 1:
            self.fault(where, f"{name}: two ends on one side", "one of ge, gt and one of le, lt; or eq alone")
            return None
        low, low_open = lower[0] if lower else (None, False)
        high, high_open = upper[0] if upper else (None, False)
        if low is not None and high is not None and (low > high or (low == high and (low_open or high_open))):
            self.fault(where, f"{name}: no value lies between these ends", "the lower end is ge or gt")
            return None
        return Span(low, high, low_open, high_open)

    def _literal(self, name: str, units: tuple[str, ...], node: Scalar) -> Fraction | None:
        message = ""
        for unit in units:
            try:
                number = parse_quantity(node.text, unit)
            except ValueError as fault:
                message = message or str(fault)
                continue
            if isinstance(number, Fraction):
                return number
            message = "a rule's number is exact, not an interval"
        self.fault(node.where, f"{name}: {message}")
        return None

    def _money(self, name: str, value: Node) -> Expression:
        if not isinstance(value, Mapping):
            return self.fault(
                value.where, f"{name}: expected a comparison such as {{le: 3000 USD}}, found {describe(value)}"
            )
        currencies, entries = set(), []
        for key, item in value.entries:
            amount, _, currency = (item.text if isinstance(item, Scalar) else "").partition(" ")
            currencies.add(currency.strip())
            entries.append((key, Scalar(amount, quoted=False, where=item.where)))
        if len(currencies) != 1 or not all(len(word) == 3 and word.isupper() for word in currencies):
            return self.fault(
                value.where, f"{name}: an amount needs one currency of three capital letters", "for example 3000 USD"
            )
        span, text = self._span(name, ("1",), Mapping(tuple(entries), value.where))
        currency = currencies.pop()
        return (
            Compare(name, Costs(span, currency), f"{text} {currency}", value.where)
            if span is not None
            else Fixed(UNKNOWN)
        )

    def _day(self, name: str, value: Node) -> Expression:
        if not isinstance(value, Mapping) or not value.entries:
            return self.fault(value.where, f"{name}: expected comparisons of days, found {describe(value)}")
        ends: list[tuple[str, Fraction]] = []
        words = []
        for key, item in value.entries:
            try:
                day = date.fromisoformat(item.text if isinstance(item, Scalar) else "")
            except ValueError:
                return self.fault(item.where, f"{name}: expected a day as YYYY-MM-DD, found {describe(item)}")
            if key.text not in COMPARISONS:
                return self.fault(key.where, f"{name}: {key.text!r} is not a comparison")
            words.append(f"{COMPARISONS[key.text]} {day.isoformat()}")
            ends.append((key.text, Fraction(day.toordinal())))
        span = self._between(name, ends, value.where)
        return Compare(name, Within(span), " and ".join(words), value.where) if span is not None else Fixed(UNKNOWN)

    def _overlaps(self, name: str, spec: FactSpec, value: Node) -> Expression:
        if isinstance(value, Mapping) and [key.text for key, _ in value.entries] == ["overlaps"]:
            span, text = self._span(name, _units(spec), value.entries[0][1])
            if span is not None:
                return Compare(name, Overlaps(span), f"overlaps {text}", value.where)
            return Fixed(UNKNOWN)
        return self.fault(value.where, f"{name} is a range", "test it with {overlaps: {gt: …, le: …}}")

    def _word(self, name: str, spec: FactSpec | None, value: Node) -> Expression:
        if isinstance(value, Mapping) and len(value.entries) == 1:
            key, item = value.entries[0]
            if key.text in ("in", "not_in"):
                found = self._among(name, spec, item)
                return Opposite(found) if key.text == "not_in" else found
            if key.text in ("in_group", "not_in_group"):
                groups = InGroups(name, self._names(item), of_list=False, where=value.where)
                return Opposite(groups) if key.text == "not_in_group" else groups
        if isinstance(value, Mapping):
            return self.fault(
                value.where, f"{name}: expected a word, a list, or one of in, not_in, in_group, not_in_group"
            )
        return self._among(name, spec, value)

    def _among(self, name: str, spec: FactSpec | None, value: Node) -> Expression:
        names = self._words(name, spec, value)
        if spec is not None and spec.type == "flag":
            if any(word not in ("true", "false") for word in names):
                return self.fault(value.where, f"{name} is true or false, found {describe(value)}")
            return Compare(
                name, Among(frozenset(word == "true" for word in names)), f"is {' or '.join(names)}", value.where
            )
        allowed = (
            tuple(self.catalogue.kinds) if spec is not None and spec.type == "kind" else (spec.values if spec else ())
        )
        for word in names:
            if allowed and word not in allowed:
                close = get_close_matches(word, allowed, 1)
                self.fault(
                    value.where,
                    f"{name} has no value {word!r}",
                    f"did you mean {close[0]}?" if close else f"one of {', '.join(allowed)}",
                )
        return Compare(name, Among(frozenset(names)), f"is {' or '.join(names)}", value.where)

    def _list(self, name: str, value: Node) -> Expression:
        if isinstance(value, Mapping) and len(value.entries) == 1:
            key, item = value.entries[0]
            if key.text == "has":
                names = self._words(name, self.catalogue.spec(name), item)
                return Compare(name, Has(frozenset(names)), f"has {' or '.join(names)}", value.where)
            if key.text == "has_group":
                return InGroups(name, self._names(item), of_list=True, where=value.where)
        return self.fault(value.where, f"{name} is a list", "test it with {has: [...]} or {has_group: [...]}")

    def _words(self, name: str, spec: FactSpec | None, node: Node) -> tuple[str, ...]:
        """The words to look for; a country is a code that exists, because a mistyped one would never be met."""
        names = self._names(node)
        for word in names:
            if (spec is None or spec.type in ("country", "countries")) and not is_country(word):
                self.fault(node.where, f"{name}: {word!r} is no country code", "ISO 3166-1, such as JP or GB")
        return names

    def _names(self, node: Node) -> tuple[str, ...]:
        if isinstance(node, Scalar) and not node.is_null:
            return (node.text,)
        if isinstance(node, Sequence) and node.items and all(isinstance(item, Scalar) for item in node.items):
            return tuple(item.text for item in node.items if isinstance(item, Scalar))
        self.fault(node.where, f"expected a word or a list of words, found {describe(node)}")
        return ()


def _units(spec: FactSpec) -> tuple[str, ...]:
    if spec.type in ("count", "ratio"):
        return ("1",)
    return tuple(dict.fromkeys(spec.units.values())) if spec.units else (spec.unit,)
