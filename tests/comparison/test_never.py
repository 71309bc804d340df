"""What words alone rule out, the compiler rules out too; and what is compared does not hang on the order of a set."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import pytest

from acquis.comparison.concepts import concepts
from acquis.determination.library import shipped
from acquis.rules.build import Builder
from acquis.rules.compile import Compiler
from acquis.rules.shelf import Shelf
from acquis.terms.answer import NO

DAY = date(2026, 11, 20)

DIMENSIONS = """
from datetime import date
from acquis.comparison.cells import dimensions
from acquis.comparison.concepts import concept
from acquis.comparison.controlled import controlled
from acquis.determination.library import shipped
library = shipped("eu-dual-use")
shelf = library.examiner("eu-dual-use", date(2026, 11, 20), date(2026, 11, 20)).shelf
one = controlled(shelf, library.catalogue, concept("signal_generator", library.catalogue))
print([dimension.name for dimension in dimensions([one.program], library.catalogue)])
"""


@pytest.mark.parametrize("id_", ["us-ear", "eu-dual-use"])
def test_what_is_ruled_out_compiles_to_no(id_: str) -> None:
    library = shipped()
    shelf = Shelf(library.packs[id_], DAY, DAY)
    seen = missed = 0
    for one in concepts((shelf,), library.catalogue)[::3]:
        builder = Builder()
        compiler = Compiler(shelf, builder, one.words(library.catalogue.links))
        for leaf in shelf.leaves:
            no = builder.answer(compiler.leaf(leaf)) is NO
            if compiler.never(leaf):
                assert no, (one.id, leaf.id)
                seen += 1
            else:
                missed += no
    assert seen > 20 * missed


def test_dimensions_stand_in_the_order_of_the_program() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", DIMENSIONS],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2", "3", "4")
    }
    assert len(found) == 1
