"""One program, several readers: a book cut down to the words of a situation answers as the whole book does.

And in every real book, filling in an unknown fact never changes a yes or a no.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acquis.determination.book import Book
from acquis.determination.examine import Examined
from acquis.determination.examples import read_examples
from acquis.determination.library import pack_folder, shipped
from acquis.facts.read import read_case
from acquis.pipeline import dated
from acquis.rules.evaluate import evaluate
from acquis.terms.answer import NO, UNKNOWN
from acquis.terms.determination import Status
from acquis.terms.fact import Situation
from acquis.terms.node import Among, Atom, Has, Open, Overlaps, Within
from acquis.terms.value import Band, Span, Value

TODAY = date(2026, 11, 20)
PACKS = tuple(shipped().packs)
EACH = 80
"""Situations of each pack that are tried."""


@cache
def worked(pack: str) -> tuple[tuple[Situation, date], ...]:
    """Situations of the worked examples of a pack, spread over all of them."""
    examples, _ = read_examples(pack_folder() / pack, pack)
    found = [
        (one, day)
        for example in examples
        if (case := read_case(example.case)[0]) is not None
        for one, day in dated(case, example.on)
        if day is not None
    ]
    return tuple(found[:: max(1, len(found) // EACH)])


WHOLE: dict[int, Book] = {}


def whole(pack: str, day: date) -> Book:
    """The whole book of a pack on a day; days with the same law share it."""
    key = id(shipped().examiner(pack, day, max(TODAY, day)))
    if key not in WHOLE:
        WHOLE[key] = shipped().whole(pack, day, max(TODAY, day))
    return WHOLE[key]


def walked(book: Book, situation: Situation) -> Examined:
    """A situation and its components put to one book."""
    return Examined(
        book=book,
        situation=situation,
        answers=evaluate(book.program, situation),
        components=tuple(walked(book, part) for part in situation.components),
    )


@cache
def held(pack: str) -> tuple[tuple[Situation, date], ...]:
    """The worked situations of days for which the pack answers."""
    covers_from = shipped().packs[pack].covers_from
    return tuple((one, day) for one, day in worked(pack) if covers_from is None or day >= covers_from)


def entries(examined: Examined) -> dict[str, object]:
    """What is met or may be met."""
    answers = {leaf.id: examined.answer(f"entry:{leaf.id}") for leaf in examined.book.leaves}
    return {id_: answer for id_, answer in answers.items() if answer is not NO}


@pytest.mark.parametrize("pack", PACKS)
def test_a_cut_book_answers_as_the_whole_one(pack: str) -> None:
    """Same range, same entries, same answers of everything both name.

    Where the words alone show that the instrument does not reach the transfer, a cut book holds nothing more.
    """
    tried = 0
    for situation, day in held(pack):
        cut = shipped().examiner(pack, day, max(TODAY, day)).examine(situation)
        full = walked(whole(pack, day), situation)
        where = f"{pack} {situation.item} on {day}"
        assert (cut.at_least, cut.at_most) == (full.at_least, full.at_most), where
        tried += 1
        if cut.at_most is Status.out_of_scope:
            continue
        assert entries(cut) == entries(full), where
        roots = set(cut.book.program.roots) & set(full.book.program.roots)
        assert {root: cut.answer(root) for root in roots} == {root: full.answer(root) for root in roots}, where
        for root in set(full.book.program.roots) - roots:
            if root.startswith(("entry:", "live:", "open:")) and "@" not in root:
                assert full.answer(root) is NO, f"{where}: {root} is left out of the cut book"
    assert tried >= 3


@cache
def cells(key: int) -> dict[str, tuple[Value, ...]]:
    """For every fact that a book tests, a value from each cell into which its tests cut it."""
    book = next(book for book in WHOLE.values() if id(book) == key)
    found: dict[str, set[Value]] = {}
    for node in book.program.nodes:
        if isinstance(node, Open):
            found.setdefault(node.fact, set()).update((True, False))
        if not isinstance(node, Atom) or "." not in node.fact:
            continue
        values = found.setdefault(node.fact, set())
        match node.test:
            case Within(span):
                values.update(number for end in _ends(span) for number in (end - 1, end, end + 1))
            case Overlaps(span):
                values.update(Band(end, end + step) for end in _ends(span) for step in (0, 1))
            case Among(words):
                values.update([*words, "(another)"])
            case Has(some):
                values.update([(word,) for word in sorted(some)[:3]], ((),))
    return {fact: tuple(sorted(values, key=repr)) for fact, values in found.items() if values}


def _ends(span: Span) -> list[Fraction]:
    return [end for end in (span.lower, span.upper) if end is not None]


@pytest.mark.parametrize("pack", PACKS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_knowing_more_never_flips_an_answer(pack: str, data: st.DataObject) -> None:
    """In a real book: a fact that was unknown is filled in, and every yes and no that stood still stands."""
    situation, day = data.draw(st.sampled_from(held(pack)))
    book = whole(pack, day)
    options = {
        f: v for f, v in cells(id(book)).items() if situation.values.get(f) is None and f not in situation.presumed
    }
    opens = {node.fact for node in book.program.nodes if isinstance(node, Open) and node.presumed is not None}
    fact = data.draw(st.sampled_from(sorted(set(options) - opens)))
    value = data.draw(st.sampled_from(options[fact]))
    before = evaluate(book.program, situation)
    after = evaluate(book.program, replace(situation, values={**situation.values, fact: value}))
    for place, (first, second) in enumerate(zip(before, after, strict=True)):
        assert first is UNKNOWN or first is second, f"{fact} = {value} flips {book.program.nodes[place]}"


@pytest.mark.parametrize("pack", PACKS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_forgetting_a_fact_never_narrows_the_range(pack: str, data: st.DataObject) -> None:
    """In a real book: a fact is taken away, and the range holds at least what it held."""
    situation, day = data.draw(st.sampled_from(held(pack)))
    book = whole(pack, day)
    presumed = {node.fact for node in book.program.nodes if isinstance(node, Open) and node.presumed is not None}
    facts = sorted(set(situation.values) - presumed)
    fact = data.draw(st.sampled_from(facts))
    before = walked(book, situation)
    after = walked(book, replace(situation, values={k: v for k, v in situation.values.items() if k != fact}))
    if fact not in situation.presumed:
        assert after.at_least <= before.at_least, fact
        assert after.at_most >= before.at_most, fact
