"""A table of real machines, CSV with a header, to Machines and Problems.

Which columns are read, and when a published error counts as the C-NOT error of the entries, is said in docs/radar.md.
A two-qubit error of another gate, a median, a best pair, or an average that leaves gates out is not that fact.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from acquis.errors import CaseError
from acquis.reading.catalogue import load_catalogue
from acquis.reading.document import Scalar
from acquis.reading.suggest import did_you_mean
from acquis.reading.values import read_value
from acquis.terms.devices import Machine
from acquis.terms.problem import Problem, Where
from acquis.terms.value import Value

NEEDED = ("device", "physical_qubits", "two_qubit_error", "error_kind", "error_stat")
TAKEN = (
    *NEEDED, "cnot_error", "paradigm", "modality", "error_unit", "n_disabled", "vendor", "country", "calib_date",
    "year", "confidence",
)  # fmt: skip
CNOT = frozenset(("cx", "cnot"))
OTHER_GATES = frozenset(("cz", "ecr", "zz", "rzz", "ms", "xx", "iswap", "cphase", "fsim", "sycamore", "fcz", "fecr"))
AVERAGE = frozenset(("mean", "average"))
NEIGHBOURS = frozenset(("neighbour", "neighbours", "neighbor", "neighbors", "edge", "edges"))
UNITS = {"": "", "probability": "", "%": " %", "percent": " %", "ppm": " ppm"}
ANNEALERS = frozenset(("annealer", "annealing"))
GATES, ANNEALING = "gate_model", "annealing"
SEE = "the columns are in docs/radar.md"
MAX_ROWS = 100_000


def read_devices(path: Path) -> tuple[tuple[Machine, ...], tuple[Problem, ...]]:
    """The machines of a table and the cells that cannot be read; such a figure is unknown, the row stays.

    Raises CaseError where the file is no table or lacks a column.
    """
    shown = str(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream)
            header = [name.strip() for name in next(rows, [])]
            _check(header, shown)
            found = _Rows(header, shown)
            machines = tuple(found.machine(cells, rows.line_num) for cells in rows if any(map(str.strip, cells)))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise _no_table(Where(file=shown), f"the table cannot be read: {fault}", "save it as CSV in UTF-8") from None
    if not machines:
        raise _no_table(Where(file=shown, line=1), "the table has no rows", "write one machine in each")
    return machines, tuple(found.problems)


def _no_table(where: Where, what: str, hint: str) -> CaseError:
    return CaseError("no table can be read", (Problem(where=where, what=what, hint=hint),))


def _check(header: list[str], shown: str) -> None:
    where = Where(file=shown, line=1)
    problems = [
        Problem(
            where=where, what=f"the column {name} is missing", hint=did_you_mean(name, header) or "see docs/radar.md"
        )
        for name in NEEDED
        if name not in header
    ]
    problems += [
        Problem(where=where, what=f"the column {name} stands twice", hint="keep one")
        for name in sorted({name for name in header if header.count(name) > 1 and name in TAKEN})
    ]
    if problems:
        raise CaseError("no table can be read", tuple(problems))


class _Rows:
    """Reads rows; problems gather."""

    def __init__(self, header: list[str], shown: str) -> None:
        self.header = header
        self.shown = shown
        self.problems: list[Problem] = []
        self.facts = load_catalogue().facts
        self.count = 0

    def machine(self, cells: list[str], line: int) -> Machine:
        self.count += 1
        if self.count > MAX_ROWS:
            raise _no_table(Where(file=self.shown, line=line), f"more than {MAX_ROWS:,} rows", "use acquis batch")
        if len(cells) != len(self.header):
            self._fault(line, f"{len(cells)} cells under {len(self.header)} columns", "quote cells that hold a comma")
            cells = []
        row = {name: cell.strip() for name, cell in zip(self.header, cells, strict=False)}
        told = ", ".join(part for part in (row.get("error_kind", ""), row.get("error_stat", "")) if part)
        published = self._error(row, line)
        stated = self._value("item.cnot_error", row.get("cnot_error", ""), "cnot_error", line)
        why = () if stated is not None or published is None else tuple(_why_not(row))
        cnot = stated if stated is not None else None if why else published
        name = row.get("device", "")
        if not name and row:
            self._fault(line, "device is empty", "give the machine a name")
        confidence = row.get("confidence", "")
        return Machine(
            line=line,
            name=name or f"(line {line})",
            vendor=row.get("vendor", ""),
            place=row.get("country", ""),
            dated=row.get("calib_date", "") or row.get("year", ""),
            told=told,
            confidence=confidence,
            weak=confidence.startswith("low"),
            paradigm=self._paradigm(row, line, published),
            qubits=self._value("item.physical_qubits", row.get("physical_qubits", ""), "physical_qubits", line),
            published=published,
            cnot=cnot,
            why=why,
        )

    def _error(self, row: Mapping[str, str], line: int) -> Value:
        written, unit = row.get("two_qubit_error", ""), row.get("error_unit", "")
        if not written:
            return None
        if unit not in UNITS:
            self._fault(line, f"error_unit: {unit[:40]!r} is not known", f"one of: {', '.join(filter(None, UNITS))}")
            return None
        return self._value("item.cnot_error", written + UNITS[unit], "two_qubit_error", line)

    def _paradigm(self, row: Mapping[str, str], line: int, published: Value) -> str | None:
        """As stated; an annealer by its modality; a machine with a published error of a gate runs gates."""
        stated = self._value("item.paradigm", row.get("paradigm", ""), "paradigm", line)
        if isinstance(stated, str):
            return stated
        if _words(row.get("modality", "")) & ANNEALERS:
            return ANNEALING
        runs = published is not None and _words(row.get("error_kind", "")) & (CNOT | OTHER_GATES)
        return GATES if runs and not row.get("paradigm") else None

    def _value(self, fact: str, text: str, column: str, line: int) -> Value:
        if not text:
            return None
        where = Where(file=self.shown, line=line)
        value, problems = read_value(self.facts[fact], Scalar(text, quoted=False, where=where))
        said = fact.removeprefix("item.") + ": "
        for one in problems:
            self._fault(line, f"{column}: {one.what.removeprefix(said)}", one.hint)
        return value

    def _fault(self, line: int, what: str, hint: str) -> None:
        self.problems.append(Problem(where=Where(file=self.shown, line=line), what=what, hint=hint))


def _why_not(row: Mapping[str, str]) -> Iterable[str]:
    """Why the published error is not shown to be the average error of nearest-neighbour C-NOT gates."""
    gates, statistic = _words(row.get("error_kind", "")), _words(row.get("error_stat", ""))
    if not gates & CNOT:
        yield "the error of another gate" if gates & OTHER_GATES else "the gate is not said to be the C-NOT"
    elif gates & OTHER_GATES:
        yield "several gates are named"
    if not statistic & AVERAGE:
        yield "not an average"
    elif not statistic & NEIGHBOURS:
        yield "not said to be over nearest neighbours"
    if row.get("n_disabled", "") not in ("", "0"):
        yield "gates are left out"


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower().replace("c-not", "cnot")))
