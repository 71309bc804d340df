"""Put the answers together: one Determination for one transfer of one item under one instrument."""

from __future__ import annotations

from datetime import date

from acquis.determination.book import LEVELS, Burden, Way
from acquis.determination.examine import Examined
from acquis.determination.explain import assumptions, missing_facts, unsettled_points
from acquis.determination.obligations import obligations
from acquis.reading.catalogue import Catalogue
from acquis.rules.justify import Reasons, justify
from acquis.rules.shelf import Leaf
from acquis.terms.answer import NO, UNKNOWN, YES, Answer
from acquis.terms.determination import (
    GRADES,
    AuthorizationAnswer,
    Determination,
    EntryAnswer,
    Note,
    RequirementAnswer,
    Status,
)

POLICIES = ("presumption_of_approval", "case_by_case", "presumption_of_denial", "denial")
"""Licensing policies from the mildest to the strictest."""


def determine(examined: Examined, *, law_of: date, known_on: date, catalogue: Catalogue) -> Determination:
    """What one instrument says about one situation; ``law_of`` is the day whose law was applied."""
    most = examined.at_most
    least = examined.at_least if most > Status.out_of_scope else most
    reached = most > Status.out_of_scope
    carrying = _carrying(examined, least, most)
    doubtful = _doubtful(examined, least, most)
    authorizations = _authorizations(examined) if reached else ()
    citations, evidence = _grounds(examined, carrying, doubtful)
    return Determination(
        transfer=examined.situation.transfer,
        item=examined.situation.item,
        to=examined.situation.to,
        instrument=examined.book.pack.id,
        authority=_authority(examined),
        law_of=law_of,
        at_least=least,
        at_most=most,
        entries=_entries(examined) if reached else (),
        requirements=_requirements(examined) if reached else (),
        authorizations=authorizations,
        review_policy=_review(examined) if most >= Status.license_required else None,
        assumes=assumptions(examined, carrying, doubtful, law_of=law_of, known_on=known_on, least=least),
        missing=missing_facts(doubtful, catalogue) if doubtful else (),
        unsettled=unsettled_points(doubtful, carrying),
        obligations=obligations(examined, authorizations, most, law_of) if reached else (),
        notes=_notes(examined, least, doubtful),
        citations=citations,
        evidence=evidence,
    )


def _carrying(examined: Examined, least: Status, most: Status) -> list[tuple[Examined, Reasons]]:
    """Why it is at least this loud, and why no louder."""
    own = examined.book.levels
    places = []
    if least > Status.out_of_scope:
        places.append(own[least - 1])
    if most < LEVELS[-1]:
        places.append(own[most])
    found = [(examined, justify(examined.book.program, examined.answers, places))]
    for part in examined.components:
        if part.at_least > Status.not_listed or part.at_most > Status.not_listed:
            found.extend(_carrying(part, part.at_least, part.at_most))
    return found


def _doubtful(examined: Examined, least: Status, most: Status) -> list[tuple[Examined, Reasons]]:
    """What keeps the two ends apart."""
    if least == most:
        return []
    between = examined.book.levels[least:most]
    unknown = [place for place in between if examined.answers[place] is UNKNOWN]
    found = [(examined, justify(examined.book.program, examined.answers, unknown))]
    for part in examined.components:
        if part.book.pack.components is not None and part.at_most > least:
            root = part.book.roots["components"]
            if part.answers[root] is UNKNOWN:
                found.append((part, justify(part.book.program, part.answers, (root,))))
            if part.answers[root] is not NO:
                found.extend(_doubtful(part, part.at_least, part.at_most))
    return found


def _entries(examined: Examined, component: str = "") -> tuple[EntryAnswer, ...]:
    answers, roots, memo = examined.answers, examined.book.roots, examined.book.memo
    own = []
    for leaf in examined.book.leaves:
        answer = answers[roots["entry:" + leaf.id]]
        key = (leaf, answer, component)
        found = memo.get(key)
        if found is None:
            found = memo[key] = EntryAnswer(
                entry=leaf.id,
                answer=answer,
                evidence=leaf.evidence,
                title=leaf.text or leaf.title,
                cite=leaf.cite,
                component=component,
            )
        own.append(found)
    inner = [answer for part in examined.components for answer in _entries(part, part.situation.item)]
    return (*own, *(answer for answer in inner if answer.answer is not NO))


def _requirements(examined: Examined) -> tuple[RequirementAnswer, ...]:
    memo = examined.book.memo
    leaves = {leaf.id: leaf for leaf in examined.book.leaves}
    found: dict[tuple[str, str], RequirementAnswer] = {}
    for burden in examined.book.burdens:
        over = examined.answer(burden.over)
        rule = examined.answer(f"requirement:{burden.provision.id}")
        for leaf in _met(burden, leaves, examined):
            answer = min(examined.answer(f"entry:{leaf.id}"), rule) if leaf else examined.answer(burden.live)
            if answer is NO and not leaf:
                continue
            key = (burden.live, leaf, answer, over)
            row = memo.get(key)
            if row is None:
                row = memo[key] = RequirementAnswer(
                    id=burden.provision.id,
                    title=burden.provision.title,
                    reason=burden.body.reason,
                    entry=leaf.id if leaf else "",
                    answer=answer,
                    overcome=over if answer is not NO else NO,
                    cite=burden.provision.cite,
                    evidence=burden.provision.evidence,
                    consequence=burden.body.consequence,
                )
            found[row.id, row.entry] = row
    return tuple(found.values())


def _met(burden: Burden, leaves: dict[str, Leaf], examined: Examined) -> list[Leaf | None]:
    if not burden.entries:
        return [None]
    return [leaves[id_] for id_ in burden.entries if id_ in leaves and examined.answer(f"entry:{id_}") is not NO]


def _authorizations(examined: Examined) -> tuple[AuthorizationAnswer, ...]:
    ways = {way.key: way for way in examined.book.authorizations}
    found: dict[str, dict[str, Way]] = {}
    lies: dict[str, list[tuple[Answer, Answer]]] = {}
    for burden in examined.book.burdens:
        live = examined.answer(burden.live)
        if live is NO:
            continue
        best: dict[str, Answer] = {}
        for key in burden.authorizations:
            id_ = ways[key].provision.id
            found.setdefault(id_, {})[key] = ways[key]
            best[id_] = max(best.get(id_, NO), examined.answer(f"authorization:{key}"))
        for id_, answer in best.items():
            lies.setdefault(id_, []).append((live, answer))
    # Where a licence is needed whatever the open facts turn out to be, no authorization opens the transfer.
    shut = examined.at_least >= Status.license_required
    return tuple(
        _merged(examined, id_, list(held.values()), NO if shut else _for_all(lies[id_])) for id_, held in found.items()
    )


def _for_all(burdens: list[tuple[Answer, Answer]]) -> Answer:
    """An authorization is open when it is open for every requirement that surely lies there, else for one that may."""
    certain = [answer for live, answer in burdens if live is YES]
    return min(certain) if certain else max(answer for _, answer in burdens)


def _merged(examined: Examined, id_: str, ways: list[Way], answer: Answer) -> AuthorizationAnswer:
    """One authorization with all its provisions, on the conditions of those that may be used."""
    held = [way for way in ways if examined.answer(f"authorization:{way.key}") is not NO] or ways
    first = held[0]
    return AuthorizationAnswer(
        id=id_,
        kind=first.body.kind,
        answer=answer,
        title=first.provision.title,
        cite="; ".join(dict.fromkeys(way.provision.cite for way in held)),
        evidence=max((way.provision.evidence for way in held), key=GRADES.index),
        conditions=tuple(dict.fromkeys(condition for way in held for condition in way.body.conditions)),
    )


def _review(examined: Examined) -> str | None:
    """The strictest licensing policy among the requirements that surely stay open, or else among those that may."""
    for least in (YES, UNKNOWN):
        held = [
            policy.policy
            for burden in examined.book.burdens
            if examined.answer(burden.open) is least
            for number, policy in enumerate(burden.body.review)
            if examined.answer(f"policy:{burden.provision.id}/{number}") is YES
        ]
        if held:
            return max(held, key=POLICIES.index)
    return None


def _authority(examined: Examined) -> str:
    pack = examined.book.pack
    if not pack.authority_fact:
        return pack.authority
    value = examined.situation.values.get(pack.authority_fact)
    return value if isinstance(value, str) else "unknown"


def _notes(examined: Examined, least: Status, doubtful: list[tuple[Examined, Reasons]]) -> tuple[Note, ...]:
    notes = []
    if least is Status.out_of_scope:
        for provision, body in examined.book.outside:
            if examined.answer(f"outside:{provision.id}") is not NO:
                notes.append(Note(code=body.note, text=body.text, cite=provision.cite))
    for part in _parts(examined):
        if any(part.answer(f"entry:{leaf.id}") is not NO for leaf in part.book.leaves):
            text = f"The component {part.situation.item} meets, or may meet, an entry of its own."
            rule = examined.book.pack.components
            if rule is not None:
                notes.append(Note(code="component", text=f"{text} {rule.text}".strip(), cite=rule.cite))
    for _, reasons in doubtful:
        for one, other in reasons.conflicts:
            notes.append(Note(code="conflict", text=f"Two exceptions hold at once and neither yields: {one}; {other}."))
    return tuple(dict.fromkeys(notes))


def _parts(examined: Examined) -> list[Examined]:
    return [inner for part in examined.components for inner in (part, *_parts(part))]


def _grounds(
    examined: Examined, carrying: list[tuple[Examined, Reasons]], doubtful: list[tuple[Examined, Reasons]]
) -> tuple[tuple[str, ...], str]:
    """The citations an answer rests on and the weakest grade among them."""
    if examined.at_most is Status.out_of_scope:
        # That nothing reaches the transfer rests on every way the instrument could have reached it.
        reach = examined.book.reach
        weakest = max((one.evidence for one in reach), key=GRADES.index, default=GRADES[0])
        return tuple(dict.fromkeys(one.cite for one in reach)), weakest
    cited: dict[str, None] = {}
    grades = []
    named = examined.book.grounds
    for _, reasons in (*carrying, *doubtful):
        for name, answer in reasons.rules.items():
            base = name.partition("@")[0]
            known = named.get(base)
            # A requirement or authorization that does not hold was looked at, but the answer does not rest on it.
            if known is None or (answer is NO and not base.startswith(("entry:", "reach:"))):
                continue
            cited[known[0]] = None
            grades.append(known[1])
    for part in _parts(examined):
        for leaf in part.book.leaves:
            if part.answer(f"entry:{leaf.id}") is not NO:
                cited[leaf.cite] = None
                grades.append(leaf.evidence)
    return tuple(cited), max(grades, key=GRADES.index, default=GRADES[0])
