"""The packs at hand, and their books: read once, compiled once for each stretch of days with the same law."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

from acquis.determination.book import Book, compile_book
from acquis.determination.examine import Examiner
from acquis.determination.uncollected import uncollected
from acquis.errors import PackError, UsageError
from acquis.reading.catalogue import Catalogue, load_catalogue
from acquis.rules.pack import Pack
from acquis.rules.read import read_pack
from acquis.rules.shelf import Shelf
from acquis.terms.determination import PackStamp
from acquis.terms.problem import Problem


@dataclass(slots=True)
class Library:
    """Packs by id, in a fixed order, with the books already compiled."""

    packs: Mapping[str, Pack]
    catalogue: Catalogue
    problems: tuple[Problem, ...] = ()
    _days: dict[str, tuple[date, ...]] = field(default_factory=dict)
    _books: dict[tuple[str, int, int], Examiner] = field(default_factory=dict)

    def examiner(self, instrument: str, day: date, known_on: date) -> Examiner:
        """The book of an instrument for the law of a day as known on another."""
        pack = self.packs[instrument]
        days = self._days.get(instrument)
        if days is None:
            days = self._days[instrument] = pack.change_days()
        key = (instrument, bisect_right(days, day), bisect_right(days, known_on))
        if key not in self._books:
            self._books[key] = Examiner(Shelf(pack, day, known_on))
        return self._books[key]

    def whole(self, instrument: str, day: date, known_on: date) -> Book:
        """The whole book of an instrument, for readers that look at all of it."""
        return compile_book(self.examiner(instrument, day, known_on).shelf)

    def stamps(self, instruments: tuple[str, ...]) -> tuple[PackStamp, ...]:
        """Which packs, editions and bytes an answer rests on."""
        return tuple(
            PackStamp(id=pack.id, name=pack.name, edition=pack.edition, sha256=pack.sha256)
            for pack in (self.packs[id_] for id_ in instruments)
        )

    def chosen(self, instruments: tuple[str, ...] | None) -> tuple[str, ...]:
        """The instruments asked for, or all; raises UsageError for one that is not held."""
        if not instruments:
            return tuple(self.packs)
        for id_ in instruments:
            if id_ not in self.packs:
                raise UsageError(f"no pack {id_!r} is loaded; there are: {', '.join(self.packs)}")
        return tuple(id_ for id_ in self.packs if id_ in instruments)


def pack_folder() -> Path:
    """The folder of the packs that travel with acquis."""
    return Path(str(resources.files("acquis") / "packs"))


@cache
def shipped(*only: str) -> Library:
    """The packs that travel with acquis, or some of them with what they borrow from; PackError if one has a fault.

    Where one of those asked for is not there it is all packs, so that whoever misses it can say what there is.
    """
    library = read_library(pack_folder(), only)
    if library.problems:
        raise PackError("the packs that travel with acquis have faults", library.problems)
    return shipped() if set(only) - library.packs.keys() else library


@uncollected()
def read_library(folder: Path, only: Collection[str] = ()) -> Library:
    """Every pack of a folder, or ``only`` some with those they borrow from; problems of all of them together.

    Each pack comes after those it borrows from.
    """
    catalogue = load_catalogue()
    waiting = {path.parent.name: path.parent for path in sorted(folder.glob("*/*.yaml"))}
    if only:
        waiting = _reached(waiting, only)
    packs: dict[str, Pack] = {}
    problems: list[Problem] = []
    while waiting:
        ready = [name for name, path in waiting.items() if not (_needs(path) & set(waiting)) - {name}]
        for name in ready or list(waiting):
            pack, faults = read_pack(waiting.pop(name), catalogue, others=packs)
            problems.extend(faults)
            if pack is not None:
                packs[pack.id] = pack
    return Library(packs=dict(sorted(packs.items())), catalogue=catalogue, problems=tuple(problems))


def _reached(folders: Mapping[str, Path], only: Collection[str]) -> dict[str, Path]:
    """The folders of some packs and of all that they borrow from."""
    found: dict[str, Path] = {}
    waiting = list(only)
    while waiting:
        name = waiting.pop()
        if name in folders and name not in found:
            found[name] = folders[name]
            waiting.extend(_needs(folders[name]))
    return found


def _needs(folder: Path) -> set[str]:
    """The packs a pack says it borrows from; read loosely, the strict reading follows."""
    from acquis.reading.document import Mapping as Tree
    from acquis.reading.document import Scalar, Sequence, read_document

    node, _ = read_document(folder / "pack.yaml", name=str(folder))
    value = node.get("depends_on") if isinstance(node, Tree) else None
    if isinstance(value, Sequence):
        return {item.text for item in value.items if isinstance(item, Scalar)}
    return {value.text} if isinstance(value, Scalar) else set()
