"""What the answers of a peer are worth: beside the right outcomes, at the rim, and where facts are missing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.peers.cases import Cases, Mask, Outcomes, at_the_rim, expected, possible
from tasks.peers.rules import EXCEPTION, LICENSE, OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A peer's speed (cases a second, each run) and faults. Shares are of the cases with something missing.

    ``quiet`` by the form a missing fact takes: the share of cases it says need no licence, or fall under an exception,
    although a licence or a denial is possible. ``needless``: the share it leaves open although all that is stated
    settles it (null).
    """

    name: str
    version: str
    rows: int
    rates: tuple[float, ...]
    rates_null: tuple[float, ...]
    wrong: int
    rim: int
    rim_wrong: int
    quiet: dict[str, float] = field(default_factory=dict)
    needless: float = 0.0


@dataclass
class Judge:
    """Holds the cases and, computed once, what is right."""

    whole: Cases
    holes: Cases

    @cached_property
    def right(self) -> Outcomes:
        """The outcome of every case without holes."""
        return expected(self.whole)

    @cached_property
    def rim(self) -> Mask:
        """Which of them stand at a limit."""
        return at_the_rim(self.whole)

    @cached_property
    def holed(self) -> Mask:
        """Which of the others lack a fact."""
        found: Mask = np.logical_or.reduce(list(self.holes.missing.values()))
        return found

    @cached_property
    def may(self) -> NDArray[np.uint8]:
        """Their possible outcomes."""
        return possible(self.holes)

    def judge(self, answers: Path) -> list[Judged]:
        """The peers of a file that ``tasks.peers.run`` wrote."""
        with np.load(answers) as held:
            every = {name: held[name] for name in held}
        return [self._judge(number, one, every) for number, one in enumerate(json.loads(str(every["told"])))]

    def _judge(self, number: int, told: dict[str, Any], answers: dict[str, Outcomes]) -> Judged:
        rows = told["rows"]
        wrong = answers[f"{number}.whole"] != self.right[:rows]
        forms = {form: answers[f"{number}.{form}"] for form in ("absent", "null") if form in told}
        holed, may = self.holed[:rows], self.may[:rows]
        loud, settled = may >= 1 << LICENSE, np.bitwise_count(may) == 1
        quiet = {form: (said != OPEN) & (said <= EXCEPTION) & loud & holed for form, said in forms.items()}
        needless = (forms["null"] == OPEN) & settled & holed
        return Judged(
            name=told["name"],
            version=told["version"],
            rows=rows,
            rates=tuple(rows / seconds for seconds in told["whole"]),
            rates_null=tuple(rows / seconds for seconds in told["null"]),
            wrong=int(wrong.sum()),
            rim=int(self.rim[:rows].sum()),
            rim_wrong=int((wrong & self.rim[:rows]).sum()),
            quiet={form: float(found.sum() / holed.sum()) for form, found in quiet.items()},
            needless=float(needless.sum() / holed.sum()),
        )
