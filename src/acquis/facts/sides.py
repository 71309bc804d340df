"""The facts of a transfer and its sides: from, to, the final destination, a person, lists and owners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from acquis.facts.paths import Side
from acquis.facts.persons import person_facts
from acquis.reading.countries import country_of, is_country
from acquis.terms.casefile import CaseFile, Listing, Party, Person, Transfer
from acquis.terms.value import OneOf, Span, Value

RELEASE = "release"
WORDS = ("transfer.activity", "to.is_person", "from.country", "place.country")
"""The facts of a transfer that decide whether an instrument reaches it at all, and recur from row to row."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What all items of one transfer to one recipient share."""

    values: Mapping[str, Value]
    presumed: Mapping[str, Value]
    sides: Mapping[str, Side]
    words: Mapping[str, str | bool]


@dataclass(frozen=True, slots=True)
class _End:
    """One side of a transfer: who, and in which country and part of it."""

    who: Party | Person | None
    place: str | None
    side: Side

    @property
    def country(self) -> str | None:
        return country_of(self.place)

    @property
    def region(self) -> str | None:
        return self.place if self.place is not None and "-" in self.place else None


def shared(case: CaseFile, transfer: Transfer, to: str, as_of: date, absent: Mapping[str, Value]) -> Shared:
    """The facts of a transfer to one recipient; ``absent`` are those taken as not so where they are not stated."""
    path = f"transfers.{transfer.id}"
    day = transfer.date or (None if "transfer.date" in transfer.faulty else as_of)
    sender = _end(case, transfer, transfer.sender, f"{path}.from")
    here = transfer.place or (None if "place.country" in transfer.faulty else sender.place)
    recipient = _end(case, transfer, to, f"{path}.to", here)
    final = _end(case, transfer, transfer.final_destination, f"{path}.final_destination", here)
    stated = transfer.final_destination is not None or "final.country" in transfer.faulty
    values: dict[str, Value] = {f"transfer.{name}": value for name, value in transfer.facts.items()}
    values |= {
        "transfer.date": day,
        "transfer.via": _countries(transfer.via),
        "transfer.days_abroad": _days_abroad(transfer, day),
        "from.country": sender.country,
        "from.region": sender.region,
        "from.kind": sender.who.kind if isinstance(sender.who, Party) else None,
        "to.country": recipient.country,
        "to.region": recipient.region or (final.region if stated else None),
        "to.kind": recipient.who.kind if isinstance(recipient.who, Party) else None,
        "to.is_person": isinstance(recipient.who, Person) if recipient.who or recipient.place else None,
        "final.country": final.country if stated else recipient.country,
        "place.country": country_of(here),
    }
    if isinstance(recipient.who, Person):
        person = recipient.who
        values |= person_facts(person, case.parties.get(person.at) if person.at else None)
        values["person.at_home"] = _same(values["person.latest_tie"], values["place.country"])
    presumed = {name: value for name, value in absent.items() if name not in transfer.faulty}
    _lists(_together(case, recipient.who, final.who, sender.who), day or as_of, values, presumed)
    _owners(recipient.who, day or as_of, values, presumed)
    return Shared(
        values={name: value for name, value in values.items() if value is not None},
        presumed=presumed,
        sides={"from": sender.side, "to": recipient.side, "final": final.side if stated else recipient.side},
        words={name: word for name in WORDS if isinstance(word := values.get(name), str | bool)},
    )


def _countries(places: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return tuple(place.partition("-")[0] for place in places) if places is not None else None


def _end(case: CaseFile, transfer: Transfer, name: str | None, path: str, here: str | None = None) -> _End:
    """Who or what a name means; ``here`` is where the transfer happens."""
    party = case.parties.get(name or "")
    if party is not None:
        return _End(party, party.region or party.country, Side(f"parties.{party.id}", f"parties.{party.id}.country"))
    person = case.people.get(name or "")
    if person is not None:
        return _person(person, transfer, here)
    return _End(None, name if name and is_country(name) else None, Side("", path))


def _person(person: Person, transfer: Transfer, here: str | None) -> _End:
    """A release reaches a person where it happens; other things reach a stated place, or where the person lives."""
    base, place = f"people.{person.id}", f"transfers.{transfer.id}.place"
    if "place.country" in transfer.faulty:
        return _End(person, None, Side(base, place))
    if transfer.place is not None or transfer.facts.get("activity") == RELEASE:
        return _End(person, here, Side(base, place))
    return _End(person, person.residence, Side(base, f"{base}.residence"))


def _together(case: CaseFile, recipient: Party | Person | None, *others: Party | Person | None) -> list[Party | Person]:
    """The recipient first, the organisation of a person, the final destination and the sender, each once."""
    found = [recipient] if recipient is not None else []
    if isinstance(recipient, Person) and recipient.at is not None and recipient.at in case.parties:
        found.append(case.parties[recipient.at])
    for other in others:
        if other is not None and not any(other is one for one in found):
            found.append(other)
    return found


def _lists(parties: list[Party | Person], day: date, values: dict[str, Value], presumed: dict[str, Value]) -> None:
    """On which lists they stand on the day.

    Known where all have stated it or one stands on a list; unknown where a statement cannot be read; else presumed.
    """
    for name, whose in (("to.listed", parties[:1]), ("parties.listed", parties)):
        on = sorted({listing.list for party in whose for listing in party.listed or () if _since(listing, day)})
        if any("listed" in party.faulty for party in whose):
            presumed.pop(name, None)
            if on:
                values[name] = tuple(on)
        elif on or (whose and all(party.listed is not None for party in whose)):
            values[name] = tuple(on)


def _owners(recipient: Party | Person | None, day: date, values: dict[str, Value], presumed: dict[str, Value]) -> None:
    """The share that listed owners hold together; an interval where a share is not known."""
    name = "to.listed_owner_share"
    if not isinstance(recipient, Party):
        return
    if "owners" in recipient.faulty:
        presumed.pop(name, None)
        return
    if recipient.owners is None:
        return
    listed = [owner for owner in recipient.owners if any(_since(listing, day) for listing in owner.listed or ())]
    if not listed and any(owner.listed is None for owner in recipient.owners):
        return
    lower = upper = Fraction(0)
    for owner in listed:
        low, high = owner.share, owner.share
        if not isinstance(owner.share, Fraction):
            low, high = (None, None) if owner.share is None else (owner.share.lower, owner.share.upper)
        lower += low if isinstance(low, Fraction) else 0
        upper += high if isinstance(high, Fraction) else 1
    upper = max(lower, min(upper, Fraction(1)))
    values[name] = lower if lower == upper else Span(lower, upper)


def _since(listing: Listing, day: date) -> bool:
    return listing.since is None or listing.since <= day


def _same(tie: Value, place: Value) -> bool | None:
    if not isinstance(place, str):
        return None
    if isinstance(tie, OneOf):
        return None if place in tie.words else False
    return tie == place if isinstance(tie, str) else None


def _days_abroad(transfer: Transfer, day: date | None) -> Value:
    back = transfer.facts.get("return_by")
    return Fraction((back - day).days) if isinstance(back, date) and day is not None else None
