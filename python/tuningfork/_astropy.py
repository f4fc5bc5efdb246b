"""Parquet tables as astropy's: its own reader of them ends at a missing string."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped,unused-ignore]
    from astropy.table import Table  # type: ignore[import-untyped,unused-ignore]

VOTABLE = b"IVOA.VOTable-Parquet.content"


def read(path: str) -> Table:
    """A table with what its VOTable says of it and of its columns; missing values are masked."""
    from astropy.table import Table
    from pyarrow.parquet import ParquetFile  # type: ignore[import-untyped,unused-ignore]

    with ParquetFile(path) as file:
        arrow, metadata = file.read(), file.metadata.metadata or {}
    table = Table({name: column(arrow[name]) for name in arrow.column_names})
    if VOTABLE in metadata:
        told = Table.read(io.BytesIO(metadata[VOTABLE]), format="votable")
        table.meta.update(told.meta)
        for name in set(told.colnames) & set(table.colnames):
            table[name].unit, table[name].description = told[name].unit, told[name].description
            table[name].meta.update(told[name].meta)
    return table


def column(values: pyarrow.ChunkedArray) -> Any:
    import numpy
    import pyarrow

    kind = values.type
    is_text = pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind)
    missing = numpy.array(values.is_null())
    if values.null_count and not pyarrow.types.is_nested(kind):
        values = values.fill_null(pyarrow.scalar("" if is_text else 0).cast(kind))
    array = numpy.array(values.to_pylist(), dtype=str) if is_text else values.to_numpy()
    return numpy.ma.MaskedArray(array, missing) if missing.any() else array
