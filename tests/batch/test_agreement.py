"""A table gets the explainer's answers: row by row, at every limit, with nulls, links, persons and changing law.

Twenty thousand rows and more are compared by ``make test-long``.
"""

from __future__ import annotations

import os
from typing import TypeAlias

import polars as pl
import pytest

from acquis.batch.columns import KEY
from acquis.batch.row import situation
from acquis.batch.run import answers
from acquis.determination.library import shipped
from acquis.pipeline import examine
from acquis.terms.determination import Determination, Status
from acquis.terms.fact import Situation
from tests.batch.rows import DAY, random_rows, seen

Said: TypeAlias = tuple[Status, Status, frozenset[str], frozenset[str]]
"""At least, at most, the entries met, the entries that may be met."""

LONG = bool(os.environ.get("ACQUIS_LONG"))
ROWS, SEEDS = (20_000, range(20, 25)) if LONG else (150, range(20, 21))


def told(found: Determination) -> Said:
    """What a table says of a determination."""
    entries = [(one.entry, str(one.answer).lower()) for one in found.entries]
    met, open_ = (frozenset(entry for entry, answer in entries if answer == word) for word in ("yes", "unknown"))
    return found.at_least, found.at_most, met, open_


def agree(known: Situation, explained: Said, said: Said) -> bool:
    """Whether a table says the same; of several other items that a link may mean it may say less, never more.

    Where one other item is left the explainer takes what that one says, and so does a table; where several are, the
    explainer takes what they have in common, and a table leaves it open.
    """
    if sum(name.endswith(".id") for name in known.values) < 2:
        return said == explained
    least, most, met, open_ = said
    narrower, wider = explained[0] >= least, explained[1] <= most
    return narrower and wider and met <= explained[2] and explained[2] | explained[3] <= met | open_


@pytest.mark.parametrize("seed", SEEDS)
def test_every_row_has_the_answers_of_the_explainer(seed: int) -> None:
    library, columns = shipped(), seen().columns
    frame = random_rows(ROWS, seed, shapes=60 if LONG else 8, days=8 if LONG else 3)
    found = answers(frame, library, as_of=DAY, known_on=DAY)
    assert found[KEY].equals(frame[KEY])
    wrong = []
    for row, answer in zip(frame.iter_rows(named=True), found.iter_rows(named=True), strict=True):
        known = situation(row, columns, DAY)
        day = known.values.get("transfer.date")
        for id_ in library.packs:
            determination, _, _ = examine(library, id_, known, day, DAY)  # type: ignore[arg-type]
            least, most = (Status[answer[f"{id_}.{end}"]] for end in ("at_least", "at_most"))
            met, open_ = (frozenset(answer[f"{id_}.{name}"]) for name in ("entries", "entries_open"))
            said = (least, most, met, open_)
            if not agree(known, told(determination), said):
                wrong.append((row[KEY], id_, told(determination), said))
    assert wrong == []


def test_a_range_that_makes_a_fact_a_question_is_seen() -> None:
    """Who gives the temperatures a circuit is rated for is asked for which it is designed; both ends are one column."""
    library, columns = shipped(), seen().columns
    frame = pl.DataFrame(
        {
            "key": ["asked", "not asked"],
            "item.kind": ["integrated_circuit"] * 2,
            "item.rated_temperature": [[1.0, 300.0], None],
            "from.country": ["GB", "GB"],
            "to.country": ["JP", "JP"],
            "transfer.activity": ["export", "export"],
        }
    )
    found = answers(frame, library, as_of=DAY, known_on=DAY)
    for row, answer in zip(frame.iter_rows(named=True), found.iter_rows(named=True), strict=True):
        for id_ in library.packs:
            determination, _, _ = examine(library, id_, situation(row, columns, DAY), DAY, DAY)
            assert set(answer[f"{id_}.entries_open"]) == told(determination)[3]
    assert len(found["gb-export-control.entries_open"][0]) > len(found["gb-export-control.entries_open"][1])


def test_the_order_of_rows_and_what_stands_beside_them_change_nothing() -> None:
    frame = random_rows(120, 30, shapes=4, days=3)

    def said(part: pl.DataFrame) -> list[tuple[object, ...]]:
        return answers(part, shipped(), instruments=("gb-export-control",), as_of=DAY, known_on=DAY).rows()

    some = frame.sample(40, shuffle=True, seed=1)
    kept = set(some[KEY])
    assert sorted(said(some), key=str) == sorted((row for row in said(frame) if row[0] in kept), key=str)
