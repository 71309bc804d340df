"""What is printed: the calendar, the drawings, the pages, the command."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from acquis.cli.main import main
from acquis.pipeline import roadmaps
from acquis.reports.radar_ics import calendar, escaped, folded
from acquis.terms.radar import Event
from tests.radar.plans import KNOWN_ON, LADDER, radar, roadmap

ROOT = Path(__file__).parents[2]
PLAN, TABLE = ROOT / "examples" / "radar" / "roadmap.yaml", ROOT / "examples" / "radar" / "devices.csv"
DAYS = ("--known-on", "2026-11-20")
SVG = "{http://www.w3.org/2000/svg}"
Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    return lambda *args: CliRunner().invoke(main, ["radar", *map(str, args)])


class TestCalendar:
    """RFC 5545."""

    def test_lines_are_at_most_75_octets_and_unfold_to_themselves(self) -> None:
        line = "DESCRIPTION:" + "ä≥ §" * 60
        parts = list(folded(line))
        assert max(len(part.encode()) for part in parts) <= 75
        assert all(part.startswith(" ") for part in parts[1:])
        assert parts[0] + "".join(part[1:] for part in parts[1:]) == line

    def test_text_is_escaped(self) -> None:
        assert escaped("a,b;c\\d\ne\x07\r") == "a\\,b\\;c\\\\d\\ne  ".replace("  ", " ")[:-1] + " "

    def test_it_can_be_read_back(self) -> None:
        found = roadmaps.radar(PLAN, known_on=KNOWN_ON)
        text = calendar(found.events, name="a, b", known_on=KNOWN_ON)
        assert not re.search(r"(?<!\r)\n", text)
        lines = text.replace("\r\n ", "").split("\r\n")
        assert lines[0] == "BEGIN:VCALENDAR"
        assert lines[-2:] == ["END:VCALENDAR", ""]
        assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(found.events) > 5
        uids = [line for line in lines if line.startswith("UID:")]
        assert len(set(uids)) == len(uids)
        assert {line[:18] for line in lines if line.startswith("DTSTART")} == {"DTSTART;VALUE=DATE"}
        assert lines.count("DTSTAMP:20261120T000000Z") == len(found.events)

    def test_a_day_that_moves_keeps_its_uid(self) -> None:
        first = radar("2026-12-01, 20, 1e-2", "2027-03-01, 120, 5e-4").events
        later = radar("2026-12-01, 20, 1e-2", "2027-09-15, 120, 5e-4").events
        assert [one.uid for one in first] == [one.uid for one in later]
        assert [one.start for one in first] != [one.start for one in later]

    def test_what_is_possible_and_what_is_sure_are_two_events(self) -> None:
        found = radar("2026-12-01, 20, 1e-2", "2027-Q2, 120, 5e-4").events
        assert [(one.start, one.categories) for one in found] == [
            (date(2027, 4, 1), ("eu-dual-use", "may be listed")),
            (date(2027, 6, 30), ("eu-dual-use", "is listed")),
        ]

    def test_the_last_day_of_the_calendar_is_a_day(self) -> None:
        event = Event(uid="x", start=date.max, summary="s", description="d", categories=("c",))
        assert "DTEND;VALUE=DATE:99991231" in calendar([event], name="n", known_on=KNOWN_ON)


def test_the_json_holds_everything(run: Run) -> None:
    told = json.loads(run(PLAN, *DAYS, "--format", "json").stdout)
    (lynx,) = (one for one in told["tracks"] if (one["product"], one["instrument"]) == ("lynx", "us-ear"))
    assert (lynx["may_be_listed_from"], lynx["surely_listed_from"]) == ("2027-10-01", "2029-03-31")
    assert {"uid", "dtstart", "summary", "description", "categories"} == set(told["events"][0])


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_every_format_of_a_road_map_names_both_days(run: Run, form: str) -> None:
    done = run(PLAN, *DAYS, "--format", form)
    assert done.exit_code == 0
    page = done.stdout.replace("\\", "")
    for words in ("2027-10-01", "2029-03-31", "4A906.a.3", "EU001", "us-ofac holds no control entry", "not a decision"):
        assert words in page


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_every_format_of_a_table_says_what_is_needed(run: Run, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")  # so that no line breaks inside the words looked for
    done = run("--devices", TABLE, *DAYS, "--as-of", "2026-11-20", "--format", form)
    assert done.exit_code == 0
    page = " ".join(done.stdout.replace("\\", "").split())
    for words in ("Hoarfrost 127", "the error of another gate", "Closest by C-NOT error", "1.21 times the"):
        assert words in page


@pytest.mark.parametrize("args", [(PLAN,), ("--devices", TABLE)])
def test_the_drawing_is_whole_and_told_in_words(run: Run, args: tuple[str | Path, ...]) -> None:
    root = ET.fromstring(run(*args, *DAYS, "--format", "svg").stdout)
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert title.text
    assert desc.text
    assert root.get("aria-labelledby") == "radar-t radar-d"
    style = root.findtext(f"{SVG}style") or ""
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style
    bars = [one for one in root.iter(f"{SVG}rect") if one.get("class") in ("yes", "may", "no", "box") and len(one)]
    assert bars
    assert all(one.findtext(f"{SVG}title") for one in bars)


def test_what_people_wrote_is_escaped(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "plan.yaml"
    text = roadmap(["2027-03-01, 120, 5e-4"], 'title: "<script>alert(1)</script>"').decode()
    file.write_text(text.replace("id: test", 'id: test\ntitle: "a <b> & c"'))
    for form in ("svg", "html"):
        page = run(file, *DAYS, "--format", form).stdout
        assert "<script" not in page
        assert "<b>" not in page


class TestCommand:
    """acquis radar."""

    def test_it_wants_one_of_the_two(self, run: Run) -> None:
        for args in ((), (PLAN, "--devices", TABLE)):
            done = run(*args)
            assert done.exit_code == 64
            assert "name a ROADMAP" in done.stderr

    def test_a_table_has_no_calendar(self, run: Run) -> None:
        assert run("--devices", TABLE, "--format", "ics").exit_code == 64

    def test_a_file_that_is_not_there(self, run: Run) -> None:
        assert run("nothing.yaml").exit_code == 66
        assert run("--devices", "nothing.csv").exit_code == 66

    def test_an_instrument_that_is_not_held(self, run: Run) -> None:
        assert run(PLAN, "--instrument", "xx").exit_code == 64

    def test_a_faulty_road_map_gives_problems_and_no_output(self, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "plan.yaml"
        file.write_bytes(roadmap(["soon, 120, 5e-4"]))
        done = run(file)
        assert (done.exit_code, done.stdout) == (65, "")
        assert "plan.yaml:7:" in done.stderr

    def test_faulty_cells_are_told_beside_the_output(self, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "machines.csv"
        file.write_text(TABLE.read_text().replace(",127,", ",lots,"))
        done = run("--devices", file)
        assert done.exit_code == 65
        assert "physical_qubits" in done.stderr
        assert "2 problems" in done.stdout

    @pytest.mark.parametrize("ending", ["json", "md", "html", "svg", "ics"])
    def test_the_ending_chooses_the_format(self, run: Run, tmp_path: Path, ending: str) -> None:
        first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
        for file in (first, second):
            assert run(PLAN, *DAYS, "--out", file).exit_code == 0
        assert first.read_bytes() == second.read_bytes() == run(PLAN, *DAYS, "--format", ending).stdout_bytes

    def test_a_narrow_terminal_shows_a_list(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "50")
        page = run(PLAN, *DAYS).stdout
        assert "may be listed from: 2027-10-01" in page
        assert max(map(len, page.splitlines())) <= 50


def test_every_instrument_of_the_ladder_is_in_the_drawing_of_rims() -> None:
    plane = radar("2027-03-01, 120, 5e-4", instruments=LADDER).plane
    assert plane is not None
    assert {one.instrument for one in plane.ladders} == set(LADDER)
