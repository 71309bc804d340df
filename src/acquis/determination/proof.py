"""The proof of one cell: every stage of the determination in its order, down to the facts.

The order is the law's own: does the instrument reach the transfer, what does it leave out, which entries does the
item meet, what do they require here, what overcomes that. The steps are read from the answers of the whole
program; nothing is computed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from acquis.determination.book import Book
from acquis.determination.examine import Examined
from acquis.reading.catalogue import Catalogue
from acquis.reading.units import format_quantity
from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.determination import Determination
from acquis.terms.fact import Situation
from acquis.terms.node import And, Atom, Constant, Except, Not, Open, Or, Program, Readings, Rule, Some, Stated
from acquis.terms.proof import Proof, Step
from acquis.terms.value import Band, Money, OneOf, Points, Span, Value

JOINED = ("all of", "at least one of", "unless an exception holds")


def prove(examined: Examined, determination: Determination, catalogue: Catalogue) -> Proof:
    """The proof of one determination."""
    return Proof(
        transfer=determination.transfer,
        item=determination.item,
        to=determination.to,
        instrument=determination.instrument,
        determination=determination,
        steps=_Walk(examined, catalogue).stages(),
    )


class _Walk:
    """Reads steps from one situation put to one whole book."""

    def __init__(self, examined: Examined, catalogue: Catalogue) -> None:
        self.examined = examined
        self.book: Book = examined.book
        self.program: Program = self.book.program
        self.situation: Situation = examined.situation
        self.catalogue = catalogue
        self.answers = examined.answers
        self.titles = self._titles()
        self._made: dict[int, Step] = {}

    def stages(self) -> tuple[Step, ...]:
        book = self.book
        entries = tuple(self._root(f"entry:{leaf.id}") for leaf in book.leaves)
        burdens = [burden for burden in book.burdens if self.examined.answer(burden.live) is not NO]
        looked = dict.fromkeys(f"requirement:{burden.provision.id}" for burden in burdens)
        looked |= dict.fromkeys(f"requirement:{burden.provision.id}" for burden in book.burdens if not burden.entries)
        ways = dict.fromkeys(f"authorization:{key}" for burden in burdens for key in burden.authorizations)
        stages = [
            self._stage(
                "Does the instrument reach this transfer?", self._all(f"reach:{p.id}" for p in book.reach), "reach"
            ),
            self._stage(
                "Is it left outside (published, research)?",
                self._all(f"exclusion:{p.id}" for p in book.exclusions),
                "excluded",
            ),
            self._stage("Which entries does the item meet?", entries, "listed"),
            *(self._component(part) for part in self.examined.components),
            self._stage("Is a licence required here?", self._all(looked), None),
        ]
        if ways:
            stages.append(self._stage("Which exceptions and general authorisations are open?", self._all(ways), None))
        return tuple(stages)

    def _component(self, part: Examined) -> Step:
        inner = _Walk(part, self.catalogue)
        found = tuple(inner._root(f"entry:{leaf.id}") for leaf in part.book.leaves)
        answer = part.answer("listed")
        rule = self.book.pack.components
        return Step(
            title=f"Component {part.situation.item}: which entries does it meet?",
            answer=answer,
            cite=rule.cite if rule and answer is not NO else "",
            children=found,
            join="any",
            note=rule.text if rule and answer is not NO else "",
        )

    def _stage(self, title: str, children: tuple[Step, ...], root: str | None) -> Step:
        if root is not None:
            answer = self.answers[self.program.roots[root]]
        else:
            answer = max((step.answer for step in children if step.answer is not None), default=NO)
        return Step(title=title, answer=answer, children=children, join="any")

    def _all(self, roots: Iterable[str]) -> tuple[Step, ...]:
        return tuple(self._root(root) for root in roots)

    def _root(self, root: str) -> Step:
        """A provision by its name, also where the words of the situation already settled it."""
        step = self._step(self.program.roots[root])
        if root not in self.titles or not isinstance(self.program.nodes[self.program.roots[root]], Constant):
            return step
        title, cite, evidence, text = self.titles[root]
        note = "" if step.answer is YES else "settled by what is moved, by whom, how or where"
        return Step(title=title, answer=step.answer, cite=cite, evidence=evidence, text=text, note=note)

    # -- nodes ---------------------------------------------------------------------------------------------------

    def _step(self, place: int) -> Step:
        """The step of a node, made once: provisions that refer to each other share it, so a proof stays small."""
        if place not in self._made:
            self._made[place] = self._new(place)
        return self._made[place]

    def _new(self, place: int) -> Step:
        node, answer = self.program.nodes[place], self.answers[place]
        match node:
            case Rule(name, body):
                return self._rule(name, body, answer)
            case Atom(fact, _, text):
                return Step(title=f"{self._name(fact)} {text}", answer=answer, facts=(self._fact(fact),))
            case And(parts):
                return Step(title="all of", answer=answer, children=tuple(map(self._step, parts)))
            case Or(parts):
                return Step(
                    title="at least one of", answer=answer, children=self._alternatives(parts, answer), join="any"
                )
            case Not(part):
                return Step(title="not", answer=answer, children=(self._step(part),))
            case Stated(fact):
                return Step(title=f"{self._name(fact)} is stated", answer=answer, facts=(self._fact(fact),))
            case Open(fact, predicate, presumed):
                return self._open(fact, predicate, presumed, answer)
            case Some(fact, shows, rules_out):
                return self._some(fact, shows, rules_out, answer)
            case Except(base, exceptions, labels, _):
                inner = (self._step(base), *(
                    Step(title=f"exception: {label}", answer=self.answers[part], children=(self._step(part),))
                    for part, label in zip(exceptions, labels, strict=True)
                ))  # fmt: skip
                return Step(title="unless an exception holds", answer=answer, children=inner, join="unless")
            case Readings(point, cite, labels, parts):
                inner = tuple(
                    Step(title=f"reading {label}", answer=self.answers[part], children=(self._step(part),))
                    for part, label in zip(parts, labels, strict=True)
                )
                return Step(title=f"The law is unsettled: {point}", answer=answer, cite=cite, children=inner)
            case Constant():
                return Step(title="always" if answer is YES else "never" if answer is NO else "unknown", answer=answer)

    def _rule(self, name: str, body: int, answer: Answer) -> Step:
        base, _, linked = name.partition("@")
        kind, _, id_ = base.partition(":")
        named = id_ if kind == "entry" else (id_.partition("/")[2] or base).replace("-", " ")
        grounds = self.book.grounds.get(base, ("", ""))
        title, cite, evidence, text = self.titles.get(base, (named, *grounds, ""))
        inner = self._step(body)
        children, join = (inner.children, inner.join) if inner.title in JOINED else ((inner,), "all")
        note = f"asked of {self._linked_item(linked)}" if linked else ""
        return Step(
            title=title, answer=answer, cite=cite, evidence=evidence, text=text, children=children, note=note, join=join
        )

    def _alternatives(self, parts: tuple[int, ...], answer: Answer) -> tuple[Step, ...]:
        """Where one of many decides, show those that carry the answer; the others only where they are few."""
        if len(parts) <= 6 or answer is NO:
            return tuple(map(self._step, parts[:12]))
        return tuple(self._step(part) for part in parts if self.answers[part] is answer)

    def _open(self, fact: str, predicate: str, presumed: bool | None, answer: Answer) -> Step:
        pack = self.book.pack
        known = next(
            (p.predicates[predicate] for p in (pack, *pack.borrows.values()) if predicate in p.predicates), None
        )
        statement = self.situation.statements.get(fact)
        note = str(statement) if statement else "nobody has answered"
        if not statement and presumed is not None:
            note += f"; taken as {'yes' if presumed else 'no'} until a named person does"
        return Step(
            title=f"open: {known.ask if known else predicate}",
            answer=answer,
            cite=known.cite if known else "",
            note=note,
        )

    def _some(self, fact: str, shows: int, rules_out: int, answer: Answer) -> Step:
        points = [
            Step(title=f"shown by a point with {_plain(self.program, shows)}"),
            Step(title=f"ruled out by a point with {_plain(self.program, rules_out)}"),
        ]
        note = "" if answer is not UNKNOWN else "the points stated neither show it nor rule it out"
        return Step(
            title=f"some {self._name(fact)}",
            answer=answer,
            facts=(self._fact(fact),),
            children=tuple(points),
            note=note,
        )

    # -- words ---------------------------------------------------------------------------------------------------

    def _name(self, fact: str) -> str:
        return fact.replace("_", " ").removeprefix("item.")

    def _fact(self, fact: str) -> str:
        value = self.situation.values.get(fact)
        where = self.situation.places.get(fact)
        spec = self.catalogue.spec(fact)
        unit = spec.unit if spec else ""
        path = self.situation.paths.get(fact, fact)
        if value is None:
            if fact in self.situation.presumed:
                return f"{path} is not stated: taken as not so"
            return f"{path} is unknown"
        derived = self.situation.derived.get(fact)
        told = f"{path} = {show(value, unit)}"
        return f"{told} ({derived or where})" if derived or where else told

    def _linked_item(self, prefix: str) -> str:
        target = self.situation.values.get(f"{prefix}.id")
        return target if isinstance(target, str) else prefix

    def _titles(self) -> Mapping[str, tuple[str, str, str, str]]:
        book = self.book
        titles = {
            f"entry:{leaf.id}": (f"{leaf.id} {leaf.text or leaf.title}", leaf.cite, leaf.evidence, " ".join(leaf.notes))
            for leaf in book.leaves
        }
        for what, provisions in (("reach", book.reach), ("exclusion", book.exclusions)):
            titles |= {f"{what}:{p.id}": (p.title or p.id, p.cite, p.evidence, "") for p in provisions}
        for burden in book.burdens:
            p = burden.provision
            titles[f"requirement:{p.id}"] = (f"{p.id}: {p.title}", p.cite, p.evidence, "")
        for way in book.authorizations:
            p_ = way.provision
            titles[f"authorization:{way.key}"] = (f"{p_.id}: {p_.title}", p_.cite, p_.evidence, "")
        return titles


def _plain(program: Program, place: int) -> str:
    match program.nodes[place]:
        case Atom(field, _, text):
            return f"{field} {text}"
        case And(parts):
            return " and ".join(_plain(program, part) for part in parts)
        case Or(parts):
            return "; or ".join(_plain(program, part) for part in parts)
        case Not(part):
            return f"not ({_plain(program, part)})"
    return "nothing"


def show(value: Value, unit: str) -> str:
    """A value in words, with its unit."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Fraction() | Span():
            return format_quantity(value, unit or "1")
        case Band(lower, upper):
            return f"{format_quantity(lower, unit)} to {format_quantity(upper, unit)}"
        case OneOf(words):
            return " or ".join(sorted(words))
        case Money(amount, currency):
            return f"{float(amount):,.2f} {currency}"
        case Points(points):
            units = {"power": "W", "temperature": "K", "duration": "s", "frequency": "Hz"}
            told = (
                ", ".join(f"{k} {format_quantity(v, units.get(k, '1'))}" for k, v in point if v is not None)
                for point in points
            )
            return "; ".join(told) or "none"
        case tuple():
            return ", ".join(value) or "none"
        case date():
            return value.isoformat()
    return str(value)
