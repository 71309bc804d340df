"""What the readers of one case file share: the catalogue, the problems, the references to be checked at the end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from acquis.reading.catalogue import Catalogue
from acquis.reading.document import Node, Scalar, Sequence, describe
from acquis.reading.fields import Fields
from acquis.reading.suggest import did_you_mean
from acquis.reading.values import read_value
from acquis.terms.problem import Problem, Where
from acquis.terms.value import Value

FREE = ("title", "notes", "role", "description")
"""Free text that may stand anywhere and is never read as a fact."""

MAX_HINTS = 100

NONE = "none"
"""The word that says a link names no item; no item may be called so."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that must be the id of something in the case; ``owner`` and ``fact`` say what is unknown if it is not."""

    to: str
    name: str
    where: Where
    owner: str
    fact: str


@dataclass(slots=True)
class Context:
    """Gathers problems and references while a case is read."""

    catalogue: Catalogue
    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    hints: int = 0

    def fields(self, node: Node, what: str) -> tuple[Fields, str]:
        """The fields of a thing that has an id, and the id."""
        fields = Fields(node, self.problems, what=what)
        id_ = fields.text("id")
        if not id_:
            if fields.where.line and not (isinstance(node, Scalar) and node.faulty):
                self.fault(fields.where, f"{what}: id is missing", "give it a short name of its own, such as a1")
            id_ = f"(line {fields.where.line})"
        elif id_ == NONE or not id_.isprintable():
            self.fault(fields.where, f"{what}: {id_[:40]!r} cannot be an id", "give it a short name of its own")
        fields.what = f"{what} {id_}"
        return fields, id_

    def fault(self, where: Where, what: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(where=where, what=what, hint=hint))

    def value(self, fact: str, node: Node | None, faulty: set[str], name: str, kind: str | None = None) -> Value:
        """The value a node states for a fact; what cannot be read is unknown and marked under ``name``."""
        if node is None:
            return None
        value, problems = read_value(self.catalogue.facts[fact], node, kind)
        self.problems.extend(problems)
        if problems or (isinstance(node, Scalar) and node.faulty):
            faulty.add(name)
        return value

    def country(self, fields: Fields, key: str, faulty: set[str]) -> str | None:
        """A country or subdivision code."""
        before = len(self.problems)
        value = self.value("place.country", fields.stated(key), faulty, key)
        self.problems[before:] = [
            replace(problem, what=problem.what.replace("place.country", f"{fields.what}: {key}", 1))
            for problem in self.problems[before:]
        ]
        return value if isinstance(value, str) else None

    def rows(self, fields: Fields, key: str, faulty: set[str]) -> tuple[Node, ...] | None:
        """The entries of a list; None where it is not stated or cannot be read, which is marked."""
        node = fields.stated(key)
        if isinstance(node, Sequence):
            return node.items
        if node is not None:
            if not (isinstance(node, Scalar) and node.faulty):
                fields.fault(node.where, f"{fields.what}: {key} must be a list, found {describe(node)}", "write [a, b]")
            faulty.add(key)
        return None

    def names(self, fields: Fields, key: str, faulty: set[str], *, single: bool = False) -> tuple[Scalar, ...] | None:
        """The words of a list, each once; with ``single`` one word may stand for a list of one."""
        node = fields.stated(key)
        if single and isinstance(node, Scalar) and not node.faulty:
            return (node,)
        found: dict[str, Scalar] = {}
        rows = self.rows(fields, key, faulty)
        if rows is None:
            return None
        for row in rows:
            if not isinstance(row, Scalar) or row.faulty or row.is_null:
                faulty.add(key)
                if not (isinstance(row, Scalar) and row.faulty):
                    fields.fault(row.where, f"{fields.what}: {key} holds names, found {describe(row)}", "write [a, b]")
            elif row.text in found:
                fields.fault(row.where, f"{fields.what}: {describe(row)} stands twice in {key}", "name it once")
            else:
                found[row.text] = row
        return tuple(found.values())

    def choice(self, fields: Fields, key: str, words: tuple[str, ...], faulty: set[str]) -> str:
        """One of a few words; empty when it is none of them."""
        node = fields.stated(key)
        if isinstance(node, Scalar) and node.text in words:
            return node.text
        faulty.add(key)
        if node is None:
            fields.fault(fields.where, f"{fields.what}: {key} is missing", f"one of: {', '.join(words)}")
        elif not (isinstance(node, Scalar) and node.faulty):
            what = f"{fields.what}: {key} must be one of {', '.join(words)}, found {describe(node)}"
            fields.fault(node.where, what, self.meant(node.text if isinstance(node, Scalar) else "", words))
        return ""

    def meant(self, text: str, known: Collection[str]) -> str:
        """The hint for a name that is not known; names are looked for only so often, for a file may be full of them."""
        self.hints += 1
        near = did_you_mean(text, known) if self.hints <= MAX_HINTS else ""
        if near or len(known) > 100:
            return near or "check the spelling; the names are in acquis schema, or are the ids in this file"
        some = sorted(known)[:12]
        return f"there are: {', '.join(some)}{' …' if len(known) > len(some) else ''}" if some else "there are none"

    def refer(self, to: str, name: Scalar | None, owner: str, fact: str) -> str | None:
        """A name that must be found in the end; the name itself."""
        if name is None or name.faulty or name.is_null:
            return None
        self.references.append(Reference(to, name.text, name.where, owner, fact))
        return name.text
