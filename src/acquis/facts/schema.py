"""The JSON Schema (2020-12) of a case file, generated from the catalogue of facts and the contract.

It describes the form. What only reading can tell (that references lead somewhere, that a unit fits) is said by
``read_case``, with the place and a hint.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from acquis.facts.context import FREE, NONE
from acquis.facts.people import AFFILIATIONS, DIRECTIONS
from acquis.facts.transfers import ANSWERS
from acquis.reading.catalogue import Catalogue, FactSpec, load_catalogue
from acquis.reading.unit_table import unit_table

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": ["number", "string"]}
ID: Schema = {"type": ["string", "integer"], "not": {"const": NONE}}
NAMES: Schema = {"type": "array", "items": ID, "uniqueItems": True}


def case_schema(catalogue: Catalogue | None = None) -> Schema:
    """The schema of a case file, as a dict ready for ``json.dumps``."""
    catalogue = catalogue or load_catalogue()
    lists = {
        "parties": "Organisations",
        "people": "Natural persons; what is asked of them is personal data",
        "items": "Commodities, software, technology and services",
        "transfers": "What is exported, released or supplied",
        "milestones": "Dates of the project and the transfers they need",
        "answers": "Named persons' answers to open predicates",
    }
    properties: Schema = {
        "acquis": {"const": 1, "description": "The form of the case file"},
        "case": {**ID, "description": "The id of the case"},
        "as_of": {**_ref("day"), "description": "The day of transfers that have no date; default: today"},
    }
    singular = {"people": "person", "parties": "party"}
    for name, description in lists.items():
        each = _ref(singular.get(name, name.removesuffix("s")))
        properties[name] = {"type": ["array", "null"], "items": each, "description": description}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "acquis case file",
        "description": "A collaboration described once. A fact that is left out, or null, is unknown.",
        **_object(properties, required=("acquis", "transfers")),
        "$defs": {
            **_common(),
            "party": _party(),
            "person": _person(catalogue),
            "item": _item(catalogue),
            "transfer": _transfer(catalogue),
            "milestone": _object(
                {"id": ID, "date": _ref("day"), "needs": {**NAMES, "description": "Ids of transfers"}}, required=("id",)
            ),
            "answer": _answer(),
        },
    }


def _object(properties: Mapping[str, Any], required: tuple[str, ...] = ()) -> Schema:
    """A mapping with these keys, free text, and nothing else."""
    free = {name: {"type": ["string", "null"], "description": "Free text"} for name in FREE}
    found: Schema = {"type": "object", "properties": {**properties, **free}, "additionalProperties": False}
    return {**found, "required": list(required)} if required else found


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _many(each: Schema, description: str) -> Schema:
    return {"type": ["array", "null"], "items": each, "description": description}


def _common() -> Schema:
    country = "ISO 3166-1 alpha-2 code, or a 3166-2 subdivision where the law tells it apart"
    return {
        "country": {"type": ["string", "null"], "pattern": "^[A-Z]{2}(-[A-Z0-9]{1,3})?$", "description": country},
        "day": {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$", "format": "date"},
        "listing": _object({"list": TEXT, "since": _ref("day"), "entry": {"type": ["string", "null"]}}, ("list",)),
        "listed": _many(_ref("listing"), "Lists this party stands on; [] means checked, none"),
        "tie": {"anyOf": [_ref("country"), _object({"country": _ref("country"), "since": _ref("day")}, ("country",))]},
    }


def _party() -> Schema:
    owner = _object(
        {"name": TEXT, "country": _ref("country"), "share": {**NUMBER, "examples": ["40 %"]}, "listed": _ref("listed")}
    )
    return _object(
        {
            "id": ID,
            "name": TEXT,
            "country": _ref("country"),
            "region": {**_ref("country"), "description": "A subdivision that the law tells apart"},
            "kind": {"type": ["string", "null"], "examples": ["company", "university", "research_institute"]},
            "owners": _many(owner, "Who holds how much of it"),
            "listed": _ref("listed"),
            "identifiers": {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
        },
        required=("id",),
    )


def _person(catalogue: Catalogue) -> Schema:
    def asked(name: str, schema: Schema) -> Schema:
        return {**schema, "description": _described(catalogue.facts[f"person.{name}"])}

    affiliation = _object(
        {
            "organisation": TEXT,
            "country": _ref("country"),
            "kind": {"enum": list(AFFILIATIONS)},
            "current": {"type": ["boolean", "null"]},
            "since": _ref("day"),
            "until": _ref("day"),
        },
        required=("organisation", "kind"),
    )
    direction = _object({"country": _ref("country"), "kind": {"enum": list(DIRECTIONS)}}, required=("country", "kind"))
    ties = {"type": ["array", "null"], "items": _ref("tie")}
    return _object(
        {
            "id": ID,
            "name": {"type": ["string", "null"]},
            "at": {**ID, "description": "The id of the party where the person works"},
            "citizenships": asked("citizenships", ties),
            "permanent_residency": asked("permanent_residency", ties),
            "residence": asked("residence", _ref("country")),
            "employed_since": asked("employed_since", _ref("day")),
            "affiliations": _many(affiliation, "Other organisations the person is tied to"),
            "foreign_direction": _many(direction, "Foreign direction over the person"),
            "listed": _ref("listed"),
        },
        required=("id",),
    )


def _item(catalogue: Catalogue) -> Schema:
    parameters: Schema = {}
    for name, spec in catalogue.parameters.items():
        group, _, tail = name.rpartition(".")
        if group:
            inner = parameters.setdefault(group, {"type": "object", "properties": {}, "additionalProperties": False})
            inner["properties"][tail] = fact_schema(spec)
        else:
            parameters[name] = fact_schema(spec)
    return _object(
        {
            "id": ID,
            "kind": fact_schema(catalogue.facts["item.kind"]),
            "origin": fact_schema(catalogue.facts["item.origin"]),
            "parameters": {"type": ["object", "null"], "properties": parameters, "additionalProperties": False},
            "components": {**NAMES, "type": ["array", "null"], "description": "Ids of items; [] means none"},
        },
        required=("id",),
    )


def _transfer(catalogue: Catalogue) -> Schema:
    facts = {
        name.removeprefix("transfer."): fact_schema(spec)
        for name, spec in catalogue.facts.items()
        if name.startswith("transfer.") and not spec.derived
    }
    side = "The id of a party or a person, or a country or subdivision code"
    return _object(
        {
            "id": ID,
            **facts,
            "items": {**NAMES, "minItems": 1},
            "from": {**ID, "description": side},
            "to": {"anyOf": [ID, NAMES], "description": side + "; a list makes one determination each"},
            "final_destination": {"type": ["string", "null"], "description": side},
            "place": {**_ref("country"), "description": "Where it happens; default: the country of from"},
        },
        required=("id", "activity", "items", "from", "to"),
    )


def _answer() -> Schema:
    return _object(
        {
            "predicate": {**TEXT, "examples": ["specially_designed"]},
            "item": ID,
            "about": ID,
            "answer": {"enum": [*ANSWERS, True, False]},
            "by": TEXT,
            "on": _ref("day"),
            "basis": TEXT,
        },
        required=("predicate", "item", "answer", "by"),
    )


def fact_schema(spec: FactSpec) -> Schema:
    """The schema of one fact, with its question as description."""
    return {**_form(spec), "description": _described(spec)}


def _described(spec: FactSpec) -> str:
    units = list(dict.fromkeys((spec.unit, *spec.units.values()))) if spec.type in ("quantity", "range") else []
    shown = " or ".join(", ".join(unit_table().dimensions[unit].show) for unit in units if unit)
    lines = [spec.ask, f"Usually known to: {spec.who}."]
    if shown:
        lines.append(f"With its unit, for example one of: {shown}.")
    return " ".join(lines)


def _form(spec: FactSpec) -> Schema:
    match spec.type:
        case "flag":
            return {"type": ["boolean", "null"]}
        case "choice" | "kind":
            return {"enum": [*spec.values, *([spec.unknown_word] if spec.unknown_word else []), None]}
        case "count" | "ratio":
            return {
                "type": ["number", "string", "null"],
                "examples": [1e-4, "<= 2e-3", "0.1 %"][: 2 + (spec.type == "ratio")],
            }
        case "quantity" | "text" | "link":
            return {"type": ["string", "null"]}
        case "range":
            return {
                "anyOf": [{"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2}, {"type": ["string", "null"]}]
            }
        case "country":
            return _ref("country")
        case "countries":
            return {"type": ["array", "null"], "items": _ref("country")}
        case "day":
            return _ref("day")
        case "money":
            pair = {"type": "object", "required": ["amount", "currency"], "additionalProperties": False}
            pair["properties"] = {"amount": NUMBER, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}}
            return {"anyOf": [{"type": ["string", "null"], "examples": ["1200 EUR"]}, pair]}
        case "text_list":
            return {"type": ["array", "null"], "items": TEXT}
        case "points":
            fields = {name: NUMBER if unit == "1" else TEXT for name, unit in spec.fields.items()}
            point = {"type": "object", "properties": fields, "additionalProperties": False}
            return {"type": ["array", "null"], "items": point}
    return _parts(spec)


def _parts(spec: FactSpec) -> Schema:
    if not spec.parts:
        return {"type": ["object", "null"], "additionalProperties": NUMBER}
    forms = {"ratio": NUMBER, "day": _ref("day")}
    parts = {
        name: forms.get(part, TEXT) if isinstance(part, str) else {"enum": list(part)}
        for name, part in spec.parts.items()
    }
    return {"type": ["object", "null"], "properties": parts, "additionalProperties": False}
