"""The environment of the other engines: ``.venv-peers``, made from locks with hashes, beside the one of acquis."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".venv-peers"
PYTHON = FOLDER / "bin" / "python"
LOCKS = {
    "requirements.lock": (),
    "opa.lock": ("--no-deps", "--ignore-requires-python"),
}
"""Each lock is installed by itself, so that one engine that cannot be had does not keep the others away."""


def prepare() -> dict[str, str]:
    """Make the environment or bring it up to date; by lock, why it could not be installed (empty: it is there)."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", FOLDER], check=True)
    return {lock: _installed(lock, more) for lock, more in LOCKS.items()}


def _installed(lock: str, more: tuple[str, ...]) -> str:
    source, stamp = Path(__file__).with_name(lock), FOLDER / f".{lock}"
    if stamp.exists() and stamp.read_text() == source.read_text():
        return ""
    print(f"installing {lock} into {FOLDER.name} …", file=sys.stderr, flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", *more]
    done = subprocess.run([*pip, "-r", str(source)], capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
        return said[-1].removeprefix("ERROR: ") if said else "pip failed"
    stamp.write_text(source.read_text())
    return ""
