"""Two books' limits for a concept as boxes on two axes, to be drawn over each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations

from acquis.comparison.controlled import Controlled
from acquis.terms.determination import Ladder, Plane
from acquis.terms.node import And, Atom, Except, Program, Rule, Some, Within
from acquis.terms.value import Span

Boxes = Mapping[str, Mapping[str, Span]]


def plane(*books: Controlled) -> Plane | None:
    """The two numbers that most paragraphs test together, and every paragraph that tests both; None without such."""
    ladders = {book.shelf.pack.id: _boxes(book) for book in books}
    pairs = Counter(pair for boxes in ladders.values() for spans in boxes.values() for pair in combinations(spans, 2))
    if not pairs:
        return None
    x, y = max(pairs, key=lambda pair: pairs[pair])
    return Plane(
        id="ladders",
        title=f"{_words(x)} and {_words(y)}",
        x=x,
        y=y,
        ladders=tuple(Ladder(instrument=id_, boxes=tuple(_drawn(boxes, x, y))) for id_, boxes in ladders.items()),
        devices=(),
    )


def _words(fact: str) -> str:
    return fact.rpartition(".")[2].replace("_", " ")


def _drawn(boxes: Boxes, x: str, y: str) -> Iterator[tuple[str, Span, Span]]:
    every = sum(x in spans and y in spans for spans in boxes.values())
    for entry, spans in boxes.items():
        # A paragraph that tests only the one number, beside others that test both, leaves the other open.
        if x in spans and (y in spans or every):
            yield entry, spans[x], spans.get(y, Span())


def _boxes(book: Controlled) -> Boxes:
    return {leaf.id: _spans(book.program, book.program.roots[f"entry:{leaf.id}"]) for leaf in book.leaves}


def _spans(program: Program, place: int) -> dict[str, Span]:
    """The numbers that must lie in a span for a node to hold."""
    match program.nodes[place]:
        case Rule(_, body):
            return _spans(program, body)
        case Except(base, _, _, _):
            return _spans(program, base)
        case And(parts):
            found: dict[str, Span] = {}
            for part in parts:
                found |= _spans(program, part)
            return found
        case Atom(fact, Within(span), _):
            return {fact: span}
        case Some(fact, shows, _):
            return {f"{fact}.{field}": span for field, span in _spans(program, shows).items()}
    return {}
