"""Worked examples of a pack, run: tables of one entry, and small case files with what is expected of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from acquis.determination.determine import determine
from acquis.determination.library import Library
from acquis.facts.read import read_case
from acquis.facts.situations import situations
from acquis.reading.document import Mapping, Node, Scalar, Sequence, read_document
from acquis.reading.fields import Fields
from acquis.terms.answer import Answer, either
from acquis.terms.determination import Determination
from acquis.terms.problem import Problem, Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One thing to try: the case, and what is expected of it."""

    title: str
    pack: str
    case: Mapping
    on: date | None
    entry: str
    answer: str
    expect: tuple[Mapping, ...]
    where: Where


def read_examples(folder: Path, pack: str) -> tuple[tuple[Example, ...], tuple[Problem, ...]]:
    """The examples of one pack folder."""
    found: list[Example] = []
    problems: list[Problem] = []
    for path in sorted((folder / "examples").glob("*.yaml")):
        shown = f"packs/{folder.name}/examples/{path.name}"
        node, faults = read_document(path, name=shown)
        problems.extend(faults)
        if node is None:
            continue
        top = Fields(node, problems, what="examples")
        for item in top.items("examples"):
            found.extend(_example(item, pack, problems))
        top.done(free=("notes",))
    return tuple(found), tuple(problems)


def _example(node: Node, pack: str, problems: list[Problem]) -> Iterable[Example]:
    fields = Fields(node, problems, what="example")
    title = fields.text("title", required=True)
    fields.text("source")
    fields.text("cite")
    if fields.has("case"):
        case = fields.take("case")
        expect = tuple(item for item in fields.items("expect") if isinstance(item, Mapping))
        if not expect:
            fields.fault(fields.where, "example: expect is missing")
        fields.day("on")
        fields.done(free=("notes",))
        if isinstance(case, Mapping):
            yield Example(
                title=title, pack=pack, case=case, on=None, entry="", answer="", expect=expect, where=fields.where
            )
        return
    entry, day = fields.text("entry", required=True), fields.day("on")
    item, others = fields.take("item"), fields.items("others")
    answers = fields.items("answers")
    for row in fields.items("rows"):
        one = Fields(row, problems, what="example row")
        answer = one.choice("answer", ("yes", "no", "unknown"))
        note = one.text("note")
        changes, removed = one.pairs("set"), one.words("unset")
        own_day = one.day("on") or day
        one.done(free=("notes",))
        if isinstance(item, Mapping) and own_day is not None:
            yield Example(
                title=f"{title}: {note}" if note else title,
                pack=pack,
                case=_as_case(_changed(item, changes, removed), others, answers, own_day, row.where),
                on=own_day,
                entry=entry,
                answer=answer,
                expect=(),
                where=row.where,
            )
    if day is None and not any(isinstance(row, Mapping) and row.get("on") for row in fields.items("rows")):
        fields.fault(fields.where, "example: on is missing", "the day whose law is meant")
    fields.done(free=("notes",))


def _word(text: str, where: Where) -> Scalar:
    return Scalar(text, quoted=False, where=where)


def _tree(where: Where, **entries: Node | str) -> Mapping:
    return Mapping(
        tuple((_word(k.rstrip("_"), where), _word(v, where) if isinstance(v, str) else v) for k, v in entries.items()),
        where,
    )


def _changed(item: Mapping, changes: tuple[tuple[Scalar, Node], ...], removed: tuple[str, ...]) -> Mapping:
    """The item with some parameters replaced or removed; kind, origin and components stand beside the parameters."""
    beside = ("kind", "origin", "components")
    parameters = item.get("parameters")
    inner = dict(parameters.entries) if isinstance(parameters, Mapping) else {}
    inner = {key: value for key, value in inner.items() if key.text not in removed}
    outer = {key: value for key, value in item.entries if key.text not in removed and key.text != "parameters"}
    for key, value in changes:
        target = outer if key.text in beside else inner
        for old in [old for old in target if old.text == key.text]:
            del target[old]
        target[key] = value
    entries = (*outer.items(), (_word("parameters", item.where), Mapping(tuple(inner.items()), item.where)))
    return Mapping(tuple(entry for entry in entries if entry[0].text != "id"), item.where)


def _as_case(item: Mapping, others: tuple[Node, ...], answers: tuple[Node, ...], day: date, where: Where) -> Mapping:
    named = Mapping(((_word("id", where), _word("it", where)), *item.entries), item.where)
    transfer = _tree(where, id="t", activity="export", items=Sequence((_word("it", where),), where), from_="A", to="B")
    parties = tuple(_tree(where, id=id_, name=id_) for id_ in ("A", "B"))
    entries: dict[str, Node | str] = {
        "acquis": "1",
        "case": "example",
        "as_of": day.isoformat(),
        "parties": Sequence(parties, where),
        "items": Sequence((named, *others), where),
        "transfers": Sequence((transfer,), where),
    }
    if answers:
        entries["answers"] = Sequence(answers, where)
    return _tree(where, **entries)


def run_example(library: Library, example: Example, known_on: date) -> tuple[Problem, ...]:
    """What does not come out as expected."""
    case, problems = read_case(example.case)
    if case is None or problems:
        return problems or (Problem(where=example.where, what=f"{example.title}: the case cannot be read"),)
    found = []
    day = example.on or case.as_of or known_on
    for situation in situations(case, as_of=day):
        if example.entry and situation.item != "it":
            continue
        own = situation.values.get("transfer.date")
        law_of = own if isinstance(own, date) else day
        examined = library.examiner(example.pack, law_of, max(known_on, law_of)).examine(situation)
        determination = determine(examined, law_of=law_of, known_on=max(known_on, law_of), catalogue=library.catalogue)
        if example.entry:
            return _compare_entry(example, determination)
        found.append(determination)
    return tuple(problem for expected in example.expect for problem in _compare(example, expected, found))


def _compare_entry(example: Example, determination: Determination) -> tuple[Problem, ...]:
    below = [e for e in determination.entries if e.entry == example.entry or e.entry.startswith(example.entry + ".")]
    answer = either(e.answer for e in below)
    if str(answer) == example.answer:
        return ()
    unknown = (
        ", ".join(f"{e.entry} {e.answer}" for e in below) or "no such entry concerns this kind of item on that day"
    )
    what = f"{example.title}: {example.entry} expected {example.answer}, found {answer}"
    return (Problem(where=example.where, what=what, hint=unknown),)


def _compare(example: Example, expected: Mapping, found: list[Determination]) -> Iterable[Problem]:
    fields = Fields(expected, [], what="expect")
    transfer, item, to = fields.text("transfer"), fields.text("item"), fields.text("to")
    rows = [
        row for row in found
        if row.transfer == transfer and (not item or row.item == item) and (not to or row.to == to)
    ]  # fmt: skip
    if not rows:
        yield Problem(where=expected.where, what=f"{example.title}: no determination for {transfer} {item} {to}")
    for row in rows:
        for what in _differences(fields, row):
            missing = ", ".join(one.fact for one in row.missing) or "nothing"
            hint = f"status {row.status} ({row.at_least.name}..{row.at_most.name}); missing: {missing}"
            yield Problem(where=expected.where, what=f"{example.title}: {row.transfer} {row.item}: {what}", hint=hint)
    fields.done(free=("note", "notes"))
    yield from fields.problems


def _differences(fields: Fields, row: Determination) -> Iterable[str]:
    simple = {
        "status": row.status,
        "at_least": row.at_least.name,
        "at_most": row.at_most.name,
        "review_policy": row.review_policy or "null",
        "evidence": row.evidence,
        "authority": row.authority,
    }
    for key, actual in simple.items():
        wanted = fields.text(key) if fields.has(key) else None
        if wanted is not None and (wanted or "null") != actual:
            yield f"{key} expected {wanted or 'null'}, found {actual}"
    answers = {
        "entries": [(entry.entry, entry.answer) for entry in row.entries],
        "authorizations": [(one.id, one.answer) for one in row.authorizations],
    }
    for key, pairs in answers.items():
        for name, node in fields.pairs(key):
            got = either(answer for id_, answer in pairs if id_ == name.text or id_.startswith(name.text + "."))
            wanted = node.text if isinstance(node, Scalar) else ""
            if str(got) != wanted:
                yield f"{key}: {name.text} expected {wanted}, found {got}"
    named = {
        "obligations": {one.code for one in row.obligations},
        "notes": {one.code for one in row.notes},
        "missing": {m.fact for m in row.missing} | {m.name for m in row.missing},
        "requirements": {r.id for r in row.requirements if r.answer is not Answer.NO},
    }
    for key, got_names in named.items():
        for word in fields.words(key):
            if word not in got_names and not any(name.endswith(word) for name in got_names):
                yield f"{key}: {word} expected, found {', '.join(sorted(got_names)) or 'none'}"
    for word in fields.words("absent_entries"):
        if any(
            id_ == word or id_.startswith(word + ".") for id_, answer in answers["entries"] if answer is not Answer.NO
        ):
            yield f"entries: {word} expected absent"
