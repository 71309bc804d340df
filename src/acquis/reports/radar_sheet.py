"""The radar of a road-map, told: when each product is listed, by which figures, and what to file before."""

from __future__ import annotations

from collections.abc import Iterable

from acquis.reports.scale import AXES
from acquis.reports.sheet import Block, Rows, Sheet
from acquis.reports.words import GRADE_WORDS, STATUSES, count, span_words
from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.determination import GRADES, Status
from acquis.terms.radar import Filing, Radar, Rim, Stretch, Track

LISTED = {YES: "listed", UNKNOWN: "may be listed", NO: "not listed"}
HOLDS = (
    "A step holds from its day until the next begins; no figures are made up in between. Where the day of a step or a "
    "figure is open, “may be” is the first day on which it is possible, “surely” the first on which nothing else is."
)
NO_DECISION = "This is a machine's reading. It is not legal advice and not a decision: a person decides."
FILED = (
    "Read for an export on the first day of the stretch. Lead times of authorities stand here only where a pack holds "
    "them."
)
FEW = 6


def radar_sheet(radar: Radar, drawings: tuple[str, ...] = ()) -> Sheet:
    """Everything about a road-map, for people."""
    law = f"the law of {radar.as_of} for every step" if radar.as_of else "the law of each day"
    products, instruments = count(len(radar.courses), "product"), count(len(radar.packs), "instrument")
    blocks = (
        _when(radar),
        *_crossings(radar),
        *_steps(radar),
        *_filings(radar),
        *_open(radar),
        *_unsettled(radar),
        *_assumed(radar),
    )
    return Sheet(
        title=radar.title or radar.roadmap,
        meta=(
            f"Road-map {radar.roadmap}: {products} under {instruments}, by {law}, as known on {radar.known_on}.",
            HOLDS,
            NO_DECISION,
        ),
        blocks=blocks,
        drawings=drawings,
    )


def _when(radar: Radar) -> Block:
    rows = tuple(
        (
            track.product,
            track.instrument,
            str(track.may_from or "–"),
            str(track.surely_from or "–"),
            _entries([one for one in (_first(track),) if one]),
        )
        for track in radar.tracks
        if track.holds
    )
    return Block(
        title="When each product is listed",
        lead=tuple(f"{course.id}: {course.title}" for course in radar.courses if course.title != course.id),
        header=("product", "instrument", "may be listed from", "surely listed from", "entries"),
        rows=rows,
        items=tuple(_without(radar)),
    )


def _without(radar: Radar) -> Iterable[str]:
    """Instruments with no entry for a product: they are named, because silence is no answer."""
    missing: dict[str, list[str]] = {}
    for track in radar.tracks:
        if not track.holds:
            missing.setdefault(track.instrument, []).append(track.product)
    for instrument, products in missing.items():
        yield f"{instrument} holds no control entry for {', '.join(products)} on the days asked for."


def _first(track: Track) -> Stretch | None:
    """The stretch that carries the sure date, else the first possible one."""
    sure = next((one for one in track.stretches if one.answer is YES), None)
    return sure or next((one for one in track.stretches if one.answer is not NO), None)


def _entries(stretches: Iterable[Stretch]) -> str:
    """The entries that are met and, marked with a question, those that may be."""
    met = sorted((one for stretch in stretches for one in stretch.entries), key=lambda one: -one.answer)
    told = [f"{one.entry}{_mark(one.answer)}{'' if one.evidence == GRADES[0] else '†'}" for one in met]
    return _some(dict.fromkeys(told))


def _mark(answer: Answer) -> str:
    return "" if answer is YES else "?"


def _crossings(radar: Radar) -> Iterable[Block]:
    """Every change of an answer with the figures that stand against a rim; the same under several instruments once."""
    merged: dict[tuple[str, ...], list[Stretch]] = {}
    under: dict[tuple[str, ...], list[str]] = {}
    for track in radar.tracks:
        answer = NO
        for one in track.stretches:
            if one.answer is not answer:
                key = (track.product, str(one.start), LISTED[one.answer], one.because, _figures(one))
                merged.setdefault(key, []).append(one)
                under.setdefault(key, []).append(track.instrument)
            answer = one.answer
    rows = tuple(
        (product, day, f"{answer} under {', '.join(under[key])}", _entries(merged[key]), because, figures)
        for key in sorted(merged)
        for product, day, answer, because, figures in (key,)
    )
    if rows:
        header = ("product", "from", "answer", "entries", "changed by", "which figure against which rim")
        yield Block(title="What crosses which rim", header=header, rows=rows)


def _figures(stretch: Stretch) -> str:
    sure = {one.entry for one in stretch.entries if one.answer is YES}
    told = dict.fromkeys(_rim(one) for one in stretch.rims if one.entry in sure or not sure)
    return _some(told, "; ") + (f" {stretch.note}" if stretch.note else "")


def _rim(rim: Rim) -> str:
    link, _, name = rim.fact.rpartition(".")
    words = AXES[name][0] if name in AXES else name.replace("_", " ")
    of = f" (of what it is {link.replace('_', ' ').replace('.', ', ')})" if link else ""
    before = f", before {rim.before}" if rim.before and rim.before != rim.value else ""
    return f"{words}{of} {rim.value}{before}; rim {rim.limit}{', open' if rim.answer is UNKNOWN else ''}"


def _steps(radar: Radar) -> Iterable[Block]:
    """Every stretch; tracks that run alike stand together."""
    alike: dict[tuple[object, ...], list[Track]] = {}
    for track in radar.tracks:
        if track.holds:
            run = tuple((one.start, one.steps, one.begun, one.answer, one.because) for one in track.stretches)
            alike.setdefault((track.product, run), []).append(track)
    rows: Rows = tuple(
        (
            tracks[0].product,
            str(one[0].start),
            _step(one[0]),
            LISTED[one[0].answer],
            ", ".join(track.instrument for track in tracks),
            _entries(one),
            one[0].because,
        )
        for tracks in alike.values()
        for one in zip(*(track.stretches for track in tracks), strict=True)
    )
    if rows:
        header = ("product", "from", "step", "answer", "under", "entries", "changed by")
        yield Block(title="Stretch by stretch", header=header, rows=rows)


def _step(stretch: Stretch) -> str:
    told = " or ".join(stretch.steps)
    return told if stretch.begun is YES else f"{told}, or not yet"


def _filings(radar: Radar) -> Iterable[Block]:
    rows, duties = [], dict[str, list[str]]()
    for track in radar.tracks:
        last: dict[str, tuple[Status, Status]] = {}
        for stretch in track.stretches:
            for filing in stretch.filings:
                ends = (filing.at_least, filing.at_most)
                if last.get(filing.to) == ends or (filing.to not in last and filing.at_most is Status.out_of_scope):
                    continue
                last[filing.to] = ends
                asked = (_status(filing), _ways(filing))
                rows.append((track.product, filing.to, track.instrument, str(stretch.start), *asked))
                for one in filing.obligations:
                    told = f"{track.product} to {filing.to}, {track.instrument}: {one.text} [{one.cite}]"
                    duties.setdefault(told, []).extend([one.due] if one.due else [])
    if rows:
        yield Block(
            title="What to file before",
            lead=(FILED,),
            header=("product", "to", "instrument", "from", "asked for", "authorisations"),
            rows=tuple(rows),
        )
        if duties:
            yield Block(title="Duties that attach", items=tuple(map(_duty, duties.items())))
    elif radar.courses:
        lead = "No product says from where and to where it is sold, so only its classification was asked."
        yield Block(title="What to file before", lead=(lead,))


def _duty(duty: tuple[str, list[str]]) -> str:
    told, due = duty
    return f"{told} Due: {', '.join(dict.fromkeys(due))}" if due else told


def _status(filing: Filing) -> str:
    word = STATUSES[filing.status].words
    return word if filing.at_least == filing.at_most else f"{word}: {span_words(filing.at_least, filing.at_most)}"


def _ways(filing: Filing) -> str:
    told = [f"{one.id} {_may(one.answer)}: {one.title}" for one in filing.authorizations if one.answer is not NO]
    if not told and filing.at_most >= Status.license_required:
        return "none open here; a licence of its own" if filing.at_least >= Status.license_required else ""
    return "; ".join(told)


def _may(answer: Answer) -> str:
    return "open" if answer is YES else "may be open"


def _open(radar: Radar) -> Iterable[Block]:
    asked: dict[tuple[str, str], dict[str, None]] = {}
    for track in radar.tracks:
        for stretch in track.stretches:
            for one in (*stretch.missing, *(m for filing in stretch.filings for m in filing.missing)):
                asked.setdefault((one.question, one.who), {})[one.fact] = None
    rows = tuple((question, who, _some(facts)) for (question, who), facts in asked.items())
    if rows:
        yield Block(title="What would settle it", header=("question", "who knows", "stated as"), rows=rows)


def _unsettled(radar: Radar) -> Iterable[Block]:
    stretches = [stretch for track in radar.tracks for stretch in track.stretches]
    points = dict.fromkeys(
        point
        for stretch in stretches
        for point in (*stretch.unsettled, *(one for filing in stretch.filings for one in filing.unsettled))
    )
    if points:
        told = tuple(f"{one.point} [{one.citation}] {' / '.join(one.readings)}" for one in points)
        yield Block(title="Where the law itself is unsettled", items=told)


def _some(words: Iterable[str], between: str = ", ") -> str:
    told = list(words)
    return between.join(told[:FEW]) + (f" and {len(told) - FEW} more" if len(told) > FEW else "")


def _assumed(radar: Radar) -> Iterable[Block]:
    stretches = [stretch for track in radar.tracks if track.holds for stretch in track.stretches]
    told = dict.fromkeys(
        line for stretch in stretches for line in stretch.assumes if not line.startswith("the law of ")
    )
    last = max((stretch.start for stretch in stretches), default=radar.known_on)
    if last > radar.known_on and radar.as_of is None:
        told[f"the law of every day after {radar.known_on} is taken to be what was known on that day"] = None
    entries = [one for stretch in stretches for one in stretch.entries]
    grades = dict.fromkeys(one.evidence for one in entries if one.evidence != GRADES[0])
    if grades:
        known = "; ".join(GRADE_WORDS[grade] for grade in grades)
        told[f"† marks entries known by less than the official text: {known}"] = None
    if told:
        yield Block(title="Taken as given", items=tuple(told))
