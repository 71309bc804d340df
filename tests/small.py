"""Small packs for the tests of the engine: a whole one that is read without fault, to be changed file by file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from acquis.determination.determine import determine
from acquis.determination.examine import Examined
from acquis.determination.library import Library, read_library
from acquis.rules.pack import Pack
from acquis.terms.determination import Determination
from acquis.terms.fact import Situation
from acquis.terms.problem import Problem

DAY = date(2026, 1, 15)

FILES: Mapping[str, str] = {
    "pack.yaml": """\
id: exland
name: The List of Exland
issuer: Exland
authority: Exland Office
edition: "1"
covers_from: 2020-01-01
reviewed: {by: nobody yet}
sources: [{id: list, title: The List, grade: read}]
""",
    "coverage.yaml": "coverage: [{part: everything, state: modelled}]\n",
    "scope.yaml": """\
predicates:
  working: {ask: Does it work?, who: maker, cite: Note 1}
reach:
  - {id: export, title: Exports, cite: Art. 1, evidence: read, in_force: earlier, when: {transfer.activity: export}}
""",
    "groups.yaml": """\
groups:
  friends: {cite: Annex II, evidence: read, in_force: earlier, members: [JP, CA]}
""",
    "destinations.yaml": """\
requirements:
  - id: r
    title: A licence
    reason: R
    cite: Art. 2
    evidence: read
    in_force: earlier
    applies_to: listed
    consequence: license_required
    when: {not: {final.country: DK}}
""",
    "items/1A001.yaml": """\
entry: 1A001
title: Machines
cite: Annex I, 1A001
evidence: read
in_force: earlier
controls: [r]
paragraphs:
  - {id: a, text: Machines of 34 or more, when: {item.kind: quantum_computer, item.physical_qubits: {ge: 34}}}
""",
}


def write(folder: Path, **changes: str | None) -> Path:
    """The small pack, with files added, replaced, or left out (None).

    ``__`` stands for the slash: ``write(tmp_path, scope=..., items__1A002=...)`` writes scope.yaml, items/1A002.yaml.
    """
    files: dict[str, str | None] = dict(FILES)
    files |= {f"{name.replace('__', '/')}.yaml": text for name, text in changes.items()}
    for name, text in files.items():
        path = folder / "exland" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text, encoding="utf-8")
    return folder


def library(folder: Path, **changes: str | None) -> Library:
    """The small pack, changed, as a library."""
    return read_library(write(folder, **changes))


def faults(folder: Path, **changes: str | None) -> tuple[Problem, ...]:
    """The problems of reading the small pack, changed; each has a place in a file."""
    found = library(folder, **changes).problems
    assert all(problem.where.file.endswith((".yaml", "exland", ".yml")) for problem in found), found
    return found


def pack(folder: Path, **changes: str | None) -> Pack:
    """The small pack, changed, which must be read without fault."""
    held = library(folder, **changes)
    assert not held.problems, "\n".join(map(str, held.problems))
    return held.packs["exland"]


def entry(when: str, id_: str = "1A001", more: str = "") -> str:
    """A file of one entry with one paragraph under a condition."""
    return f"""\
entry: {id_}
title: Things
cite: Annex I, {id_}
evidence: read
in_force: earlier
controls: [r]
{more}
paragraphs:
  - {{id: a, text: These, when: {when}}}
"""


def situation(**values: Any) -> Situation:
    """A situation with these facts (``__`` stands for the dot), exporting item ``i`` to party ``p``.

    ``components``, whether they are ``stated``, ``words``, ``presumed`` and the ``id`` of the item may be given too.
    """
    beside = {name: values.pop(name) for name in ("components", "words", "presumed") if name in values}
    item, stated = values.pop("id", "i"), values.pop("stated", True)
    known = {"transfer__activity": "export", "item__kind": "quantum_computer", "final__country": "IN"} | values
    facts = {name.replace("__", "."): value for name, value in known.items() if value is not None}
    return Situation(
        transfer="t",
        item=item,
        to="p",
        values=facts,
        components_stated=stated,
        paths={"item.physical_qubits": f"items.{item}.parameters.physical_qubits"},
        **beside,
    )


def put(held: Library, asked: Situation, day: date = DAY) -> Examined:
    """A situation put to the small pack."""
    assert not held.problems, "\n".join(map(str, held.problems))
    return held.examiner("exland", day, day).examine(asked)


def answer(held: Library, asked: Situation, day: date = DAY, known_on: date | None = None) -> Determination:
    """What the small pack says about a situation."""
    return determine(put(held, asked, day), law_of=day, known_on=known_on or day, catalogue=held.catalogue)
