"""Items of a case file: kind, origin, parameters by fact name, links to other items, components."""

from __future__ import annotations

from difflib import get_close_matches
from fractions import Fraction

from acquis.reading.catalogue import Catalogue
from acquis.reading.document import Mapping, Node, Scalar
from acquis.reading.fields import Fields
from acquis.terms.casefile import Item
from acquis.terms.problem import Problem, Where
from acquis.terms.value import Span, Value

FREE = ("title", "notes", "role", "description")
BESIDE = ("kind", "origin")


class ItemReader:
    """Reads ``items``."""

    def __init__(self, catalogue: Catalogue, problems: list[Problem]) -> None:
        self.catalogue = catalogue
        self.problems = problems
        self.parameters = {
            name.removeprefix("item."): spec
            for name, spec in catalogue.facts.items()
            if name.startswith("item.") and not spec.derived and name.removeprefix("item.") not in BESIDE
        }

    def items(self, nodes: tuple[Node, ...]) -> dict[str, Item]:
        """Items by id."""
        found: dict[str, Item] = {}
        for node in nodes:
            item, fields = self._item(node)
            if item.id in found:
                fields.fault(fields.where, f"item {item.id} is there twice", f"also at {found[item.id].where}")
            found[item.id] = item
        return found

    def _item(self, node: Node) -> tuple[Item, Fields]:
        fields = Fields(node, self.problems, what="item")
        id_ = fields.text("id", required=True)
        fields.what = f"item {id_}"
        kind = self._beside(fields, "kind", "item.kind")
        origin = self._beside(fields, "origin", "item.origin")
        components = fields.words("components") if fields.has("components") else None
        parameters: dict[str, Value] = {}
        links: dict[str, str] = {}
        places: dict[str, Where] = {"kind": fields.where, "origin": fields.where}
        faulty: set[str] = set()
        self._read(fields.pairs("parameters"), "", kind, parameters, links, places, faulty)
        title = fields.text("title")
        fields.take("components")
        fields.done(free=FREE)
        self._isotopes(parameters)
        item = Item(
            id=id_,
            kind=kind,
            title=title,
            origin=origin,
            parameters=parameters,
            links=links,
            components=components,
            places=places,
            faulty=frozenset(faulty),
            where=fields.where,
        )
        return item, fields

    def _beside(self, fields: Fields, key: str, fact: str) -> str | None:
        node = fields.take(key)
        if node is None or (isinstance(node, Scalar) and node.is_null):
            return None
        value, problems = self.catalogue.read_value(self.catalogue.facts[fact], node, None)
        self.problems.extend(problems)
        return value if isinstance(value, str) else None

    def _read(
        self,
        pairs: tuple[tuple[Scalar, Node], ...],
        prefix: str,
        kind: str | None,
        parameters: dict[str, Value],
        links: dict[str, str],
        places: dict[str, Where],
        faulty: set[str],
    ) -> None:
        for key, node in pairs:
            name = prefix + key.text
            spec = self.parameters.get(name)
            if (
                spec is None
                and isinstance(node, Mapping)
                and any(known.startswith(name + ".") for known in self.parameters)
            ):
                self._read(node.entries, name + ".", kind, parameters, links, places, faulty)
                continue
            if spec is None:
                close = get_close_matches(name, self.parameters, 1)
                hint = f"did you mean {close[0]}?" if close else "parameter names are in the schema: acquis schema"
                self.problems.append(Problem(where=key.where, what=f"unknown parameter {name!r}", hint=hint))
                continue
            if isinstance(node, Scalar) and node.is_null:
                continue
            value, problems = self.catalogue.read_value(spec, node, kind)
            places[name] = key.where
            if problems:
                self.problems.extend(problems)
                faulty.add(name)
            elif spec.type == "link":
                links[name] = str(value)
            elif value is not None:
                parameters[name] = value

    def _isotopes(self, parameters: dict[str, Value]) -> None:
        """Where the isotopes are given but not their sum, the impurity follows from those that do not count."""
        given = parameters.get("isotopes")
        spec = self.catalogue.facts["item.isotopic_impurity"]
        element = parameters.get("element")
        if "isotopic_impurity" in parameters or not isinstance(given, tuple) or not isinstance(element, str):
            return
        wanted = spec.impurity_excludes.get(element, ())
        shares = dict(pair.split("=", 1) for pair in given if "=" in pair)
        try:
            numbers = {name: Fraction(share) for name, share in shares.items()}
        except (ValueError, ZeroDivisionError):
            return
        if not wanted or not numbers:
            return
        kept = sum((numbers[name] for name in wanted if name in numbers), Fraction(0))
        others = sum((share for name, share in numbers.items() if name not in wanted), Fraction(0))
        if all(name in numbers for name in wanted):
            parameters["isotopic_impurity"] = Fraction(1) - kept
        elif others <= 1 - kept:
            # An isotope that does not count may fill what is not stated, or an impurity may.
            parameters["isotopic_impurity"] = Span(others, Fraction(1) - kept)
