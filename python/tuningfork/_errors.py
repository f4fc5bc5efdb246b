"""The program's own errors as exceptions."""

from __future__ import annotations


class TuningForkError(Exception):
    """The program ended with an error; the text is what it said.

    Attributes:
        status: its exit code.
    """

    def __init__(self, text: str, status: int = 1) -> None:
        super().__init__(text)
        self.status = status


class UsageError(TuningForkError, ValueError):
    """Arguments that do not fit together, or a value that an option does not take (exit code 64)."""


class DataError(TuningForkError):
    """The data were at fault (exit code 65).

    Attributes:
        file: path of the file at fault, where one is.
        row: row of the table at fault; 1 is the first row of data.
        column: name of the column at fault.
        problem: what is wrong.
        remedy: what to do about it.
    """

    def __init__(
        self,
        text: str,
        status: int = 65,
        *,
        file: str | None = None,
        row: int | None = None,
        column: str | None = None,
        problem: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(text, status)
        self.file, self.row, self.column = file, row, column
        self.problem, self.remedy = problem, remedy


class RankLost(TuningForkError):
    """Another rank of the training died or hangs; the same call goes on where it was (exit code 75)."""
