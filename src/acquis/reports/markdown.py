"""The report as Markdown, in the order of the HTML page; what people wrote in the case is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from acquis.reports import words
from acquis.reports.cells import Cell, Row, is_open
from acquis.reports.digest import Digest, digest, words_of
from acquis.reports.gather import Shared, by_who, where
from acquis.reports.html import SECTIONS, drawings
from acquis.reports.plane import Drawing
from acquis.terms.answer import Answer
from acquis.terms.determination import Outcome
from acquis.terms.proof import PackView

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&$@]|:(?=//)|(?<=www)\.)")


def md(text: str) -> str:
    """The text on one line with everything escaped that Markdown or HTML would take for its own."""
    shown = _SPECIAL.sub(r"\\\1", words.clean(text)).strip()
    return re.sub(r"^(\d*)([-+#.)])", r"\1\\\2", shown)


def markdown(outcome: Outcome, *, packs: Sequence[PackView] = ()) -> str:
    """The whole report. ``packs`` add the sources and the coverage."""
    found = digest(outcome)
    parts = [
        *_head(found),
        *(line for name, title, lead in SECTIONS for line in _section(found, name, title, lead)),
        *_ways(found),
        *_asks(found),
        *_matrix(found),
        *(line for drawing in drawings(found) for line in _plane(drawing)),
        *_said(found, "Where the law itself is unsettled", found.unsettled),
        *_said(found, "Duties that attach", found.duties),
        *_said(found, "Good to know", found.notes),
        *_said(found, "Taken as given", found.assumptions),
        *_sources(found, packs),
        *_proofs(found),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def _head(found: Digest) -> Iterable[str]:
    outcome = found.outcome
    yield f"# {md(outcome.title or outcome.case)}"
    yield ""
    yield (
        f"Case {md(outcome.case)} · the law of each transfer's day ({outcome.as_of.isoformat()} where it has none), as "
        f"known on {outcome.known_on.isoformat()} · {words.count(len(found.rows), 'row')} under "
        f"{words.count(len(found.instruments), 'instrument')}"
    )
    yield ""
    yield f"> {words.NOT_ADVICE}"
    if found.assumptions:
        yield ">"
        yield "> Taken as given: " + "; ".join(_assumed(one) for one in found.assumptions[:5])
    yield ""
    if outcome.problems:
        yield f"## {words.count(len(outcome.problems), 'problem')} in the case file"
        yield ""
        yield "The facts concerned count as unknown below."
        yield ""
        yield from (f"- {md(str(p.where))}: {md(p.what)} {md(p.hint)}".rstrip() for p in outcome.problems)
        yield ""


def _assumed(one: Shared) -> str:
    return f"{md(one.text)} ({words.count(len(one.details), 'kind')} of fact)" if one.details else md(one.text)


def _section(found: Digest, name: str, title: str, lead: str) -> Iterable[str]:
    rows = found.group(name)
    if not rows:
        return
    yield from (f"## {title}", "", lead, "")
    for row in rows:
        ends = "" if row.at_least == row.at_most else f" **{words_of(row)}**"
        yield f"- **{md(_act(row))}**, {md(row.route)}, law of {row.date}.{ends}"
        yield from (f"  - {_told(cell)}" for cell in row.cells)
    yield ""


def _act(row: Row) -> str:
    name = row.title if row.title == row.item else f"{row.title} ({row.item})"
    return f"{row.transfer} {row.act}: {name}" if row.act else f"{row.transfer} {name}"


def _told(cell: Cell) -> str:
    ends = words.span_words(cell.determination.at_least, cell.determination.at_most)
    parts = [f"{md(cell.instrument)}: {_status(cell)}"]
    parts += [ends] if is_open(cell.determination) else []
    return " · ".join([*parts, *([md(cell.reason)] if cell.reason else [])])


def _status(cell: Cell) -> str:
    sign = words.STATUSES[cell.determination.status].sign
    return f"{sign} {cell.words}{' †' if cell.weak else ''}"


def _ways(found: Digest) -> Iterable[str]:
    if found.ways:
        yield from ("## The exceptions and general authorisations, with their conditions", "")
    for way in found.ways:
        perhaps = "" if way.answer is Answer.YES else " (perhaps: facts are missing)"
        acts = ", ".join(dict.fromkeys(cell.determination.transfer for cell in way.cells))
        cite = _cite(way.cite, way.evidence)
        yield f"- **{md(way.instrument)} {md(way.id)}**{perhaps}: {md(way.title)} {cite} · for {md(acts)}"
        yield from (f"  - {md(condition.text)}" for condition in way.conditions)
    if found.ways:
        yield ""


def _asks(found: Digest) -> Iterable[str]:
    if not found.asks:
        return
    yield from ("## Open questions, and who can answer them", "")
    yield from ("| who | question | about | where to state it | what it touches |", "|---|---|---|---|---|")
    for ask in (one for _, mine in by_who(found.asks) for one in mine):
        careful = " *(personal data: ask only what the cited provision needs)*" if ask.sensitive else ""
        touched = md(where(ask.cells, len(found.cells)))
        yield f"| {md(ask.who)} | {md(ask.question)}{careful} | {md(ask.about)} | {md(ask.fact)} | {touched} |"
    yield ""


def _matrix(found: Digest) -> Iterable[str]:
    if not found.rows:
        return
    yield from ("## The matrix", "", "† rests on less than the official text.", "")
    yield "| transfer, item, recipient | " + " | ".join(md(name) for name in found.instruments) + " |"
    yield "|---" * (1 + len(found.instruments)) + "|"
    for row in found.rows:
        cells = {cell.instrument: cell for cell in row.cells}
        told = (_told(cells[name]).split(": ", 1)[1] if name in cells else "not examined" for name in found.instruments)
        yield f"| {md(_act(row))}, {md(row.route)}, {row.date} | " + " | ".join(told) + " |"
    yield ""
    yield from (f"- {word.sign} {word.words}: {word.meaning}" for word in words.STATUSES.values())
    yield ""


def _plane(drawing: Drawing) -> Iterable[str]:
    yield from (f"## {md(drawing.title)}", "")
    yield from (f"| of | {md(drawing.x_title)} | {md(drawing.y_title)} |", "|---|---|---|")
    yield from (f"| device {md(row.device)}, {md(row.name)} | {md(row.x)} | {md(row.y)} |" for row in drawing.devices)
    yield from (f"| {md(row.name)}, {md(row.entry)} | {md(row.x)} | {md(row.y)} |" for row in drawing.ladders)
    yield ""


def _said(found: Digest, title: str, sentences: tuple[Shared, ...]) -> Iterable[str]:
    if not sentences:
        return
    yield from (f"## {title}", "")
    for one in sentences:
        touched = "" if one.placed else f" · {md(where(one.cells, len(found.cells)))}"
        yield f"- {md(one.text)} {_cite(one.cite)}".rstrip() + touched
        yield from (f"  - {md(detail)}" for detail in one.details if detail)
    yield ""


def _sources(found: Digest, packs: Sequence[PackView]) -> Iterable[str]:
    yield from ("## Sources and editions", "", "| instrument | edition | SHA-256 of the pack |", "|---|---|---|")
    yield from (f"| {md(p.name)} ({md(p.id)}) | {md(p.edition)} | {md(p.sha256)} |" for p in found.outcome.packs)
    yield ""
    for view in packs:
        for source in view.sources:
            when = f", retrieved {md(source.retrieved)}" if source.retrieved else ""
            yield f"- {md(view.stamp.id)}: {md(source.title)} {md(source.address)}{when} {_cite(source.grade)}".rstrip()
    yield from ("", "## Limits", "", *(f"- {sentence}" for sentence in words.LIMITS))
    for view in packs:
        for row in view.coverage:
            state = words.COVERAGE.get(row.state, row.state)
            yield f"- {md(view.stamp.id)}, {md(row.part)}: {md(state)}{'. ' + md(row.text) if row.text else ''}"
    yield ""


def _proofs(found: Digest) -> Iterable[str]:
    if found.rows:
        yield from ("## What each cell rests on", "")
    for row in found.rows:
        yield from (f"### {md(_act(row))}, {md(row.route)}", "")
        for cell in row.cells:
            found_here = cell.determination
            told = f"Authority {md(found_here.authority)}, law of {found_here.law_of.isoformat()}."
            yield f"- **{md(cell.instrument)}**: {_status(cell)}. {told}"
            yield from (f"  - {line}" for line in _grounds(cell))
        yield ""


def _grounds(cell: Cell) -> Iterable[str]:
    found = cell.determination
    for e in found.entries:
        if e.answer is not Answer.NO:
            part = f" (component {md(e.component)})" if e.component else ""
            yield f"{md(e.entry)} {words.ANSWERS[e.answer]}: {md(e.title)}{part} {_cite(e.cite, e.evidence)}"
    for r in found.requirements:
        if r.answer is not Answer.NO:
            overcome = f"overcome by an authorisation: {words.ANSWERS[r.overcome]}"
            cite = _cite(r.cite, r.evidence)
            yield f"requirement {words.ANSWERS[r.answer]}: {md(r.title or r.id)}; {overcome} {cite}"
    for a in found.authorizations:
        if a.answer is not Answer.NO:
            yield f"{md(a.id)} {words.ANSWERS[a.answer]}: {md(a.title)} {_cite(a.cite, a.evidence)}"
    if found.review_policy:
        yield f"licensing policy: {md(words.POLICIES.get(found.review_policy, found.review_policy))}"
    yield f"rests on: {md('; '.join(found.citations) or 'no provision')}; known as: {md(found.evidence)}"


def _cite(cite: str, grade: str = "") -> str:
    told = "; ".join(part for part in (cite, grade) if part)
    return f"\\[{md(told)}\\]" if told else ""
