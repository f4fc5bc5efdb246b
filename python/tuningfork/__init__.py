"""TuningFork from Python: a function for each command of the program, and nothing computed a second time.

    import tuningfork

    pairs = tuningfork.crossmatch("sdss.fits", "des.parquet", radius_arcsec=1.0)
    pairs.table          # pyarrow.Table, with units and UCDs in the metadata of its fields
    pairs.to_astropy()   # astropy.table.Table with units
    pairs.to_pandas()

Functions and their arguments are made from the program's own description of its options when the wheel is made;
``help(tuningfork.crossmatch)`` says what ``tuningfork crossmatch --help`` does. Errors are exceptions
(:class:`DataError` with file, row and remedy), and Ctrl-C stops the work as it does on the command line.
"""

from __future__ import annotations

from . import audit, weights
from ._commands import *
from ._commands import __all__ as _commands
from ._errors import DataError, RankLost, TuningForkError, UsageError
from ._result import Result

__all__ = [*_commands, "audit", "weights", "Result", "TuningForkError", "DataError", "UsageError", "RankLost"]


def __getattr__(name: str) -> str:
    if name == "__version__":
        from importlib.metadata import version

        return version("tuningfork")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
