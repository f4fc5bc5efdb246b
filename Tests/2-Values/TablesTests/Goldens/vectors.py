"""Parquet files with vectors, by pyarrow 26.0.1; and whether pyarrow reads those that TuningFork writes.

python3 vectors.py          # writes vectors/*.parquet
python3 vectors.py --check  # looks at vectors/written_float.parquet and vectors/written_half.parquet
"""

import os
import sys

import numpy
import pyarrow
import pyarrow.parquet

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "vectors")


def expected(rows=7, width=3):
    return (numpy.arange(rows * width, dtype="f4").reshape(rows, width) - 5) / 3


def write(name, kind, cells):
    ids = pyarrow.array([f"g{i}" for i in range(len(cells))])
    table = pyarrow.table({"id": ids, "embedding": pyarrow.array(cells, type=kind)})
    pyarrow.parquet.write_table(table, os.path.join(folder, name), row_group_size=3)


def make():
    os.makedirs(folder, exist_ok=True)
    whole = expected()
    missing = [None] + [list(row) for row in whole[1:6]] + [None]
    write("fixed_float.parquet", pyarrow.list_(pyarrow.float32(), 3), [list(row) for row in whole])
    write("list_double.parquet", pyarrow.list_(pyarrow.float64()), missing)
    write("large_list_float.parquet", pyarrow.large_list(pyarrow.float32()), missing)
    halves = [None if row is None else [numpy.float16(x) for x in row] for row in missing]
    write("list_half.parquet", pyarrow.list_(pyarrow.float16()), halves)
    write("ragged.parquet", pyarrow.list_(pyarrow.float32()), [[1, 2], [3, 4], [5, 6], [7, 8], [9]])
    write("ragged_groups.parquet", pyarrow.list_(pyarrow.float32()), [[1, 2], [3, 4], [5, 6], [7], [9]])
    write("none.parquet", pyarrow.list_(pyarrow.float32()), [None, None])
    write("whole_numbers.parquet", pyarrow.list_(pyarrow.int32()), [[1, 2], [3, 4]])


def check():
    for name, kind in [("float", pyarrow.float32()), ("half", pyarrow.float16())]:
        file = pyarrow.parquet.ParquetFile(os.path.join(folder, f"written_{name}.parquet"))
        table = file.read()
        assert table.schema.field("embedding").type == pyarrow.list_(kind, 3), table.schema
        assert table["id"].to_pylist() == [f"g{i}" for i in range(7)]
        found = numpy.array(table["embedding"].combine_chunks().flatten()).reshape(7, 3)
        assert found.dtype == kind.to_pandas_dtype()
        whole = expected().astype(found.dtype)
        whole[2] = numpy.nan
        assert numpy.array_equal(found, whole, equal_nan=True), found
        print(f"written_{name}.parquet: {table.num_rows} rows in {file.num_row_groups} groups are right")


check() if "--check" in sys.argv else make()
