"""Typed calls of the public names: type-checked with everything else, and never run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, assert_type

import pandas as pd
import polars as pl

import acquis
from acquis import (
    Answer,
    CaseError,
    Determination,
    Error,
    Outcome,
    PackError,
    Problem,
    Status,
    TableError,
    UsageError,
    ask,
    batch,
    check,
    explain,
)
from acquis.terms.proof import Proof, Question


def determinations() -> None:
    """What check takes and gives."""
    outcome = check("case.yaml")
    assert_type(outcome, Outcome)
    assert_type(check(Path("case.yaml"), as_of=date(2026, 11, 20), known_on=date(2026, 11, 20)), Outcome)
    assert_type(check(b"acquis: 1", instruments=("eu-dual-use",)), Outcome)
    assert_type(outcome.determinations, tuple[Determination, ...])
    assert_type(outcome.problems, tuple[Problem, ...])
    assert_type(outcome.matches, tuple[Mapping[str, Any], ...])
    assert_type(outcome.as_of, date)
    assert_type(outcome.to_json(), str)
    assert_type(outcome.to_dict(all_entries=True), dict[str, Any])
    for found in outcome.determinations:
        assert_type(found.status, str)
        assert_type(found.at_least, Status)
        assert_type(found.at_most >= Status.license_required, bool)
        assert_type(found.review_policy, str | None)
        assert_type([entry.answer for entry in found.entries], list[Answer])
        assert_type([missing.question for missing in found.missing], list[str])


def proofs_and_questions() -> None:
    """What explain and ask take and give."""
    assert_type(explain("case.yaml", "t1", "us-ear", item="i1", to="SKR"), tuple[Proof, ...])
    assert_type(ask("case.yaml", known_on=date(2026, 11, 20)), tuple[Question, ...])


def tables(frame: pl.DataFrame, lazy: pl.LazyFrame, pandas: pd.DataFrame) -> None:
    """What batch takes it gives."""
    assert_type(batch(frame, as_of=date(2026, 11, 20), known_on=date(2026, 11, 20)), pl.DataFrame)
    assert_type(batch(lazy, instruments=("eu-dual-use",), keep_going=True), pl.LazyFrame)
    assert_type(batch(pandas), pd.DataFrame)


def errors() -> None:
    """Everything that is raised on purpose is an acquis.Error."""
    try:
        check("case.yaml")
    except (CaseError, TableError) as fault:
        assert_type(fault.problems, tuple[Problem, ...])
    except (PackError, UsageError) as fault:
        assert_type(fault, PackError | UsageError)
    except Error:
        pass


def front_door() -> None:
    """The names may also be asked of the package itself."""
    assert_type(acquis.check("case.yaml"), Outcome)
    assert_type(acquis.Answer.UNKNOWN > acquis.Answer.NO, bool)
    assert_type(acquis.__version__, str)
