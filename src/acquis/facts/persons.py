"""What a cited provision may ask of a person; nothing else about people is derived."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from acquis.reading.countries import country_of
from acquis.terms.casefile import Party, Person, Tie
from acquis.terms.value import OneOf, Value


def person_facts(person: Person, employer: Party | None) -> dict[str, Value]:
    """The facts of a person by name; what is unknown is left out."""
    citizenships, residency = _whole(person.citizenships), _whole(person.permanent_residency)
    return {
        "person.citizenships": _countries(citizenships),
        "person.permanent_residency": _countries(residency),
        "person.ties": _countries((*citizenships, *residency))
        if citizenships is not None and residency is not None
        else None,
        "person.latest_tie": latest_tie(citizenships, residency),
        "person.residence": country_of(person.residence),
        "person.employed_since": person.employed_since,
        "person.employer_country": country_of(employer.country) if employer else None,
    }


def latest_tie(citizenships: tuple[Tie, ...] | None, residency: tuple[Tie, ...] | None) -> Value:
    """The most recent citizenship or permanent residency.

    Each list is in the order acquired. Across the two lists only dates can tell which is later; without them the
    answer is one of the two.
    """
    if citizenships is None or residency is None:
        return None
    if not citizenships or not residency:
        last = (*citizenships, *residency)[-1:]
        return last[0].country if last else None
    one, other = citizenships[-1], residency[-1]
    if one.country == other.country:
        return one.country
    if one.since is not None and other.since is not None and one.since != other.since:
        return max((one.since, one.country), (other.since, other.country), key=_day)[1]
    return OneOf(frozenset({one.country, other.country}))


def _whole(ties: tuple[Tie, ...] | None) -> tuple[Tie, ...] | None:
    """Ties to countries; one written as a subdivision is a tie to the country it lies in."""
    return tuple(replace(tie, country=country_of(tie.country) or "") for tie in ties) if ties is not None else None


def _day(pair: tuple[date, str]) -> date:
    return pair[0]


def _countries(ties: tuple[Tie, ...] | None) -> tuple[str, ...] | None:
    return tuple(tie.country for tie in ties) if ties is not None else None
