"""Proofs and questions for the terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from rich.table import Table

from acquis.reports.page import Look, Page
from acquis.reports.words import ANSWERS, GRADE_WORDS, POLICIES, count, span_words
from acquis.terms.answer import Answer
from acquis.terms.determination import UNDETERMINED, Determination
from acquis.terms.proof import Proof, Question, Step

STYLE = {Answer.YES: "bold", Answer.NO: "dim", Answer.UNKNOWN: "magenta"}


def proof_text(proofs: Sequence[Proof], look: Look | None = None) -> str:
    """Why, step by step down to the facts, for each item and recipient of a transfer."""
    page = Page(look or Look())
    for proof in proofs:
        found = proof.determination
        page.heading(f"{proof.transfer} · {proof.item} → {proof.to} · {proof.instrument}")
        page.put(page.status(found.status, found.evidence in tuple(GRADE_WORDS)[1:]))
        for line in _summary(found):
            page.line(line, indent=2)
        for step in proof.steps:
            page.space()
            _step(page, step, 0)
        for title, lines in _follows(found):
            page.heading(title)
            for line in lines:
                page.line(line, indent=2)
    return page.text()


def _summary(found: Determination) -> Iterable[str]:
    if found.status == UNDETERMINED:
        yield f"both ends: {span_words(found.at_least, found.at_most)}"
    yield f"authority {found.authority}, law of {found.law_of.isoformat()}"
    if found.review_policy:
        yield f"licensing policy: {POLICIES.get(found.review_policy, found.review_policy)}"
    yield f"known as: {found.evidence}, {GRADE_WORDS.get(found.evidence, 'not graded')}"


def _step(page: Page, step: Step, depth: int) -> None:
    answer = f"{ANSWERS[step.answer]:<8}" if step.answer is not None else ""
    grounds = "; ".join(part for part in (step.cite, step.evidence) if part)
    said = f" [{grounds}]" if grounds else ""
    fact = f": {step.facts[0]}" if len(step.facts) == 1 else ""
    style = STYLE[step.answer] if step.answer is not None else ""
    page.line(f"{answer}{step.title}{fact}{said}", style if depth == 0 else style.replace("bold", ""), indent=2 * depth)
    inside = 2 * depth + len(answer)
    for text in (step.text if step.text != step.title else "", step.note, *(() if fact else step.facts)):
        if text:
            page.line(text, "dim", indent=inside)
    for child in step.children:
        _step(page, child, depth + 1)


def _follows(found: Determination) -> Iterable[tuple[str, list[str]]]:
    parts = (
        ("Conditions", [f"{a.id}: {c.text}" for a in found.authorizations if a.answer for c in a.conditions]),
        ("Open questions", [f"{m.who}: {m.question} ({m.fact})" for m in found.missing]),
        ("Unsettled law", [f"{u.point} {' / '.join(u.readings)} [{u.citation}]" for u in found.unsettled]),
        ("Duties that attach", [f"{o.text} {o.due}".rstrip() + f" [{o.cite}]" for o in found.obligations]),
        ("Good to know", [n.text for n in found.notes]),
        ("Taken as given", list(found.assumes)),
        ("Rests on", list(found.citations)),
    )
    return ((title, lines) for title, lines in parts if lines)


def proof_json(proofs: Sequence[Proof]) -> str:
    """The proofs as JSON text."""
    return json.dumps([proof.to_dict() for proof in proofs], indent=2, ensure_ascii=False) + "\n"


def questions_text(questions: Sequence[Question], look: Look | None = None) -> str:
    """The missing facts, the most useful first."""
    page = Page(look or Look())
    if not questions:
        page.line("No fact is missing that would change an answer.")
        return page.text()
    table = Table(box=page.look.lines, show_lines=True)
    widths = _widths(page.look.width)
    for title, width in zip(
        ("question, and where to state the answer", "who can answer", "touches"), widths, strict=True
    ):
        table.add_column(title, width=width, overflow="fold")
    for one in questions:
        careful = "\npersonal data: ask only what the cited provision needs" if one.sensitive else ""
        asked = page.words(one.question).append("\n").append_text(page.words(one.fact, "dim"))
        if careful:
            asked.append("\n").append_text(page.words(careful.strip(), "magenta"))
        table.add_row(asked, page.words(one.who), page.words(count(one.rows, "cell")))
    page.line(f"{count(len(questions), 'open question')}, the most useful first", "bold")
    page.space()
    page.put(table)
    return page.text()


def _widths(width: int) -> tuple[int, int, int]:
    free = max(width - 12, 40)
    return min(free - 32, 80), 20, 10


def questions_json(questions: Sequence[Question]) -> str:
    """The questions as JSON text."""
    return json.dumps([one.to_dict() for one in questions], indent=2, ensure_ascii=False) + "\n"
