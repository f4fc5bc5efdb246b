"""What a command left."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    import pyarrow  # type: ignore[import-untyped,unused-ignore]
    from astropy.table import Table as AstropyTable  # type: ignore[import-untyped,unused-ignore]
    from pandas import DataFrame  # type: ignore[import-untyped,unused-ignore]


class Result:
    """What a command left: the file or folder that it wrote, and what it said.

    Attributes:
        path: the file or folder that was written; None where the command writes none. A table for which no ``output``
            was given lies in a temporary file for as long as this object lives.
        text: what the program printed as its result.
        report: counts and figures, as ``--json`` gives them; None where the command has no such option.
    """

    def __init__(self, path: Path | None, text: str, report: Any = None, keeps: object = None) -> None:
        self.path, self.text, self.report = path, text, report
        self._keeps = keeps
        self._table: pyarrow.Table | None = None

    @property
    def table(self) -> pyarrow.Table:
        """The table that was written, with ``unit``, ``ucd`` and ``description`` in the metadata of its fields.

        Raises:
            ValueError: the command wrote no Parquet table.
        """
        if self._table is None:
            from pyarrow.parquet import read_table  # type: ignore[import-untyped,unused-ignore]

            self._table = read_table(self._parquet())
        return self._table

    def to_pandas(self) -> DataFrame:
        """The table as a ``pandas.DataFrame``, which has no units."""
        return self.table.to_pandas()

    def to_astropy(self) -> AstropyTable:
        """The table as an ``astropy.table.Table``, with units, UCDs and descriptions."""
        from ._astropy import read

        return read(self._parquet())

    def _parquet(self) -> str:
        if self.path is None or self.path.suffix != ".parquet":
            written = "no file" if self.path is None else str(self.path)
            raise ValueError(
                f"The command wrote {written}, which is no Parquet table: leave 'output' out, or let its name end in .parquet."
            )
        return os.fspath(self.path)

    def __repr__(self) -> str:
        return f"<tuningfork.Result {self.path}>" if self.path else "<tuningfork.Result>"
