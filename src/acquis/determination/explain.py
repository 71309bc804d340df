"""What an answer assumes, what is missing, and where the law itself is unsettled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from acquis.determination.examine import Examined
from acquis.reading.catalogue import Catalogue
from acquis.rules.justify import Reasons
from acquis.rules.pack import Pack
from acquis.terms.answer import UNKNOWN
from acquis.terms.determination import Missing, Status, Unsettled
from acquis.terms.fact import Situation

NO_LIST = "no list loaded: parties taken as unlisted"
LISTS = ("parties.listed", "to.listed", "to.listed_owner_share")
Found = list[tuple[Examined, Reasons]]


def assumptions(
    examined: Examined, carrying: Found, doubtful: Found, *, law_of: date, known_on: date, least: Status
) -> tuple[str, ...]:
    """What was taken as so without being stated, each as a sentence."""
    lines: list[str] = []
    paths: dict[str, None] = {}
    if examined.situation.values.get("parties.listed") is None and "parties.listed" in examined.situation.presumed:
        lines.append(NO_LIST)
    for part, reasons in (*carrying, *doubtful):
        situation = part.situation
        for fact in reasons.facts:
            if fact in situation.presumed and fact not in LISTS and situation.values.get(fact) is None:
                paths[path_of(situation, fact)] = None
        for fact, opened in reasons.opens.items():
            if opened.presumed is not None and situation.values.get(fact) is None:
                word = "yes" if opened.presumed else "no"
                item = _item_of(fact, situation)
                lines.append(f"'{opened.predicate}' is taken as {word} for {item} until a named person answers")
    if paths:
        lines.append(f"not stated, taken as not so: {', '.join(paths)}")
    if law_of > known_on:
        lines.append(f"the law of {law_of} is taken to be what was known on {known_on}")
    if not examined.situation.components_stated and examined.book.leaves:
        lines.append(f"components of {examined.situation.item} are not stated: only the item itself was tested")
    if least <= Status.not_listed:
        pack = examined.book.pack.id
        lines.append(f"only the entries that the pack {pack} models were tested (acquis packs show {pack})")
    return tuple(dict.fromkeys(lines))


def missing_facts(doubtful: Found, catalogue: Catalogue) -> tuple[Missing, ...]:
    """The facts that would narrow the answer, each once, in the order in which they were met."""
    found: dict[str, Missing] = {}
    for part, reasons in doubtful:
        unknown = [fact for fact, answer in reasons.facts.items() if answer is UNKNOWN]
        for fact in _first_things_first(unknown):
            missing = _missing(fact, part, reasons, catalogue)
            found.setdefault(missing.fact, missing)
    return tuple(found.values())


def _first_things_first(unknown: list[str]) -> list[str]:
    """Without questions that make no sense yet: what a linked item is like while it is not named or of unknown kind."""
    gates = {fact.removesuffix(".stated") + "." for fact in unknown if fact.endswith(".stated")}
    kinds = {fact.removesuffix("kind") for fact in unknown if fact.endswith(".kind")}
    return [
        fact
        for fact in unknown
        if not any(fact.startswith(gate) and fact != gate + "stated" for gate in gates)
        and not any(fact.startswith(kind) and fact != kind + "kind" for kind in kinds)
    ]


def unsettled_points(doubtful: Found, carrying: Found) -> tuple[Unsettled, ...]:
    """The points of law whose readings part here."""
    found = {}
    for _, reasons in (*doubtful, *carrying):
        for node in reasons.unsettled:
            found[node.point] = Unsettled(point=node.point, readings=node.labels, citation=node.cite)
    return tuple(found.values())


def _missing(fact: str, part: Examined, reasons: Reasons, catalogue: Catalogue) -> Missing:
    situation = part.situation
    opened = reasons.opens.get(fact)
    if opened is not None:
        predicate = next(
            (pack.predicates[opened.predicate] for pack in _packs(part) if opened.predicate in pack.predicates), None
        )
        item = _item_of(fact, situation)
        asked = predicate.ask if predicate else opened.predicate
        return Missing(
            fact=stated_at(situation, fact),
            question=f"{asked} (a named person answers this for {item} under answers:)",
            who=predicate.who if predicate else "export control officer",
            name=fact,
        )
    spec = catalogue.spec(fact)
    path = path_of(situation, fact)
    return Missing(
        fact=path,
        question=spec.ask if spec else f"What is {fact}?",
        who=spec.who if spec else "project coordinator",
        name=fact,
        sensitive=bool(spec and spec.sensitive),
    )


def _packs(part: Examined) -> Iterable[Pack]:
    pack = part.book.pack
    return (pack, *pack.borrows.values())


def stated_at(situation: Situation, fact: str) -> str:
    """What names the fact among the questions: its place in the case file, or whose answer it is."""
    _, answer, predicate = fact.partition(".answer.")
    return f"answers.{predicate}.{_item_of(fact, situation)}" if answer else path_of(situation, fact)


def path_of(situation: Situation, fact: str) -> str:
    """Where in the case file the fact would be stated."""
    return situation.paths.get(fact, fact)


def _item_of(fact: str, situation: Situation) -> str:
    """The item an open predicate is about: the item itself, or the one a link names."""
    link = fact.removeprefix("item").partition(".answer.")[0]
    if not link:
        return situation.item
    target = situation.values.get(f"item{link}.id")
    return target if isinstance(target, str) else f"{situation.item}{link}"
