"""Measure acquis and other engines on the common rules: ``python -m tasks.peers``, part of ``make bench``."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from statistics import median

from tasks.bench import machine
from tasks.page import tell
from tasks.peers import apart
from tasks.peers.cases import make, places
from tasks.peers.judge import Judge, Judged

HERE = ("ours", "frames", "columns", "sql", "plain")
APART = {
    "openfisca": "requirements.lock",
    "zen_engine": "requirements.lock",
    "cel": "requirements.lock",
    "rego_cpp": "requirements.lock",
    "opa": "opa.lock",
}
NUMBERED, WHOLE, TEXT = "one number a row, words as Enum", "all columns, words as Enum", "all columns, words as text"
BY_HAND = "polars by hand, two-valued"
TARGETS = (
    *((ours, name, target) for ours in (NUMBERED, WHOLE) for name, target in (
        ("openfisca-core", 2.0), ("zen-engine", 300.0), ("OPA", 300.0), (f"{BY_HAND}, words as Enum", 0.4),
    )),
    (TEXT, f"{BY_HAND}, words as text", 0.4),
)  # fmt: skip
"""Ours, answering in that form, is to be so many times as fast as the fastest peer whose name begins so."""


def main() -> None:
    """Read the options, measure, print; with --write, also into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(prog="python -m tasks.peers", description=__doc__.partition(":")[0])
    parser.add_argument("--runs", type=int, default=5, help="runs of each peer (default: %(default)s)")
    parser.add_argument("--cases", type=int, default=1_000_000, help="cases (default: %(default)s)")
    parser.add_argument("--only", nargs="+", choices=(*HERE, *APART), help="only these, by module")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    asked = parser.parse_args()
    chosen = asked.only or (*HERE, *APART)
    tell("peers", chain(machine("polars", "numpy"), _lines(chosen, asked.runs, asked.cases)), write=asked.write)


def _lines(modules: tuple[str, ...], runs: int, count: int) -> Iterator[str]:
    judge = Judge(make(count, places()), make(count, places(), missing=0.1, seed=8))
    yield f"cases     {count:,}, of which {judge.rim.mean():.1%} at or just beside a limit"
    yield f"nulls     {count:,} others, each fact missing from one row in ten: {judge.holed.mean():.1%} lack something"
    yield ""
    yield HEAD
    found: list[Judged] = []
    missing = apart.prepare() if set(modules) & set(APART) else {}
    with tempfile.TemporaryDirectory() as folder:
        whole, holes, out = (Path(folder) / f"{name}.npz" for name in ("whole", "holes", "out"))
        judge.whole.save(whole)
        judge.holes.save(holes)
        for module in modules:
            why = missing.get(APART.get(module, ""), "")
            if not why:
                why = _run(module, "-m", "tasks.peers.run", module, str(whole), str(holes), str(out), str(runs))
            if why:
                yield f"{module:<46} absent: {why}"
                continue
            for judged in judge.judge(out):
                found.append(judged)
                yield _line(judged)
    yield ""
    yield from _ratios(found)


def _run(module: str, *arguments: str) -> str:
    """One module in a process of its own; why it failed, or nothing."""
    print(f"{module} …", file=sys.stderr, flush=True)
    python = apart.PYTHON if module in APART else Path(sys.executable)
    done = subprocess.run([python, *arguments], cwd=apart.ROOT, capture_output=True, text=True, check=False)
    return (done.stderr.strip().splitlines() or ["failed"])[-1] if done.returncode else ""


HEAD = (
    f"{'':<46} {'cases/s':>11} {'(min–max)':>23} {'with nulls':>11} {'n':>2} {'checked':>9} {'wrong':>7}"
    f" {'at a rim':>9} {'quiet: no key':>14} {'null':>7} {'open: needless':>15}  version"
)


def _line(one: Judged) -> str:
    spread = f"({min(one.rates):,.0f}–{max(one.rates):,.0f})"
    absent = f"{one.quiet['absent']:.1%}" if "absent" in one.quiet else "–"
    return (
        f"{one.name:<46} {median(one.rates):>11,.0f} {spread:>23} {median(one.rates_null):>11,.0f} {len(one.rates):>2}"
        f" {one.rows:>9,} {one.wrong:>7,} {one.rim_wrong:>9,} {absent:>14} {one.quiet['null']:>7.1%}"
        f" {one.needless:>15.1%}  {one.version}"
    )


def _ratios(found: list[Judged]) -> Iterator[str]:
    """Ours against others: on the same cases, and ours on cases with nulls against theirs on cases without."""
    for form, name, target in TARGETS:
        ours = next((one for one in found if one.name == f"acquis, {form}"), None)
        family = [one for one in found if one.name.startswith(name)]
        said = f"acquis, {form} ÷ {name}"
        if ours is None or not family:
            yield f"{said:<84} not measured: absent"
            continue
        theirs = max(median(one.rates) for one in family)
        ratio, holed = median(ours.rates) / theirs, median(ours.rates_null) / theirs
        verdict = "met" if min(ratio, holed) >= target else "MISSED"
        yield f"{said:<84} {ratio:>9,.2f}   with nulls in ours {holed:>9,.2f}   ≥ {target:<5g} {verdict}"


if __name__ == "__main__":
    main()
