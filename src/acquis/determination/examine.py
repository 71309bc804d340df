"""Examine one situation under one book: every answer, from which the determination is read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from acquis.determination.book import Book, Burden, level
from acquis.rules.compile import Leaf
from acquis.rules.evaluate import evaluate
from acquis.rules.fold import fold
from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.determination import Status
from acquis.terms.fact import Situation
from acquis.terms.node import Program
from acquis.terms.value import Value

LEVELS = tuple(Status)[1:]
FOLDED = (
    "item.kind",
    "transfer.activity",
    "item.specially_designed_for.kind",
    "item.relates_to.kind",
    "item.relates_to.specially_designed_for.kind",
)
"""Words that recur from case to case and cut a rule book down to what concerns the item."""
KEEP = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A book with the recurring words filled in; only what may still concern the item is kept to be looked at."""

    program: Program
    roots: Mapping[str, int]
    levels: tuple[int, ...]
    leaves: tuple[tuple[Leaf, int], ...]
    burdens: tuple[tuple[Burden, int, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One situation put to one book."""

    book: Book
    situation: Situation
    folded: Folded
    answers: tuple[Answer, ...]
    components: tuple[Examined, ...]

    def answer(self, root: str) -> Answer:
        """The answer of a named node."""
        return self.answers[self.folded.roots[root]]

    def level(self, status: Status) -> Answer:
        """Whether the status, or a louder one, holds for the item itself or through a component that pulls it in."""
        own = self.answers[self.folded.levels[status - 1]]
        if own is YES or not self.components or "components" not in self.folded.roots:
            return own
        return max(own, *(min(part.answer("components"), part.level(status)) for part in self.components))

    @property
    def at_least(self) -> Status:
        """The loudest level that is certain."""
        return max((status for status in LEVELS if self.level(status) is YES), default=Status.out_of_scope)

    @property
    def at_most(self) -> Status:
        """The loudest level that is not excluded."""
        return max((status for status in LEVELS if self.level(status) is not NO), default=Status.out_of_scope)


@dataclass(slots=True)
class Examiner:
    """Puts situations to one book, keeping the folded programs of the kinds of item it has met."""

    book: Book
    _kept: OrderedDict[tuple[Value, ...], Folded] = field(default_factory=OrderedDict)

    def examine(self, situation: Situation) -> Examined:
        """Every answer of the book about one situation and its components."""
        folded = self._folded(situation)
        return Examined(
            book=self.book,
            situation=situation,
            folded=folded,
            answers=evaluate(folded.program, situation),
            components=tuple(self.examine(component) for component in situation.components),
        )

    def _folded(self, situation: Situation) -> Folded:
        values = situation.values
        words = {name: value for name in FOLDED if isinstance(value := values.get(name), str)}
        key = tuple(words.get(name) for name in FOLDED)
        folded = self._kept.get(key)
        if folded is None:
            folded = self._kept[key] = _fold(self.book, words)
            if len(self._kept) > KEEP:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return folded


def _fold(book: Book, words: Mapping[str, Value]) -> Folded:
    program = fold(book.program, words, frozenset(book.program.roots))
    roots = program.roots
    nodes = program.nodes

    def open_(place: int) -> bool:
        node = nodes[place]
        return getattr(node, "answer", UNKNOWN) is not NO

    return Folded(
        program=program,
        roots=roots,
        levels=tuple(roots[level(status)] for status in LEVELS),
        leaves=tuple((leaf, roots[f"entry:{leaf.id}"]) for leaf in book.leaves if open_(roots[f"entry:{leaf.id}"])),
        burdens=tuple(
            (burden, roots[burden.live], roots[burden.open], roots[burden.over])
            for burden in book.burdens
            if open_(roots[burden.live])
        ),
    )
