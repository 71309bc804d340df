"""The whole script: raw table in, one row of answers for each row out, in the dialect of DuckDB.

Rows of one shape (the kind of the item, its links, a stretch of days with the same law) are answered by one statement.
Rows of a shape the text does not know get the full range, so that it may be run on another table and stays sound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from acquis.tables.asked import Asked
from acquis.tables.columns import KEY, Columns
from acquis.tables.law import Law
from acquis.tables.legend import WORD, Bit, words
from acquis.tables.lower import Lowering
from acquis.tables.outcomes import UNDETERMINED
from acquis.tables.prepare import UNREAD
from acquis.tables.shape import Shape, shape_columns
from acquis.tables.sql import LITERAL, Writer, maybe, quoted, surely, word
from acquis.tables.sql_prepare import Prepared, prepared
from acquis.terms.answer import NO, UNKNOWN, YES
from acquis.terms.determination import Status

if TYPE_CHECKING:
    from polars._typing import PolarsDataType as DataType

DAY = "transfer.date"
STRETCH = "stretch"
GROUP = "shape"
COUNT = "rows"
ROWS, ANSWERS = "acquis_rows", "acquis_answers"
PARTS = ("at_least", "at_most", "entries", "entries_open", "fired")
SETTING = """\
-- A long list of words stays a list: made a join, it costs more than it saves
SET disabled_optimizers = 'in_clause'"""
QUIETEST, LOUDEST = min(Status).name, max(Status).name


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that one program reads: a shape, and the numbers of the stretches of days with the same law."""

    shape: Shape
    stretches: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Survey:
    """The groups that occur in a table, its rows, and how many of them have a cell that cannot be read."""

    groups: tuple[Group, ...]
    rows: int
    unread: int


@dataclass(frozen=True, slots=True)
class Query:
    """Writes the SQL for tables with one schema; ``source`` is what stands after FROM."""

    source: str
    prepared: Prepared
    law: Law

    @property
    def shape_names(self) -> tuple[str, ...]:
        """The prepared columns that make up the shape of a row."""
        return shape_columns(self.prepared.facts)

    def survey(self) -> str:
        """The SQL of what occurs: the words of each shape, a stretch, its rows and how many of them are unread."""
        names = _list([*(quoted(name) for name in self.shape_names), STRETCH])
        counts = f"count(*) AS {COUNT},\n    count_if({UNREAD}) AS {UNREAD}"
        return _with(self._prepared(), f"SELECT {names},\n    {counts}\nFROM prepared\nGROUP BY ALL")

    def surveyed(self, rows: Iterable[Sequence[str | bool | int | None]]) -> Survey:
        """What the survey found, in a fixed order."""
        found: dict[tuple[Shape, tuple[int, ...]], dict[int, int]] = {}
        total = unread = 0
        for *words_, stretch, count, without in rows:
            total += int(count or 0)
            unread += int(without or 0)
            if stretch is not None:
                shape = Shape(tuple(zip(self.shape_names, words_, strict=True)))  # type: ignore[arg-type]
                books = tuple(id(self.law.asked(id_, int(stretch))) for id_ in self.law.held(int(stretch)))
                found.setdefault((shape, books), {})[int(stretch)] = int(count or 0)
        groups = [Group(shape, tuple(sorted(rows_)), sum(rows_.values())) for (shape, _), rows_ in found.items()]
        groups.sort(key=lambda group: (repr(group.shape.words), group.stretches))
        return Survey(tuple(groups), total, unread)

    def rows(self, groups: Sequence[Group]) -> str:
        """The statement that prepares every row and numbers its group."""
        return f"CREATE TEMP TABLE {ROWS} AS\n{_with(self._prepared(), self._numbered(groups))}"

    def first(self) -> str:
        """The statement that begins the answers: the full range for the rows of no group."""
        told = "Rows of a shape unknown here, of no day, or with a cell that cannot be read: nothing can be said"
        columns = [quoted(KEY)]
        for id_ in self.law.instruments:
            columns += _unheld(id_, self.law.legends[id_])
        select = f"SELECT {_list(columns)}\nFROM {ROWS}\nWHERE {GROUP} IS NULL"
        return f"-- {told}\nCREATE TEMP TABLE {ANSWERS} AS\n{select}"

    def more(self, number: int, group: Group) -> str:
        """The statement that answers the rows of the group of that number."""
        stretch = group.stretches[0]
        writer = Writer(self.prepared.layout)
        lowering = Lowering(self.law.library.catalogue, self.prepared.facts, group.shape)
        held, told = self.law.held(stretch), [quoted(KEY)]
        for id_ in self.law.instruments:
            if id_ in held:
                asked = self.law.asked(id_, stretch)
                roots = writer.add(lowering.lower(asked.program, asked.program.roots))
                told += _answered(asked, roots, self.law.legends[id_])
            else:
                told += _unheld(id_, self.law.legends[id_])
        name = "level_0"
        steps = [_step(name, f"SELECT *\nFROM {ROWS}\nWHERE {GROUP} = {number}")]
        for height, level in enumerate(writer.levels(), 1):
            columns = _list(["*", *(f"{text} AS {column}" for column, text in level)])
            steps.append(_step(f"level_{height}", f"SELECT {columns}\nFROM {name}"))
            name = f"level_{height}"
        select = _with(steps, f"SELECT {_list(told)}\nFROM {name}")
        return f"-- {number}: {self._told_of(group)}\nINSERT INTO {ANSWERS}\n{select}"

    def last(self, separator: str = "") -> str:
        """The SELECT of the answers, the status put together from its two ends; with a separator lists are text."""
        told = [quoted(KEY)]
        for id_ in self.law.instruments:
            least, most = (quoted(f"{id_}.{end}") for end in ("at_least", "at_most"))
            status = f"CASE WHEN {least} = {most} THEN {least} ELSE {word(UNDETERMINED)} END"
            told.append(f"{status} AS {quoted(f'{id_}.status')}")
            for name, part in ((quoted(f"{id_}.{part}"), part) for part in PARTS):
                joined = separator and part.startswith("entries")
                told.append(f"array_to_string({name}, {word(separator)}) AS {name}" if joined else name)
        return f"SELECT {_list(told)}\nFROM {ANSWERS}\nORDER BY {quoted(KEY)}"

    def begin(self, groups: Sequence[Group]) -> tuple[str, ...]:
        """The statements before those of the groups."""
        return (SETTING, self.rows(groups), self.first())

    def script(self, groups: Sequence[Group]) -> Iterator[str]:
        """Every statement, in the order in which they are run; the last one gives the result."""
        yield from self.begin(groups)
        yield from (self.more(number, group) for number, group in enumerate(groups, 1))
        yield self.last()

    # -- the steps ----------------------------------------------------------------------------------------------

    def _stated(self) -> list[str]:
        columns = _list(f"{text} AS {quoted(name)}" for name, text in self.prepared.stated.items())
        told = "What the cells state, each fact in one form; a row is unread if a cell of it cannot be read"
        return [_step("stated", f"SELECT {columns}\nFROM {self.source}", told)]

    def _prepared(self) -> list[str]:
        facts = {name: text for name, text in self.prepared.facts.items() if name not in (KEY, UNREAD)}
        columns = [quoted(KEY), UNREAD, *(f"{text} AS {quoted(name)}" for name, text in facts.items())]
        derived = _step("derived", f"SELECT {_list(columns)}\nFROM stated", "The facts, derived ones filled in")
        stretch = f"CASE WHEN {UNREAD} THEN NULL {_stretches(self.law.changes)} END AS {STRETCH}"
        told = "The stretch of days with the same law in which each row lies"
        return [*self._stated(), derived, _step("prepared", f"SELECT *,\n    {stretch}\nFROM derived", told)]

    def _numbered(self, groups: Sequence[Group]) -> str:
        """Every row with the number of its group, NULL where it is in none."""
        names = [*self.shape_names, STRETCH]
        types = ["BOOLEAN" if name.endswith(".stated") else "VARCHAR" for name in self.shape_names] + ["INTEGER"]
        rows = [
            [*(value for _, value in group.shape.words), stretch, number]
            for number, group in enumerate(groups, 1)
            for stretch in group.stretches
        ]
        nothing = ", ".join([*(f"NULL::{type_}" for type_ in types), "0"])
        lines = [f"({nothing})", *(f"({', '.join(map(_constant, row))})" for row in rows)]
        values = ",\n    ".join(lines)
        heads = ", ".join(map(quoted, names))
        same = "".join(f"\n    AND prepared.{one} IS NOT DISTINCT FROM shapes.{one}" for one in map(quoted, names))
        shapes = f"(VALUES\n    {values}\n) AS shapes({heads}, {GROUP})"
        on = f"ON shapes.{GROUP} > 0{same}"
        return f"SELECT prepared.*, shapes.{GROUP}\nFROM prepared LEFT JOIN {shapes}\n{on}\nORDER BY shapes.{GROUP}"

    def _told_of(self, group: Group) -> str:
        stated = [f"{name} {_constant(value)}" for name, value in group.shape.words if value is not None]
        days = " and ".join(filter(None, map(self._days, group.stretches)))
        return "; ".join(filter(None, (", ".join(stated) or "nothing said of the item", days)))

    def _days(self, stretch: int) -> str:
        changes = self.law.changes
        begin = f"from {changes[stretch - 1]}" if stretch else ""
        end = f"before {changes[stretch]}" if stretch < len(changes) else ""
        return f"{begin} {end}".strip()


def query(source: str, schema: Mapping[str, DataType], columns: Columns, law: Law, as_of: date) -> Query:
    """The query for a table; ``source`` is what stands after FROM, ``schema`` its columns in types of polars."""
    return Query(source, prepared(schema, columns, as_of), law)


def _answered(asked: Asked, roots: Mapping[str, str], bits: tuple[Bit, ...]) -> Iterable[str]:
    """The columns of one instrument."""
    levels = [(status.name, roots[root]) for status, root in zip(tuple(Status)[1:], asked.levels, strict=True)]
    reached = roots[asked.levels[0]]
    by_bit = sorted(asked.entries, key=lambda root: (asked.fired[root], root))
    entries = [(word(asked.entries[root]), roots[root]) for root in by_bit]
    fired = {place: roots[root] for root, place in asked.fired.items()}
    told = (
        _loudest([(name, text) for name, text in levels if text not in (LITERAL[NO], LITERAL[UNKNOWN])], surely),
        _loudest([(name, text) for name, text in levels if text != LITERAL[NO]], maybe),
        _where(reached, _ids([(id_, surely(text)) for id_, text in entries if text != LITERAL[UNKNOWN]]), "[]"),
        _where(reached, _ids([(id_, f"({text}) IS NULL") for id_, text in entries if text != LITERAL[YES]]), "[]"),
        _where(reached, _mask(fired, bits), word("0x" + "0" * 16 * words(bits))),
    )
    return (f"{text} AS {quoted(f'{asked.instrument}.{part}')}" for text, part in zip(told, PARTS, strict=True))


def _unheld(instrument: str, bits: tuple[Bit, ...]) -> Iterable[str]:
    """The full range, and nothing said to have fired."""
    told = (word(QUIETEST), word(LOUDEST), "[]::VARCHAR[]", "[]::VARCHAR[]", word("0x" + "0" * 16 * words(bits)))
    return (f"{text} AS {quoted(f'{instrument}.{part}')}" for text, part in zip(told, PARTS, strict=True))


def _loudest(levels: list[tuple[str, str]], test: object) -> str:
    assert callable(test)
    if not levels:
        return word(QUIETEST)
    cases = " ".join(f"WHEN {test(text)} THEN {word(name)}" for name, text in reversed(levels))
    return f"CASE {cases} ELSE {word(QUIETEST)} END"


def _where(reached: str, text: str, otherwise: str) -> str:
    """Where the instrument may reach the transfer; elsewhere nothing is said of its provisions."""
    if reached == LITERAL[NO] or text in ("[]::VARCHAR[]", otherwise):
        return "[]::VARCHAR[]" if otherwise == "[]" else otherwise
    if reached in (LITERAL[YES], LITERAL[UNKNOWN]):
        return text
    return f"CASE WHEN {maybe(reached)} THEN {text} ELSE {otherwise} END"


def _ids(entries: list[tuple[str, str]]) -> str:
    live = [(id_, test) for id_, test in entries if test != surely(LITERAL[NO]) and test != f"({LITERAL[NO]}) IS NULL"]
    if not live:
        return "[]::VARCHAR[]"
    cases = ", ".join(f"CASE WHEN {test} THEN {id_} END" for id_, test in live)
    return f"list_filter([{cases}], lambda e: e IS NOT NULL)"


def _mask(fired: Mapping[int, str], bits: tuple[Bit, ...]) -> str:
    """The bits in hexadecimal, the highest word first."""
    found = []
    for number in reversed(range(words(bits))):
        held = [
            f"CASE WHEN {surely(text)} THEN {1 << place % WORD}::UBIGINT ELSE 0 END"
            for place, text in sorted(fired.items())
            if place // WORD == number and text not in (LITERAL[NO], LITERAL[UNKNOWN])
        ]
        found.append(f"printf('%016x', {' | '.join(held)})" if held else word("0" * 16))
    if all(text == word("0" * 16) for text in found):
        return word("0x" + "0" * 16 * words(bits))
    return " || ".join([word("0x"), *found])


def _stretches(changes: tuple[date, ...]) -> str:
    before = [f"WHEN {quoted(DAY)} < DATE {word(day.isoformat())} THEN {number}" for number, day in enumerate(changes)]
    return "\n        ".join(["", *before, f"WHEN {quoted(DAY)} IS NOT NULL THEN {len(changes)}"])


def _constant(value: str | bool | int | None) -> str:
    if value is None:
        return "NULL"
    return word(value) if isinstance(value, str) else str(value).upper()


def _list(columns: Iterable[str]) -> str:
    return ",\n    ".join(columns)


def _step(name: str, select: str, told: str = "") -> str:
    comment = "".join(f"-- {line}\n" for line in told.splitlines())
    return f"{comment}{name} AS (\n{select}\n)"


def _with(steps: Sequence[str], select: str) -> str:
    joined = ",\n".join(steps)
    return f"WITH\n{joined}\n{select}"
