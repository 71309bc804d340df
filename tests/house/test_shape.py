"""The shape of the house: small files, no helper rooms, nothing that names a machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "service", "base", "common", "misc"}


def tracked() -> list[Path]:
    """The files git holds, or all source files where there is no repository."""
    try:
        out = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return SOURCES
    return [ROOT / line for line in out.stdout.splitlines() if (ROOT / line).is_file()]


def test_no_file_is_longer_than_400_lines() -> None:
    """Files of 60 to 250 lines; none of more than 400."""
    long = {str(p.relative_to(ROOT)): n for p in SOURCES if (n := len(p.read_text().splitlines())) > 400}
    assert not long


def test_no_room_for_odds_and_ends() -> None:
    """A file is named for its main function or noun."""
    assert not [p for p in SOURCES if p.stem in FORBIDDEN_NAMES]


def test_nothing_names_a_package_index_or_a_home() -> None:
    """Lock files and docs name no index host; nothing names a path of a machine."""
    host = re.compile(r"pypi\.org|pythonhosted|--index-url|--extra-index-url|/home/|/root/|/Users/")
    for path in tracked():
        if path.suffix in {".py", ".toml", ".lock", ".md", ".yaml", ".yml", ".txt", ""} and path != Path(__file__):
            found = host.search(path.read_text(encoding="utf-8", errors="replace"))
            assert found is None, f"{path}: {found.group(0) if found else ''}"


def test_no_verdict_words_in_code() -> None:
    """The machine never calls anything compliant, safe, cleared or approved."""
    verdict = re.compile(r"\b(compliant|cleared|blacklist|AI decision)\b", re.IGNORECASE)
    for path in [*SOURCES, *(ROOT / "src").rglob("*.html")]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert not verdict.search(line), f"{path}:{number}: {line.strip()}"
