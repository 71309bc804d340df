"""A row is the case file that states the same: written out as one and read again, it gives the same situation."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from acquis.facts.read import read_case
from acquis.facts.situations import situations
from acquis.tables.columns import ANSWER, KEY, Column, Columns, linked
from acquis.tables.row import situation
from tests.tables.rows import DAY, random_rows, seen

ROWS = 250
NOT_IN_A_CASE = (
    "to.is_person", "transfer.days_abroad", "person.ties", "person.latest_tie", "person.at_home",
    "person.employer_country", "parties.listed", "to.listed_owner_share",
)  # fmt: skip
ABOUT_ANSWERS = re.compile(rf".*\.{ANSWER}\.")


@pytest.fixture(scope="module")
def columns() -> Columns:
    return seen().columns


def quantity(number: float, unit: str) -> str:
    """A number as a case file writes it."""
    return f"{number!r} {unit}" if unit != "1" else repr(number)


def written(column: Column, cell: Any, kind: str | None) -> Any:
    """A cell as a case file writes it."""
    unit = column.spec.unit_of(kind)[0]
    match column.type:
        case "count" | "ratio" | "quantity":
            return quantity(cell, unit)
        case "range":
            return [quantity(end, unit) for end in (cell if isinstance(cell, list) else [cell, cell])]
        case "day":
            return cell.isoformat()
        case "money":
            return f"{cell['amount']!r} {cell['currency']}"
        case "points" if isinstance(cell, float):
            return quantity(cell, column.spec.fields["value"])
        case "points":
            fields = column.spec.fields
            return [
                {name: quantity(one, fields[name]) for name, one in point.items() if one is not None} for point in cell
            ]
        case "countries" | "text_list":
            return None if None in cell else cell
    return cell


def case_of(row: Mapping[str, Any], columns: Columns) -> dict[str, Any]:
    """The case file that states what a row states."""
    stated: dict[str, Any] = {}
    for name, cell in row.items():
        column = columns.find(name)
        if column is not None and cell is not None:
            told = written(column, cell, row.get(f"{column.prefix}.kind"))
            if told is not None:
                stated[name] = told
    links = linked(stated, columns.catalogue.links)
    transfer: dict[str, Any] = {"id": row[KEY], "items": ["item"], "from": "from", "to": "to", "date": DAY.isoformat()}
    transfer |= {name[9:]: told for name, told in stated.items() if name.startswith("transfer.")}
    transfer |= {key: stated[name] for key, name in BESIDE.items() if name in stated}
    people = {name[7:]: told for name, told in stated.items() if name.startswith("person.")}
    recipient = {"listed": [{"list": one} for one in stated["to.listed"]]} if "to.listed" in stated else {}
    parties = [{"id": "from", "name": "from", **side(stated, "from")}]
    if not people:
        parties.append({"id": "to", "name": "to", **side(stated, "to"), **recipient})
    prefixes = ["item", *(link for link, behind in links.items() if behind)]
    return {
        "acquis": 1,
        "parties": parties,
        "people": [{"id": "to", **people, **recipient}] if people else [],
        "items": [item(prefix, stated, links, columns) for prefix in prefixes],
        "transfers": [transfer],
        "answers": [
            {
                "predicate": name.rpartition(".")[2],
                "item": columns.own[name].prefix,
                "answer": str(told).lower(),
                "by": "M",
            }
            for name, told in stated.items()
            if ABOUT_ANSWERS.match(name) and name in columns.own
        ],
    }


BESIDE = {"place": "place.country", "final_destination": "final.country"}


def side(stated: Mapping[str, Any], head: str) -> dict[str, Any]:
    return {name: stated[f"{head}.{name}"] for name in ("country", "region", "kind") if f"{head}.{name}" in stated}


def item(prefix: str, stated: Mapping[str, Any], links: Mapping[str, Any], columns: Columns) -> dict[str, Any]:
    own: dict[str, Any] = {}
    for name, told in stated.items():
        column = columns.find(name)
        if column is not None and column.prefix == prefix and column.type != "link" and not ABOUT_ANSWERS.match(name):
            own[name.removeprefix(f"{prefix}.")] = told
    beside: dict[str, Any] = {name: own.pop(name) for name in ("kind", "origin") if name in own}
    for link in columns.catalogue.links:
        if f"{prefix}.{link}" in links:
            own[link] = f"{prefix}.{link}" if links[f"{prefix}.{link}"] else "none"
    return {"id": prefix, **beside, "parameters": own}


def rows(columns: Columns) -> pl.DataFrame:
    """Rows that a case file can state: nothing that it derives, and a place for those who are no persons."""
    frame = random_rows(ROWS, 7)
    derived = [name for name in frame.columns if name.endswith("noise_figure_290")]
    behind = [name for name in frame.columns if ABOUT_ANSWERS.match(name) and name not in columns.own]
    frame = frame.drop(*NOT_IN_A_CASE, *derived, *behind)
    described = pl.any_horizontal(pl.col(name).is_not_null() for name in frame.columns if name.startswith("person."))
    return frame.with_columns(
        *(pl.when(~described).then(pl.col(name)).alias(name) for name in ("to.country", "to.region", "to.kind")),
        pl.col("transfer.activity").fill_null("export"),
        pl.col("transfer.date").fill_null(DAY),
    ).filter(described | (pl.col("to.country").is_not_null() & (pl.col("transfer.activity") != "release")))


def test_the_case_file_that_states_the_same(columns: Columns) -> None:
    frame = rows(columns)
    compared = 0
    for row in frame.iter_rows(named=True):
        case, problems = read_case(json.dumps(case_of(row, columns)).encode())
        assert case is not None, problems
        assert [str(problem) for problem in problems if "longer than any measured" not in str(problem)] == []
        if problems:
            continue  # a number beyond what a case file takes
        (said,) = situations(case, as_of=DAY, catalogue=columns.catalogue)
        found = situation(row, columns, DAY)
        values = {name: value for name, value in found.values.items() if name != "parties.listed"}
        assert {name: value for name, value in said.values.items() if name != "parties.listed"} == values
        assert (said.words, said.presumed) == (found.words, found.presumed)
        compared += 1
    assert compared > ROWS / 4


def test_a_row_says_where_a_fact_is_stated(columns: Columns) -> None:
    found = situation({"key": "a", "item.kind": "laser", "item.relates_to.kind": "laser"}, columns, DAY)
    assert found.transfer == "a"
    assert found.paths["item.cnot_error"] == "item.cnot_error"
    assert found.paths["item.relates_to.stated"] == "item.relates_to"
    assert "item.nothing" not in found.paths
