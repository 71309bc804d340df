"""What a peer is: a name, and how it gets ready for cases and then answers them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from tasks.peers.cases import Cases, Outcomes

Run: TypeAlias = Callable[[], Any]


class Peer(NamedTuple):
    """One way of answering.

    ``start`` does what need not be repeated (rules compiled, cases brought into the engine's own form); the function it
    returns is what is timed, and ``read`` turns its result into one outcome for each case: ``OPEN`` where the engine
    refuses or leaves it open. ``rows`` is how many cases a run answers. An engine of single cases (``single``) gets
    missing facts in two forms, without a key and as null; one of columns only as null.
    """

    name: str
    package: str
    rows: int
    start: Callable[[Cases, bool], Run]
    read: Callable[[Any], Outcomes] = lambda told: np.asarray(told, np.int8)
    single: bool = False

    def answers(self, cases: Cases, *, null: bool = True) -> Outcomes:
        """What it says of the cases."""
        return self.read(self.start(cases, null)())
