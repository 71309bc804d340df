"""Reading a pack: strict, all faults at once, nothing ignored, nothing raised."""

from __future__ import annotations

from pathlib import Path

import pytest

from acquis.determination.library import read_library

from ..small import FILES, entry, faults, library, pack, write

SCOPE = FILES["scope.yaml"]
ALWAYS = "{always: true}"
RULE = "id: x, cite: c, evidence: read, in_force: earlier"


def test_the_small_pack_is_without_fault(tmp_path: Path) -> None:
    """What the other tests change is itself whole."""
    held = pack(tmp_path)
    assert (held.id, held.authority, [one.id for one in held.entries]) == ("exland", "Exland Office", ["1A001"])
    assert held.reviewed == "nobody yet"


@pytest.mark.parametrize("name", ["pack", "scope", "coverage"])
def test_a_required_file_is_missing(tmp_path: Path, name: str) -> None:
    """pack.yaml, scope.yaml and coverage.yaml are required."""
    (problem,) = faults(tmp_path, **{name: None})
    assert name in problem.what


@pytest.mark.parametrize(
    "name", ["red_flags.yaml", "items/1A002.yml", "items/1A002.yaml.orig", "notes.txt", "x/y.yaml"]
)
def test_an_unknown_file_is_never_ignored(tmp_path: Path, name: str) -> None:
    """A file that nobody reads would be law that nobody applies."""
    path = write(tmp_path) / "exland" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(entry("{always: true}", "1A002"))
    (problem,) = read_library(tmp_path).problems
    assert "no such file" in problem.what
    assert problem.where.file.endswith(name)


def test_a_readme_may_lie_beside(tmp_path: Path) -> None:
    """A person may explain a pack in its folder."""
    (write(tmp_path) / "exland" / "README.md").write_text("The List of Exland.")
    assert not read_library(tmp_path).problems


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system refuses is a problem with the name of the file."""
    write(tmp_path)
    whole = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "groups.yaml":
            raise PermissionError(13, "Permission denied")
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (problem,) = read_library(tmp_path).problems
    assert problem.where.file.endswith("groups.yaml")
    assert "Permission denied" in problem.what


@pytest.mark.parametrize(
    ("file", "text", "word"),
    [
        ("pack", FILES["pack.yaml"].replace("id: exland", "id: other"), "folder"),
        ("pack", FILES["pack.yaml"].replace("authority: Exland Office\n", ""), "authority"),
        ("pack", FILES["pack.yaml"].replace("Exland Office", "{fcat: x}"), "fcat"),
        ("pack", FILES["pack.yaml"].replace("issuer: Exland\n", ""), "issuer"),
        ("pack", FILES["pack.yaml"].replace("2020-01-01", "2020"), "covers_from"),
        ("pack", FILES["pack.yaml"] + "depends_on: [elsewhere]\n", "elsewhere"),
        ("pack", FILES["pack.yaml"] + "isuer: x\n", "isuer"),
        ("pack", FILES["pack.yaml"].replace("grade: read", "grade: certain"), "grade"),
        ("scope", SCOPE + "rech: []\n", "rech"),
        ("scope", SCOPE + "definitions: {d: {cite: c, evidence: read}}\n", "when is missing"),
        ("scope", SCOPE + "definitions: {d: {evidence: read, when: {always: true}}}\n", "cite"),
        ("scope", SCOPE + "facts: {x.y: {then: final.country, else: to.country}}\n", "when is missing"),
        ("scope", SCOPE + "facts: {x.y: {when: {always: true}, then: nowhere, else: to.country}}\n", "nowhere"),
        ("scope", SCOPE + "components: {cite: c, evidence: read}\n", "pulls_in"),
        ("scope", SCOPE + f"exclusions: [{{{RULE}}}]\n", "when is missing"),
        ("scope", SCOPE + f"outside: [{{{RULE}, note: n, text: t}}]\n", "when is missing"),
        ("scope", SCOPE.replace("cite: Art. 1, ", ""), "cite"),
        ("scope", SCOPE.replace("evidence: read", "evidence: heard"), "evidence"),
        ("scope", SCOPE.replace("in_force: earlier, ", ""), "in_force"),
        ("scope", SCOPE.replace("in_force: earlier", "in_force: 2025-02-30"), "in_force"),
        ("scope", SCOPE.replace("working: {ask: Does it work?, ", "working: {"), "ask"),
        ("coverage", "coverage: [{part: x, state: done}]", "state"),
        ("coverage", "[x]", "mapping"),
        ("groups", "groups: {g: [JP]}", "group g"),
        ("groups", "groups: {g: {cite: c, evidence: read, in_force: earlier, members: [UK]}}", "UK"),
        ("group_changes", "changes: [{group: friends, country: JP, was: in, cite: c, evidence: read}]", "until"),
        ("group_changes", "changes: [{group: g, country: J, was: in, until: 2024-01-01, cite: c, evidence: x}]", "'J'"),
        ("destinations", FILES["destinations.yaml"].replace("when: {not: {final.country: DK}}", ""), "when is missing"),
        ("destinations", FILES["destinations.yaml"].replace("listed", "some"), "applies_to"),
        ("destinations", FILES["destinations.yaml"] + "    review: [{policy: kind}]\n", "policy"),
        ("items__1A001", entry("{always: true}").replace("controls: [r]", ""), "controls"),
        ("items__1A001", entry("{always: true}").replace("id: a, ", ""), "id is missing"),
        ("items__1A001", entry("{always: true}").replace(", when: {always: true}", ""), "when is missing"),
        ("items__1A001", entry("{always: true}", more="unless: [{when: {always: true}}]"), "label"),
        ("items__1A001", entry("{always: true}", more="unless: [{label: x}]"), "when is missing"),
        ("items__1A001", entry(ALWAYS, more="unless: [{label: x, alongside: [y], when: {always: true}}]"), "alongside"),
        ("items__1A001", "entry: 1A001\ncite: c\nevidence: read\nin_force: earlier\ncontrols: [r]\n", "no paragraphs"),
        ("items__1A001", "entry: 1A001\ncite: c\nevidence: read\nversions: []\n", "versions is empty"),
        ("items__1A001", "entry: 1A001\ncite: c\nevidence: read\nversions: [x]\n", "mapping"),
        ("items__1A001", "- a\n- b\n", "mapping"),
        ("obligations", f"obligations: [{{{RULE}, text: t, due: {{days: soon}}}}]", "whole number"),
        ("obligations", f"obligations: [{{{RULE}, text: t, due: {{days: {'9' * 5000}}}}}]", "whole number"),
        ("obligations", f"obligations: [{{{RULE}, text: t, due: {{yearly: '02-29'}}}}]", "yearly"),
        ("obligations", f"obligations: [{{{RULE}, text: t, due: {{yearly: first}}}}]", "yearly"),
        ("obligations", f"obligations: [{{{RULE}, text: t, due: {{}}}}]", "no time"),
        ("authorizations", f"authorizations: [{{{RULE}, kind: free, when: {{always: true}}}}]", "kind"),
        ("authorizations", f"authorizations: [{{{RULE}, kind: general, when: {ALWAYS}, conditions: [{{}}]}}]", "text"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(tmp_path: Path, file: str, text: str, word: str) -> None:
    """Unknown keys, missing keys, wrong words: each a problem in its file; an unknown key is never ignored."""
    found = faults(tmp_path, **{file: text})
    assert found
    assert word in " ".join(map(str, found))


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x\n",
        "a: !!python/object:os.system x\n",
        "[" * 5000,
        "k: v\nk: w\n",
        "\x00\x01",
        "entry: [",
        "",
        "~",
        "? [a]\n: b\n",
        "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 40)),
    ],
)
@pytest.mark.parametrize("file", ["pack", "scope", "coverage", "groups", "destinations", "items__1A001", "obligations"])
def test_hostile_yaml(tmp_path: Path, file: str, text: str) -> None:
    """Bombs, tags, keys twice, binary and torn files end in problems."""
    assert faults(tmp_path, **{file: text})


def test_a_table(tmp_path: Path) -> None:
    """A decision table gives one paragraph for each row; ``any`` leaves a column out; a bad row is a fault."""
    table = """
entry: 1A001
cite: c
evidence: read
in_force: earlier
controls: [r]
paragraphs:
  - id: a
    when: {item.kind: laser}
    table:
      columns: [item.physical_qubits, item.cnot_error]
      rows:
        - [a.1, {ge: 34, lt: 100}, {le: 1e-4}]
        - [a.2, any, any]
"""
    (one,) = pack(tmp_path, items__1A001=table).entries
    assert [(p.id, p.cite) for p in one.versions[0].body.paragraphs] == [("a.1", "c.a.1"), ("a.2", "c.a.2")]
    (problem,) = faults(tmp_path, items__1A001=table.replace("[a.2, any, any]", "[a.2, any]"))
    assert "item.physical_qubits, item.cnot_error" in problem.what
    assert problem.where.line == 14


def test_what_stands_beside_versions_holds_for_each(tmp_path: Path) -> None:
    """A version may say otherwise."""
    text = """
requirements:
  - id: r
    cite: c
    evidence: read
    applies_to: listed
    consequence: license_required
    when: {always: true}
    versions:
      - {in_force: earlier, until: 2025-01-01}
      - {in_force: 2025-01-01, consequence: prohibited}
"""
    (one,) = pack(tmp_path, destinations=text).requirements
    assert [version.body.consequence for version in one.versions] == ["license_required", "prohibited"]


def test_packs_that_wait_for_each_other(tmp_path: Path) -> None:
    """Two packs that borrow from each other are both read, with a problem, and nothing runs for ever."""
    write(tmp_path, pack=FILES["pack.yaml"] + "depends_on: [other]\n")
    (tmp_path / "exland").rename(tmp_path / "other")
    text = (tmp_path / "other" / "pack.yaml").read_text()
    (tmp_path / "other" / "pack.yaml").write_text(text.replace("id: exland", "id: other").replace("[other]", "exland"))
    write(tmp_path, pack=FILES["pack.yaml"] + "depends_on: [other]\n")
    held = read_library(tmp_path)
    assert set(held.packs) == {"exland", "other"}
    assert ["depends_on" in problem.what for problem in held.problems] == [True]


def test_the_digest_says_which_bytes(tmp_path: Path) -> None:
    """The same files give the same digest, any change another."""
    first = pack(tmp_path).sha256
    assert pack(tmp_path).sha256 == first
    assert pack(tmp_path, coverage=FILES["coverage.yaml"] + "# more\n").sha256 != first


def test_a_pack_that_cannot_be_read_leaves_the_others(tmp_path: Path) -> None:
    """One bad folder does not hide another."""
    write(tmp_path)
    (tmp_path / "worse").mkdir()
    (tmp_path / "worse" / "pack.yaml").write_text("[")
    held = library(tmp_path)
    assert list(held.packs) == ["exland"]
    assert held.problems
