"""Obligations that attach to a determination, with the day on which each falls due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from acquis.determination.examine import Examined
from acquis.rules.pack import Due, Duty
from acquis.terms.answer import NO, YES, Answer
from acquis.terms.determination import AuthorizationAnswer, Obligation, Status


def obligations(
    examined: Examined, authorizations: Iterable[AuthorizationAnswer], most: Status, day: date
) -> tuple[Obligation, ...]:
    """Reports, notices and records that attach, or attach if the authorization they belong to is used."""
    if most is Status.out_of_scope:
        return ()
    open_ = {one.id: one.answer for one in authorizations}
    found = []
    for name, duty in examined.book.obligations:
        if examined.answer(name) is not YES or most < Status[duty.applies_from]:
            continue
        key, _, code = name.removeprefix("obligation:").rpartition("/")
        owner = key.partition("#")[0]
        if key and NO in (open_.get(owner, NO), examined.answer(f"authorization:{key}")):
            continue
        found.append(_obligation(duty, code, owner, open_.get(owner, YES), day))
    return tuple(found)


def _obligation(duty: Duty, code: str, owner: str, answer: Answer, day: date) -> Obligation:
    text = duty.text
    if owner:
        text = f"{owner}: {text}" if answer is YES else f"If {owner} is used: {text}"
    return Obligation(code=code, text=text, due=due_day(duty.due, day), cite=duty.cite)


def due_day(due: Due | None, day: date) -> str:
    """The day on which a duty falls due for a transfer on ``day``, as ISO text; empty where none can be named."""
    try:
        found = _due_day(due, day) if due is not None else None
    except (ValueError, OverflowError):  # beyond the last day of the calendar
        return ""
    return found.isoformat() if found is not None else ""


def _due_day(due: Due, day: date) -> date | None:
    if due.yearly:
        month, _, number = due.yearly.partition("-")
        return date(day.year + 1, int(month), int(number))
    if due.years is not None:
        return _years_later(day, due.years)
    if due.before_days is not None:
        return day - timedelta(days=due.before_days)
    return day + timedelta(days=due.days) if due.days is not None else None


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February, or no such year
        return day.replace(year=day.year + years, month=3, day=1)
