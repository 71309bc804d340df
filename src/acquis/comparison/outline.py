"""Clauses: a condition of a pack in plain words, one clause for each thing that must hold.

Two versions of a rule are then compared clause by clause, as one compares two texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from acquis.rules.evaluate import put
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
    SomePoint,
    Unsettled,
)
from acquis.rules.pack import Rule
from acquis.terms.answer import NO, YES
from acquis.terms.node import Test

DAY = "transfer.date"
"""The fact whose value is the day itself: a clause about it may change its answer although its words stay."""


def clauses(rules: Iterable[Rule], day: date) -> Iterable[str]:
    """What rules demand together, clause by clause, and then their labelled exceptions."""
    rules = tuple(rules)
    for rule in rules:
        yield from conditions(rule.when, day)
    for one in (exception for rule in rules for exception in rule.unless):
        cite = f" ({one.cite})" if one.cite else ""
        alongside = f", alongside {', '.join(one.alongside)}" if one.alongside else ""
        yield f"unless {one.label}{cite}{alongside}: {one.text or 'this holds:'} {told(one.when, day)}"


def conditions(when: Expression, day: date) -> Iterable[str]:
    """A condition without exceptions, clause by clause; nothing where it always holds."""
    match when:
        case All(parts):
            for part in parts:
                yield from conditions(part, day)
        case Fixed(answer) if answer is YES:
            return
        case _:
            yield told(when, day)


def told(expression: Expression, day: date) -> str:
    """A condition on one line."""
    match expression:
        case Fixed(answer):
            return "always" if answer is YES else "never" if answer is NO else "unknown"
        case Compare(fact, test, text, _):
            return f"{name(fact)} {text}{_held(test, day) if fact == DAY else ''}"
        case InGroups(fact, groups, of_list, _):
            return f"{name(fact)} {'has one in' if of_list else 'in'} group {' or '.join(groups)}"
        case All(parts):
            return f"all of ({'; '.join(told(part, day) for part in parts)})"
        case Any(parts):
            return f"at least one of ({'; '.join(told(part, day) for part in parts)})"
        case Opposite(part):
            return f"not ({told(part, day)})"
        case Is(definition, _):
            return f"“{definition.replace('-', ' ')}”"
        case Meets(entry, _):
            return f"the item meets {entry}"
        case Linked(link, meets, when, _):
            what = f"meets {' or '.join(meets)}" if when is None else f"fulfils: {told(when, day)}"
            return f"the item named as {name(link)} {what}"
        case OpenTexture(predicate, presumed, _):
            assumed = "" if presumed is None else f", taken as {'yes' if presumed else 'no'} until then"
            return f"a person answers “{name(predicate)}” with yes{assumed}"
        case SomePoint(fact, shows, rules_out):
            out = f"; ruled out by {' or by '.join(told(part, day) for part in rules_out)}" if rules_out else ""
            return f"some point of {name(fact)} shows {told(shows, day)}{out}"
        case Unsettled(point, cite, readings):
            of = "; ".join(f"reading {one.label}: {told(one.when, day)}" for one in readings)
            return f"the law is unsettled ({point}, {cite}): {of}"


def _held(test: Test, day: date) -> str:
    return " (which holds on the day)" if put(test, day) is YES else " (which does not hold on the day)"


def name(fact: str) -> str:
    """A fact as people call it."""
    return fact.replace("_", " ").removeprefix("item.")
