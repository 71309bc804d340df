"""Reading provisions: each with its citation, its grade of evidence and its dated versions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from acquis.reading.countries import is_country
from acquis.reading.document import Mapping, Node, Scalar, Sequence
from acquis.reading.fields import Fields
from acquis.rules.expression import All, Expression, Fixed, Unless
from acquis.rules.grammar import Grammar
from acquis.rules.pack import (
    Authorization,
    Borrowed,
    Due,
    Duty,
    Entry,
    Group,
    Outside,
    Override,
    Paragraph,
    Policy,
    Provision,
    Requirement,
    Rule,
    Version,
)
from acquis.terms.answer import YES
from acquis.terms.dates import InForce
from acquis.terms.determination import GRADES, Condition, Status
from acquis.terms.problem import Problem

Body = TypeVar("Body")
POLICIES = ("presumption_of_approval", "case_by_case", "presumption_of_denial", "denial")
FREE = ("notes", "source_note", "published_in")
FRAME = ("title", "cite", "evidence", "source", "versions", *FREE)


class Provisions:
    """Reads the provisions of one pack."""

    def __init__(self, grammar: Grammar, problems: list[Problem]) -> None:
        self.grammar = grammar
        self.problems = problems

    # -- the frame every provision shares -----------------------------------------------------------------------

    def provision(
        self, node: Node, what: str, body: Callable[[Fields, str, str], Body], *, name: str = "id"
    ) -> Provision[Body]:
        """One provision: id, title, cite, evidence, and one version or several."""
        fields = Fields(node, self.problems, what=what)
        id_ = fields.text(name, required=True)
        fields.what = f"{what} {id_}"
        title, cite = fields.text("title"), fields.text("cite", required=True)
        evidence, source = fields.choice("evidence", GRADES), fields.text("source")
        if fields.has("versions"):
            versions = []
            shared = _beside_versions(node, (name, *FRAME))
            for key, _ in shared:
                fields.take(key.text)
            for item in fields.items("versions"):
                one = Fields(_with(item, shared), self.problems, what=fields.what)
                versions.append(Version(force=self._force(one), body=body(one, cite, evidence), where=item.where))
                one.done(free=FREE)
            if not versions:
                fields.fault(fields.where, f"{fields.what}: versions is empty")
        else:
            versions = [Version(force=self._force(fields), body=body(fields, cite, evidence), where=fields.where)]
        fields.done(free=FREE)
        return Provision(
            id=id_,
            title=title,
            cite=cite,
            evidence=evidence,
            source=source,
            versions=tuple(versions),
            where=fields.where,
        )

    def _force(self, fields: Fields) -> InForce:
        start = None
        node = fields.take("in_force")
        if node is None:
            fields.fault(
                fields.where, f"{fields.what}: in_force is missing", "the first day on which it is law, or: earlier"
            )
        elif not (isinstance(node, Scalar) and node.text == "earlier"):
            start = fields.day("in_force")
        return InForce(
            start=start,
            until=fields.day("until"),
            published=fields.day("published"),
            until_published=fields.day("until_published"),
            comply_from=fields.day("comply_from"),
        )

    def _rule(self, fields: Fields) -> Rule:
        return Rule(when=self.grammar.condition(fields.take("when")), unless=self.grammar.exceptions(fields))

    def _required_rule(self, fields: Fields) -> Rule:
        if not fields.has("when"):
            fields.fault(fields.where, f"{fields.what}: when is missing", "write {always: true} if nothing is demanded")
        return self._rule(fields)

    # -- scope ---------------------------------------------------------------------------------------------------

    def rules(self, nodes: tuple[Node, ...], what: str) -> tuple[Provision[Rule], ...]:
        """Reach or exclusion provisions."""
        return tuple(self.provision(node, what, lambda f, _c, _e: self._text_rule(f)) for node in nodes)

    def _text_rule(self, fields: Fields) -> Rule:
        fields.text("text")
        return self._required_rule(fields)

    def outside(self, nodes: tuple[Node, ...]) -> tuple[Provision[Outside], ...]:
        """What is said when the instrument does not reach the transfer."""

        def body(fields: Fields, _cite: str, _evidence: str) -> Outside:
            return Outside(
                when=self.grammar.required(fields, "when"),
                note=fields.text("note", required=True),
                text=fields.text("text", required=True),
            )

        return tuple(self.provision(node, "outside", body) for node in nodes)

    def groups(self, tree: Node | None) -> tuple[Provision[Group], ...]:
        """Named, dated sets of countries."""
        if tree is None:
            return ()
        top = Fields(tree, self.problems, what="groups")
        found = []
        for key, node in top.pairs("groups"):
            if isinstance(node, Mapping):
                named = Mapping((*node.entries, (Scalar("id", quoted=True, where=key.where), key)), node.where)
                found.append(self.provision(named, "group", lambda f, _c, _e: self._group(f)))
            else:
                top.fault(key.where, f"group {key.text} must be a mapping")
        top.done(free=("edition", "generated_from", "notes"))
        return tuple(found)

    def _group(self, fields: Fields) -> Group:
        members = fields.words("members")
        for word in members:
            if not is_country(word):
                fields.fault(fields.where, f"{fields.what}: {word!r} is no country code", "such as JP or GB")
        return Group(members=frozenset(members))

    # -- entries -------------------------------------------------------------------------------------------------

    def entry(self, tree: Node) -> Provision[Entry]:
        """One control entry."""
        return self.provision(tree, "entry", self._entry, name="entry")

    def _entry(self, fields: Fields, cite: str, evidence: str) -> Entry:
        ended = fields.flag("ended")
        borrowed = self._borrowed(fields)
        paragraphs: list[Paragraph] = []
        for node in fields.items("paragraphs"):
            paragraphs.extend(self._paragraph(node, cite, evidence))
        if not ended and borrowed is None and not paragraphs:
            fields.fault(fields.where, f"{fields.what}: no paragraphs")
        if not ended and not fields.has("controls"):
            fields.fault(fields.where, f"{fields.what}: controls is missing", "the requirement ids this entry carries")
        return Entry(
            controls=fields.words("controls"),
            attributes=fields.words("attributes"),
            rule=self._rule(fields),
            paragraphs=tuple(paragraphs),
            borrowed=borrowed,
            notes=fields.words("notes"),
            ended=ended,
        )

    def _paragraph(self, node: Node, cite: str, evidence: str) -> list[Paragraph]:
        fields = Fields(node, self.problems, what="paragraph")
        id_ = fields.text("id")
        if not fields.has("id"):
            fields.fault(
                fields.where, "paragraph: id is missing", 'an entry without letters has one paragraph with id: ""'
            )
        fields.what = f"paragraph {id_ or '(whole entry)'}"
        own_cite = fields.text("cite")
        shared = {
            "text": fields.text("text"),
            "controls": fields.words("controls") if fields.has("controls") else None,
            "attributes": fields.words("attributes"),
            "cite": own_cite or (f"{cite}.{id_}" if id_ else cite),
            "evidence": fields.choice("evidence", GRADES, default=evidence),
        }
        table = fields.take("table")
        if table is None and not fields.has("when"):
            fields.fault(fields.where, f"{fields.what}: when is missing")
        rule = self._rule(fields)
        fields.take("notes")
        fields.done(free=FREE)
        if table is None:
            return [Paragraph(id=id_, rule=rule, where=fields.where, **shared)]  # type: ignore[arg-type]
        return [
            Paragraph(
                id=row_id,
                rule=Rule(when=All((rule.when, when)), unless=rule.unless),
                where=row.where,
                **{**shared, "cite": own_cite or f"{cite}.{row_id}"},  # type: ignore[arg-type]
            )
            for row_id, when, row in self._table(table)
        ]

    def _table(self, table: Node) -> list[tuple[str, Expression, Node]]:
        fields = Fields(table, self.problems, what="table")
        columns = fields.words("columns")
        rows: list[tuple[str, Expression, Node]] = []
        for row in fields.items("rows"):
            if (
                not isinstance(row, Sequence)
                or len(row.items) != len(columns) + 1
                or not isinstance(row.items[0], Scalar)
            ):
                fields.fault(row.where, f"a row is [paragraph, {', '.join(columns)}]")
                continue
            parts = []
            for column, cell in zip(columns, row.items[1:], strict=True):
                if isinstance(cell, Scalar) and cell.text == "any":
                    continue
                named = Mapping(((Scalar(column, quoted=False, where=cell.where), cell),), cell.where)
                parts.append(self.grammar.condition(named))
            rows.append((row.items[0].text, All(tuple(parts)) if parts else Fixed(YES), row))
        fields.done()
        return rows

    def _borrowed(self, fields: Fields) -> Borrowed | None:
        place = fields.text("paragraphs_of")
        only, leave_out = fields.words("only"), fields.words("except")
        evidence = fields.choice("evidence", GRADES, default="read") if place else ""
        override = {}
        for key, node in fields.pairs("override"):
            one = Fields(node, self.problems, what=f"override {key.text}")
            override[key.text] = Override(
                controls=one.words("controls") if one.has("controls") else None,
                attributes=one.words("attributes"),
                cite=one.text("cite"),
                evidence=one.choice("evidence", ("", *GRADES), default=""),
                text=one.text("text"),
            )
            one.done(free=FREE)
        if not place:
            return None
        pack, _, entry = place.partition("/")
        return Borrowed(pack=pack, entry=entry, only=only, leave_out=leave_out, evidence=evidence, override=override)

    # -- requirements, authorizations, obligations ----------------------------------------------------------------

    def requirements(self, tree: Node | None) -> tuple[Provision[Requirement], ...]:
        """Licence requirements and prohibitions."""

        def body(fields: Fields, _cite: str, _evidence: str) -> Requirement:
            fields.text("text")
            return Requirement(
                reason=fields.text("reason"),
                applies_to=fields.choice("applies_to", ("listed", "any")),
                consequence=fields.choice("consequence", ("license_required", "prohibited")),
                survives_exclusions=fields.flag("survives_exclusions"),
                rule=self._required_rule(fields),
                review=tuple(self._policy(node) for node in fields.items("review")),
                **self._acts(fields),
            )

        return self._list(tree, "requirements", "requirement", body)

    def _policy(self, node: Node) -> Policy:
        fields = Fields(node, self.problems, what="review policy")
        policy = Policy(
            policy=fields.choice("policy", POLICIES),
            cite=fields.text("cite"),
            when=self.grammar.condition(fields.take("when")),
        )
        fields.done(free=("text", "notes", "evidence"))
        return policy

    def authorizations(self, tree: Node | None) -> tuple[Provision[Authorization], ...]:
        """Exceptions and general authorisations."""

        def body(fields: Fields, cite: str, _evidence: str) -> Authorization:
            fields.text("text")
            return Authorization(
                kind=fields.choice("kind", ("exception", "general", "register")),
                overcomes=fields.words("overcomes"),
                entries=fields.words("entries"),
                except_entries=fields.words("except_entries"),
                rule=self._required_rule(fields),
                conditions=tuple(self._condition(node) for node in fields.items("conditions")),
                obligations=tuple(
                    self._duty(Fields(node, self.problems, what="obligation"), cite)
                    for node in fields.items("obligations")
                ),
            )

        return self._list(tree, "authorizations", "authorization", body)

    def _condition(self, node: Node) -> Condition:
        fields = Fields(node, self.problems, what="condition")
        condition = Condition(code=fields.text("code", required=True), text=fields.text("text", required=True))
        fields.done(free=("cite", "evidence", "notes"))
        return condition

    def obligations(self, tree: Node | None) -> tuple[Provision[Duty], ...]:
        """Reports, notices, records."""
        return self._list(
            tree, "obligations", "obligation", lambda fields, cite, _e: self._duty(fields, cite, inside=True)
        )

    def _duty(self, fields: Fields, cite: str, *, inside: bool = False) -> Duty:
        code = fields.text("id") if inside else fields.text("code", required=True)
        duty = Duty(
            code=code,
            text=fields.text("text", required=True),
            due=self._due(fields.take("due")),
            when=self.grammar.condition(fields.take("when")),
            applies_from=fields.choice("applies_from", tuple(status.name for status in Status), default="not_listed"),
            cite=cite if inside else fields.text("cite") or cite,
            **self._acts(fields),
        )
        if not inside:
            fields.done(free=("evidence", "title", "notes"))
        return duty

    def _acts(self, fields: Fields) -> dict[str, tuple[str, ...]]:
        """The acts a duty demands and forbids, by the words of the catalogue."""
        found = {key: fields.words(key) for key in ("demands", "forbids")}
        for word in dict.fromkeys((*found["demands"], *found["forbids"])):
            if word not in (acts := self.grammar.catalogue.acts):
                fields.fault(fields.where, f"{fields.what}: unknown act {word!r}", f"acts: {', '.join(acts)}")
            elif word in found["demands"] and word in found["forbids"]:
                fields.fault(fields.where, f"{fields.what}: demands and forbids {word!r} at once")
        return found

    def _due(self, node: Node | None) -> Due | None:
        if node is None or (isinstance(node, Scalar) and node.text in ("null", "~")):
            return None
        fields = Fields(node, self.problems, what="due")
        fields.choice("after", ("transfer",), default="transfer")
        numbers = {}
        for key in ("days", "years", "before_days"):
            text = fields.text(key)
            whole = text.isdecimal() and len(text) <= 5
            if text and not whole:
                fields.fault(fields.where, f"due: {key} is a whole number of at most five digits, found {text[:40]!r}")
            numbers[key] = int(text) if whole else None
        yearly = fields.text("yearly")
        if yearly and not _is_day_of_year(yearly):
            fields.fault(fields.where, f"due: yearly is a day of every year, found {yearly[:40]!r}", 'such as "02-01"')
            yearly = ""
        due = Due(**numbers, yearly=yearly)
        if not fields.has("yearly") and not any(fields.has(key) for key in numbers):
            fields.fault(fields.where, "due: says no time", "days, years, before_days or yearly")
        fields.done()
        return due

    def _list(
        self, tree: Node | None, key: str, what: str, body: Callable[[Fields, str, str], Body]
    ) -> tuple[Provision[Body], ...]:
        if tree is None:
            return ()
        top = Fields(tree, self.problems, what=key)
        found = tuple(self.provision(node, what, body) for node in top.items(key))
        top.done(free=("notes",))
        return found


def _beside_versions(node: Node, frame: tuple[str, ...]) -> tuple[tuple[Scalar, Node], ...]:
    """What stands beside ``versions`` holds for all of them."""
    return tuple(e for e in node.entries if e[0].text not in frame) if isinstance(node, Mapping) else ()


def _is_day_of_year(text: str) -> bool:
    try:
        return date.fromisoformat(f"2001-{text}").strftime("%m-%d") == text
    except ValueError:
        return False


def _with(node: Node, shared: tuple[tuple[Scalar, Node], ...]) -> Node:
    if not isinstance(node, Mapping):
        return node
    own = set(node.keys())
    return Mapping((*node.entries, *(entry for entry in shared if entry[0].text not in own)), node.where)


def labels(exceptions: tuple[Unless, ...]) -> tuple[str, ...]:
    """Each exception named with its citation and place."""
    return tuple(f"{e.label}{f' ({e.cite})' if e.cite else ''} at {e.where}" for e in exceptions)
