"""Write the tables of facts in docs/case-file.md from the catalogue (packs/facts.yaml).

    python -m tasks.case_file_tables            writes them
    python -m tasks.case_file_tables --check    leaves the file alone and says whether it lags (exit status 1)

The same catalogue always gives the same bytes. A test runs the check and reads every example the tables show.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from acquis.reading.catalogue import Catalogue, load_catalogue
from acquis.reading.spec import FactSpec

PAGE = Path(__file__).resolve().parents[1] / "docs" / "case-file.md"
BEGIN = "<!-- made from the catalogue by `make docs`; edit src/acquis/packs/facts.yaml instead -->"
END = "<!-- end of what is made -->"
HEADING = re.compile(r"  # --- ([^(-]+?)(?: \(.*\))? -+")
NAME = re.compile(r"  ([a-z]+\.[a-z0-9_.]+):")

BY_UNIT = {
    "1": "0.1 %", "W": "600 uW", "K": "100 mK", "s": "48 h", "Hz": "5 GHz", "m": "1.55 um", "kg": "20 g",
    "dB": "0.01 dB", "T": "2 T", "V": "3.3 V", "J": "1 mJ", "A/W": "20 mA/W", "m/s^2": "10 ug", "m/s": "0.8 nmi/h",
    "deg": "0.1 deg", "deg/h": "0.01 deg/h", "deg/s": "500 deg/s", "deg/sqrt(h)": "0.002 deg/sqrt(h)",
    "T/sqrt(Hz)": "5 fT/sqrt(Hz)", "T/m/sqrt(Hz)": "3 pT/m/sqrt(Hz)", "V/m/sqrt(Hz)": "5 nV/m/sqrt(Hz)",
    "1/m": "0.001 1/cm", "m/V": "30 pm/V", "m^2": "50 mm^2",
}  # fmt: skip
"""One way to write an amount of each kept unit; the reader takes many more."""

BY_NAME = {
    "kind": "university",
    "region": "GB-NIR",
    "listed_owner_share": "40 %",
    "technology_field": "quantum sensing",
}
"""Where the type alone would give an example that misleads."""


def example(spec: FactSpec) -> str:
    """How a case file may write a value of the fact."""
    if spec.type != "kind" and spec.name.rpartition(".")[2] in BY_NAME:
        return BY_NAME[spec.name.rpartition(".")[2]]
    match spec.type:
        case "count":
            return "12"
        case "ratio":
            return BY_UNIT["1"]
        case "quantity":
            return BY_UNIT[spec.unit or next(iter(spec.units.values()))]
        case "range":
            return "[780 nm, 1064 nm]" if spec.unit == "m" else "[4 K, 300 K]" if spec.unit == "K" else "[4 GHz, 8 GHz]"
        case "flag":
            return "true"
        case "choice":
            return spec.values[0]
        case "kind":
            return "quantum_computer"
        case "country":
            return "JP"
        case "countries":
            return "[IN, JP]"
        case "day":
            return "2027-06-15"
        case "money":
            return "3000 USD"
        case "text_list":
            return "[us-entity-list]"
        case "points":
            inner = ", ".join(f"{name}: {BY_UNIT[unit]}" for name, unit in spec.fields.items())
            return f"[{{{inner}}}]"
        case "object":
            return _object(spec)
        case "link":
            return "i1"
    return "words"


def _object(spec: FactSpec) -> str:
    if not spec.parts:
        return "{Si-28: 99.995 %, Si-29: 40 ppm, Si-30: 10 ppm}"
    written = {"ratio": "0.1 %", "day": "2027-06-15", "text": "L-123"}
    inner = (f"{key}: {written[part] if isinstance(part, str) else part[0]}" for key, part in spec.parts.items())
    return f"{{{', '.join(inner)}}}"


def form(spec: FactSpec) -> str:
    """The type in words, with unit or choices."""
    units = list(dict.fromkeys(spec.units.values())) or [spec.unit]
    match spec.type:
        case "quantity":
            return "quantity, kept in " + " or ".join(units)
        case "range":
            return f"range, kept in {spec.unit}"
        case "points":
            return "list of measured points: " + ", ".join(f"{n} ({u})" for n, u in spec.fields.items())
        case "choice":
            unknown = (spec.unknown_word,) if spec.unknown_word else ()
            return "one of " + ", ".join((*spec.values, *unknown))
        case "kind":
            return "one of the kinds above"
        case "link":
            return "id of another item, or none"
        case "flag":
            return "true or false"
        case "money":
            return "amount with a currency"
        case "text_list":
            return "list of words"
        case "countries":
            return "list of country codes"
        case "country":
            return "country code"
    return spec.type


def remarks(spec: FactSpec) -> str:
    """What a missing value means, and whether it is personal or computed."""
    found = []
    if spec.derived:
        found.append(f"not written: {spec.derived}")
    if spec.absent:
        asked = [f"of {', '.join(spec.open_kinds)}"] if spec.open_kinds else []
        asked += [f"where {' or '.join(spec.open_when)} is stated"] if spec.open_when else []
        but = f", but asked {' and '.join(asked)}" if asked else ""
        found.append(f"left out: taken as not so{but}")
    if spec.fallback:
        part = spec.fallback
        found.append(f"left out: {part['fact']} / {part['divided_by']} of a {part['kind'].replace('_', ' ')}")
    if spec.kinds:
        found.append(f"only of {', '.join(spec.kinds)}")
    if spec.sensitive:
        found.append("personal data")
    return "; ".join(found)


def headings() -> Iterable[tuple[str, list[str]]]:
    """The facts in the order of the catalogue, under the headings of its comments."""
    text = resources.files("acquis").joinpath("packs/facts.yaml").read_text(encoding="utf-8")
    title, names = "", list[str]()
    for line in text.splitlines():
        heading, name = HEADING.match(line), NAME.match(line)
        if heading:
            if names:
                yield title, names
            title, names = heading[1].strip(), []
        elif name:
            names.append(name[1])
    yield title, names


def tables(catalogue: Catalogue) -> str:
    """All tables, between the two marks."""
    lines = [BEGIN, "", "### Kinds of item", "", "| kind | what it is |", "|---|---|"]
    lines += [f"| `{kind}` | {told} |" for kind, told in catalogue.kinds.items()]
    for title, names in headings():
        lines += ["", f"### {title[0].upper()}{title[1:]}", ""]
        lines += ["| fact | type | for example | question | who usually knows | remarks |", "|---|---|---|---|---|---|"]
        for name in names:
            spec = catalogue.facts[name]
            shown = "" if spec.derived else f"`{example(spec)}`"
            lines.append(f"| `{name}` | {form(spec)} | {shown} | {spec.ask} | {spec.who} | {remarks(spec)} |")
    return "\n".join([*lines, "", END])


def page(text: str, catalogue: Catalogue) -> str:
    """The page with its tables made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + tables(catalogue) + after


def main() -> int:
    """Write the tables, or say whether they lag."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 if the page lags")
    check = parser.parse_args().check
    text = PAGE.read_text(encoding="utf-8")
    made = page(text, load_catalogue())
    if made != text and not check:
        PAGE.write_text(made, encoding="utf-8")
    if made != text and check:
        print("docs/case-file.md lags behind the catalogue of facts: run make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
