"""One Situation for every transfer × item × recipient: what is known, by fact name, under its links too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

from acquis.facts.persons import person_facts
from acquis.reading.catalogue import Catalogue, load_catalogue
from acquis.terms.casefile import CaseFile, Item, Listing, Party, Person, Transfer
from acquis.terms.fact import Situation, Statement
from acquis.terms.problem import Where
from acquis.terms.value import OneOf, Points, Span, Value

NOT_STATED = "(not stated)"
LINKS = ("specially_designed_for", "relates_to", "source_laser")
DEPTH = 3
REFERENCE_TEMPERATURE = 290


def situations(case: CaseFile, *, as_of: date, catalogue: Catalogue | None = None) -> tuple[Situation, ...]:
    """Every situation of a case, in the order of the file; ``as_of`` dates the transfers that have no date."""
    return tuple(_Facts(case, as_of, catalogue or load_catalogue()).all())


class _Facts:
    """Facts of one case; what belongs to an item or a party is worked out once."""

    def __init__(self, case: CaseFile, as_of: date, catalogue: Catalogue) -> None:
        self.case = case
        self.as_of = as_of
        self.catalogue = catalogue
        self.absent = {
            name: _absent(spec.type) for name, spec in catalogue.facts.items() if spec.absent == "not_stated"
        }
        self.presumed = {name: value for name, value in self.absent.items() if not name.startswith("item.")}
        self._items: dict[str, tuple[dict[str, Value], dict[str, str], dict[str, Value]]] = {}
        self._statements = _answers(case)

    def all(self) -> Iterable[Situation]:
        for transfer in self.case.transfers:
            for to in transfer.to or ("",):
                shared, paths, presumed = self._shared(transfer, to)
                for id_ in transfer.items:
                    item = self.case.items.get(id_)
                    if item is not None:
                        yield self._situation(transfer, item, to, shared, paths, presumed)

    def _situation(
        self,
        transfer: Transfer,
        item: Item,
        to: str,
        shared: Mapping[str, Value],
        paths: Mapping[str, str],
        presumed: Mapping[str, Value],
    ) -> Situation:
        own, own_paths, own_presumed = self._item_facts(item)
        return Situation(
            transfer=transfer.id,
            item=item.id,
            to=to,
            values={**shared, **own},
            presumed={**presumed, **own_presumed},
            derived=DERIVED,
            statements=self._statements.get(item.id, {}),
            paths=_Paths({**paths, **own_paths}, item.id),
            places=_Places(self.case, transfer, own_paths),
            components=tuple(
                self._situation(transfer, self.case.items[part], to, shared, paths, presumed)
                for part in item.components or ()
                if part in self.case.items and part != item.id
            ),
            components_stated=item.components is not None,
        )

    # -- the transfer and its sides ------------------------------------------------------------------------------

    def _shared(self, transfer: Transfer, to: str) -> tuple[dict[str, Value], dict[str, str], dict[str, Value]]:
        case, t = self.case, f"transfers.{transfer.id}"
        day = transfer.date or self.as_of
        sender, from_country, from_region, from_path = self._side(transfer.sender, transfer, f"{t}.from")
        party, to_country, to_region, to_path = self._side(to, transfer, f"{t}.to")
        final, final_country, _, final_path = self._side(transfer.final_destination, transfer, f"{t}.final_destination")
        values: dict[str, Value] = {
            **{f"transfer.{name}": value for name, value in transfer.facts.items()},
            "transfer.date": day,
            "transfer.via": transfer.via,
            "transfer.days_abroad": _days_abroad(transfer, day),
            "from.country": from_country,
            "from.region": from_region,
            "from.kind": getattr(sender, "kind", None),
            "to.country": to_country,
            "to.region": to_region,
            "to.kind": getattr(party, "kind", None),
            "to.is_person": isinstance(party, Person),
            "final.country": final_country if transfer.final_destination else to_country,
            "place.country": _country(transfer.place) or from_country,
        }
        paths = {
            name: f"{t}.{name.removeprefix('transfer.')}"
            for name in self.catalogue.facts
            if name.startswith("transfer.")
        }
        paths["transfer.days_abroad"] = f"{t}.return_by"
        paths |= {"from.country": from_path, "from.region": from_path, "from.kind": from_path}
        paths |= {"to.country": to_path, "to.region": to_path, "to.kind": to_path, "to.is_person": f"{t}.to"}
        paths |= {"final.country": final_path if transfer.final_destination else to_path, "place.country": f"{t}.place"}
        if isinstance(party, Person):
            employer = case.parties.get(party.at) if party.at else None
            values |= person_facts(party, employer)
            paths |= {
                name: f"people.{party.id}.{_tail(name)}" for name in self.catalogue.facts if name.startswith("person.")
            }
        values |= self._lists((party, final), day)
        presumed = {name: value for name, value in self.presumed.items() if name not in transfer.faulty}
        return {name: value for name, value in values.items() if value is not None}, paths, presumed

    def _side(
        self, name: str | None, transfer: Transfer, path: str
    ) -> tuple[Party | Person | None, str | None, str | None, str]:
        """A side of the transfer, its country, its subdivision, and where the country would be stated."""
        if not name:
            return None, None, None, path
        party = self.case.parties.get(name)
        if party is not None:
            region = party.region or (party.country if party.country and "-" in party.country else None)
            return party, _country(party.country), region, f"parties.{name}.country"
        person = self.case.people.get(name)
        if person is not None:
            place = transfer.place or person.residence
            if transfer.place is None and transfer.facts.get("activity") == "release":
                sender = self.case.parties.get(transfer.sender or "")
                place = sender.country if sender else transfer.sender
            return person, _country(place), place if place and "-" in place else None, f"people.{name}.residence"
        if len(name.partition("-")[0]) == 2:
            return None, _country(name), name if "-" in name else None, path
        return None, None, None, path

    def _lists(self, sides: tuple[Party | Person | None, ...], day: date) -> dict[str, Value]:
        """On which lists the recipient and the other parties stand, as stated; nothing where nothing is stated."""
        found: dict[str, Value] = {}
        recipient = sides[0]
        own = [
            *_listed(recipient),
            *(_listed(self.case.parties.get(recipient.at)) if isinstance(recipient, Person) and recipient.at else ()),
        ]
        stated = any(getattr(side, "listed", None) is not None for side in sides)
        every = [*own, *(listing for side in sides[1:] for listing in _listed(side))]
        if stated or every:
            found["to.listed"] = tuple(sorted({one.list for one in own if _since(one, day)}))
            found["parties.listed"] = tuple(sorted({one.list for one in every if _since(one, day)}))
        owners = getattr(recipient, "owners", None)
        if owners is not None and any(owner.listed for owner in owners):
            known = sum((o.share for o in owners if o.listed and o.share is not None), Fraction(0))
            open_ = any(owner.listed and owner.share is None for owner in owners)
            found["to.listed_owner_share"] = Span(known, Fraction(1)) if open_ else known
        return found

    # -- the item and what it links to ----------------------------------------------------------------------------

    def _item_facts(self, item: Item) -> tuple[dict[str, Value], dict[str, str], dict[str, Value]]:
        if item.id not in self._items:
            values: dict[str, Value] = {}
            paths: dict[str, str] = {}
            presumed: dict[str, Value] = {}
            self._collect(item, "item", 0, values, paths, presumed)
            self._items[item.id] = (
                {name: value for name, value in values.items() if value is not None},
                paths,
                presumed,
            )
        return self._items[item.id]

    def _collect(
        self,
        item: Item,
        prefix: str,
        depth: int,
        values: dict[str, Value],
        paths: dict[str, str],
        presumed: dict[str, Value],
    ) -> None:
        values |= {f"{prefix}.{name}": value for name, value in _own(item).items()}
        paths[prefix] = f"items.{item.id}"
        for statement in self._statements.get(item.id, {}).values():
            values[f"{prefix}.answer.{statement.predicate}"] = statement.answer
        for name, value in self.absent.items():
            if (
                name.startswith("item.")
                and item.kind is not None
                and item.kind not in self.catalogue.facts[name].open_kinds
            ):
                if name.removeprefix("item.") not in item.faulty:
                    presumed[prefix + name[4:]] = value
        for link in LINKS:
            self._link(item, link, f"{prefix}.{link}", depth, values, paths, presumed)

    def _link(
        self,
        item: Item,
        link: str,
        prefix: str,
        depth: int,
        values: dict[str, Value],
        paths: dict[str, str],
        presumed: dict[str, Value],
    ) -> None:
        named = self._named(item, link)
        paths[f"{prefix}.stated"] = paths[f"{prefix}.named"] = f"items.{item.id}.parameters.{link}"
        if named is not None:
            target = self.case.items.get(named)
            values[f"{prefix}.stated"] = values[f"{prefix}.named"] = target is not None
            if target is not None and depth < DEPTH:
                values[f"{prefix}.id"] = target.id
                self._collect(target, prefix, depth + 1, values, paths, presumed)
            return
        presumed[f"{prefix}.named"] = False
        spec = self.catalogue.facts[f"item.{link}"]
        if item.kind is None or item.kind in spec.open_kinds or link in item.faulty:
            return
        others = [
            other
            for other in self.case.items.values()
            if other.id != item.id and other.id not in (item.components or ())
        ]
        if not others or depth >= DEPTH:
            presumed[f"{prefix}.stated"] = False
            return
        # It might be any other item of the case; what they have in common is all that is known of it.
        values |= {f"{prefix}.{name}": value for name, value in _hull([_own(other) for other in others]).items()}

    def _named(self, item: Item, link: str) -> str | None:
        """The item a link names: by a named person's answer, else as the case file states it; None if not stated."""
        said = self._statements.get(item.id, {}).get(f"item.answer.{_PREDICATES.get(link, link)}")
        if said is not None and link in _PREDICATES:
            return (said.about or None) if said.answer else "none"
        return item.links.get(link)


_PREDICATES = {"specially_designed_for": "specially_designed"}
DERIVED = {
    "item.noise_figure_290": "converted from the noise temperature with a reference of 290 K",
    "person.latest_tie": "the most recent of citizenships and permanent residencies",
    "person.ties": "citizenships and permanent residencies together",
}


class _Paths(dict[str, str]):
    """Where the case file would state a fact; item facts follow their item."""

    def __init__(self, known: Mapping[str, str], item: str) -> None:
        super().__init__(known)
        self.item = item

    def get(self, key: str, default: str | None = None) -> str:  # type: ignore[override]
        found = super().get(key)
        if found is not None:
            return found
        prefix, _, name = key.rpartition(".")
        while prefix:
            base = super().get(prefix)
            if base is not None:
                beside = name in ("kind", "origin") or not base.startswith("items.")
                return f"{base}.{name}" if beside else f"{base}.parameters.{_BASE.get(name, name)}"
            prefix, _, head = prefix.rpartition(".")
            name = f"{head}.{name}"
        return default if default is not None else key


class _Places(dict[str, Where]):
    """Where in the file a fact was stated."""

    def __init__(self, case: CaseFile, transfer: Transfer, paths: Mapping[str, str]) -> None:
        super().__init__({f"transfer.{name}": where for name, where in transfer.places.items()})
        self.case = case
        self.paths = paths

    def get(self, key: str, default: Where | None = None) -> Where | None:  # type: ignore[override]
        prefix, _, name = key.rpartition(".")
        while prefix:
            item = self.case.items.get(self.paths.get(prefix, "").removeprefix("items."))
            if item is not None:
                return item.places.get(_BASE.get(name, name), default)
            prefix, _, head = prefix.rpartition(".")
            name = f"{head}.{name}"
        return super().get(key, default)


_BASE = {"noise_figure_290": "noise_temperature"}


def _own(item: Item) -> dict[str, Value]:
    """The facts of an item by itself, those derived from its parameters included."""
    own: dict[str, Value] = {"kind": item.kind, "origin": item.origin, **item.parameters}
    noise = item.parameters.get("noise_temperature")
    if isinstance(noise, Fraction):
        own["noise_figure_290"] = noise_figure(noise)
    base, cooling = item.parameters.get("base_temperature"), item.parameters.get("cooling")
    if isinstance(base, Fraction) and (cooling is None or isinstance(cooling, Points)):
        # At its lowest temperature a cooler carries no load: one more point of its curve.
        unloaded = (("power", Fraction(0)), ("temperature", base))
        own["cooling"] = Points((*(cooling.points if isinstance(cooling, Points) else ()), unloaded))
    return own


def noise_figure(temperature: Fraction) -> Span:
    """10 log10(1 + T/290 K) in dB, as an interval of one part in 10^30 around the irrational value."""
    with localcontext() as context:
        context.prec = 40
        ratio = 1 + temperature / REFERENCE_TEMPERATURE
        exact = Fraction(10 * (Decimal(ratio.numerator) / Decimal(ratio.denominator)).log10())
    dust = Fraction(1, 10**30)
    return Span(exact - dust, exact + dust)


def _hull(many: list[dict[str, Value]]) -> dict[str, Value]:
    """What several items have in common, fact by fact: a value, a choice, an interval, or nothing."""
    names = set.intersection(*(set(one) for one in many))
    found: dict[str, Value] = {}
    for name in names:
        values = [one[name] for one in many]
        if any(value is None for value in values):
            continue
        if all(value == values[0] for value in values):
            found[name] = values[0]
        elif all(isinstance(value, str) for value in values):
            found[name] = OneOf(frozenset(str(value) for value in values))
        elif all(isinstance(value, Fraction) for value in values):
            numbers = [value for value in values if isinstance(value, Fraction)]
            found[name] = Span(min(numbers), max(numbers))
    return found


def _answers(case: CaseFile) -> dict[str, dict[str, Statement]]:
    found: dict[str, dict[str, Statement]] = {}
    for statement in case.statements:
        found.setdefault(statement.item, {})[f"item.answer.{statement.predicate}"] = statement
    return found


def _absent(type_: str) -> Value:
    if type_ == "flag":
        return False
    if type_ in ("countries", "text_list"):
        return ()
    return NOT_STATED


def _days_abroad(transfer: Transfer, day: date) -> Value:
    back = transfer.facts.get("return_by")
    return Fraction((back - day).days) if isinstance(back, date) else None


def _country(place: str | None) -> str | None:
    return place.partition("-")[0] if place else None


def _tail(name: str) -> str:
    tail = name.rpartition(".")[2]
    return "citizenships" if tail in ("ties", "latest_tie") else "at" if tail == "employer_country" else tail


def _listed(side: Party | Person | None) -> tuple[Listing, ...]:
    return (side.listed or ()) if side is not None else ()


def _since(listing: Listing, day: date) -> bool:
    return listing.since is None or listing.since <= day
