"""Answer: YES, NO or UNKNOWN, with the strong logic of Kleene.

S. C. Kleene, *Introduction to Metamathematics* (1952), section 64. The order NO < UNKNOWN < YES makes
AND the minimum, OR the maximum and NOT the mirror.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Answer(IntEnum):
    """One of three answers; a missing fact is UNKNOWN, never a default."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    def __str__(self) -> str:
        return self.name.lower()


NO, UNKNOWN, YES = Answer.NO, Answer.UNKNOWN, Answer.YES


def both(answers: Iterable[Answer]) -> Answer:
    """Kleene AND; YES when there are no answers."""
    return min(answers, default=YES)


def either(answers: Iterable[Answer]) -> Answer:
    """Kleene OR; NO when there are no answers."""
    return max(answers, default=NO)


def negate(answer: Answer) -> Answer:
    """Kleene NOT."""
    return Answer(2 - answer)
