"""Items of a case file: kind, origin, parameters by fact name, links to other items, components."""

from __future__ import annotations

from acquis.facts.context import FREE, NONE, Context
from acquis.facts.isotopes import impurity
from acquis.reading.countries import country_of
from acquis.reading.document import Mapping, Node, Scalar, describe
from acquis.reading.fields import Fields
from acquis.reading.number import ReadingError
from acquis.terms.casefile import Item
from acquis.terms.problem import Where
from acquis.terms.value import Value


class ItemReader:
    """Reads ``items``. A parameter that cannot be read is unknown and named in ``faulty``."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.parameters = context.catalogue.parameters
        self.groups = {name.rpartition(".")[0] for name in self.parameters if "." in name}

    def items(self, nodes: tuple[Node, ...]) -> dict[str, Item]:
        """Items by id."""
        found: dict[str, Item] = {}
        for node in nodes:
            fields, id_ = self.context.fields(node, "item")
            item = self._item(fields, id_)
            if id_ in found:
                where = f"also in line {found[id_].where.line}"
                fields.fault(fields.where, f"{fields.what} is there twice, {where}", "give each an id of its own")
                item = self._unknown(id_, item.where)
            found[id_] = item
        return found

    def _unknown(self, id_: str, where: Where) -> Item:
        """An item of which nothing can be taken, because two were given under one id."""
        return Item(id=id_, kind=None, parameters={}, links={}, places={}, faulty=self._all(), where=where)

    def _all(self) -> frozenset[str]:
        return frozenset((*self.parameters, "kind", "origin", "components"))

    def _item(self, fields: Fields, id_: str) -> Item:
        faulty: set[str] = set()
        places: dict[str, Where] = {}
        kind = self._beside(fields, "kind", faulty, places)
        origin = self._beside(fields, "origin", faulty, places)
        components = self.context.names(fields, "components", faulty)
        parameters: dict[str, Value] = {}
        links: dict[str, str] = {}
        written = fields.stated("parameters")
        if isinstance(written, Mapping):
            reader = _Parameters(self, id_, kind, parameters, links, places, faulty)
            reader.read(written.entries, "")
        elif written is not None:
            if not (isinstance(written, Scalar) and written.faulty):
                what = f"{fields.what}: parameters must be a mapping, found {describe(written)}"
                fields.fault(written.where, what, "write {stages: 2, base_temperature: 2.8 K}")
            faulty |= set(self.parameters)
        title = fields.text("title")
        fields.done(free=FREE)
        self._isotopes(parameters, places, faulty)
        for component in components or ():
            self.context.refer("item", component, f"item {id_}", "components")
        return Item(
            id=id_,
            kind=kind,
            title=title,
            origin=country_of(origin),
            parameters=parameters,
            links=links,
            components=None if components is None or "components" in faulty else tuple(c.text for c in components),
            places=places,
            faulty=frozenset(faulty),
            where=fields.where,
        )

    def _beside(self, fields: Fields, key: str, faulty: set[str], places: dict[str, Where]) -> str | None:
        node = fields.stated(key)
        if node is not None:
            places[key] = node.where
        value = self.context.value(f"item.{key}", node, faulty, key)
        return value if isinstance(value, str) else None

    def _isotopes(self, parameters: dict[str, Value], places: dict[str, Where], faulty: set[str]) -> None:
        """The impurity that the isotopic composition leaves possible, where it is not stated itself."""
        shares, element = parameters.get("isotopes"), parameters.get("element")
        if not isinstance(shares, tuple) or not isinstance(element, str):
            return
        excluded = self.context.catalogue.facts["item.isotopic_impurity"].impurity_excludes.get(element, ())
        stated = parameters.get("isotopic_impurity")
        try:
            found = impurity(shares, element, excluded, stated)
        except ReadingError as fault:
            self.context.fault(places["isotopes"], f"isotopes: {fault.what}", fault.hint)
            faulty |= {"isotopes", "isotopic_impurity"}
            parameters.pop("isotopic_impurity", None)
            return
        if stated is None and found is not None and "isotopic_impurity" not in faulty:
            parameters["isotopic_impurity"] = found
            places["isotopic_impurity"] = places["isotopes"]


class _Parameters:
    """Reads the parameters of one item, groups such as ``publication`` included."""

    def __init__(
        self,
        reader: ItemReader,
        id_: str,
        kind: str | None,
        parameters: dict[str, Value],
        links: dict[str, str],
        places: dict[str, Where],
        faulty: set[str],
    ) -> None:
        self.context = reader.context
        self.known = reader.parameters
        self.groups = reader.groups
        self.owner = f"item {id_}"
        self.kind = kind
        self.parameters = parameters
        self.links = links
        self.places = places
        self.faulty = faulty

    def read(self, entries: tuple[tuple[Scalar, Node], ...], prefix: str) -> None:
        """Take every entry, or say why not."""
        for key, node in entries:
            name = prefix + key.text
            if name in self.known:
                self._parameter(name, node)
            elif name in self.groups and isinstance(node, Mapping):
                self.read(node.entries, name + ".")
            elif name in self.groups:
                self._group(name, node)
            else:
                what = f"{self.owner}: unknown parameter {describe(key)}"
                self.context.fault(key.where, what, self.context.meant(name, self.known))

    def _parameter(self, name: str, node: Node) -> None:
        if isinstance(node, Scalar) and node.is_null:
            return
        if name in self.places:
            self.context.fault(node.where, f"{self.owner}: {name} is stated twice", "keep one; neither is taken")
            self.parameters.pop(name, None)
            self.links.pop(name, None)
            self.faulty.add(name)
            return
        self.places[name] = node.where
        value = self.context.value(f"item.{name}", node, self.faulty, name, self.kind)
        if value is None:
            return
        if self.known[name].type == "link":
            if isinstance(node, Scalar) and node.text != NONE:
                self.context.refer("item", node, self.owner, name)
            self.links[name] = str(value)
        else:
            self.parameters[name] = value

    def _group(self, name: str, node: Node) -> None:
        """A group that is no mapping leaves all its facts unknown."""
        if isinstance(node, Scalar) and node.is_null:
            return
        members = [known for known in self.known if known.startswith(name + ".")]
        self.faulty |= set(members)
        if not (isinstance(node, Scalar) and node.faulty):
            tails = ", ".join(member.removeprefix(name + ".") for member in members)
            what = f"{self.owner}: {name} must be a mapping, found {describe(node)}"
            self.context.fault(node.where, what, f"keys: {tails}")
