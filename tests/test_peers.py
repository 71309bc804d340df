"""The common rules of the benchmark: the reference is exact, and no fault of a peer goes uncounted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from tasks.page import PAGE, placed
from tasks.peers import columns, frames, ours, plain, rules, sql
from tasks.peers.cases import Cases, at_the_rim, beside, expected, load_cases, make, places, possible
from tasks.peers.judge import Judge
from tasks.peers.peer import Peer

WHOLE = make(4000, places())
HOLES = make(4000, places(), missing=0.15, seed=8)
IN_HOUSE = (*ours.PEERS, *frames.PEERS, *columns.PEERS, *sql.PEERS, *plain.PEERS)
TRIED: Mapping[str, tuple[object, ...]] = {
    "kind": rules.KINDS,
    "qubits": (1, *(step.qubits for step in rules.LADDER)),
    "error": (1e-9, *(limit for step in rules.LADDER if step.error for limit in beside(step.error)), 1.0),
    "power": beside(rules.POWER),
    "temperature": beside(rules.TEMPERATURE),
    "duration": beside(rules.DURATION),
    "destination": ("AQ", "AD", "AG", "JP"),
    "listed": (False, True),
}


class TestReference:
    def test_a_case_of_which_nothing_is_missing_has_one_possible_outcome(self) -> None:
        assert np.array_equal(possible(WHOLE), 1 << expected(WHOLE).astype(np.uint8))

    def test_the_possible_outcomes_are_those_that_some_value_gives(self) -> None:
        for row, found in zip(HOLES.rows(), possible(HOLES), strict=True):
            missing = [fact for fact in TRIED if fact not in row]
            if np.prod([len(TRIED[fact]) for fact in missing]) > 300:
                continue
            outcomes = {
                rules.answer(row | dict(zip(missing, values, strict=True)))
                for values in product(*(TRIED[fact] for fact in missing))
            }
            assert found == sum(1 << outcome for outcome in outcomes), row

    def test_all_four_outcomes_and_both_sides_of_every_limit_occur(self) -> None:
        assert set(expected(WHOLE)) == {rules.FREE, rules.EXCEPTION, rules.LICENSE, rules.DENIAL}
        for step in rules.LADDER[:-1]:
            assert step.error is not None
            assert set(beside(step.error)) <= set(make(40_000, places()).columns["error"])
        assert 0.2 < at_the_rim(WHOLE).mean() < 0.4

    def test_a_file_keeps_the_cases(self, tmp_path: Path) -> None:
        HOLES.save(tmp_path / "holes.npz")
        assert load_cases(tmp_path / "holes.npz").rows(null=True) == HOLES.rows(null=True)


class TestPeers:
    @pytest.mark.parametrize("peer", IN_HOUSE, ids=lambda peer: peer.name)
    def test_it_says_what_the_rules_say(self, peer: Peer) -> None:
        assert np.array_equal(peer.answers(WHOLE), expected(WHOLE))

    @pytest.mark.parametrize("peer", frames.PEERS[:2] + sql.PEERS + columns.PEERS, ids=lambda peer: peer.name)
    def test_one_that_does_not_think_of_nulls_waves_through(self, peer: Peer) -> None:
        said = peer.answers(HOLES)
        assert ((said <= rules.EXCEPTION) & (possible(HOLES) >= 1 << rules.LICENSE)).any()

    def test_one_that_does_leaves_open_what_is_open_and_nothing_else(self) -> None:
        (peer,) = frames.PEERS[2:]
        may = possible(HOLES)
        quietly = [rules.OPEN, rules.FREE, rules.EXCEPTION, rules.EXCEPTION]
        said = [quietly[m] if m < 4 else int(np.log2(m)) if m & (m - 1) == 0 else rules.OPEN for m in may.tolist()]
        assert peer.answers(HOLES).tolist() == said


class TestOurs:
    """acquis, on the pack that says the same fifteen rules."""

    @pytest.mark.parametrize("cases", [WHOLE, HOLES], ids=["whole", "holes"])
    @pytest.mark.parametrize("peer", ours.PEERS[1:4], ids=lambda peer: peer.name)
    def test_both_ends_are_those_of_the_possible_outcomes(self, peer: Peer, cases: Cases) -> None:
        least, most = ours.ends(peer.start(cases, True)())  # noqa: FBT003 - as run.py calls it
        every = [[outcome for outcome in range(4) if may >> outcome & 1] for may in possible(cases).tolist()]
        assert least.tolist() == [min(outcomes) for outcomes in every]
        assert most.tolist() == [max(outcomes) for outcomes in every]


class TestJudge:
    def judged(self, tmp_path: Path, whole: np.ndarray, null: np.ndarray, cases: Cases = HOLES) -> tuple[float, ...]:
        """Wrong, wrong at the rim, quiet, needless of made-up answers."""
        told = [{"name": "x", "version": "1", "rows": len(WHOLE), "whole": [2.0], "null": [4.0]}]
        answers = {"0.whole": whole.astype(np.int8), "0.null": null.astype(np.int8)}
        np.savez(tmp_path / "told.npz", allow_pickle=False, told=np.array(json.dumps(told)), **answers)
        (one,) = Judge(WHOLE, cases).judge(tmp_path / "told.npz")
        assert one.rates == (2000.0,)
        assert one.rates_null == (1000.0,)
        return one.wrong, one.rim_wrong, one.quiet["null"], one.needless

    def test_it_finds_nothing_where_nothing_is_wrong(self, tmp_path: Path) -> None:
        may = possible(HOLES)
        settled = np.bitwise_count(may) == 1
        said = np.where(settled, np.log2(may), rules.OPEN)
        assert self.judged(tmp_path, expected(WHOLE), said) == (0, 0, 0.0, 0.0)

    def test_it_counts_wrong_outcomes_and_those_at_the_rim(self, tmp_path: Path) -> None:
        rim = at_the_rim(WHOLE)
        shifted = (expected(WHOLE) + np.where(np.arange(len(WHOLE)) < 100, 1, 0)) % 4
        wrong, rim_wrong, *_ = self.judged(tmp_path, shifted, np.full(len(HOLES), rules.OPEN))
        assert (wrong, rim_wrong) == (100, rim[:100].sum())

    def test_quiet_is_waving_through_although_a_licence_is_possible(self, tmp_path: Path) -> None:
        holed = np.logical_or.reduce(list(HOLES.missing.values()))
        loud = holed & (possible(HOLES) >= 1 << rules.LICENSE)
        for said in (rules.FREE, rules.EXCEPTION):
            *_, quiet, needless = self.judged(tmp_path, expected(WHOLE), np.full(len(HOLES), said))
            assert quiet == pytest.approx(loud.sum() / holed.sum())
            assert needless == 0
        *_, quiet, _ = self.judged(tmp_path, expected(WHOLE), np.full(len(HOLES), rules.LICENSE))
        assert quiet == 0

    def test_needless_is_leaving_open_what_is_settled(self, tmp_path: Path) -> None:
        holed = np.logical_or.reduce(list(HOLES.missing.values()))
        settled = holed & (np.bitwise_count(possible(HOLES)) == 1)
        *_, quiet, needless = self.judged(tmp_path, expected(WHOLE), np.full(len(HOLES), rules.OPEN))
        assert quiet == 0
        assert needless == pytest.approx(settled.sum() / holed.sum())


class TestPage:
    def test_what_was_printed_replaces_what_stood_there_and_nothing_else(self) -> None:
        page = "a\n<!-- peers -->\nold\n<!-- end of peers -->\nb\n"
        renewed = placed(page, "peers", ["1 \\g<0> 2"], date(2026, 1, 2))
        assert renewed == (
            "a\n<!-- peers -->\n\nMeasured on 2026-01-02:\n\n```text\n1 \\g<0> 2\n```\n\n<!-- end of peers -->\nb\n"
        )
        assert placed(renewed, "peers", ["1 \\g<0> 2"], date(2026, 1, 2)) == renewed

    def test_a_part_without_a_place_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no place for 'speed'"):
            placed("", "speed", [], date(2026, 1, 2))

    @pytest.mark.parametrize("part", ["cases", "populations", "peers"])
    def test_the_page_has_a_place_for_every_part(self, part: str) -> None:
        placed(PAGE.read_text(encoding="utf-8"), part, [], date(2026, 1, 2))
