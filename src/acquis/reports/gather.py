"""Gather what many cells say alike: questions, authorizations, assumptions, unsettled points, duties, notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from acquis.reports.cells import Cell
from acquis.terms.answer import Answer
from acquis.terms.determination import Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A missing fact, what it is about, who can supply it, and the cells it touches."""

    fact: str
    about: str
    question: str
    who: str
    sensitive: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """An exception or general authorization that is open, or may be, with its conditions and the cells it opens."""

    id: str
    instrument: str
    title: str
    cite: str
    evidence: str
    answer: Answer
    conditions: tuple[Condition, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A sentence that several cells carry: an assumption, an unsettled point, a duty, a note.

    ``placed`` says that the details already name the cells.
    """

    text: str
    details: tuple[str, ...]
    cite: str
    cells: tuple[Cell, ...]
    placed: bool = False


def asks(cells: Iterable[Cell], names: Mapping[str, str]) -> tuple[Ask, ...]:
    """The missing facts, those that touch most cells first."""
    touched: dict[tuple[str, str, str], dict[str, Cell]] = {}
    sensitive: set[tuple[str, str, str]] = set()
    for cell in cells:
        for missing in cell.determination.missing:
            key = (missing.fact, missing.question, missing.who)
            touched.setdefault(key, {})[cell.anchor] = cell
            if missing.sensitive:
                sensitive.add(key)
    found = [
        Ask(
            fact=key[0],
            about=_about(key[0], names),
            question=key[1],
            who=key[2],
            sensitive=key in sensitive,
            cells=tuple(where.values()),
        )
        for key, where in touched.items()
    ]
    return tuple(sorted(found, key=lambda ask: (-len(ask.cells), ask.who, ask.fact, ask.question)))


def _about(fact: str, names: Mapping[str, str]) -> str:
    """The thing a place in the case file belongs to, by its name."""
    parts = fact.split(".")
    id_ = parts[2] if parts[0] == "answers" and len(parts) > 2 else parts[1] if len(parts) > 1 else ""
    if parts[0] == "transfers":
        return f"transfer {id_}"
    name = names.get(id_, "")
    return name if id_ in name else f"{name} ({id_})" if name else ""


def by_who(asked: Iterable[Ask]) -> tuple[tuple[str, tuple[Ask, ...]], ...]:
    """The questions for each person, whoever can settle most first."""
    found: dict[str, list[Ask]] = {}
    for ask in asked:
        found.setdefault(ask.who, []).append(ask)
    ordered = sorted(found.items(), key=lambda pair: -sum(len(ask.cells) for ask in pair[1]))
    return tuple((who, tuple(mine)) for who, mine in ordered)


def ways(cells: Iterable[Cell]) -> tuple[Way, ...]:
    """The authorizations that are open or may be, by instrument and id."""
    found: dict[tuple[str, str, str, str, str, Answer, tuple[Condition, ...]], dict[str, Cell]] = {}
    for cell in cells:
        for way in cell.determination.authorizations:
            if way.answer is not Answer.NO:
                key = (cell.instrument, way.id, way.title, way.cite, way.evidence, way.answer, way.conditions)
                found.setdefault(key, {})[cell.anchor] = cell
    ordered = sorted(found.items(), key=lambda pair: (pair[0][0], pair[0][1], -pair[0][5], *pair[0][2:5]))
    return tuple(
        Way(
            instrument=key[0],
            id=key[1],
            title=key[2],
            cite=key[3],
            evidence=key[4],
            answer=key[5],
            conditions=key[6],
            cells=tuple(where.values()),
        )
        for key, where in ordered
    )


def shared(sentences: Iterable[tuple[str, tuple[str, ...], str, Cell]]) -> tuple[Shared, ...]:
    """Sentences said alike by several cells, the most widely shared first."""
    found: dict[tuple[str, tuple[str, ...], str], dict[str, Cell]] = {}
    for text, details, cite, cell in sentences:
        found.setdefault((text, details, cite), {})[cell.anchor] = cell
    return _widest(
        Shared(text=key[0], details=key[1], cite=key[2], cells=tuple(cells.values())) for key, cells in found.items()
    )


def duties(cells: Iterable[Cell]) -> tuple[Shared, ...]:
    """Each duty once, with its due days and the transfers that fall due on each."""
    found: dict[tuple[str, str], dict[str, dict[str, Cell]]] = {}
    for cell in cells:
        for duty in cell.determination.obligations:
            found.setdefault((duty.text, duty.cite), {}).setdefault(duty.due, {})[cell.anchor] = cell
    return _widest(
        Shared(
            text=text,
            details=tuple(
                f"{f'due {due}' if due else 'no day named'}, {where(tuple(on.values()), 0)}"
                for due, on in sorted(days.items())
            ),
            placed=True,
            cite=cite,
            cells=_all(days),
        )
        for (text, cite), days in found.items()
    )


def assumed(cells: Iterable[Cell]) -> tuple[Shared, ...]:
    """What is taken as given; sentences with the same beginning become one, with what they name below it."""
    found: dict[str, dict[str, dict[str, Cell]]] = {}
    for cell in cells:
        for sentence in cell.determination.assumes:
            told = sentence.replace(cell.determination.law_of.isoformat(), "each transfer's day", 1)
            start, _, rest = told.partition(": ")
            found.setdefault(start, {}).setdefault(rest, {})[cell.anchor] = cell
    return _widest(
        Shared(
            text=start if len(ends) > 1 else ": ".join(part for part in (start, *ends) if part),
            details=_by_name(name for end in ends for name in end.split(", ")) if len(ends) > 1 else (),
            cite="",
            cells=_all(ends),
        )
        for start, ends in found.items()
    )


def _by_name(places: Iterable[str]) -> tuple[str, ...]:
    """Places in the case file by the fact they would state: ``informed of t1, t3``."""
    found: dict[str, dict[str, None]] = {}
    for place in places:
        parts = place.split(".", 2)
        known = len(parts) == 3 and parts[0] in {"parties", "people", "items", "transfers"}
        name, thing = (parts[2].removeprefix("parameters."), parts[1]) if known else (place, "")
        found.setdefault(name, {})[thing] = None
    return tuple(f"{name} of {', '.join(things)}" if any(things) else name for name, things in sorted(found.items()))


def _all(parts: Mapping[str, Mapping[str, Cell]]) -> tuple[Cell, ...]:
    """The cells of every part, each once, in the order of the outcome."""
    cells = {cell.number: cell for part in parts.values() for cell in part.values()}
    return tuple(cells[number] for number in sorted(cells))


def _widest(said: Iterable[Shared]) -> tuple[Shared, ...]:
    return tuple(sorted(said, key=lambda one: -len(one.cells)))


def where(cells: Sequence[Cell], whole: int) -> str:
    """In which cells something holds, briefly: ``everywhere``, or each instrument with its transfers."""
    if len(cells) == whole and whole > 1:
        return "everywhere"
    found: dict[str, list[str]] = {}
    for cell in cells:
        found.setdefault(cell.instrument, []).append(cell.determination.transfer)
    return "; ".join(f"{name}: {', '.join(dict.fromkeys(acts))}" for name, acts in found.items())
