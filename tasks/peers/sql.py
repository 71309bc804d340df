"""DuckDB by hand: one CASE over a table, two values; the answers are written to a table.

With nulls this is the CASE of one who does not think of them: what is unknown goes to the next WHEN.
"""

from __future__ import annotations

import duckdb
import numpy as np

from tasks.peers import rules
from tasks.peers.cases import Cases, Outcomes
from tasks.peers.frames import COLUMNS, frame
from tasks.peers.peer import Peer, Run
from tasks.peers.rules import Step


def start(cases: Cases, _null: bool) -> Run:
    """A table in the memory of a fresh database."""
    database = duckdb.connect()
    database.register("given", frame(cases).rename({name: fact for fact, name in COLUMNS.items()}).to_arrow())
    database.execute("CREATE TABLE cases AS SELECT * FROM given")
    statement = f"CREATE OR REPLACE TABLE answers AS SELECT key, ({case()})::TINYINT AS answer FROM cases"

    return lambda: database.execute(statement)


def read(database: duckdb.DuckDBPyConnection) -> Outcomes:
    """The answers, in the order of the cases."""
    told = database.execute("SELECT answer FROM answers ORDER BY key::INTEGER").fetchnumpy()["answer"]
    return np.asarray(told, np.int8)


def case() -> str:
    """The fifteen rules."""
    controlled = " OR ".join([*map(_step, rules.LADDER), _cooler()])
    order = (_among(rules.EMBARGO), "listed", f"NOT ({controlled})", _among(rules.EXEMPT), _among(rules.FRIENDS))
    whens = " ".join(f"WHEN {test} THEN {then}" for test, then in zip(order, rules.FOLLOWS, strict=True))
    return f"CASE {whens} ELSE {rules.LICENSE} END"


def _step(step: Step) -> str:
    parts = [f"kind = '{rules.KINDS[0]}'", f"qubits >= {step.qubits}"]
    if step.below is not None:
        parts.append(f"qubits < {step.below}")
    if step.error is not None:
        parts.append(f"error <= {step.error!r}::DOUBLE")
    return f"({' AND '.join(parts)})"


def _cooler() -> str:
    power, temperature, duration = (f"{limit!r}::DOUBLE" for limit in (rules.POWER, rules.TEMPERATURE, rules.DURATION))
    cold = f"power >= {power} AND temperature <= {temperature} AND duration > {duration}"
    return f"(kind = '{rules.KINDS[1]}' AND {cold})"


def _among(members: frozenset[str]) -> str:
    return f"destination IN ({', '.join(repr(one) for one in sorted(members))})"


PEERS = (Peer("DuckDB by hand, two-valued CASE", "duckdb", 1_000_000, start, read),)
