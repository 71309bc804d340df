"""Write the table of columns in docs/batch-columns.md from the catalogue (packs/facts.yaml) and the packs.

python -m tasks.batch_columns            writes it
python -m tasks.batch_columns --check    leaves the file alone and says whether it lags (exit status 1)
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from acquis.determination.library import shipped
from acquis.tables.columns import ANSWER, KEY, Column, Columns, columns_of, unit_words

PAGE = Path(__file__).resolve().parents[1] / "docs" / "batch-columns.md"
BEGIN = "<!-- made from the catalogue by `make docs`; edit src/acquis/packs/facts.yaml instead -->"
END = "<!-- end of what is made -->"


def row(column: Column) -> str:
    """One row of the table."""
    words = ", ".join(f"`{word}`" for word in column.spec.values) if column.type == "choice" else ""
    return f"| `{column.name}` | {words or column.form} | {unit_words(column)} | {column.spec.ask} |"


def tables(columns: Columns) -> str:
    """The columns of facts, and those of people's answers."""
    facts = [row(one) for one in columns.own.values() if f".{ANSWER}." not in one.name]
    answers = [f"| `{one.name}` | {one.spec.ask} |" for one in columns.own.values() if f".{ANSWER}." in one.name]
    lines = ["", "| column | form | unit | question |", "|---|---|---|---|"]
    lines += [f"| `{KEY}` | text, in every row another | | What is the row called? |", *facts]
    lines += ["", "### Answers of people to open texture (true or false)", "", "| column | question |", "|---|---|"]
    return "\n".join((BEGIN, *lines, *answers, "", END))


def page(text: str, columns: Columns) -> str:
    """The page with its tables made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + tables(columns) + after


def main() -> int:
    """Write the tables, or say whether they lag."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 if the page lags")
    check = parser.parse_args().check
    text = PAGE.read_text(encoding="utf-8")
    made = page(text, columns_of(shipped()))
    if made != text and not check:
        PAGE.write_text(made, encoding="utf-8")
    if made != text and check:
        print("docs/batch-columns.md lags behind the catalogue of facts: run make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
