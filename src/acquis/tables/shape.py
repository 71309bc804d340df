"""Shape: what rows must share to be read by one lowered program.

A row's shape is the kind of its item, which links are stated and the kinds they lead to. The law of its day is the
other thing that decides which program reads it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """The words that rows of one shape share: ``item.kind``, and ``.stated`` and ``.kind`` behind each link.

    None is a word that is not stated.
    """

    words: tuple[tuple[str, str | bool | None], ...]


def shape_columns(columns: Collection[str]) -> tuple[str, ...]:
    """The columns of a prepared table that make up the shape of a row, in a fixed order."""
    return tuple(sorted(name for name in columns if name.startswith("item.") and name.endswith((".kind", ".stated"))))
