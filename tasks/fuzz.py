"""Feed hostile bytes to everything that reads: case files, documents, packs. Run by ``make fuzz``.

Whatever is not an ``acquis.Error`` is a finding, and so is what takes long; the input is saved. Hypothesis mutates
the examples and the packs; where atheris is installed (``pip install atheris``) it looks for new paths through the
readers too.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import monotonic

try:
    import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]
except ImportError:
    atheris = None

with atheris.instrument_imports(include=["acquis"]) if atheris else nullcontext():
    from acquis.determination.book import compile_book
    from acquis.determination.library import pack_folder, shipped
    from acquis.errors import Error
    from acquis.facts.read import read_case
    from acquis.pipeline import check
    from acquis.reading.document import read_document
    from acquis.rules.lint import lint
    from acquis.rules.read import read_pack
    from acquis.rules.shelf import Shelf

from tasks.bench import ENTRY, EXAMPLES, PACK

SLOW = 5.0
"""Seconds that no small input may take."""
DAY = date(2026, 1, 1)
HOSTILE = (
    "NO", "1e-4", "1e999999999", "9" * 5000, "&a", "*a", "!!python/object:os.system", "? ", "- ", "{", "}", "[", "]",
    "'", '"', "\t", "\0", "\ufeff", "٣", "é", "null", "~", "true", "2026-02-30", "9999-12-31", "0 K", "-300 °C",
    "<= 1", "1 ± 2", "1/0", "nan", "inf", ": ", "#", "\n", "  ", "%YAML 1.1\n", "---\n", "id", "items", "when", "kind",
    "unless", "all", "{}", "[]", "{a: b}", "[a, b]", "0001-01-01", "none", "*", "??", "02-29", "-1",
)  # fmt: skip


@dataclass(slots=True)
class Fuzzer:
    """Tries inputs on one target and saves each new finding once."""

    target: str
    folder: Path
    until: float
    tried: int = 0
    found: dict[str, Path] = field(default_factory=dict)

    def try_one(self, content: bytes) -> None:
        """One input; nothing is raised."""
        if self.over:
            return
        self.tried += 1
        begin = monotonic()
        try:
            TARGETS[self.target](content)
        except Error:
            return
        except Exception as fault:
            frame = traceback.extract_tb(fault.__traceback__)[-1]
            self._save(f"{type(fault).__name__} at {Path(frame.filename).name}:{frame.lineno}: {fault}", content)
        if monotonic() - begin > SLOW:
            self._save(f"took longer than {SLOW:g} s", content)

    @property
    def over(self) -> bool:
        """Whether the time is over."""
        return monotonic() > self.until

    def _save(self, what: str, content: bytes) -> None:
        key = what.partition(": ")[0]
        if key in self.found:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{self.target}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
        path.write_bytes(content)
        self.found[key] = path
        print(f"FOUND {self.target}: {what[:200]}\n      {path}", flush=True)


# -- targets -----------------------------------------------------------------------------------------------------


def _document(content: bytes) -> None:
    node, problems = read_document(content, name="fuzz")
    assert node is not None or problems, "neither a document nor a problem"


def _case(content: bytes) -> None:
    case, problems = read_case(content)
    assert case is not None or problems, "neither a case nor a problem"
    if case is not None:
        check(content, known_on=DAY, library=shipped()).to_json()


def _pack(content: bytes) -> None:
    """The bytes as each file of a small pack in turn; the first byte says which."""
    names = [*PACK, "items/X.yaml", "groups.yaml", "authorizations.yaml", "obligations.yaml", "end_uses.yaml"]
    name = names[content[0] % len(names)] if content else names[0]
    with tempfile.TemporaryDirectory() as folder:
        for file, text in {**PACK, "items/X.yaml": ENTRY.format(id="X", n=5, m=9)}.items():
            (Path(folder) / file).parent.mkdir(exist_ok=True)
            (Path(folder) / file).write_text(text)
        (Path(folder) / name).write_bytes(content[1:])
        pack, problems = read_pack(Path(folder), shipped().catalogue, others={})
        assert pack is not None or problems, "neither a pack nor a problem"
        if pack is not None and not (problems or lint(pack)):
            compile_book(Shelf(pack, DAY, DAY))


TARGETS: dict[str, Callable[[bytes], None]] = {"document": _document, "case": _case, "pack": _pack}


def seeds(target: str) -> list[bytes]:
    """What to begin with: whole files that are read without fault."""
    cases = [path.read_bytes() for path in sorted(EXAMPLES.glob("*.yaml"))]
    packs = [path.read_bytes() for path in sorted(pack_folder().glob("*/*.yaml")) if path.stat().st_size < 20_000]
    small = [text.encode() for text in (*PACK.values(), ENTRY.format(id="X", n=5, m=9))]
    if target == "pack":
        return [bytes([place]) + text for text in (*small, *packs) for place in range(9)]
    return cases if target == "case" else [*cases, *small]


# -- engines -----------------------------------------------------------------------------------------------------


def with_hypothesis(fuzzer: Fuzzer) -> None:
    """Seeds with some of their bytes cut, repeated or replaced by something hostile, until the time is over."""
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    start = seeds(fuzzer.target)
    edit = st.tuples(st.integers(0, 2**20), st.integers(0, 40), st.sampled_from(HOSTILE) | st.text(max_size=5))
    mutated = st.builds(mutate, st.sampled_from(start), st.lists(edit, max_size=4))

    @settings(max_examples=200, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.one_of(mutated, mutated, mutated, st.binary(max_size=200)))
    def once(content: bytes) -> None:
        fuzzer.try_one(content)

    while not fuzzer.over:
        once()


def mutate(seed: bytes, edits: list[tuple[int, int, str]]) -> bytes:
    """A seed with each edit made: at a place, a whole value (or so many bytes, if 20 or more) replaced by a text."""
    for place, length, text in edits:
        at = place % (len(seed) + 1)
        end = at + length - 20
        if length < 20:
            at = seed.rfind(b" ", 0, at) + 1
            value = re.match(rb"[^,}\]\n]*", seed[at:])
            end = at + (value.end() if value else 0)
        seed = seed[:at] + text.encode("utf-8", "surrogatepass") + seed[end:]
    return seed


def with_atheris(fuzzer: Fuzzer, seconds: float) -> None:
    """Inputs that reach new code, found by libFuzzer; it ends the process."""
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds(fuzzer.target)):
            (Path(corpus) / str(number)).write_bytes(seed)
        options = ["-max_len=20000", "-timeout=60", "-verbosity=0", f"-max_total_time={int(seconds) + 1}"]
        atheris.Setup([sys.argv[0], corpus, *options], fuzzer.try_one)
        atheris.Fuzz()


def main() -> None:
    """Run every target with every engine at hand; exit 1 if something was found."""
    parser = argparse.ArgumentParser(prog="python -m tasks.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for everything together (default: %(default)s)")
    parser.add_argument("--target", choices=tuple(TARGETS), action="append", help="default: all")
    parser.add_argument("--out", type=Path, default=Path("build/fuzz"), help="where findings go (default: %(default)s)")
    parser.add_argument("--atheris", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    targets = asked.target or list(TARGETS)
    shipped()
    if asked.atheris:
        (target,) = targets
        with_atheris(Fuzzer(target, asked.out, monotonic() + asked.seconds), asked.seconds)
        return
    if atheris is None:
        print("atheris is not installed: hypothesis only", file=sys.stderr)
    share = asked.seconds / len(targets) / (2 if atheris else 1)
    before = set(asked.out.glob("*"))
    for target in targets:
        fuzzer = Fuzzer(target, asked.out, monotonic() + share)
        with_hypothesis(fuzzer)
        print(f"{target}: {fuzzer.tried:,} inputs by hypothesis, {len(fuzzer.found)} findings", flush=True)
        if atheris:
            own = ["--atheris", "--target", target, "--seconds", str(share), "--out", str(asked.out)]
            subprocess.run([sys.executable, "-m", "tasks.fuzz", *own], check=False)
            print(f"{target}: {share:.0f} s of atheris", flush=True)
    found = set(asked.out.glob("*")) - before
    sys.exit(f"{len(found)} findings in {asked.out}" if found else 0)


if __name__ == "__main__":
    main()
