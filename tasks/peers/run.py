"""Measure the peers of one module in this process, and write what they said: ``python -m tasks.peers.run MODULE …``.

The process may be that of another environment, where acquis is not installed; cases come and answers go as files.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from importlib import import_module, metadata
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from tasks.peers.cases import Cases, Outcomes, load_cases
from tasks.peers.peer import Peer


def main() -> None:
    """MODULE CASES HOLES OUT RUNS: the cases, those with facts missing, the file to write, how many runs."""
    module, whole, holes, out, runs = sys.argv[1:]
    peers: tuple[Peer, ...] = import_module(f"tasks.peers.{module}").PEERS
    told: list[dict[str, Any]] = []
    answers: dict[str, Outcomes] = {}
    for number, peer in enumerate(peers):
        one: dict[str, Any] = {"name": peer.name, "version": _version(peer.package)}
        for form, path, null in (("whole", whole, True), ("null", holes, True), ("absent", holes, False)):
            if form == "absent" and not peer.single:
                continue
            cases = load_cases(Path(path)).head(peer.rows)
            one[form], answers[f"{number}.{form}"] = _measured(peer, cases, int(runs), null=null)
            one["rows"] = len(cases)
        told.append(one)
    np.savez(out, allow_pickle=False, told=np.array(json.dumps(told)), **answers)


def _measured(peer: Peer, cases: Cases, runs: int, *, null: bool) -> tuple[list[float], Outcomes]:
    """Seconds of every run after a first one that is not counted, and the outcomes."""
    once: Callable[[], Any] = peer.start(cases, null)
    answers = peer.read(once())
    gc.collect()
    gc.freeze()
    seconds = []
    for _ in range(runs):
        begin = perf_counter()
        once()
        seconds.append(perf_counter() - begin)
    gc.unfreeze()
    return seconds, answers


def _version(package: str) -> str:
    return f"{package} {metadata.version(package)}" if package else f"Python {sys.version.split()[0]}"


if __name__ == "__main__":
    main()
