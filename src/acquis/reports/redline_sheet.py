"""A redline, told: what of an instrument changed between two days, and what that means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from acquis.reading.countries import country_names
from acquis.reports.compare_rows import example, sentence
from acquis.reports.sheet import Block, Sheet
from acquis.reports.words import count, span_words, status_words
from acquis.terms.comparison import Region, Related
from acquis.terms.determination import GRADES, UNDETERMINED, Status
from acquis.terms.redline import (
    ADDED,
    CHANGED,
    ENDED,
    Consequence,
    Redline,
    Standing,
    StructureChange,
    TextChange,
    Wording,
)

SAME = "The law of both days is the same, as far as the pack holds it."
NO_DECISION = "This is a machine's reading of the pack. It is not legal advice and not a decision: a person decides."
LISTED = (
    "Proved over every item that the thresholds and words of both days tell apart; each witness was put to the "
    "explainer. “Listed” means that a control entry is surely met; what may be met where the law is unsettled stands "
    "apart."
)
BEARS = (
    "Asked for an export to a recipient there that is no person, of an item that meets the entry and no other; what "
    "lies on every item, for any transfer. All else is left open. “Gained” are destinations for which the provision "
    "did not hold and now does or may."
)
FOR = " for "
PLACES, ENTRIES = 45, 8
"""So many countries or entries are named one by one; of more, the number is given."""
ROWS = 100
"""So many rows of an inventory are shown."""


def redline_sheet(redline: Redline, *, few: int | None = None) -> Sheet:
    """Everything about a redline, for people; of each difference at most ``few`` regions."""
    blocks = (
        _short(redline),
        *_texts(redline.texts),
        *_structures(redline.structures),
        *_meanings(redline.meanings, few),
        *_consequences(redline.consequences),
        *_inventory(redline),
    )
    return Sheet(
        title=f"{redline.pack.name}: {redline.before} against {redline.after}",
        meta=(
            f"Pack {redline.pack.id}, edition {redline.pack.edition}, as known on {redline.known_on}.",
            NO_DECISION,
        ),
        blocks=blocks,
    )


def _short(redline: Redline) -> Block:
    if redline.empty:
        return Block(title="In short", lead=(SAME,))
    hows = ", ".join(f"{sum(one.how == how for one in redline.texts)} {how}" for how in (ADDED, ENDED, CHANGED))
    bearing = count(len(redline.consequences), "requirement or authorisation", "requirements or authorisations")
    told = (
        f"{count(len(redline.texts), 'provision')} worded otherwise: {hows}",
        f"{count(len(redline.structures), 'rule')} with other clauses",
        f"{count(len(redline.meanings), 'concept')} of which other items are listed",
        f"{bearing} for other destinations or entries",
    )
    return Block(title="In short", items=told)


def _texts(changes: Sequence[TextChange]) -> Iterable[Block]:
    if changes:
        yield Block(title="Text", items=tuple(line for one in changes for line in _worded(one)))


def _worded(change: TextChange) -> Iterable[str]:
    old, new = change.before, change.after
    said = change.wording
    if old is None or new is None:
        since = f", in force since {said.since}" if said.since and new else ""
        yield f"{change.how}: {change.kind} {change.id}: {said.text or said.title} [{_cite(said)}]{since}"
        return
    pairs = (
        ("title", old.title, new.title),
        ("text", old.text, new.text),
        ("citation", old.cite, new.cite),
        ("grade", old.evidence, new.evidence),
        ("notes", " ".join(old.notes), " ".join(new.notes)),
    )
    for what, before, after in pairs:
        if before != after:
            yield f"{change.how}: {change.kind} {change.id}, {what}: was “{before}”, is “{after}” [{_cite(said)}]"


def _cite(said: Wording) -> str:
    return said.cite if said.evidence in {GRADES[0], ""} else f"{said.cite}; {said.evidence}"


def _structures(changes: Sequence[StructureChange]) -> Iterable[Block]:
    if changes:
        lead = ("What was taken out of each rule (−) and put in (+).",)
        yield Block(title="Structure", lead=lead, items=tuple(line for one in changes for line in _clauses(one)))


def _clauses(change: StructureChange) -> Iterable[str]:
    named = f"{change.kind} {change.id}"
    if change.kind == "group" or change.how != CHANGED:
        between = ", " if change.kind == "group" else "; "
        for sign, lines in (("−", change.removed), ("+", change.added)):
            if lines:
                yield f"{named} {sign} {between.join(lines)}"
        return
    yield from (f"{named} − {line}" for line in change.removed)
    yield from (f"{named} + {line}" for line in change.added)


def _meanings(meanings: Sequence[Related], few: int | None) -> Iterable[Block]:
    """One block for each difference; concepts with the very same one stand together."""
    alike: dict[tuple[object, ...], list[Related]] = {}
    for one in meanings:
        every = (one.only_a, one.only_b, one.possibly_only_a, one.possibly_only_b)
        key = (one.relation, one.possibly, one.exact, *(tuple(r.bounds for r in regions) for regions in every))
        alike.setdefault(key, []).append(one)
    if meanings:
        yield Block(title="Meaning", lead=(LISTED,))
    for group in alike.values():
        first = group[0]
        # What is made for a thing, or tells about it, follows the thing: one region of it says enough where few show.
        kinds = first.concept.split(FOR)
        most = few and (1 if len(kinds) > 1 else few)
        yield Block(
            title="; ".join(one.title for one in group),
            lead=tuple(_entries(first)),
            items=(
                *_regions("no longer listed", first.only_a, most, kinds, exact=first.exact),
                *_regions("newly listed", first.only_b, most, kinds, exact=first.exact),
                *_regions("no longer perhaps listed", first.possibly_only_a, most, kinds, exact=first.exact),
                *_regions("newly perhaps listed", first.possibly_only_b, most, kinds, exact=first.exact),
            ),
        )


def _entries(related: Related) -> Iterable[str]:
    lost = [one for one in related.entries_a if one not in related.entries_b]
    gained = [one for one in related.entries_b if one not in related.entries_a]
    for told, entries in (("Entries that speak of it no longer", lost), ("Entries that now speak of it", gained)):
        if entries:
            yield f"{told}: {', '.join(entries)}."
    if related.proved_by != "cells":
        yield f"Proved by {related.proved_by}; the regions are not listed one by one."


def _regions(
    told: str, regions: Sequence[Region], few: int | None, kinds: Sequence[str], *, exact: bool
) -> Iterable[str]:
    for region in regions[:few]:
        met = ", ".join(dict.fromkeys((*region.witness.entries_a, *region.witness.entries_b)))
        witness = example(region, kinds)
        yield f"{told}: {sentence(region.bounds, kinds)} ({met}{f', witness: {witness}' if witness else ''})"
    left = len(regions) - len(regions[:few])
    if left or (regions and not exact):
        yield f"{told}: {f'{left} further regions' if left else 'further regions'}, not shown here"


def _consequences(consequences: Sequence[Consequence]) -> Iterable[Block]:
    rows = tuple(
        (
            f"{one.kind} {one.id}",
            f"{one.title} [{one.cite}]",
            _some(one.entries, ENTRIES) or "every item",
            *map(_places, (one.gained, one.lost, one.altered)),
        )
        for one in consequences
    )
    if rows:
        header = ("provision", "what it is", "on the entries", "gained", "lost", "on other terms")
        yield Block(title="Consequences by destination", lead=(BEARS,), header=header, rows=rows)


def _places(countries: Sequence[str]) -> str:
    """Countries by code; of nearly all, those that are missing."""
    if len(countries) <= PLACES:
        return ", ".join(countries)
    others = sorted(set(country_names()) - set(countries))
    if len(others) <= PLACES:
        return f"everywhere but {', '.join(others)}" if others else "everywhere"
    return _some(countries, PLACES)


def _some(names: Sequence[str], most: int) -> str:
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[: most // 2])} and {len(names) - most // 2} more"


def _inventory(redline: Redline) -> Iterable[Block]:
    held = redline.inventory
    if held is None:
        return
    told = f"{count(len(held.flips), 'row')} of {held.rows} in {held.name} answered otherwise; each day was overridden."
    rows = tuple(
        (flip.row, _standing(flip.before), _met(flip.before), _standing(flip.after), _met(flip.after))
        for flip in held.flips[:ROWS]
    )
    left = count(len(held.flips) - len(rows), "further row")
    more = (f"{left} not shown here; the JSON format holds them all",) if len(rows) < len(held.flips) else ()
    header = ("row", f"on {redline.before}", "entries", f"on {redline.after}", "entries then")
    yield Block(title="Your inventory", lead=(told,), header=header, rows=rows, items=(*more, *held.problems))


def _standing(standing: Standing) -> str:
    if standing.status != UNDETERMINED:
        return status_words(standing.status)
    return f"undetermined, {span_words(Status[standing.at_least], Status[standing.at_most])}"


def _met(standing: Standing) -> str:
    return _some((*standing.entries, *(f"{entry}?" for entry in standing.open_entries)), ENTRIES)
