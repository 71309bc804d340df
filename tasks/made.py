"""Pages made from the packs and the code: write one anew, or say whether it lags."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path


def keep(page: Path, renewed: Callable[[str], str], told: str | None) -> int:
    """Write the page as it is renewed; with ``--check`` write nothing and return 1 if it lags, as an exit status."""
    parser = argparse.ArgumentParser(description=(told or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 if the page lags")
    check = parser.parse_args().check
    old = page.read_text(encoding="utf-8")
    new = renewed(old)
    if check:
        return int(old != new)
    page.write_text(new, encoding="utf-8")
    return 0
