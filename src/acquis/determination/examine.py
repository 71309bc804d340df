"""Examine one situation under one book: every answer, from which the determination is read."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property

from acquis.determination.book import LEVELS, Book, compile_book
from acquis.rules.evaluate import evaluate
from acquis.rules.shelf import Shelf
from acquis.terms.answer import NO, YES, Answer
from acquis.terms.determination import Status
from acquis.terms.fact import Situation
from acquis.terms.value import OneOf

KEEP = 1024


@dataclass(frozen=True, kw_only=True, eq=False)
class Examined:
    """One situation put to one book."""

    book: Book
    situation: Situation
    answers: tuple[Answer, ...]
    components: tuple[Examined, ...]

    def answer(self, root: str) -> Answer:
        """The answer of a named node."""
        return self.answers[self.book.roots[root]]

    def level(self, status: Status) -> Answer:
        """Whether the status, or a louder one, holds for the item itself or through a component that pulls it in."""
        own = self.answers[self.book.levels[status - 1]]
        if own is YES or not self.components or self.book.pack.components is None:
            return own
        return max(own, *(min(part.answer("components"), part.level(status)) for part in self.components))

    @cached_property
    def at_least(self) -> Status:
        """The loudest level that is certain."""
        for status in reversed(LEVELS):
            if self.level(status) is YES:
                return status
        return Status.out_of_scope

    @cached_property
    def at_most(self) -> Status:
        """The loudest level that is not excluded."""
        if not self.components and self.answers[self.book.levels[0]] is NO:
            return Status.out_of_scope
        for status in reversed(LEVELS):
            if self.level(status) is not NO:
                return status
        return Status.out_of_scope


@dataclass(slots=True)
class Examiner:
    """Puts situations to the law on one shelf, keeping the books cut down to the words it has met."""

    shelf: Shelf
    _kept: OrderedDict[tuple[tuple[str, str | bool | OneOf], ...], Book] = field(default_factory=OrderedDict)

    def examine(self, situation: Situation, *, thorough: bool = False) -> Examined:
        """Every answer about one situation and its components.

        Where the instrument does not reach the transfer nothing else is looked at, unless it is to be ``thorough``.
        """
        book = self.book(situation)
        gate = None if thorough or not book.gate else (book.roots["reach"], book.gate)
        return Examined(
            book=book,
            situation=situation,
            answers=evaluate(book.program, situation, gate),
            components=tuple(self.examine(component, thorough=thorough) for component in situation.components),
        )

    def book(self, situation: Situation) -> Book:
        """The book cut down to the words of a situation."""
        key = tuple(situation.words.items())
        book = self._kept.get(key)
        if book is None:
            book = self._kept[key] = compile_book(self.shelf, situation.words)
            if len(self._kept) > KEEP:
                self._kept.popitem(last=False)
        return book
