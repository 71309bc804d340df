"""How fast and how large: one table of medians, with the machine and the versions it was measured on.

Run by ``make bench``. Numbers depend on the machine and on what else it does, so this is no test; the targets stand
beside what was measured.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from tasks.page import tell

if TYPE_CHECKING:  # nothing of acquis is imported before the fresh processes are measured
    from datetime import date

    from acquis.terms.fact import Situation

EXAMPLES = Path(__file__).parents[1] / "examples"
PACKAGES = ("acquis", "ruamel.yaml", "ruamel.yaml.clib", "pint", "click", "rich", "jinja2")
SIZES = (1, 10, 100)
HEAD = ("", f"{'':<58} {'median':>9} {'':<6} {'min':>9} {'max':>9} {'runs':>4}  target")
PROVISIONS = 20
"""Entries in a synthetic pack of size 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measure: its runs, its unit, and the target (``least`` where more is better); None where there is none."""

    name: str
    runs: tuple[float, ...]
    unit: str
    target: float | None = None
    least: bool = False

    def __str__(self) -> str:
        middle = median(self.runs)
        aim = verdict = ""
        if self.target is not None:
            aim = f"{'≥' if self.least else '<'} {self.target:,g} {self.unit}"
            verdict = "met" if (middle >= self.target if self.least else middle < self.target) else "MISSED"
        told = f"{_short(middle):>9} {self.unit:<6} {_short(min(self.runs)):>9} {_short(max(self.runs)):>9}"
        return f"{self.name:<58} {told} {len(self.runs):>4}  {aim:<14} {verdict}".rstrip()


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tasks.bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="runs of each measure (default: %(default)s)")
    parser.add_argument("--rows", type=int, default=4000, help="determinations in one run (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    asked = parser.parse_args()
    tell("cases", _lines(asked.runs, asked.rows), write=asked.write)


def _lines(runs: int, rows: int) -> Iterator[str]:
    yield from machine()
    yield from HEAD
    for part in (fresh_processes, warm_check, traced, growth):
        print(f"{part.__name__.replace('_', ' ')} …", file=sys.stderr, flush=True)
        yield from map(str, part(runs, rows))


def machine(*more: str) -> Iterator[str]:
    """What it was measured on, with the versions of the packages that every part uses and of ``more``."""
    system = f"{platform.system()} {platform.release()}, {platform.machine()}"
    yield f"machine   {_processor()}, {os.cpu_count()} cores, {_memory()}, {system}"
    yield f"load      {' '.join(f'{load:.2f}' for load in os.getloadavg())} when it began"
    yield f"python    {platform.python_version()} ({platform.python_implementation()})"
    yield f"versions  {', '.join(f'{name} {version(name)}' for name in (*PACKAGES, *more))}"


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB"
    except (ValueError, OSError):
        return "unknown memory"


# -- fresh processes ---------------------------------------------------------------------------------------------


def fresh_processes(runs: int, _rows: int) -> Iterator[Row]:
    """A cold check and a bare import; the first run, which fills the caches of the disk, is not counted."""
    command = "from acquis.cli.main import main; main()"
    check = spawned(runs, "-c", command, "check", str(EXAMPLES / "nordic-sakura.yaml"))
    name = "cold acquis check examples/nordic-sakura.yaml"
    yield Row(name=name, runs=tuple(run[0] for run in check), unit="s", target=1.0)
    yield Row(name="  of which processor time", runs=tuple(run[1] for run in check), unit="s")
    yield Row(name="  peak memory (resident)", runs=tuple(run[2] for run in check), unit="MB", target=150)
    imported = spawned(runs, "-c", "import acquis")
    yield Row(name="import acquis, fresh process", runs=tuple(run[0] for run in imported), unit="s", target=0.15)


def spawned(runs: int, *arguments: str, warm: int = 1) -> list[tuple[float, float, float]]:
    """Wall time, processor time and peak memory (MB) of a fresh Python, one for each run after the ``warm`` ones.

    On Linux a child's peak is never less than its parent's size when it was started; this process is still small.
    """
    found = []
    for _ in range(warm + runs):
        with tempfile.TemporaryFile() as output:
            files = [(os.POSIX_SPAWN_DUP2, output.fileno(), 1), (os.POSIX_SPAWN_DUP2, output.fileno(), 2)]
            begin = perf_counter()
            child = os.posix_spawn(sys.executable, [sys.executable, *arguments], os.environ, file_actions=files)
            _, status, used = os.wait4(child, 0)
            wall = perf_counter() - begin
            if status:
                output.seek(0)
                sys.exit(f"{arguments} failed:\n{output.read().decode()}")
        peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
        found.append((wall, used.ru_utime + used.ru_stime, peak))
    return found[warm:]


# -- one process -------------------------------------------------------------------------------------------------


def warm_check(runs: int, _rows: int) -> Iterator[Row]:
    """The same case checked again where the packs are read and the books compiled."""
    from acquis.pipeline import check

    def once() -> None:
        check(EXAMPLES / "nordic-sakura.yaml")

    once()
    times = tuple(1000 * taken for taken in _timed(runs * 3, once, perf_counter))
    yield Row(name="warm re-check of the same case", runs=times, unit="ms", target=30)


def traced(runs: int, rows: int) -> Iterator[Row]:
    """Whole determinations on one core: entries, requirements, authorizations, missing, assumes, citations."""
    from datetime import date

    from acquis.determination.library import shipped
    from acquis.pipeline import examine

    library, today = shipped(), date.today()
    for told, whole, target in (
        ("of whole cases", True, 10_000),
        ("of which not even the countries are known", False, None),
    ):
        every = list(stream(today, whole=whole))
        chosen = every[:: max(1, len(every) * len(library.packs) // rows)]
        asked = [(instrument, situation, day) for situation, day in chosen for instrument in library.packs]

        def once(asked: list[tuple[str, Situation, date]] = asked) -> None:
            for instrument, situation, day in asked:
                examine(library, instrument, situation, day, max(today, day))

        (first,) = _timed(1, once, process_time)
        warm = _timed(runs, once, process_time)
        name = f"traced determinations, {len(chosen)} situations {told} × {len(library.packs)} packs"
        yield Row(name=name, runs=tuple(len(asked) / taken for taken in warm), unit="/s", target=target, least=True)
        yield Row(name="  the first time, every book compiled on the way", runs=(len(asked) / first,), unit="/s")


def stream(today: date, *, whole: bool) -> Iterator[tuple[Situation, date]]:
    """The situations of the five examples and the packs' worked cases; or those of the tables, of one item each."""
    from acquis.determination.examples import read_examples
    from acquis.determination.library import pack_folder, shipped
    from acquis.facts.read import read_case
    from acquis.pipeline import dated, read

    if whole:
        for path in sorted(EXAMPLES.glob("*.yaml")):
            yield from ((one, day or today) for one, day in dated(read(path)[0], None))
    for pack in shipped().packs:
        for example in read_examples(pack_folder() / pack, pack)[0]:
            case, _ = read_case(example.case)
            if case is not None and bool(example.expect) is whole:
                yield from ((one, day or today) for one, day in dated(case, example.on or case.as_of or today))


def _timed(runs: int, once: Callable[[], None], clock: Callable[[], float]) -> list[float]:
    found = []
    for _ in range(runs):
        begin = clock()
        once()
        found.append(clock() - begin)
    return found


# -- growth ------------------------------------------------------------------------------------------------------

PACK = {
    "pack.yaml": """
id: made-up
name: A made-up list
issuer: Nowhere
authority: nobody
edition: "1"
covers_from: 2020-01-01
reviewed: {by: nobody yet}
""",
    "scope.yaml": """
reach:
  - {id: export, title: Exports, cite: Art. 1, evidence: read, in_force: earlier, when: {transfer.activity: export}}
""",
    "coverage.yaml": "coverage: [{part: everything, state: modelled}]",
    "destinations.yaml": """
requirements:
  - {id: r, reason: R, cite: Art. 2, evidence: read, in_force: earlier, applies_to: listed,
     consequence: license_required, when: {not: {final.country: JP}}}
""",
}
ENTRY = """
entry: {id}
title: A made-up machine
cite: Annex, {id}
evidence: read
in_force: earlier
controls: [r]
when: {{item.kind: quantum_computer}}
paragraphs:
  - id: a
    table:
      columns: [item.physical_qubits, item.cnot_error]
      rows:
        - [a.1, {{ge: {n}, lt: {m}}}, {{le: 1e-4}}]
        - [a.2, {{ge: {m}}}, any]
  - {{id: b, text: Its parts, when: {{link: specially_designed_for, meets: ["{id}.a"]}}}}
"""


def growth(runs: int, _rows: int) -> Iterator[Row]:
    """Reading a pack and compiling one whole book, for packs of 1, 10 and 100 times the provisions."""
    per_provision: list[float] = []
    for size in SIZES:
        count = size * PROVISIONS
        with tempfile.TemporaryDirectory() as folder:
            write_pack(Path(folder) / "made-up", count)
            times = _timed(max(2, runs // 2), lambda: start(Path(folder)), process_time)
        yield Row(name=f"start with a pack of {count:,} entries ({size}×)", runs=tuple(times), unit="s")
        per_provision.append(1e6 * min(times) / count)
        told = ", ".join(f"{taken:.0f}" for taken in per_provision)
    steps = tuple(later / earlier for earlier, later in pairwise(per_provision))
    yield Row(name=f"  µs for each entry: {told}; the growth of it", runs=(max(steps),), unit="×", target=1.15)


def write_pack(folder: Path, count: int) -> None:
    """A pack with so many entries, each with three paragraphs, a decision table and a reference."""
    (folder / "items").mkdir(parents=True)
    for name, text in PACK.items():
        (folder / name).write_text(text)
    for number in range(count):
        id_ = f"X{number:05d}"
        (folder / "items" / f"{id_}.yaml").write_text(ENTRY.format(id=id_, n=number + 1, m=2 * number + 3))


def start(folder: Path) -> None:
    """Read every pack of a folder and compile one book."""
    from datetime import date

    from acquis.determination.library import read_library

    library = read_library(folder)
    assert not library.problems, library.problems
    library.whole("made-up", date(2026, 1, 1), date(2026, 1, 1))


if __name__ == "__main__":
    main()
