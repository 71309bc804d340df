"""What strict reading cannot see: names that lead nowhere, versions at once, paragraphs twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from acquis.rules.lint import lint

from ..small import FILES, entry, pack

VERSIONS = """\
entry: 1A001
cite: c
evidence: read
controls: [r]
paragraphs: [{{id: a, when: {{always: true}}}}]
versions: {versions}
"""
WAY = "id: W, kind: general, cite: c, evidence: read, in_force: earlier, when: {always: true}"
ALWAYS = "{always: true}"


def test_a_whole_pack_has_none(tmp_path: Path) -> None:
    """The small pack is without fault."""
    assert not lint(pack(tmp_path))


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({"items__1A001": entry(ALWAYS).replace("[r]", "[r, q]")}, "'q'"),
        ({"items__1A001": entry(ALWAYS).replace("id: a,", "id: a, controls: [q],")}, "'q'"),
        ({"authorizations": f"authorizations: [{{{WAY}, overcomes: [q], entries: ['*']}}]"}, "'q'"),
        ({"items__1A001": VERSIONS.format(versions="[{in_force: earlier}, {in_force: 2024-01-01}]")}, "at once"),
        ({"items__1A001": VERSIONS.format(versions="[{in_force: 2024-01-01}, {in_force: 2024-01-01}]")}, "at once"),
        ({"items__1A001": VERSIONS.format(versions="[{in_force: 2024-01-01, until: 2023-01-01}]")}, "before it begins"),
        ({"items__1A002": entry(ALWAYS)}, "there twice"),
        ({"items__1A001": entry(ALWAYS) + "  - {id: a, when: {never: true}}\n"}, "paragraph 'a'"),
        ({"items__1A001": entry(ALWAYS, more="source: nowhere")}, "nowhere"),
        ({"items__1A002": entry("{entry: 1A001.b}", "1A002")}, "1A001.b"),
        ({"items__1A002": entry("{link: relates_to, meets: [1A001, 5Z*]}", "1A002")}, "5Z*"),
        ({"items__1A002": entry("{not: {all: [{entry: 'attribute:cold'}]}}", "1A002")}, "attribute:cold"),
        ({"scope": FILES["scope.yaml"] + "components: {cite: c, evidence: read, pulls_in: {entry: 9Z999}}\n"}, "9Z999"),
    ],
)
def test_what_leads_nowhere(tmp_path: Path, files: dict[str, str], word: str) -> None:
    """Each is a problem with its place; a reference to nothing would answer no for ever."""
    found = lint(pack(tmp_path, **files))
    assert found
    assert word in " ".join(map(str, found))
    assert all(problem.where.line and problem.hint for problem in found)


@pytest.mark.parametrize(
    "files",
    [
        {"items__1A001": VERSIONS.format(versions="[{in_force: earlier, until: 2024-01-01}, {in_force: 2024-01-01}]")},
        {"items__1A002": entry("{link: relates_to, meets: ['group:A', 'category:4', '1A*', 1A001.a]}", "1A002")},
        {
            "items__1A002": entry("{entry: 5A001.b}", "1A002"),
            "coverage": "coverage: [{part: Entry 5A001, state: pointer}]",
        },
        {"items__1A001": entry(ALWAYS, more="source: list")},
    ],
)
def test_what_is_allowed(tmp_path: Path, files: dict[str, str]) -> None:
    """One version after the other; a selector of many; an entry that the coverage names as left out."""
    assert not lint(pack(tmp_path, **files))
