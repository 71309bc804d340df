"""The lines of a CSV file that are not rows of its table: too many or too few fields, or nothing at all.

A reader of columns fills up short lines and cuts long ones without a word, so the fields are counted first.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from acquis.errors import TableError
from acquis.terms.problem import Problem, Where

SEPARATORS = (",", ";", "\t")
_NONE = "\x01"
_LINE = "(line)"
_QUOTED = r'"[^"]*"'


@dataclass(frozen=True, slots=True)
class Lines:
    """The header, the separator, and the records (from 0, below the header) that are malformed or blank."""

    header: tuple[str, ...]
    separator: str
    malformed: pl.Series
    blank: pl.Series


def read_lines(path: Path, name: str) -> Lines:
    """Count the fields of every line. Raises TableError where no header can be read, or a quote is never closed."""
    header, separator = _header(path, name)
    found = _suspects(path, separator, len(header))
    if found["odd"].any():
        return _exactly(path, name, header, separator)
    record = found["record"].cast(pl.Int64) - 1
    return Lines(header, separator, record.filter(~found["blank"]), record.filter(found["blank"]))


def _header(path: Path, name: str) -> tuple[tuple[str, ...], str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            separator = max(SEPARATORS, key=first.count)
            header = next(csv.reader(file, delimiter=separator, strict=True), [])
    except (UnicodeDecodeError, csv.Error) as fault:
        raise _unreadable(name, f"no header can be read: {fault}", "write the table as UTF-8") from None
    twice = sorted({one for one in header if header.count(one) > 1})
    if not any(header) or twice:
        what = f"the column {twice[0]!r} stands twice" if twice else "the file holds no header"
        raise _unreadable(name, what, "the first line names the columns, each once")
    return tuple(header), separator


def _suspects(path: Path, separator: str, width: int) -> pl.DataFrame:
    """The lines with another number of fields, blank ones, and those whose quotes do not pair up."""
    lines = pl.scan_csv(
        path, separator=_NONE, quote_char=None, has_header=False, schema={_LINE: pl.String}, truncate_ragged_lines=True
    )
    line = pl.col(_LINE)
    plain = pl.when(line.str.contains('"', literal=True)).then(line.str.replace_all(_QUOTED, "")).otherwise(line)
    fields = plain.str.count_matches(separator, literal=True) + 1
    return (
        lines.with_row_index("record")
        .select(
            "record",
            blank=line.is_null() | (line.str.strip_chars() == ""),
            odd=plain.str.contains('"', literal=True).fill_null(value=False),
            fields=fields,
        )
        .filter(pl.col("blank") | pl.col("odd") | (pl.col("fields") != width))
        .filter(pl.col("record") > 0)
        .collect(engine="streaming")
    )


def _exactly(path: Path, name: str, header: tuple[str, ...], separator: str) -> Lines:
    """The same for a file with line breaks between quotes, record by record."""
    malformed, blank = [], []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=separator, strict=True)
        try:
            for number, record in enumerate(reader, -1):
                if number >= 0 and not record:
                    blank.append(number)
                elif number >= 0 and len(record) != len(header):
                    malformed.append(number)
        except (UnicodeDecodeError, csv.Error) as fault:
            raise _unreadable(name, f"it cannot be read on: {fault}", "", reader.line_num) from None
    return Lines(header, separator, pl.Series(malformed, dtype=pl.Int64), pl.Series(blank, dtype=pl.Int64))


def _unreadable(name: str, what: str, hint: str, line: int = 0) -> TableError:
    problem = Problem(where=Where(file=name, line=line), what=what, hint=hint)
    return TableError("the table cannot be read", (problem,))
