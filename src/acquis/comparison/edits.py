"""Two shelves of one pack compared provision by provision: what was added, what ended, what reads differently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from acquis.comparison.held import Held, Key
from acquis.terms.redline import ADDED, CHANGED, ENDED, StructureChange, TextChange


def texts(before: Mapping[Key, Held], after: Mapping[Key, Held]) -> Iterable[TextChange]:
    """Provisions added or ended, and those whose own words, citation, grade or notes differ."""
    for key, old, new in _pairs(before, after):
        if old is None or new is None or old.wording != new.wording:
            yield TextChange(
                kind=key[0],
                id=key[1],
                how=_how(old, new),
                before=old.wording if old else None,
                after=new.wording if new else None,
            )


def structures(before: Mapping[Key, Held], after: Mapping[Key, Held]) -> Iterable[StructureChange]:
    """Clauses taken out of and put into each provision's rule, and members of each group."""
    for key, old, new in _pairs(before, after):
        removed, added = _edits(old.clauses if old else (), new.clauses if new else ())
        if removed or added:
            found = new or old
            assert found is not None
            yield StructureChange(
                kind=key[0],
                id=key[1],
                how=_how(old, new),
                title=found.wording.text or found.wording.title,
                cite=found.wording.cite,
                evidence=found.wording.evidence,
                removed=removed,
                added=added,
            )


def _pairs(before: Mapping[Key, Held], after: Mapping[Key, Held]) -> Iterable[tuple[Key, Held | None, Held | None]]:
    return ((key, before.get(key), after.get(key)) for key in dict.fromkeys((*before, *after)))


def _how(old: Held | None, new: Held | None) -> str:
    return ADDED if old is None else ENDED if new is None else CHANGED


def _edits(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The clauses only one of the two has, each side in its own order."""
    changed = [part for part in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if part[0] != "equal"]
    removed = [line for _, start, end, _, _ in changed for line in old[start:end]]
    added = [line for _, _, _, start, end in changed for line in new[start:end]]
    return tuple(removed), tuple(added)
