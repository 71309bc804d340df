"""Lists that a case file says somebody stands on, and that no pack at hand reads: never passed over in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from difflib import get_close_matches

from acquis.rules.expression import Compare
from acquis.rules.pack import Pack
from acquis.terms.casefile import CaseFile, Owner, Party, Person
from acquis.terms.determination import Determination
from acquis.terms.node import Has
from acquis.terms.problem import Problem

CLOSE = 0.8


def lists_read(packs: Iterable[Pack]) -> frozenset[str]:
    """The names of all lists of parties that some condition of the packs reads."""
    roots = (
        (pack.definitions, pack.reach, pack.outside, pack.exclusions, pack.requirements, pack.authorizations)
        for pack in packs
    )
    return frozenset(_words(roots))


def _words(value: object) -> Iterator[str]:
    if isinstance(value, Compare):
        if value.fact.endswith(".listed") and isinstance(value.test, Has):
            yield from value.test.words
    elif is_dataclass(value):
        for one in fields(value):
            yield from _words(getattr(value, one.name))
    elif isinstance(value, Mapping):
        yield from _words(tuple(value.values()))
    elif isinstance(value, Iterable) and not isinstance(value, str):
        for one in value:
            yield from _words(one)


def states_a_list(case: CaseFile) -> bool:
    """Whether anybody in the case is said to stand on a list."""
    owners = (owner for party in case.parties.values() for owner in party.owners or ())
    return any(one.listed for one in _everybody(case)) or any(owner.listed for owner in owners)


def _everybody(case: CaseFile) -> list[Party | Person]:
    return [*case.parties.values(), *case.people.values()]


def misspelt_lists(case: CaseFile, known: Collection[str]) -> tuple[Problem, ...]:
    """List names that no pack reads but that look very much like one that a pack does."""
    found = []
    for one in _everybody(case):
        owners: tuple[Owner, ...] = (one.owners or ()) if isinstance(one, Party) else ()
        for listing in (*(one.listed or ()), *(entry for owner in owners for entry in owner.listed or ())):
            meant = misspelt(listing.list, known)
            if meant:
                what = f"{_who(one)}: no pack reads a list {listing.list[:60]!r}"
                found.append(Problem(where=one.where, what=what, hint=f"did you mean {meant}?"))
    return tuple(found)


def misspelt(name: str, known: Collection[str]) -> str:
    """The list that is probably meant by a name that no pack reads; empty where it is read, or like none."""
    word = name.lower().replace(" ", "-").replace("_", "-")
    return "" if name in known else next(iter(get_close_matches(word, known, 1, CLOSE)), "")


def with_unread(found: tuple[Determination, ...], case: CaseFile, known: Collection[str]) -> tuple[Determination, ...]:
    """The determinations, each with a line for the lists that a party is said to stand on and no pack reads."""
    unread = {
        one.id: names
        for one in _everybody(case)
        if (names := sorted({listing.list for listing in one.listed or ()} - set(known)))
    }
    if not unread:
        return found
    told = "; ".join(f"{id_} on {', '.join(names)}" for id_, names in unread.items())
    line = f"no pack reads these lists, on which somebody is said to stand: {told}"
    return tuple(replace(one, assumes=(line, *one.assumes)) for one in found)


def _who(one: Party | Person) -> str:
    return f"party {one.id}" if isinstance(one, Party) else f"person {one.id}"
