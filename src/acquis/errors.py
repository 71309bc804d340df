"""The family of exceptions.

::

    Error
    ├── CaseError      no case can be read; carries every Problem
    ├── PackError      a pack cannot be used; carries every Problem
    ├── TableError     a table cannot be read; carries every Problem
    └── UsageError     a command or call asks for something that is not there

Faults in somebody's data are values (``acquis.terms.problem.Problem``); an exception is raised only at the border.
"""

from __future__ import annotations

from acquis.terms.problem import Problem


class Error(Exception):
    """Everything acquis raises on purpose."""


class _WithProblems(Error):
    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join([str(self.args[0]), *map(str, self.problems)])


class CaseError(_WithProblems):
    """No case can be read from the file."""


class PackError(_WithProblems):
    """A pack cannot be used."""


class TableError(_WithProblems):
    """A table cannot be read."""


class UsageError(Error):
    """What was asked for is not there."""
