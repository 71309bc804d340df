"""FactSpec: what the catalogue says about one fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TYPES = frozenset(
    (
        "count", "ratio", "quantity", "range", "flag", "choice", "kind", "country", "countries", "day", "money", "text",
        "text_list", "points", "link", "object",
    )
)  # fmt: skip
PLAIN = ("count", "ratio")
NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSpec:
    """One fact of the catalogue. ``absent`` is empty (a missing value is unknown) or ``not_stated``.

    ``open_kinds`` are kinds of item for which it is unknown all the same; ``kinds`` those it concerns at all, where it
    does not concern every kind; ``open_when`` parameters that, once stated, make it a question again.
    """

    name: str
    type: str
    unit: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    values: tuple[str, ...] = ()
    ask: str = ""
    who: str = ""
    absent: str = ""
    sensitive: bool = False
    open_kinds: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    open_when: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    impurity_excludes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    whole: bool = False
    fallback: Mapping[str, str] = field(default_factory=dict)
    unknown_word: str = ""
    derived: str = ""

    def unit_of(self, kind: str | None) -> tuple[str, ...]:
        """The kept units the fact may have for a kind of item; several only while the kind is not known."""
        if self.type in PLAIN:
            return ("1",)
        if not self.units:
            return (self.unit,)
        if kind is not None and kind in self.units:
            return (self.units[kind],)
        return tuple(dict.fromkeys(self.units.values()))
