"""Transfers, milestones and answers of a case file."""

from __future__ import annotations

from datetime import date

from acquis.facts.context import FREE, Context
from acquis.reading.document import Node, Scalar, describe
from acquis.reading.fields import Fields
from acquis.terms.casefile import Milestone, Transfer
from acquis.terms.fact import Statement
from acquis.terms.problem import Where
from acquis.terms.value import Value

ANSWERS = {"yes": True, "true": True, "no": False, "false": False}


class TransferReader:
    """Reads ``transfers``. What cannot be read is unknown and named in ``faulty`` by its fact name."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.facts = {
            fact.removeprefix("transfer."): spec
            for fact, spec in context.catalogue.facts.items()
            if fact.startswith("transfer.") and not spec.derived
        }

    def transfers(self, nodes: tuple[Node, ...]) -> tuple[Transfer, ...]:
        """Transfers in the order of the file."""
        found: dict[str, Transfer] = {}
        for node in nodes:
            fields, id_ = self.context.fields(node, "transfer")
            transfer = self._transfer(fields, id_)
            if id_ in found:
                where = f"also in line {found[id_].where.line}"
                fields.fault(fields.where, f"{fields.what} is there twice, {where}", "give each an id of its own")
            found[id_ if id_ not in found else f"{id_} (line {fields.where.line})"] = transfer
        return tuple(found.values())

    def _transfer(self, fields: Fields, id_: str) -> Transfer:
        owner, faulty = f"transfer {id_}", set[str]()
        facts: dict[str, Value] = {}
        places: dict[str, Where] = {}
        for name in self.facts:
            node = fields.stated(name)
            if node is not None:
                places[name] = node.where
                value = self.context.value(f"transfer.{name}", node, faulty, f"transfer.{name}")
                if value is not None:
                    facts[name] = value
        day, via = facts.pop("date", None), facts.pop("via", None)
        items = self.context.names(fields, "items", faulty) or ()
        to = self.context.names(fields, "to", faulty, single=True) or ()
        final = self._side(fields, "final_destination", faulty, "final.country")
        sender = self._side(fields, "from", faulty, "from.country")
        for item in items:
            self.context.refer("item", item, owner, "items")
        for side in (*to, sender, final):
            self.context.refer("side", side, owner, "to")
        self._required(fields, facts, faulty, sender=sender is not None, to=bool(to), items=bool(items))
        transfer = Transfer(
            id=id_,
            items=tuple(name.text for name in items),
            sender=sender.text if sender else None,
            to=tuple(name.text for name in to),
            date=day if isinstance(day, date) else None,
            place=self._place(fields, faulty),
            via=via if isinstance(via, tuple) else None,
            final_destination=final.text if final else None,
            facts=facts,
            places=places,
            faulty=frozenset(faulty),
            where=fields.where,
        )
        fields.done(free=FREE)
        return transfer

    def _side(self, fields: Fields, key: str, faulty: set[str], fact: str) -> Scalar | None:
        node = fields.stated(key)
        if node is None or (isinstance(node, Scalar) and not node.faulty):
            return node
        faulty.add(fact)
        if not isinstance(node, Scalar):
            what = f"{fields.what}: {key} must be one party, person or place, found {describe(node)}"
            fields.fault(node.where, what, "write the id of a party or the code of a country")
        return None

    def _place(self, fields: Fields, faulty: set[str]) -> str | None:
        place = self.context.country(fields, "place", faulty)
        if "place" in faulty:
            faulty.add("place.country")
        return place

    def _required(
        self, fields: Fields, facts: dict[str, Value], faulty: set[str], *, sender: bool, to: bool, items: bool
    ) -> None:
        """Say what every transfer must state; without it nearly every answer is unknown."""
        missing = {
            "from": (sender or "from.country" in faulty, "a party, or the code of a country"),
            "to": (to or "to" in faulty, "a party, a person or the code of a country; or a list of them"),
            "items": (items or "items" in faulty, "the ids of what moves: [i1]"),
            "activity": ("activity" in facts or "transfer.activity" in faulty, "for example export"),
        }
        for key, (there, hint) in missing.items():
            if not there:
                fields.fault(fields.where, f"{fields.what}: {key} is missing", hint)

    # -- milestones and answers ----------------------------------------------------------------------------------

    def milestone(self, node: Node) -> Milestone:
        """A date in the project and the transfers it needs."""
        fields, id_ = self.context.fields(node, "milestone")
        needs = self.context.names(fields, "needs", set()) or ()
        for need in needs:
            self.context.refer("transfer", need, f"milestone {id_}", "needs")
        milestone = Milestone(
            id=id_, title=fields.text("title"), date=fields.day("date"), needs=tuple(need.text for need in needs)
        )
        fields.done(free=FREE)
        return milestone

    def statement(self, node: Node) -> tuple[Statement, Where] | None:
        """A named person's answer to an open predicate; an answer without predicate, item or name is not taken."""
        fields = Fields(node, self.context.problems, what="answer")
        before = len(self.context.problems)
        predicate, answer = fields.text("predicate", required=True), fields.text("answer", required=True)
        by, role, basis = fields.text("by", required=True), fields.text("role"), fields.text("basis")
        on, item, about = fields.day("on"), fields.stated("item"), fields.stated("about")
        if item is None:
            fields.fault(fields.where, "answer: item is missing", "the id of the item it is about")
        fields.done(free=FREE)
        if answer and answer not in ANSWERS:
            hint = "leave the answer out while it is unknown"
            fields.fault(fields.where, f"answer: expected yes or no, found {answer[:40]!r}", hint)
        names = [
            self.context.refer("item", name if isinstance(name, Scalar) else None, f"answer {predicate}", "answer")
            for name in (item, about)
        ]
        if len(self.context.problems) > before or not (predicate and answer and by and names[0]):
            return None
        return (
            Statement(
                predicate=predicate,
                item=names[0],
                answer=ANSWERS[answer],
                by=by,
                role=role,
                on=on.isoformat() if on else "",
                about=names[1] or "",
                basis=basis,
            ),
            fields.where,
        )
