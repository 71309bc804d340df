"""A road-map file, YAML or JSON, to a Roadmap and its Problems, all of them at once.

The form is that of docs/radar.md. Items are read by the reader of case files: the same names, units and messages. What
stands under ``parameters`` of a product holds in every step that does not state it anew; nothing is carried from one
step to the next.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from acquis.facts.context import FREE, Context
from acquis.facts.items import ItemReader
from acquis.facts.read import LIMIT
from acquis.facts.resolve import resolve
from acquis.facts.transfers import TransferReader
from acquis.radar.when import read_when
from acquis.reading.catalogue import load_catalogue
from acquis.reading.countries import read_country
from acquis.reading.document import Mapping, Node, Scalar, describe, read_document
from acquis.reading.fields import Fields
from acquis.reading.number import ReadingError
from acquis.terms.casefile import CaseFile, Item, Transfer
from acquis.terms.fact import Statement
from acquis.terms.problem import Problem
from acquis.terms.roadmap import Product, Roadmap, Stage

FORM = "acquis-roadmap"
HINT = "it begins with acquis-roadmap: 1"


def read_roadmap(source: Path | bytes) -> tuple[Roadmap | None, tuple[Problem, ...]]:
    """The road-map of a file and its problems, in the order of the file; None where there is no road-map in it."""
    shown = str(source) if isinstance(source, Path) else "(bytes)"
    node, problems = read_document(source, name=shown, limit=LIMIT)
    if not isinstance(node, Mapping):
        if node is not None:
            what = f"a road-map is a mapping of keys to values, found {describe(node)}"
            problems = (*problems, Problem(where=node.where, what=what, hint=HINT))
        return None, problems
    context = Context(load_catalogue())
    roadmap = _Reader(context).roadmap(node, shown)
    return roadmap, tuple(sorted({*problems, *context.problems}))


class _Reader:
    """Reads products; problems gather in the context."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.items = ItemReader(context)

    def roadmap(self, node: Mapping, source: str) -> Roadmap:
        top = Fields(node, self.context.problems, what="road-map")
        if top.text(FORM) != "1":
            top.fault(top.where, f"road-map: expected {FORM}: 1", "it names the form of the file")
        id_, title = top.text("id"), top.text("title")
        products: dict[str, Product] = {}
        for one in top.items("products"):
            product = self._product(one)
            if product.id in products:
                where = f"also in line {products[product.id].where.line}"
                self.context.fault(one.where, f"product {product.id} is there twice, {where}", "give each its own id")
            products[product.id] = product
        said = [TransferReader(self.context).statement(one) for one in top.items("answers")]
        top.done(free=FREE)
        if not products:
            top.fault(top.where, "road-map: there are no products", "products: is the list of what is planned")
        held = tuple(products.values())
        last = case_of(id_, {one.id: one.stages[-1].item for one in held if one.stages}, (), ())
        resolved = resolve(last, [one for one in said if one is not None], self.context)
        return Roadmap(
            id=id_ or title or "roadmap",
            title=title,
            products=held,
            statements=resolved.statements if resolved else (),
            source=source,
        )

    def _product(self, node: Node) -> Product:
        fields, id_ = self.context.fields(node, "product")
        title, faulty = fields.text("title"), set[str]()
        shared = {key: part for key in ("id", "kind", "origin") if (part := fields.take(key)) is not None}
        written = fields.stated("parameters")
        if written is not None and not isinstance(written, Mapping):
            fields.fault(written.where, f"{fields.what}: parameters must be a mapping, found {describe(written)}")
        parameters = written if isinstance(written, Mapping) else None
        sender, to = self.context.country(fields, "from", faulty), self._to(fields)
        end_use = self.context.value("transfer.end_use", fields.stated("end_use"), faulty, "end_use")
        if to and sender is None and "from" not in faulty:
            fields.fault(fields.where, f"{fields.what}: from is missing beside to", "the country it is sold from")
        stages = tuple(self._stage(one, id_, shared, parameters) for one in fields.items("steps"))
        held = tuple(stage for stage in stages if stage is not None)
        fields.done(free=FREE)
        if not stages:
            fields.fault(
                fields.where, f"{fields.what}: there are no steps", "write steps: [{date: 2028-Q2, parameters: {…}}]"
            )
        for before, after in pairwise(held):
            first, second = before.begin, after.begin
            if (second.first, second.last) <= (first.first, first.last) or second.last < first.last:
                what = f"{fields.what}: the step of {second.text} stands after that of {first.text}"
                self.context.fault(after.item.where, what, "write the steps in the order of their dates")
        return Product(
            id=id_,
            title=title,
            kind=held[-1].item.kind if held else None,
            sender=sender,
            to=to,
            end_use=end_use if isinstance(end_use, str) else None,
            stages=held,
            where=fields.where,
        )

    def _to(self, fields: Fields) -> tuple[str, ...]:
        found = []
        for name in self.context.names(fields, "to", set(), single=True) or ():
            try:
                found.append(read_country(name.text))
            except ReadingError as fault:
                self.context.fault(name.where, f"{fields.what}: to: {fault.what}", fault.hint)
        return tuple(found)

    def _stage(self, node: Node, id_: str, shared: dict[str, Node], parameters: Mapping | None) -> Stage | None:
        fields = Fields(node, self.context.problems, what=f"step of {id_}")
        when, own = fields.stated("date"), fields.stated("parameters")
        fields.done(free=FREE)
        item = self._item(node, id_, shared, parameters, own)
        if when is None:
            fields.fault(fields.where, f"{fields.what}: date is missing", "write date: YYYY-MM-DD, or 2028-Q2")
            return None
        try:
            return Stage(begin=read_when(when), item=item)
        except ReadingError as fault:
            fields.fault(when.where, f"{fields.what}: date: {fault.what}", fault.hint)
            return None

    def _item(self, node: Node, id_: str, shared: dict[str, Node], common: Mapping | None, own: Node | None) -> Item:
        """The item of one step, as the reader of case files takes it."""
        where = node.where
        if own is None or isinstance(own, Mapping):
            stated = own.entries if isinstance(own, Mapping) else ()
            names = {key.text for key, _ in stated}
            kept = tuple(entry for entry in (common.entries if common else ()) if entry[0].text not in names)
            own = Mapping((*kept, *stated), own.where if own is not None else where)
        written = {**shared, "id": Scalar(id_, quoted=False, where=where), "parameters": own}
        entries = tuple((Scalar(key, quoted=False, where=part.where), part) for key, part in written.items())
        return next(iter(self.items.items((Mapping(entries, where),)).values()))


def case_of(
    id_: str, items: dict[str, Item], transfers: tuple[Transfer, ...], statements: tuple[Statement, ...]
) -> CaseFile:
    """A case file that holds items and transfers between countries, and nothing else."""
    return CaseFile(
        id=id_,
        title="",
        as_of=None,
        parties={},
        people={},
        items=items,
        transfers=transfers,
        milestones=(),
        statements=statements,
    )
