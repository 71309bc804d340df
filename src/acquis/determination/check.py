"""Check packs: read strictly, lint, compile on every day the law changes, run the examples, look for missing rims."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from pathlib import Path

from acquis.determination.book import Book, compile_book
from acquis.determination.examples import Example, read_examples, run_example
from acquis.determination.library import Library
from acquis.errors import PackError
from acquis.facts.read import read_case
from acquis.rules.lint import lint
from acquis.rules.pack import Pack
from acquis.rules.shelf import Shelf
from acquis.terms.node import Atom, Open, Overlaps, Some, Within, children
from acquis.terms.problem import Problem, Where
from acquis.terms.value import Band, Points, Span


def check_packs(library: Library, folder: Path, ids: tuple[str, ...], known_on: date) -> tuple[Problem, ...]:
    """Every fault of the packs named, in the order of the packs."""
    found: list[Problem] = [
        p for p in library.problems if not ids or any(f"packs/{id_}/" in str(p.where) for id_ in ids)
    ]
    for id_ in library.chosen(ids):
        pack = library.packs[id_]
        found.extend(lint(pack))
        faults = tuple(_compiles(pack, known_on))
        found.extend(faults)
        if faults:
            continue
        examples, problems = read_examples(folder / id_, id_)
        found.extend(problems)
        for example in examples:
            found.extend(run_example(library, example, known_on))
        found.extend(missing_rims(library, pack, examples, known_on))
        found.extend(undeclared(library, pack, known_on))
    return tuple(dict.fromkeys(found))


def undeclared(library: Library, pack: Pack, known_on: date) -> Iterable[Problem]:
    """Open predicates that no pack at hand says how to ask."""
    declared = {name for one in (pack, *pack.borrows.values()) for name in one.predicates}
    program = library.whole(pack.id, max(known_on, pack.covers_from or known_on), known_on).program
    used = {node.predicate for node in program.nodes if isinstance(node, Open)}
    for name in sorted(used - declared):
        yield Problem(
            where=Where(file=f"packs/{pack.id}/scope.yaml"),
            what=f"open predicate {name!r} is used but not declared",
            hint="declare it under predicates: with ask, who and cite",
        )


def _compiles(pack: Pack, known_on: date) -> Iterable[Problem]:
    first = pack.covers_from or date(known_on.year, 1, 1)
    for day in (first, *(day for day in pack.change_days() if day > first)):
        try:
            compile_book(Shelf(pack, day, max(day, known_on)))
        except PackError as fault:
            yield from fault.problems or (Problem(where=Where(file=pack.id), what=str(fault)),)


def missing_rims(library: Library, pack: Pack, examples: tuple[Example, ...], known_on: date) -> Iterable[Problem]:
    """Numbers of an entry that no example tests at, just under and just over."""
    book = library.whole(pack.id, max(known_on, pack.covers_from or known_on), known_on)
    tried: dict[str, dict[str, set[Fraction]]] = {}
    for example in examples:
        if example.entry:
            for fact, numbers in _numbers_of(example).items():
                tried.setdefault(example.entry, {}).setdefault(fact, set()).update(numbers)
    for leaf in book.leaves:
        if any(home.id != pack.id for _, home in leaf.rules):
            continue  # borrowed paragraphs are tried where they are written
        values: dict[str, set[Fraction]] = {}
        for entry, facts in tried.items():
            if leaf.id == entry or leaf.id.startswith(entry + ".") or entry.startswith(leaf.id + "."):
                for fact, numbers in facts.items():
                    values.setdefault(fact, set()).update(numbers)
        for fact, rim in _rims(book, book.program.roots[f"entry:{leaf.id}"]):
            seen = values.get(fact, set())
            lacking = [
                word
                for word, there in (
                    ("under", any(n < rim for n in seen)),
                    ("at", rim in seen),
                    ("over", any(n > rim for n in seen)),
                )
                if not there
            ]
            spec = library.catalogue.spec(fact)
            if lacking and rim != 0 and not (spec and spec.derived):
                yield Problem(
                    where=leaf.where,
                    what=f"{leaf.id}: no example {' or '.join(lacking)} {float(rim):.6g} of {fact}",
                    hint="add rows at, just under and just over every number to examples/",
                )


def _rims(book: Book, place: int) -> Iterable[tuple[str, Fraction]]:
    """The numbers a paragraph itself tests; entries it refers to are looked at on their own."""
    nodes = book.program.nodes
    waiting, seen = [(place, "")], set()
    while waiting:
        at, point = waiting.pop()
        if (at, point) in seen:
            continue
        seen.add((at, point))
        node = nodes[at]
        if isinstance(node, Atom):
            if isinstance(node.test, Within | Overlaps) and node.fact.count(".") < 2:
                span: Span = node.test.span
                for end in dict.fromkeys((span.lower, span.upper)):
                    if end is not None:
                        yield f"{point}{node.fact}", end
        elif isinstance(node, Some):
            waiting.append((node.shows, f"{node.fact}."))
        else:
            waiting.extend(
                (child, point)
                for child in children(node)
                if not (at != place and getattr(nodes[at], "name", "").startswith("entry:"))
            )


def _numbers_of(example: Example) -> dict[str, set[Fraction]]:
    case, _ = read_case(example.case)
    found: dict[str, set[Fraction]] = {}
    if case is None or "it" not in case.items:
        return found
    for name, value in case.items["it"].parameters.items():
        fact = f"item.{name}"
        match value:
            case Fraction():
                found.setdefault(fact, set()).add(value)
            case Band(lower, upper):
                found.setdefault(fact, set()).update((lower, upper))
            case Points(points):
                for point in points:
                    for field, number in point:
                        if isinstance(number, Fraction):
                            found.setdefault(f"{fact}.{field}", set()).add(number)
    return found
