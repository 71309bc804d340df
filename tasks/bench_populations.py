"""Measure ``acquis batch`` on whole populations, through every pack that is loaded: time, memory, growth.

Each run is a fresh process that reads a Parquet file and writes one, as a user's would; nothing is left out of its
time. Run by ``make bench``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path
from statistics import median

from tasks.bench import HEAD, Row, machine, spawned
from tasks.page import tell

COMMAND = "from acquis.cli.main import main; main()"
COPY = "import polars, sys; polars.scan_parquet(sys.argv[1]).sink_parquet(sys.argv[2], compression='zstd')"
FULL, SECONDS, MEGABYTES = 20_000_000, 30, 4_000
"""The rows of the whole product of items and destinations, and what they may take."""


def main() -> None:
    """Read the options, measure, print; with --write, also into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(prog="python -m tasks.bench_populations", description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="runs of each measure (default: %(default)s)")
    parser.add_argument("--rows", type=int, nargs="*", default=[10**4, 10**5, 10**6, 10**7], help="sizes of tables")
    parser.add_argument("--items", type=int, default=100_000, help="distinct items of the product")
    parser.add_argument("--destinations", type=int, default=200, help="destinations of the product")
    parser.add_argument("--engine", default="polars", help="the engine (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = chain(
            machine("polars", "numpy"),
            HEAD,
            _product(Path(folder), asked),
            _sizes(Path(folder), asked),
        )
        tell("populations", found, write=asked.write)


def _product(folder: Path, asked: argparse.Namespace) -> Iterator[str]:
    """Every item to every destination."""
    if not asked.items:
        return
    options = ("--items", str(asked.items), "--destinations", str(asked.destinations))
    table = _made(folder, *options)
    rows = asked.items * asked.destinations
    runs, whole = _batch(table, asked), rows >= FULL
    yield str(
        Row(
            name=f"{asked.items:,} items × {asked.destinations} destinations = {rows:,} rows",
            runs=tuple(run[0] for run in runs),
            unit="s",
            target=SECONDS if whole else None,
        )
    )
    yield from _told(runs, rows, target=MEGABYTES if whole else None)
    copies = spawned(asked.runs, "-c", COPY, str(table), str(_out(table)), warm=0)
    yield str(Row(name="  the same table only read and written", runs=tuple(run[0] for run in copies), unit="s"))
    table.unlink()
    _out(table).unlink()


def _sizes(folder: Path, asked: argparse.Namespace) -> Iterator[str]:
    """Rows that share nothing, in tables of several sizes; and what each further row takes."""
    medians: list[tuple[int, float]] = []
    for size in asked.rows:
        table = _made(folder, "--rows", str(size))
        runs = _batch(table, asked)
        taken = tuple(run[0] for run in runs)
        yield str(Row(name=f"{size:,} rows, each its own item and transfer", runs=taken, unit="s"))
        yield from _told(runs, size)
        medians.append((size, median(taken)))
        table.unlink()
        _out(table).unlink()
    each = [1e6 * (later - earlier) / (more - less) for (less, earlier), (more, later) in pairwise(medians)]
    if len(each) > 1:
        told = ", ".join(f"{one:.3g}" for one in each)
        yield str(Row(name=f"  µs for each further row: {told}; growth", runs=(each[-1] / each[-2],), unit="×"))


def _made(folder: Path, *options: str) -> Path:
    """A population, written by a process of its own so that this one stays small."""
    print(f"making {' '.join(options)} …", file=sys.stderr, flush=True)
    table = folder / "in.parquet"
    spawned(1, "-m", "tasks.population", str(table), *options, warm=0)
    return table


def _batch(table: Path, asked: argparse.Namespace) -> list[tuple[float, float, float]]:
    print(f"acquis batch ({table.stat().st_size / 1e6:,.0f} MB in) …", file=sys.stderr, flush=True)
    arguments = ("-c", COMMAND, "batch", str(table), str(_out(table)), "--engine", asked.engine)
    found = []
    for _ in range(asked.runs):
        _out(table).unlink(missing_ok=True)
        found += spawned(1, *arguments, warm=0)
    return found


def _out(table: Path) -> Path:
    return table.with_name("out.parquet")


def _told(runs: list[tuple[float, float, float]], rows: int, target: float | None = None) -> Iterator[str]:
    """What else the runs took."""
    yield str(Row(name="  rows in a second", runs=tuple(rows / run[0] for run in runs), unit="/s"))
    yield str(Row(name="  of which processor time", runs=tuple(run[1] for run in runs), unit="s"))
    yield str(Row(name="  peak memory (resident)", runs=tuple(run[2] for run in runs), unit="MB", target=target))


if __name__ == "__main__":
    main()
