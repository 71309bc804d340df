"""Trim a proof to what carries its answers: the steps that decided, and those that nearly did.

A whole trace walks every provision of an instrument. A reader needs the ones that made the answer, each down to the
facts, and of the others a count; ``acquis explain --all`` shows them all.
"""

from __future__ import annotations

import re
from dataclasses import replace

from acquis.terms.answer import Answer
from acquis.terms.determination import Status
from acquis.terms.proof import Proof, Step

FEW, DEEP = 6, 2
"""So many steps that decided nothing are still shown one by one; so many provisions deep a proof is followed."""

_FOLDERS = re.compile(r"\((?:[^()]*[/\\])?([^()/\\]+:\d+(?::\d+)?)\)$")


def trimmed(proof: Proof) -> Proof:
    """The proof with only what carries its answers; the places of facts without the folders of the case file."""
    reached = proof.determination.at_most is not Status.out_of_scope
    return replace(proof, steps=tuple(_stage(step) for step in (proof.steps if reached else proof.steps[:1])))


def unrepeated(proof: Proof) -> Proof:
    """The whole proof, each provision followed once; where it comes again it says so."""
    seen: set[int] = set()

    def once(step: Step) -> Step:
        facts = tuple(_FOLDERS.sub(r"(\1)", fact) for fact in step.facts)
        if not step.children:
            return replace(step, facts=facts)
        if id(step) in seen:
            return replace(step, facts=facts, text="", children=(), note="as above")
        seen.add(id(step))
        return replace(step, facts=facts, children=tuple(once(child) for child in step.children))

    return replace(proof, steps=tuple(once(step) for step in proof.steps))


def _stage(stage: Step) -> Step:
    """A question put to many provisions: those that said yes or unknown, those that nearly did, the rest as a count."""
    telling = [one for one in stage.children if one.answer is not Answer.NO]
    others = [one for one in stage.children if one.answer is Answer.NO]
    near = [one for one in others if _near(one)]
    near = (near or others)[: max(0, FEW - len(telling))]
    left = len(others) - len(near)
    counted = (
        f"{left} {'other' if telling or near else 'provision'}{'s' if left > 1 else ''} answered no" if left else ""
    )
    shown, said = [], set[str]()
    for one in (*telling, *near):
        step = _carrying(one, DEEP)
        shown.append(replace(step, text="") if step.text in said else step)
        said.add(step.text)
    return replace(stage, children=tuple(shown), note="; ".join(part for part in (stage.note, counted) if part))


def _near(step: Step) -> bool:
    """Whether one of the facts a provision asks for is as it asks."""
    return any(child.facts and child.answer is Answer.YES for child in step.children)


def _carrying(step: Step, deep: int) -> Step:
    """A step with only the children that carry its answer, followed down to the facts."""
    inside = deep - 1 if step.cite else deep
    children = _reason(step) if inside >= 0 else ()
    return replace(
        step,
        text=step.text if deep == DEEP else "",
        facts=tuple(_FOLDERS.sub(r"(\1)", fact) for fact in step.facts),
        children=tuple(_carrying(child, inside) for child in children),
    )


def _reason(step: Step) -> tuple[Step, ...]:
    """The shortest sufficient reason: one yes carries an or, the noes carry an and."""
    if step.join == "unless" and step.children:
        rule, *exceptions = step.children
        return (rule, *(one for one in exceptions if rule.answer is not Answer.NO and one.answer is not Answer.NO))
    if step.answer is (Answer.NO if step.join == "any" else Answer.YES):
        return step.children
    carrying = tuple(child for child in step.children if child.answer is step.answer)
    return (carrying[:1] if step.answer is Answer.YES else carrying) or step.children
