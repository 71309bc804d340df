"""Documents: text with places, nothing interpreted; every fault is a problem with a place and a hint."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from acquis.reading import document
from acquis.reading.document import MAX_DEPTH, Mapping, Node, Scalar, Sequence, read_document
from acquis.terms.problem import Problem


def read(source: str | bytes | Path, limit: int = document.LIMIT) -> tuple[Node | None, tuple[Problem, ...]]:
    return read_document(source, name="case.yaml", limit=limit)


def plain(node: Node | None) -> object:
    """The tree as Python lists, dicts and texts."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text if isinstance(node, Scalar) else None


def only(problems: tuple[Problem, ...]) -> Problem:
    assert len(problems) == 1, problems
    return problems[0]


@pytest.fixture(params=["fast", "exact"])
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run with the C parser where it is installed, and without it: the answers are the same."""
    if request.param == "exact":
        monkeypatch.setattr(document, "_fast_parser_is_here", lambda: False)


@pytest.mark.usefixtures("_parser")
class TestNothingIsInterpreted:
    """Every scalar stays the text that was written; the reader that knows the type decides what it means."""

    @pytest.mark.parametrize(
        "text", ["NO", "no", "off", "1e-4", "0o17", "012", "1:30", "2027-06-15", "null", "~", "1_000", "+1", ".5"]
    )
    def test_a_scalar_is_its_text(self, text: str) -> None:
        node, problems = read(f"a: {text}\n")
        assert not problems
        assert plain(node) == {"a": text}

    def test_null_is_an_empty_value_but_not_a_quoted_one(self) -> None:
        node, _ = read("a:\nb: ~\nc: null\nd: 'null'\ne: ''\n")
        assert isinstance(node, Mapping)
        nulls = {key.text: value.is_null for key, value in node.entries if isinstance(value, Scalar)}
        assert nulls == {"a": True, "b": True, "c": True, "d": False, "e": False}

    def test_every_node_has_its_place(self) -> None:
        node, _ = read("a: 1\nb:\n  - x\n  - {c: y}\n")
        assert isinstance(node, Mapping)
        items = node.get("b")
        assert isinstance(items, Sequence)
        inner = items.items[1]
        assert isinstance(inner, Mapping)
        value = inner.get("c")
        assert value is not None
        assert str(value.where) == "case.yaml:4:9"
        assert node.keys() == ("a", "b")
        assert node.get("absent") is None

    def test_json_is_read_too_with_signs_beyond_the_first_plane(self) -> None:
        text = json.dumps({"name": "量子 𝒬 😀", "list": [1, None, {"x": "a/b"}]})
        assert "\\ud83d" in text
        node, problems = read(text)
        assert not problems
        assert plain(node) == {"name": "量子 𝒬 😀", "list": ["1", "null", {"x": "a/b"}]}

    def test_json_with_tabs_and_a_byte_order_mark(self) -> None:
        node, problems = read(b"\xef\xbb\xbf" + json.dumps({"a": {"b": 1}}, indent="\t").encode())
        assert not problems
        assert plain(node) == {"a": {"b": "1"}}

    def test_windows_line_ends(self) -> None:
        node, problems = read("a: 1\r\nb: 2\r\n")
        assert not problems
        assert plain(node) == {"a": "1", "b": "2"}


@pytest.mark.usefixtures("_parser")
class TestRefused:
    """What could hide, repeat or grow is refused, with the place."""

    def test_a_key_twice_leaves_neither_value(self) -> None:
        node, problems = read("cnot_error: 1e-2\nqubits: 5\ncnot_error: 1e-5\n")
        problem = only(problems)
        assert (problem.where.line, problem.where.column) == (3, 1)
        assert "line 1" in problem.what
        assert isinstance(node, Mapping)
        value = node.get("cnot_error")
        assert isinstance(value, Scalar)
        assert value.faulty
        assert plain(node.get("qubits")) == "5"

    def test_all_problems_at_once(self) -> None:
        node, problems = read("a: 1\na: 2\nb: !!python/object:os.system x\nc: &x 1\nd: *x\n? [k]\n: v\n")
        assert node is not None
        assert [problem.where.line for problem in problems] == [2, 3, 4, 5, 6]
        assert all(problem.hint for problem in problems)

    def test_an_alias_bomb_stays_small(self) -> None:
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
        _, problems = read("\n".join(lines))
        assert problems
        assert any("alias" in problem.what for problem in problems)

    @pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
    def test_deep_nesting(self, opening: str) -> None:
        problem = only(read(opening * 5000)[1])
        assert f"{MAX_DEPTH}" in problem.what
        assert problem.where.line == 1

    def test_nesting_up_to_the_limit_is_read(self) -> None:
        node, problems = read("[" * MAX_DEPTH + "]" * MAX_DEPTH)
        assert node is not None
        assert not problems

    def test_two_documents(self) -> None:
        assert "second document" in only(read("a: 1\n---\nb: 2\n")[1]).what

    def test_another_version_of_yaml(self) -> None:
        assert "1.2" in only(read("%YAML 1.1\n---\na: NO\n")[1]).what

    def test_many_problems_stop_the_reading(self) -> None:
        node, problems = read("k: v\n" * 5000)
        assert node is None
        assert len(problems) == document.MAX_PROBLEMS + 1
        assert "and more" in problems[-1].what

    def test_too_many_values(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(document, "MAX_NODES", 100)
        node, problems = read("[" + "1, " * 200 + "]")
        assert node is None
        assert "100 values" in only(problems).what

    @pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "\ufeff"])
    def test_an_empty_file(self, text: str) -> None:
        node, problems = read(text)
        if problems:
            assert node is None
            assert "empty" in only(problems).what
        else:
            assert isinstance(node, Scalar)
            assert node.is_null

    @pytest.mark.parametrize(
        ("text", "line", "word"),
        [
            ("a: [1, 2\nb: 3\n", 2, "bracket"),
            ("a: b: c\n", 1, "quotes"),
            ("a:\n\t- b\n", 2, "tabs"),
            ("a: 'b\n", 2, "quote"),
            ("a: 1\n b: 2\n", 2, "colon"),
            ('a: "\\q"\n', 1, "escape"),
            ("a: @b\n", 1, "quotes"),
            ("a: b\x07c\n", 1, "control"),
            ('a: "\\ud800"\n', 1, "surrogate"),
        ],
    )
    def test_syntax_faults_have_place_and_hint(self, text: str, line: int, word: str) -> None:
        problem = only(read(text)[1])
        assert problem.where.line == line
        assert problem.where.column > 0
        assert word in problem.what + problem.hint

    def test_a_tag_of_a_million_signs_is_quick(self) -> None:
        assert "tag" in only(read("a: " + "!" * 1_000_000)[1]).what


class TestFiles:
    """Size, kind and encoding of a file are settled before anything is parsed."""

    def test_a_file_over_the_limit_is_not_loaded(self, tmp_path: Path) -> None:
        path = tmp_path / "huge.yaml"
        with path.open("wb") as file:
            file.truncate(100_000_000)
        problem = only(read(path)[1])
        assert "5,000,000" in problem.what
        assert "100,000,000" in problem.what

    @pytest.mark.parametrize("source", ["a: " + "x" * 100, b"a: " + b"x" * 100])
    def test_a_text_over_the_limit(self, source: str | bytes) -> None:
        assert "at most 50" in only(read(source, limit=50)[1]).what

    def test_missing(self, tmp_path: Path) -> None:
        assert "no such file" in only(read(tmp_path / "absent.yaml")[1]).what

    def test_a_directory(self, tmp_path: Path) -> None:
        assert "directory" in only(read(tmp_path)[1]).what

    def test_a_pipe_over_the_limit(self, tmp_path: Path) -> None:
        if not Path("/dev/zero").exists():
            pytest.skip("no device to read from")
        assert "at most 50" in only(read(Path("/dev/zero"), limit=50)[1]).what

    def test_a_path_that_cannot_be(self) -> None:
        assert read(Path("a\0b"))[1]
        assert read(Path("x" * 5000))[1]

    def test_not_allowed_to_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        assert "may not be read" in only(read(tmp_path / "a.yaml")[1]).what

    @pytest.mark.parametrize(
        ("content", "word"),
        [
            (b"a: \0", "NUL"),
            (b"\x89PNG\r\n\x1a\n\0\0", "binary"),
            ("a: é".encode("latin-1"), "0xe9"),
            ("a: 1".encode("utf-16"), "binary"),
        ],
    )
    def test_not_utf_8_text(self, content: bytes, word: str) -> None:
        problem = only(read(content)[1])
        assert word in problem.what
        assert "UTF-8" in problem.hint

    def test_the_place_of_a_wrong_byte(self) -> None:
        problem = only(read("ä: 1\nö: ".encode() + b"\xff")[1])
        assert (problem.where.line, problem.where.column) == (2, 4)


PIECES = [*"ab:1-,[]{}?&*!|>'\"#%@` \n\t\r\\é\x85\u2028😀\x07", "---\n", "...\n", "a: ", "- ", "  ", "\\u"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
TREES = st.recursive(
    st.text() | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=50), inner, max_size=4),
    max_leaves=20,
)


class TestFuzz:
    """The reader never raises and always points."""

    @given(TEXTS | st.text())
    @example("? a\n? b\n")
    @example("!<tag> a")
    @example("%TAG ! tag:x,2000:\n---\n!a b")
    def test_never_raises(self, text: str) -> None:
        node, problems = read(text.encode("utf-8", "surrogatepass"))
        assert node is not None or problems
        assert all(
            problem.where.file == "case.yaml" and problem.where.line >= 0 and problem.hint for problem in problems
        )

    @given(st.binary())
    def test_never_raises_for_bytes(self, content: bytes) -> None:
        node, problems = read(content)
        assert node is not None or problems

    @given(TEXTS)
    def test_the_fast_parser_gives_what_the_exact_one_gives(self, text: str) -> None:
        """Whether the C parser is installed changes no answer."""
        fast = read(text)
        here = document._fast_parser_is_here
        try:
            document._fast_parser_is_here = lambda: False  # type: ignore[assignment]
            exact = read(text)
        finally:
            document._fast_parser_is_here = here
        assert plain(fast[0]) == plain(exact[0])
        assert [problem.where for problem in fast[1]] == [problem.where for problem in exact[1]]

    @given(TREES)
    def test_json_round_trip(self, tree: object) -> None:
        def words(value: object) -> object:
            if isinstance(value, dict):
                return {key: words(item) for key, item in value.items()}
            if isinstance(value, list):
                return [words(item) for item in value]
            return value if isinstance(value, str) else json.dumps(value)

        node, problems = read(json.dumps(tree))
        assert not problems
        assert plain(node) == words(tree)


PACKS = Path(document.__file__).parents[1] / "packs"


@pytest.mark.parametrize("path", sorted(PACKS.rglob("*.yaml")), ids=lambda path: str(path.relative_to(PACKS)))
def test_what_travels_with_the_package_is_read_fast(path: Path) -> None:
    """The fast parser takes every file of the packs; a question mark before a comma needs quotes for that."""
    if not document._fast_parser_is_here():
        pytest.skip("the C parser is not installed")
    text = path.read_text(encoding="utf-8")
    assert not document._DIFFERS.search(text)
    builder = document._Builder(path.name)
    builder.walk(document._fast_events(text))
    assert builder.root is not None
    assert not builder.problems
