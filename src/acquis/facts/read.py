"""A case file, YAML or JSON, to a CaseFile and its Problems, all of them at once.

The form is that of docs/case-file.md. Nothing is guessed: a fact that cannot be read is unknown, and the problem says
where and what would mend it. Unknown keys are problems too, because a mistyped fact is a missing one.
"""

from __future__ import annotations

from pathlib import Path

from acquis.facts.context import FREE, Context
from acquis.facts.items import ItemReader
from acquis.facts.people import PeopleReader
from acquis.facts.resolve import resolve
from acquis.facts.transfers import TransferReader
from acquis.reading.catalogue import load_catalogue
from acquis.reading.document import Mapping, describe, read_document
from acquis.reading.fields import Fields
from acquis.terms.casefile import CaseFile
from acquis.terms.problem import Problem

LIMIT = 2_000_000
MAX_PROBLEMS = 500


def read_case(
    source: Path | str | bytes | Mapping, *, name: str | None = None
) -> tuple[CaseFile | None, tuple[Problem, ...]]:
    """The case of a file and its problems, in the order of the file; None when no case can be read at all.

    ``source`` is a path (a str is a path too), the bytes of a document, or a document already read. A document with
    keys given twice, aliases, tags or faults of syntax is not read as a case, but all its problems are said.
    """
    if isinstance(source, Mapping):
        return _case(source, source.where.file)
    if isinstance(source, str):
        source = Path(source)
    shown = name or (str(source) if isinstance(source, Path) else "(bytes)")
    node, problems = read_document(source, name=shown, limit=LIMIT)
    if node is None:
        return None, problems
    if not isinstance(node, Mapping):
        what = f"a case file is a mapping of keys to values, found {describe(node)}"
        return None, (*problems, Problem(where=node.where, what=what, hint="it begins with acquis: 1"))
    case, more = _case(node, shown)
    return None if problems else case, tuple(sorted({*problems, *more}))


def _case(node: Mapping, name: str) -> tuple[CaseFile | None, tuple[Problem, ...]]:
    context = Context(load_catalogue())
    top = Fields(node, context.problems, what="case")
    form = top.text("acquis")
    if form != "1":
        found = f"found {form[:40]!r}" if form else "which is missing"
        top.fault(top.where, f"case: expected acquis: 1, {found}", "it names the form of the case file")
    people, items, transfers = PeopleReader(context), ItemReader(context), TransferReader(context)
    id_, title, as_of = top.text("case"), top.text("title"), top.day("as_of")
    parties = people.parties(top.items("parties"))
    case = CaseFile(
        id=id_ or "case",
        title=title,
        as_of=as_of,
        parties=parties,
        people=people.people(top.items("people"), parties),
        items=items.items(top.items("items")),
        transfers=transfers.transfers(top.items("transfers")),
        milestones=tuple(transfers.milestone(one) for one in top.items("milestones")),
        statements=(),
        source=name,
    )
    answers = [transfers.statement(one) for one in top.items("answers")]
    top.done(free=FREE)
    if not case.transfers:
        hint = "transfers: is the list of what is exported, released or supplied"
        top.fault(top.where, "case: there are no transfers", hint)
    resolved = resolve(case, [answer for answer in answers if answer is not None], context)
    return resolved if case.transfers else None, _shown(context.problems)


def _shown(problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems in the order of the file, each once; beyond a few hundred only how many there are."""
    found = sorted(set(problems))
    if len(found) <= MAX_PROBLEMS:
        return tuple(found)
    more = f"and {len(found) - MAX_PROBLEMS:,} more problems below this line"
    last = Problem(where=found[MAX_PROBLEMS].where, what=more, hint="mend those above first")
    return (*found[:MAX_PROBLEMS], last)
