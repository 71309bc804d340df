"""A command line with a stand-in for the engine: what is tested is the translation, not the law."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from acquis import pipeline
from acquis.cli.main import main
from acquis.terms.determination import Determination, Outcome, PackStamp, Status
from acquis.terms.problem import Problem
from acquis.terms.proof import PackView, Proof

DAY = date(2026, 11, 20)
STAMP = PackStamp(id="xx-list", name="The List of Exland", edition="2026-09-21", sha256="ab" * 32)


def cell(low: Status, high: Status | None = None, transfer: str = "t1") -> Determination:
    """A bare determination."""
    return Determination(
        transfer=transfer, item="i1", to="SKR", instrument="xx-list", authority="EX", law_of=DAY, at_least=low,
        at_most=low if high is None else high, entries=(), requirements=(), authorizations=(), review_policy=None,
        assumes=(), missing=(), unsettled=(), obligations=(), notes=(), citations=(), evidence="read",
    )  # fmt: skip


def outcome(*cells: Determination, problems: tuple[Problem, ...] = ()) -> Outcome:
    """An outcome around some determinations."""
    return Outcome(
        case="demo",
        title="A case",
        as_of=DAY,
        known_on=DAY,
        packs=(STAMP,),
        determinations=cells,
        problems=problems,
        names={},
    )


class Stand:
    """Stands in for the pipeline; remembers what it was asked."""

    def __init__(self) -> None:
        self.found: Outcome | Exception = outcome(cell(Status.not_listed))
        self.asked: dict[str, Any] = {}

    def check(self, source: Path, **asked: Any) -> Outcome:
        self.asked = {"source": source, **asked}
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    def proofs(self, _source: Path, **_asked: Any) -> tuple[Proof, ...]:
        assert isinstance(self.found, Outcome)
        return tuple(self._proof(found) for found in self.found.determinations)

    def explain(self, source: Path, transfer: str, instrument: str, **asked: Any) -> tuple[Proof, ...]:
        self.asked = {"source": source, "transfer": transfer, "instrument": instrument, **asked}
        return self.proofs(source)

    @staticmethod
    def _proof(found: Determination) -> Proof:
        return Proof(
            transfer=found.transfer,
            item=found.item,
            to=found.to,
            instrument=found.instrument,
            determination=found,
            steps=(),
        )


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Stand:
    made = Stand()
    monkeypatch.setattr(pipeline, "check", made.check)
    monkeypatch.setattr(pipeline, "proofs", made.proofs)
    monkeypatch.setattr(pipeline, "explain", made.explain)
    monkeypatch.setattr(pipeline, "ask", lambda _source, **_: ())
    monkeypatch.setattr(pipeline, "packs", lambda: (STAMP,))
    monkeypatch.setattr(pipeline, "show_pack", lambda _id: PackView(stamp=STAMP, issuer="Exland"))
    return made


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text("acquis: 1\n")
    return path


@pytest.fixture
def run() -> Callable[..., Result]:
    """Runs a command as a user would."""

    def call(*args: str | Path) -> Result:
        return CliRunner().invoke(main, [str(arg) for arg in args])

    return call
