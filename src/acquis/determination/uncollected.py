"""Making what stays: no looking for garbage while a great many small values are made that are all kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the collector of garbage, also as a decorator.

    It would find none, and take longer the more is kept: with it, reading and compiling grow faster than the packs.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
