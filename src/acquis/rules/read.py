"""A pack folder to a Pack and its Problems. Strict: an unknown key, file or word is a problem, never ignored."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from acquis.reading.catalogue import Catalogue
from acquis.reading.countries import is_country
from acquis.reading.document import Node, Scalar, read_document
from acquis.reading.fields import Fields
from acquis.rules.grammar import Grammar
from acquis.rules.pack import ByCases, Components, Coverage, GroupChange, Pack, Predicate, Rule, Source
from acquis.rules.provisions import Provisions
from acquis.terms.problem import Problem, Where

FILES = (
    "pack.yaml", "scope.yaml", "groups.yaml", "group_changes.yaml", "destinations.yaml", "end_uses.yaml",
    "end_users.yaml", "authorizations.yaml", "obligations.yaml",
)  # fmt: skip
BESIDE = ("README.md",)
"""What may lie beside the files of a pack without being one of them."""
GRADES = ("read", "secondary", "inference", "recalled")


def read_pack(
    folder: Path, catalogue: Catalogue, *, others: Mapping[str, Pack]
) -> tuple[Pack | None, tuple[Problem, ...]]:
    """Read one pack; ``others`` are the packs already read that it may borrow from."""
    problems: list[Problem] = []
    digest = hashlib.sha256()
    trees: dict[str, Node] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or name in BESIDE:
            continue
        try:
            content = path.read_bytes()
        except OSError as fault:
            problems.append(Problem(where=Where(file=_shown(path)), what=f"cannot be read: {fault.strerror}"))
            continue
        digest.update(f"{name}\n{len(content)}\n".encode() + content)
        if name.startswith("examples/") and name.endswith(".yaml"):
            continue
        if name not in FILES and not (name.startswith(("items/", "coverage")) and name.endswith(".yaml")):
            problems.append(
                Problem(
                    where=Where(file=_shown(path)), what="no such file in a pack", hint=f"known: {', '.join(FILES)}"
                )
            )
            continue
        node, faults = read_document(content, name=_shown(path))
        problems.extend(faults)
        if node is not None:
            trees[name] = node
    if not any(name.startswith("coverage") for name in trees):
        what, hint = "a pack needs coverage.yaml", "what of the instrument is modelled, partial or only a pointer"
        problems.append(Problem(where=Where(file=_shown(folder)), what=what, hint=hint))
    if "pack.yaml" not in trees or "scope.yaml" not in trees:
        problems.append(Problem(where=Where(file=_shown(folder)), what="a pack needs pack.yaml and scope.yaml"))
        return None, tuple(problems)
    pack = _assemble(trees, digest.hexdigest(), catalogue, others, problems)
    if pack.id != folder.name:
        what = f"the pack calls itself {pack.id!r}, its folder is {folder.name!r}"
        problems.append(Problem(where=trees["pack.yaml"].where, what=what, hint="id and folder are the same word"))
    return pack, tuple(problems)


def _shown(path: Path) -> str:
    parts = path.parts
    return "/".join(parts[parts.index("packs") :]) if "packs" in parts else str(path)


def _assemble(
    trees: Mapping[str, Node], sha256: str, catalogue: Catalogue, others: Mapping[str, Pack], problems: list[Problem]
) -> Pack:
    head = Fields(trees["pack.yaml"], problems, what="pack")
    scope = Fields(trees["scope.yaml"], problems, what="scope")
    by_cases = scope.pairs("facts")
    grammar = Grammar(catalogue, problems, frozenset(key.text for key, _ in by_cases))
    provisions = Provisions(grammar, problems)
    depends_on = head.words("depends_on")
    for name in depends_on:
        if name not in others:
            head.fault(head.where, f"depends_on names {name!r}, which is not a pack read before this one")
    authority, authority_fact = _authority(head)
    coverage = tuple(
        row for name, tree in trees.items() if name.startswith("coverage") for row in _coverage(tree, problems)
    )
    pack = Pack(
        id=head.text("id", required=True),
        name=head.text("name", required=True),
        issuer=head.text("issuer", required=True),
        authority=authority,
        authority_fact=authority_fact,
        edition=head.text("edition", required=True),
        covers_from=head.day("covers_from"),
        reviewed=_reviewed(head),
        depends_on=depends_on,
        sources=_sources(head),
        sha256=sha256,
        groups={group.id: group for group in provisions.groups(trees.get("groups.yaml"))},
        changes=_changes(trees.get("group_changes.yaml"), problems),
        predicates=_predicates(scope),
        definitions=_definitions(scope, grammar),
        by_cases=_by_cases(by_cases, grammar),
        reach=provisions.rules(scope.items("reach"), "reach"),
        outside=provisions.outside(scope.items("outside")),
        exclusions=provisions.rules(scope.items("exclusions"), "exclusion"),
        components=_components(scope, grammar),
        entries=tuple(provisions.entry(tree) for name, tree in trees.items() if name.startswith("items/")),
        requirements=tuple(
            requirement
            for name in ("destinations.yaml", "end_uses.yaml", "end_users.yaml")
            for requirement in provisions.requirements(trees.get(name))
        ),
        authorizations=provisions.authorizations(trees.get("authorizations.yaml")),
        obligations=provisions.obligations(trees.get("obligations.yaml")),
        coverage=coverage,
        borrows={name: others[name] for name in depends_on if name in others},
    )
    head.done(free=("notes",))
    scope.done(free=("notes",))
    return pack


def _authority(head: Fields) -> tuple[str, str]:
    node = head.take("authority")
    if isinstance(node, Scalar):
        return node.text, ""
    if node is None:
        head.fault(head.where, "pack: authority is missing", "a word such as the name of the office, or {fact: …}")
        return "", ""
    fields = Fields(node, head.problems, what="authority")
    fact = fields.text("fact", required=True)
    fields.done()
    return "", fact


def _reviewed(head: Fields) -> str:
    fields = Fields(head.take("reviewed"), head.problems, what="reviewed")
    by, on, after = fields.text("by"), fields.text("on"), fields.text("next")
    fields.done()
    return f"{by or 'nobody yet'}{f' on {on}' if on else ''}{f', next review {after}' if after else ''}"


def _sources(head: Fields) -> tuple[Source, ...]:
    sources = []
    for node in head.items("sources"):
        fields = Fields(node, head.problems, what="source")
        sources.append(
            Source(
                id=fields.text("id", required=True),
                title=fields.text("title", required=True),
                address=fields.text("address"),
                retrieved=fields.text("retrieved"),
                sha256=fields.text("sha256"),
                grade=fields.choice("grade", GRADES),
            )
        )
        fields.done(free=("notes",))
    return tuple(sources)


def _changes(tree: Node | None, problems: list[Problem]) -> tuple[GroupChange, ...]:
    if tree is None:
        return ()
    top = Fields(tree, problems, what="group changes")
    changes = []
    for node in top.items("changes"):
        fields = Fields(node, problems, what="change")
        until = fields.day("until")
        change = (fields.text("group", required=True), fields.text("country", required=True))
        if change[1] and not is_country(change[1]):
            fields.fault(fields.where, f"change: {change[1]!r} is no country code", "ISO 3166-1, such as JP or GB")
        was_in = fields.choice("was", ("in", "out")) == "in"
        cite = fields.text("cite", required=True)
        fields.choice("evidence", GRADES)
        fields.done(free=("notes", "title", "text"))
        if until is None:
            fields.fault(fields.where, "a change of a group needs until")
        else:
            changes.append(GroupChange(group=change[0], country=change[1], was_in=was_in, until=until, cite=cite))
    top.done(free=("notes",))
    return tuple(changes)


def _predicates(scope: Fields) -> dict[str, Predicate]:
    found = {}
    for key, node in scope.pairs("predicates"):
        fields = Fields(node, scope.problems, what=f"predicate {key.text}")
        found[key.text] = Predicate(
            ask=fields.text("ask", required=True),
            who=fields.text("who", required=True),
            cite=fields.text("cite", required=True),
        )
        fields.done(free=("evidence", "notes"))
    return found


def _definitions(scope: Fields, grammar: Grammar) -> dict[str, Rule]:
    found = {}
    for key, node in scope.pairs("definitions"):
        fields = Fields(node, scope.problems, what=f"definition {key.text}")
        fields.text("cite", required=True)
        fields.choice("evidence", GRADES)
        found[key.text] = Rule(when=grammar.required(fields, "when"), unless=grammar.exceptions(fields))
        fields.done(free=("title", "text", "notes", "source"))
    return found


def _by_cases(pairs: tuple[tuple[Scalar, Node], ...], grammar: Grammar) -> dict[str, ByCases]:
    found = {}
    for key, node in pairs:
        fields = Fields(node, grammar.problems, what=f"fact {key.text}")
        case = ByCases(
            when=grammar.required(fields, "when"),
            then=fields.text("then", required=True),
            otherwise=fields.text("else", required=True),
            where=fields.where,
        )
        for name in (case.then, case.otherwise):
            if grammar.catalogue.spec(name) is None and name not in grammar.known:
                fields.fault(fields.where, f"unknown fact {name!r}")
        fields.done(free=("title", "text", "cite", "evidence", "notes"))
        found[key.text] = case
    return found


def _components(scope: Fields, grammar: Grammar) -> Components | None:
    node = scope.take("components")
    if node is None:
        return None
    fields = Fields(node, scope.problems, what="components")
    components = Components(
        pulls_in=grammar.required(fields, "pulls_in"),
        cite=fields.text("cite", required=True),
        evidence=fields.choice("evidence", GRADES),
        text=fields.text("text"),
    )
    fields.done(free=("notes", "title"))
    return components


def _coverage(tree: Node, problems: list[Problem]) -> tuple[Coverage, ...]:
    top = Fields(tree, problems, what="coverage")
    rows = []
    for node in top.items("coverage"):
        fields = Fields(node, problems, what="coverage row")
        rows.append(
            Coverage(
                part=fields.text("part", required=True),
                state=fields.choice("state", ("modelled", "partial", "pointer")),
                text=fields.text("text"),
            )
        )
        fields.done(free=("cite", "evidence", "notes"))
    top.done(free=("notes",))
    return tuple(rows)
