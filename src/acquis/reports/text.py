"""The terminal report: the matrix transfers × instruments first, then what it rests on and what is open."""

from __future__ import annotations

from acquis.reports.digest import Digest, digest
from acquis.reports.gather import Shared, by_who, where
from acquis.reports.matrix_text import put_matrix
from acquis.reports.page import Look, Page
from acquis.reports.words import GRADE_WORDS, LIMITS, NO_REQUIREMENT, NOT_ADVICE, STATUSES, UNREACHED, count
from acquis.terms.answer import Answer
from acquis.terms.determination import Outcome


def text(outcome: Outcome, look: Look | None = None) -> str:
    """The whole report for a terminal; a list instead of a matrix where the terminal is narrow."""
    page, found = Page(look or Look()), digest(outcome)
    _head(page, found)
    if found.rows:
        put_matrix(page, found)
    _legend(page, found)
    _ways(page, found)
    _asks(page, found)
    _said(page, found, "Where the law itself is unsettled", found.unsettled)
    _said(page, found, "Duties that attach", found.duties)
    _said(page, found, "Good to know", found.notes)
    _said(page, found, "Taken as given", found.assumptions, joined=True)
    _foot(page, found)
    return page.text()


def _head(page: Page, found: Digest) -> None:
    outcome = found.outcome
    page.line(outcome.title or outcome.case, "bold")
    page.line(
        f"case {outcome.case} · law of each transfer's day ({outcome.as_of.isoformat()} where it has none), "
        f"as known on {outcome.known_on.isoformat()} · {count(len(found.rows), 'row')} × "
        f"{count(len(found.instruments), 'instrument')}"
    )
    if outcome.problems:
        page.heading(
            f"{count(len(outcome.problems), 'problem')} in the case file: the facts concerned count as unknown"
        )
        for problem in outcome.problems:
            page.line(f"{problem.where}: {problem.what}", "red", indent=2)
            if problem.hint:
                page.line(problem.hint, indent=6)
    page.space()


def _legend(page: Page, found: Digest) -> None:
    if not found.rows:
        page.line("The case has no transfer that could be read.")
        return
    page.space()
    seen = {cell.determination.status for cell in found.cells}
    for status, word in STATUSES.items():
        if status in seen:
            page.put(page.status(status).append_text(page.words(f": {word.meaning}")))
    if any(cell.weak for cell in found.cells):
        grades = dict.fromkeys(cell.determination.evidence for cell in found.cells if cell.weak)
        page.line(f"† rests on less than the official text: {'; '.join(f'{g}, {GRADE_WORDS[g]}' for g in grades)}")
    free = [f"{row.transfer} {row.item} → {row.to}" for row in found.group("today")]
    if free:
        page.space()
        page.line(f"{NO_REQUIREMENT[:-1]}: {'; '.join(free)}")
    beyond = [f"{row.transfer} {row.item} → {row.to}" for row in found.group("unreached")]
    if beyond:
        page.space()
        page.line(f"{UNREACHED} They are: {'; '.join(beyond)}")


def _ways(page: Page, found: Digest) -> None:
    if not found.ways:
        return
    page.heading("Exceptions and general authorisations, with their conditions")
    for way in found.ways:
        perhaps = "" if way.answer is Answer.YES else " (perhaps: facts are missing)"
        acts = ", ".join(dict.fromkeys(cell.determination.transfer for cell in way.cells))
        page.line(f"{way.instrument} {way.id}{perhaps}: {way.title} [{way.cite}; {way.evidence}], for {acts}", indent=2)
        for condition in way.conditions:
            page.line(f"• {condition.text}", indent=6)


def _asks(page: Page, found: Digest) -> None:
    if not found.asks:
        return
    page.heading("Open questions, and who can answer them")
    for ask in (one for _, mine in by_who(found.asks) for one in mine):
        careful = " (personal data: ask only what the cited provision needs)" if ask.sensitive else ""
        page.line(f"{ask.who}: {ask.question}{careful}", indent=2)
        about = f"{ask.about} · " if ask.about else ""
        page.line(f"{about}{ask.fact} · {where(ask.cells, len(found.cells))}", "dim", indent=6)


def _said(page: Page, found: Digest, title: str, sentences: tuple[Shared, ...], *, joined: bool = False) -> None:
    if not sentences:
        return
    page.heading(title)
    for one in sentences:
        page.line(one.text + (f" [{one.cite}]" if one.cite else ""), indent=2)
        for detail in ("; ".join(one.details),) if joined else one.details:
            if detail:
                page.line(detail, indent=6)
        if not one.placed:
            page.line(where(one.cells, len(found.cells)), "dim", indent=6)


def _foot(page: Page, found: Digest) -> None:
    page.heading("Sources and limits")
    for pack in found.outcome.packs:
        page.line(f"{pack.id}, edition {pack.edition}, sha256 {pack.sha256[:16]}: {pack.name}", indent=2)
    for sentence in (NOT_ADVICE, *LIMITS):
        page.line(sentence, indent=2)
    page.line("Each cell has its proof: acquis explain CASE TRANSFER --instrument INSTRUMENT", indent=2)
