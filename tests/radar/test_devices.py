"""Tables of machines: what counts as the C-NOT error, distances, bad cells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from acquis.errors import CaseError
from acquis.pipeline import roadmaps
from acquis.radar.devices import read_devices
from acquis.reports.devices_sheet import devices_sheet
from acquis.terms.answer import NO, UNKNOWN, YES
from acquis.terms.devices import Devices, Machine, Row
from tests.radar.plans import KNOWN_ON, LADDER

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "radar" / "devices.csv"
REAL = ROOT.parent / "shared" / "data" / "landscape" / "devices.csv"
HEADER = "device,physical_qubits,two_qubit_error,error_kind,error_stat"
CNOT = "cx gate error,mean over edges"


def seen(path: Path, instruments: tuple[str, ...] = LADDER, day: date = KNOWN_ON) -> Devices:
    return roadmaps.devices(path, as_of=day, known_on=KNOWN_ON, instruments=instruments)


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "machines.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def one(folder: Path, row: str, header: str = HEADER) -> Row:
    (found,) = seen(table(folder, row, header=header), ("us-ear",)).rows
    return found


@pytest.mark.parametrize("instrument", LADDER)
def test_the_example(instrument: str) -> None:
    found = seen(EXAMPLE)
    told = {row.machine.name: row.under(instrument).answer for row in found.rows}
    assert [name for name, answer in told.items() if answer is YES] == ["Hoarfrost 127", "Fjord 400"]
    assert [name for name, answer in told.items() if answer is UNKNOWN] == [
        "Hoarfrost 127b", "Gletscher 156", "Nordlys 98", "Sable 2100",
    ]  # fmt: skip
    assert not found.problems


@pytest.mark.parametrize(
    ("kind", "statistic", "reasons"),
    [
        ("cx gate error", "mean over nearest neighbours", ()),
        ("C-NOT (interleaved RB)", "average over edges", ()),
        ("cz gate error", "mean over edges", ("the error of another gate",)),
        ("ecr", "mean over edges", ("the error of another gate",)),
        ("cx and cz", "mean over edges", ("several gates are named",)),
        ("1 - fidelity", "mean over edges", ("the gate is not said to be the C-NOT",)),
        ("cx", "median over edges", ("not an average",)),
        ("cx", "best pair", ("not an average",)),
        ("cx", "mean", ("not said to be over nearest neighbours",)),
        ("", "", ("the gate is not said to be the C-NOT", "not an average")),
    ],
)
def test_which_figure_is_the_cnot_error(kind: str, statistic: str, reasons: tuple[str, ...], tmp_path: Path) -> None:
    machines, problems = read_devices(table(tmp_path, f"A,120,5e-4,{kind},{statistic}"))
    assert not problems
    assert machines[0].why == reasons
    assert (machines[0].cnot is None) is bool(reasons)


def test_an_average_that_leaves_gates_out_is_not_the_average(tmp_path: Path) -> None:
    header = HEADER + ",n_disabled"
    assert one(tmp_path, f"A,120,5e-4,{CNOT},0", header).under("us-ear").answer is YES
    assert one(tmp_path, f"A,120,5e-4,{CNOT},3", header).under("us-ear").answer is UNKNOWN


def test_the_fact_itself_goes_before_the_published_figure(tmp_path: Path) -> None:
    found = one(tmp_path, "A,120,9e-3,cz,median,5e-4,gate_model", HEADER + ",cnot_error,paradigm")
    assert found.under("us-ear").answer is YES
    assert found.machine.why == ()


def test_undetermined_machines_say_what_is_needed(tmp_path: Path) -> None:
    found = one(tmp_path, "A,120,5e-4,cz gate,median").under("us-ear")
    assert (found.answer, found.as_if) == (UNKNOWN, YES)
    assert [missing.name for missing in found.missing] == ["item.cnot_error"]


@pytest.mark.parametrize(
    ("qubits", "error", "factor", "more"),
    [
        ("120", "1.5e-3", 1.5, 80),
        ("99", "9e-4", 9.0, 1),
        ("100", "1e-3", None, None),
        ("33", "1e-4", None, 1),
        ("33", "1e-2", None, 1967),
        ("1999", "7e-3", 7 / 6, 1),
    ],
)
def test_distances_to_the_nearest_rim(
    qubits: str, error: str, factor: float | None, more: float | None, tmp_path: Path
) -> None:
    found = one(tmp_path, f"A,{qubits},{error},{CNOT}").under("us-ear")
    by_error, by_qubits = found.gap("cnot_error"), found.gap("physical_qubits")
    assert (by_error and float(by_error.factor or 0)) == (factor and pytest.approx(factor))
    assert (by_qubits and by_qubits.more) == more
    assert (found.answer is YES) == (by_error is None and by_qubits is None)


@pytest.mark.parametrize(("qubits", "error"), [(120, "1.21e-3"), (98, "7.9e-4"), (20, "0.011"), (340, "2.4e-3")])
def test_a_gap_leads_to_the_rim_and_no_further(qubits: int, error: str, tmp_path: Path) -> None:
    gap = one(tmp_path, f"A,{qubits},{error},{CNOT}").under("us-ear").gap("physical_qubits")
    assert gap is not None
    assert one(tmp_path, f"A,{gap.rim},{error},{CNOT}").under("us-ear").answer is YES
    assert one(tmp_path, f"A,{gap.rim - 1},{error},{CNOT}").under("us-ear").answer is NO


def test_an_annealer_is_near_to_nothing(tmp_path: Path) -> None:
    found = one(tmp_path, "A,5000,,,,annealer", HEADER + ",modality").under("us-ear")
    assert (found.answer, found.gaps) == (NO, ())


class TestBadTables:
    """What cannot be read is said; a row is never dropped."""

    def test_a_missing_column_stops_before_any_work(self, tmp_path: Path) -> None:
        with pytest.raises(CaseError) as fault:
            read_devices(table(tmp_path, "A,1", header="device,physical_qubit"))
        told = [str(problem) for problem in fault.value.problems]
        assert len(told) == 4
        assert "the column physical_qubits is missing" in told[0]
        assert "did you mean physical_qubit?" in told[0]

    def test_a_cell_that_cannot_be_read_is_unknown_and_said(self, tmp_path: Path) -> None:
        found = seen(table(tmp_path, f"A,many,5e-4,{CNOT}", f"B,120,50,{CNOT}", f"C,120,5e-4,{CNOT}"), ("us-ear",))
        assert [row.under("us-ear").answer for row in found.rows] == [UNKNOWN, UNKNOWN, YES]
        told = [(problem.where.line, problem.what.partition(":")[0]) for problem in found.problems]
        assert told == [(2, "physical_qubits"), (3, "two_qubit_error")]

    def test_a_row_of_another_length_is_kept_and_said(self, tmp_path: Path) -> None:
        found = seen(table(tmp_path, "A,120,5e-4,cx, mean, over edges"), ("us-ear",))
        assert len(found.rows) == 1
        assert found.rows[0].under("us-ear").answer is UNKNOWN
        assert "6 cells under 5 columns" in found.problems[0].what

    def test_a_unit_nobody_knows(self, tmp_path: Path) -> None:
        machines, problems = read_devices(table(tmp_path, f"A,120,0.5,{CNOT},dB", header=HEADER + ",error_unit"))
        assert machines[0].published is None
        assert "error_unit: 'dB' is not known" in problems[0].what

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", HEADER.encode()])
    def test_no_table_at_all(self, content: bytes, tmp_path: Path) -> None:
        path = tmp_path / "machines.csv"
        path.write_bytes(content)
        with pytest.raises(CaseError):
            read_devices(path)


def test_knowing_less_is_never_quieter() -> None:
    """The same machines without their errors, or without their numbers of qubits."""
    found = seen(EXAMPLE)
    from acquis.determination.library import shipped
    from acquis.radar.nearest import sight

    less = [
        Machine(line=row.machine.line, name=row.machine.name, paradigm=row.machine.paradigm, qubits=qubits, cnot=cnot)
        for row in found.rows
        for qubits, cnot in ((row.machine.qubits, None), (None, row.machine.cnot))
    ]
    told = iter(sight(shipped(), LADDER, less, KNOWN_ON, KNOWN_ON))
    for row in found.rows:
        for poorer in (next(told), next(told)):
            for instrument in LADDER:
                before, after = row.under(instrument).answer, poorer.under(instrument).answer
                assert after is before or after is UNKNOWN


@pytest.mark.shared
def test_the_real_table() -> None:
    """No published figure of a real machine is the one the lists ask for, and none is listed for sure."""
    found = seen(REAL)
    assert not found.problems
    for instrument in LADDER:
        assert found.counts(instrument) == {
            "rows": 135,
            "listed": 0,
            "undetermined": 54,
            "not_listed": 81,
            "if_published_were_cnot_error": 1,
        }
        closest, _ = found.ranked(instrument, "cnot_error")[0]
        assert closest.machine.name == "ibm_boston"
        assert found.ranked(instrument, "physical_qubits")[0][1].more == 2
    assert all(row.machine.cnot is None for row in found.rows)


def test_a_pack_without_entries_lists_no_machine_as_not_listed() -> None:
    """Silence is no answer: such a pack is named, and not counted."""
    found = seen(EXAMPLE, ("us-ear", "us-itar"))
    assert not any(row.under("us-itar").holds for row in found.rows)
    (block,) = (one for one in devices_sheet(found).blocks if one.title == "Who is listed")
    assert [row[0] for row in block.rows] == ["us-ear"]
    assert block.items == ("no control entry for such machines is held by us-itar",)
