"""acquis: one case file in, an explained determination per legal instrument out.

>>> import acquis
>>> outcome = acquis.check("case.yaml")          # doctest: +SKIP
>>> outcome.determinations[0].status             # doctest: +SKIP
'authorization_available'

Nothing here decides: a determination is a reasoned proposal, and a person decides. Not legal advice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from acquis.errors import CaseError, Error, PackError, TableError, UsageError
    from acquis.pipeline import ask, check, explain
    from acquis.pipeline.tables import batch
    from acquis.terms.answer import Answer
    from acquis.terms.determination import Determination, Outcome, Status
    from acquis.terms.problem import Problem

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "CaseError",
    "Determination",
    "Error",
    "Outcome",
    "PackError",
    "Problem",
    "Status",
    "TableError",
    "UsageError",
    "ask",
    "batch",
    "check",
    "explain",
]

_HOMES = {
    "Answer": "acquis.terms.answer",
    "CaseError": "acquis.errors",
    "Determination": "acquis.terms.determination",
    "Error": "acquis.errors",
    "Outcome": "acquis.terms.determination",
    "PackError": "acquis.errors",
    "Problem": "acquis.terms.problem",
    "Status": "acquis.terms.determination",
    "TableError": "acquis.errors",
    "UsageError": "acquis.errors",
    "ask": "acquis.pipeline",
    "batch": "acquis.pipeline.tables",
    "check": "acquis.pipeline",
    "explain": "acquis.pipeline",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for, so that importing acquis stays light."""
    if name not in _HOMES:
        msg = f"module 'acquis' has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
