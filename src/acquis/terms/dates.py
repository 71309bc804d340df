"""The three dates: which day's law, which edition we held, when it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The days on which a version is law, and the days from which that was public.

    ``start`` None means since before the pack answers. ``until`` is the first day on which it no longer holds.
    """

    start: date | None
    until: date | None = None
    published: date | None = None
    until_published: date | None = None
    comply_from: date | None = None

    def holds(self, day: date, known_on: date) -> bool:
        """Whether the version is law on the day, as far as was public on ``known_on``."""
        if self.published is not None and known_on < self.published:
            return False
        if self.start is not None and day < self.start:
            return False
        if self.until is None or day < self.until:
            return True
        return self.until_published is not None and known_on < self.until_published
