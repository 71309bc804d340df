"""A case file, YAML or JSON, to a CaseFile and its Problems, all of them at once.

The form is the contract's (design 4.1). Nothing is guessed: a fact that cannot be read is unknown, and the problem says
where and what would mend it. Unknown keys are problems too, because a mistyped fact is a missing one.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Items
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from acquis.facts.items import ItemReader
from acquis.facts.people import PeopleReader
from acquis.reading.catalogue import Catalogue, load_catalogue
from acquis.reading.document import Mapping, Node, Scalar, Sequence, read_document
from acquis.reading.fields import Fields, describe
from acquis.terms.casefile import CaseFile, Item, Milestone, Transfer
from acquis.terms.fact import Statement
from acquis.terms.problem import Problem, Where
from acquis.terms.value import Value

LIMIT = 2_000_000
FREE = ("title", "notes", "role", "description")


def read_case(
    source: Path | str | bytes | Mapping, *, name: str | None = None
) -> tuple[CaseFile | None, tuple[Problem, ...]]:
    """The case of a file and its problems; None when no case can be read at all.

    ``source`` is a path (a str is a path too), the bytes of a document, or a document already read.
    """
    if isinstance(source, Mapping):
        return _Reader(source.where.file, load_catalogue()).case(source)
    if isinstance(source, str):
        source = Path(source)
    shown = name or (str(source) if isinstance(source, Path) else "(bytes)")
    node, problems = read_document(source, name=shown, limit=LIMIT)
    if node is None or problems:
        return None, problems
    if not isinstance(node, Mapping):
        what = f"a case file is a mapping of keys to values, found {describe(node)}"
        return None, (Problem(where=node.where, what=what, hint="it begins with acquis: 1"),)
    return _Reader(shown, load_catalogue()).case(node)


class _Reader:
    """Reads one case; problems gather on the way."""

    def __init__(self, name: str, catalogue: Catalogue) -> None:
        self.name = name
        self.catalogue = catalogue
        self.problems: list[Problem] = []
        self.facts = {
            fact.removeprefix("transfer."): spec
            for fact, spec in catalogue.facts.items()
            if fact.startswith("transfer.") and not spec.derived and spec.type != "countries"
        }

    def case(self, node: Mapping) -> tuple[CaseFile | None, tuple[Problem, ...]]:
        top = Fields(node, self.problems, what="case")
        form = top.text("acquis")
        if form != "1":
            top.fault(
                top.where, f"case: expected acquis: 1, found {form or 'no such key'}", "the form of the case file"
            )
        people = PeopleReader(self.catalogue, self.problems)
        items = ItemReader(self.catalogue, self.problems)
        id_, title, as_of = top.text("case"), top.text("title"), top.day("as_of")
        parties = people.parties(top.items("parties"))
        persons = people.people(top.items("people"))
        things = items.items(top.items("items"))
        transfers = tuple(self._transfer(one) for one in top.items("transfers"))
        milestones = tuple(self._milestone(one) for one in top.items("milestones"))
        statements = tuple(found for one in top.items("answers") if (found := self._statement(one)) is not None)
        top.done(free=FREE)
        if not transfers:
            top.fault(top.where, "case: no transfers", "transfers: is the list of what is exported, released, supplied")
            return None, tuple(self.problems)
        case = CaseFile(
            id=id_ or "case",
            title=title,
            as_of=as_of,
            parties=parties,
            people=persons,
            items=things,
            transfers=transfers,
            milestones=milestones,
            statements=statements,
            source=self.name,
        )
        self._references(case, top)
        return case, tuple(self.problems)

    # -- transfers -----------------------------------------------------------------------------------------------

    def _transfer(self, node: Node) -> Transfer:
        fields = Fields(node, self.problems, what="transfer")
        id_ = fields.text("id", required=True) or f"(line {fields.where.line})"
        fields.what = f"transfer {id_}"
        for side, hint in (("from", "a party or a place"), ("to", "a party, a person or a place")):
            if not fields.has(side):
                fields.fault(fields.where, f"{fields.what}: {side} is missing", hint)
        facts: dict[str, Value] = {}
        places: dict[str, Where] = {}
        faulty: set[str] = set()
        for name, spec in self.facts.items():
            found = fields.take(name)
            if found is None or (isinstance(found, Scalar) and found.is_null):
                continue
            value, problems = self.catalogue.read_value(spec, found, None)
            self.problems.extend(problems)
            places[name] = found.where
            if problems:
                faulty.add(spec.name)
            elif value is not None:
                facts[name] = value
        day = facts.pop("date", None)
        transfer = Transfer(
            id=id_,
            items=fields.words("items"),
            sender=fields.text("from") or None,
            to=fields.words("to"),
            date=day if isinstance(day, date) else None,
            place=self._place(fields, "place"),
            via=self._places(fields, "via"),
            final_destination=fields.text("final_destination") or None,
            facts=facts,
            places=places,
            faulty=frozenset(faulty),
            where=fields.where,
        )
        if "activity" not in facts and "transfer.activity" not in faulty:
            fields.fault(fields.where, f"{fields.what}: activity is missing", "for example: export")
        if not transfer.items:
            fields.fault(fields.where, f"{fields.what}: items is missing", "the ids of what moves")
        fields.done(free=FREE)
        return transfer

    def _place(self, fields: Fields, key: str) -> str | None:
        node = fields.take(key)
        if node is None or (isinstance(node, Scalar) and node.is_null):
            return None
        value, problems = self.catalogue.read_value(self.catalogue.facts["place.country"], node, None)
        self.problems.extend(problems)
        return value if isinstance(value, str) else None

    def _places(self, fields: Fields, key: str) -> tuple[str, ...] | None:
        node = fields.take(key)
        if node is None:
            return None
        items = node.items if isinstance(node, Sequence) else (node,)
        found = []
        for item in items:
            value, problems = self.catalogue.read_value(self.catalogue.facts["place.country"], item, None)
            self.problems.extend(problems)
            if isinstance(value, str):
                found.append(value)
        return tuple(found)

    def _milestone(self, node: Node) -> Milestone:
        fields = Fields(node, self.problems, what="milestone")
        milestone = Milestone(
            id=fields.text("id", required=True),
            title=fields.text("title"),
            date=fields.day("date"),
            needs=fields.words("needs"),
        )
        fields.done(free=FREE)
        return milestone

    def _statement(self, node: Node) -> Statement | None:
        fields = Fields(node, self.problems, what="answer")
        predicate, item = fields.text("predicate", required=True), fields.text("item", required=True)
        answer, by = fields.text("answer", required=True), fields.text("by", required=True)
        rest = {key: fields.text(key) for key in ("role", "on", "about", "basis")}
        fields.done(free=("notes",))
        if answer not in ("yes", "no", "true", "false"):
            fields.fault(
                fields.where,
                f"answer: expected yes or no, found {answer!r}",
                "leave the answer out while it is unknown",
            )
            return None
        if not (predicate and item and by):
            return None
        return Statement(predicate=predicate, item=item, answer=answer in ("yes", "true"), by=by, **rest)

    # -- references ----------------------------------------------------------------------------------------------

    def _references(self, case: CaseFile, top: Fields) -> None:
        sides = {*case.parties, *case.people}
        for transfer in case.transfers:
            for id_ in transfer.items:
                self._known(id_, case.items, transfer.where, f"transfer {transfer.id}: no item")
            for side in (transfer.sender, *transfer.to, transfer.final_destination):
                if side is not None and side not in sides and not self.is_place(side):
                    self._known(side, sides, transfer.where, f"transfer {transfer.id}: no party, person or place")
        for person in case.people.values():
            if person.at is not None:
                self._known(person.at, case.parties, person.where, f"person {person.id}: no party")
        for item in case.items.values():
            for component in item.components or ():
                self._known(component, case.items, item.where, f"item {item.id}: no component")
            for link, target in item.links.items():
                if target != "none":
                    self._known(target, case.items, item.where, f"item {item.id}: {link} names no item")
            if _circular(item, case.items):
                self.problems.append(Problem(where=item.where, what=f"item {item.id} is among its own components"))
        for milestone in case.milestones:
            for need in milestone.needs:
                self._known(need, {t.id for t in case.transfers}, top.where, f"milestone {milestone.id}: no transfer")
        for statement in case.statements:
            self._known(statement.item, case.items, top.where, f"answer {statement.predicate}: no item")
            if statement.about:
                self._known(statement.about, case.items, top.where, f"answer {statement.predicate}: no item")
        seen: set[str] = set()
        for transfer in case.transfers:
            if transfer.id in seen:
                self.problems.append(Problem(where=transfer.where, what=f"transfer {transfer.id} is there twice"))
            seen.add(transfer.id)

    def _known(self, id_: str, known: Collection[str], where: Where, what: str) -> None:
        names = sorted(known)
        if id_ not in names:
            close = get_close_matches(id_, names, 1)
            hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(names) or 'none'}"
            self.problems.append(Problem(where=where, what=f"{what} {id_!r}", hint=hint))

    def is_place(self, text: str) -> bool:
        """Whether a word is a country or subdivision code."""
        return not self.catalogue.read_value(
            self.catalogue.facts["place.country"], Scalar(text, quoted=False, where=Where(file=self.name)), None
        )[1]


def _circular(item: Item, items: Items[str, Item]) -> bool:
    waiting, seen = list(item.components or ()), set()
    while waiting:
        id_ = waiting.pop()
        if id_ == item.id:
            return True
        if id_ not in seen:
            seen.add(id_)
            inner = items.get(id_)
            waiting.extend(inner.components or () if inner else ())
    return False
