"""The plain words for statuses, answers and grades: one word, one meaning, in every format.

The machine determines and a person decides, so nothing here is a verdict. The quietest thing a report may say is
that no requirement was found under the rules held, for the facts given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from acquis.terms.answer import Answer
from acquis.terms.determination import GRADES, UNDETERMINED, Status


@dataclass(frozen=True, slots=True)
class Word:
    """How a status is shown: a sign that needs no colour, its ASCII twin, the words, and what they mean."""

    sign: str
    plain: str
    words: str
    meaning: str


STATUSES: Mapping[str, Word] = {
    Status.out_of_scope.name: Word("–", "-", "out of scope", "This instrument does not reach the transfer."),
    Status.not_listed.name: Word("○", "o", "not listed", "The item meets no control entry held here."),
    Status.excluded.name: Word(
        "◌", "e", "excluded", "The instrument leaves it out (published, fundamental or basic research …)."
    ),
    Status.no_license_required.name: Word(
        "◇", "n", "no licence required", "Listed, but not for this destination, person or use."
    ),
    Status.authorization_available.name: Word(
        "◐", "c", "on conditions", "An exception or general authorisation may be used, on the printed conditions."
    ),
    Status.license_required.name: Word("●", "L", "licence required", "An authority must be asked first."),
    Status.prohibited.name: Word("✕", "X", "prohibited", "The instrument forbids it."),
    UNDETERMINED: Word("?", "?", "undetermined", "It depends on facts or on law that are open; both ends are given."),
}

ANSWERS: Mapping[Answer, str] = {Answer.YES: "yes", Answer.NO: "no", Answer.UNKNOWN: "unknown"}

GRADE_WORDS: Mapping[str, str] = dict(
    zip(
        GRADES,
        (
            "the official text was read",
            "from a secondary source, the official text not read",
            "reasoned from a text that was read",
            "from memory, not checked against any text",
        ),
        strict=True,
    )
)

POLICIES: Mapping[str, str] = {
    "presumption_of_approval": "presumption of approval",
    "case_by_case": "case by case",
    "presumption_of_denial": "presumption of denial",
    "denial": "denial",
}

CONSEQUENCES: Mapping[str, str] = {"license_required": "a licence is required", "prohibited": "it is prohibited"}

ACTIVITIES: Mapping[str, str] = {
    "export": "export",
    "reexport": "re-export",
    "transfer_in_country": "transfer within the country",
    "release": "release of technology or source code",
    "technical_assistance": "technical assistance",
    "remote_access": "remote access",
    "publication": "publication",
    "temporary_export": "temporary export",
    "return_after_repair": "return after repair",
    "brokering": "brokering",
    "transit": "transit",
    "service": "service",
    "seminar": "seminar",
    "investment": "investment",
}

COVERAGE: Mapping[str, str] = {
    "modelled": "held as rules",
    "partial": "held in part",
    "pointer": "only pointed to, not examined",
}

NO_REQUIREMENT = "No requirement found under the rules held, for the facts given."

UNREACHED = (
    "None of the instruments examined reaches these transfers as described. "
    "The law of other countries was not examined, so this is no permission."
)

NOT_ADVICE = (
    "This is a determination by a machine from the facts in the case file. It is not legal advice and not a decision: "
    "a person decides."
)

LIMITS = (
    "Only the instruments named here were examined, each as far as its pack holds it.",
    "Silence about any other law means that it was not examined.",
    "The answers hold for the facts as stated in the case file. Another fact may give another answer.",
    "“Not listed” speaks of the control entries held. A use, user or place of concern can still need a licence.",
    "Every answer names how its provisions are known. What rests on less than the official text is marked †.",
)

NOTHING_NEEDED = frozenset(
    {Status.out_of_scope, Status.not_listed, Status.excluded, Status.no_license_required},
)
"""The statuses under which the instrument asks for nothing before the transfer."""


_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")


def clean(text: str) -> str:
    """The text on one line, without control characters or marks that reorder what is read."""
    return _UNSEEN.sub(" ", text)


def status_words(status: str) -> str:
    """The words of a status."""
    return STATUSES[status].words


def span_words(at_least: Status, at_most: Status) -> str:
    """Both ends of a range, from the quieter to the louder."""
    return f"from {STATUSES[at_least.name].words} to {STATUSES[at_most.name].words}"


def activity_words(activity: str | None) -> str:
    """The words of an activity; one this table lacks is shown as written."""
    return "activity not stated" if activity is None else ACTIVITIES.get(activity, activity.replace("_", " "))


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 question``, ``2 questions``."""
    return f"{number} {one if number == 1 else many or one + 's'}"
