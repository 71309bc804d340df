"""Every example of every pack comes out as expected; every pack is without fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from acquis.determination.check import check_packs
from acquis.determination.examples import read_examples, run_example
from acquis.determination.library import pack_folder, shipped

TODAY = date(2026, 11, 20)
PACKS = tuple(shipped().packs)


@pytest.mark.parametrize("pack", PACKS)
def test_the_pack_has_no_fault(pack: str) -> None:
    """Strict reading, names that lead somewhere, one version at a time, rims tried, examples as expected."""
    problems = check_packs(shipped(), pack_folder(), (pack,), TODAY)
    assert not problems, "\n".join(map(str, problems[:20]))


@pytest.mark.parametrize("pack", PACKS)
def test_the_pack_has_examples(pack: str) -> None:
    """A pack without examples proves nothing."""
    examples, problems = read_examples(pack_folder() / pack, pack)
    assert not problems
    assert len(examples) >= 3


def test_an_example_that_expects_wrongly_is_found() -> None:
    """The runner itself can fail: the opposite of every expected answer is reported."""
    opposite = {"yes": "no", "no": "yes", "unknown": "yes"}
    library = shipped()
    tried = 0
    for pack in PACKS:
        examples, _ = read_examples(pack_folder() / pack, pack)
        for example in examples[:25]:
            if example.entry:
                wrong = replace(example, answer=opposite[example.answer])
                assert run_example(library, wrong, TODAY)
                tried += 1
    assert tried > 50
