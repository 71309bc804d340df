"""Road-maps and machines: from a file to what is listed from which day, and what lies nearest."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from acquis.determination.library import Library, shipped
from acquis.errors import CaseError
from acquis.pipeline import examine
from acquis.radar.cross import Cross
from acquis.radar.devices import read_devices
from acquis.radar.draw import course, devices_plane, roadmap_plane
from acquis.radar.events import events
from acquis.radar.nearest import sight
from acquis.radar.roadmap import read_roadmap
from acquis.terms.determination import Determination
from acquis.terms.devices import Devices
from acquis.terms.fact import Situation
from acquis.terms.radar import Radar


def radar(
    source: Path | str | bytes,
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    instruments: tuple[str, ...] | None = None,
    library: Library | None = None,
) -> Radar:
    """From which day each product of a road-map is, or may be, listed, and what to file before.

    Raises CaseError, with every problem, where the road-map has any: a calendar is made from a whole file only.
    """

    library, known_on = library or shipped(), known_on or date.today()
    chosen = library.chosen(instruments)
    roadmap, problems = read_roadmap(Path(source) if isinstance(source, str) else source)
    if roadmap is None or problems:
        raise CaseError("no road-map can be read", problems)
    look = partial(_look, library, known_on)
    tracks = Cross(roadmap=roadmap, library=library, known_on=known_on, as_of=as_of, examine=look).tracks(chosen)
    return Radar(
        roadmap=roadmap.id,
        title=roadmap.title,
        as_of=as_of,
        known_on=known_on,
        packs=library.stamps(chosen),
        courses=tuple(map(course, roadmap.products)),
        tracks=tracks,
        events=events(roadmap, tracks),
        plane=roadmap_plane(library, chosen, roadmap, as_of or known_on, known_on),
    )


def _look(library: Library, known_on: date, instrument: str, situation: Situation, day: date) -> Determination:
    return examine(library, instrument, situation, day, known_on)[0]


def devices(
    source: Path,
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    instruments: tuple[str, ...] | None = None,
    library: Library | None = None,
) -> Devices:
    """Which machines of a table are listed on a day, which may be, and how far the others are from a rim.

    Raises CaseError where the file is no such table; figures that cannot be read are unknown and among the problems.
    """

    library, known_on = library or shipped(), known_on or date.today()
    chosen, day = library.chosen(instruments), as_of or date.today()
    machines, problems = read_devices(source)
    return Devices(
        source=source.name,
        as_of=day,
        known_on=known_on,
        packs=library.stamps(chosen),
        rows=sight(library, chosen, machines, day, known_on),
        problems=problems,
        plane=devices_plane(library, chosen, machines, day, known_on),
    )
