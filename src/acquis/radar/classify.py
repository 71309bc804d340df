"""One item put to the entries of one instrument, apart from any transfer: is it listed, where, and by which figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from acquis.determination.determine import determine
from acquis.determination.examine import Examined
from acquis.determination.explain import assumptions, missing_facts, unsettled_points
from acquis.determination.library import Library
from acquis.determination.proof import show
from acquis.reading.catalogue import Catalogue
from acquis.rules.evaluate import put
from acquis.rules.justify import justify
from acquis.terms.answer import NO, UNKNOWN, Answer
from acquis.terms.determination import EntryAnswer, Missing, Status, Unsettled
from acquis.terms.fact import Situation
from acquis.terms.node import And, Atom, Not, Or, Program, Some, Within, children
from acquis.terms.radar import Rim
from acquis.terms.value import Value

LISTED = "listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """The answer of the entries of one instrument about one item on one day."""

    answer: Answer
    holds: bool = True
    entries: tuple[EntryAnswer, ...] = ()
    missing: tuple[Missing, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()
    assumes: tuple[str, ...] = ()
    note: str = ""
    examined: Examined | None = None


def bare(situation: Situation) -> Situation:
    """The situation with what is known of the item alone: no transfer, no parties."""
    return replace(
        situation,
        values={name: value for name, value in situation.values.items() if name.startswith("item.")},
        presumed={name: value for name, value in situation.presumed.items() if name.startswith("item.")},
        words={name: word for name, word in situation.words.items() if name.startswith("item.")},
    )


def classify(library: Library, instrument: str, situation: Situation, day: date, known_on: date) -> Classified:
    """Whether the item meets an entry of the law of a day; ``situation`` is a bare one.

    For a day before the first that the pack holds the answer is unknown, and the note says so.
    """
    pack = library.packs[instrument]
    if pack.covers_from is not None and day < pack.covers_from:
        note = f"The pack {pack.id} does not hold the law before {pack.covers_from}; nothing can be said for that time."
        return Classified(answer=UNKNOWN, note=note)
    examined = library.examiner(instrument, day, known_on).examine(situation, thorough=True)
    answer = examined.answer(LISTED)
    reasons = [(examined, justify(examined.book.program, examined.answers, (examined.book.roots[LISTED],)))]
    doubtful = reasons if answer is UNKNOWN else []
    found = determine(examined, law_of=day, known_on=known_on, catalogue=library.catalogue)
    least = Status.not_listed if answer is NO else Status.no_license_required
    return Classified(
        answer=answer,
        holds=bool(examined.book.leaves),
        entries=tuple(one for one in found.entries if one.answer is not NO),
        missing=missing_facts(doubtful, library.catalogue),
        unsettled=unsettled_points(doubtful, reasons),
        assumes=assumptions(examined, reasons, [], law_of=day, known_on=known_on, least=least),
        examined=examined,
    )


def rims(found: Classified, before: Situation | None, catalogue: Catalogue) -> tuple[Rim, ...]:
    """The comparisons of the entries that are, or may be, met; ``before`` is the item one step earlier."""
    examined = found.examined
    if examined is None:
        return ()
    program, now = examined.book.program, examined.situation
    told = []
    for entry in found.entries:
        for place in _comparisons(program, examined.answers, examined.book.roots[f"entry:{entry.entry}"]):
            node = program.nodes[place]
            assert isinstance(node, Atom | Some)
            spec = catalogue.spec(node.fact)
            unit = spec.unit if spec else ""
            earlier = before.values.get(node.fact) if before else None
            told.append(
                Rim(
                    entry=entry.entry,
                    fact=node.fact.removeprefix("item."),
                    value=_shown(now.values.get(node.fact), unit),
                    before=_shown(earlier, unit) if before else "",
                    limit=_limit(program, place),
                    answer=examined.answers[place],
                    crossed=before is not None and _crossed(node, earlier, now.values.get(node.fact)),
                )
            )
    return tuple(dict.fromkeys(told))


def _comparisons(program: Program, answers: tuple[Answer, ...], start: int) -> Iterable[int]:
    """The numeric comparisons that carry an answer which is not no, from the top down."""
    waiting, seen = [start], set[int]()
    while waiting:
        place = waiting.pop()
        node = program.nodes[place]
        if place in seen or isinstance(node, Not) or answers[place] is NO:
            continue
        seen.add(place)
        if isinstance(node, Some) or (isinstance(node, Atom) and isinstance(node.test, Within)):
            if node.fact.startswith("item."):
                yield place
        waiting.extend(reversed(children(node)))


def _crossed(node: Atom | Some, earlier: Value, now: Value) -> bool:
    """Whether the comparison said something else of the earlier value; over measured points, whether they changed."""
    return put(node.test, earlier) is not put(node.test, now) if isinstance(node, Atom) else earlier != now


def _limit(program: Program, place: int) -> str:
    match program.nodes[place]:
        case Atom(_, _, text):
            return text
        case Some(_, shows, _):
            return f"a point with {_fields(program, shows)}"
    return ""


def _fields(program: Program, place: int) -> str:
    match program.nodes[place]:
        case Atom(field, _, text):
            return f"{field} {text}"
        case And(parts):
            return " and ".join(_fields(program, part) for part in parts)
        case Or(parts):
            return " or ".join(_fields(program, part) for part in parts)
        case Not(part):
            return f"not {_fields(program, part)}"
    return ""


def _shown(value: Value, unit: str) -> str:
    return "not stated" if value is None else show(value, unit)
