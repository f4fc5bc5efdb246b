#!/usr/bin/env python3
"""TuningFork's tables against pyarrow's and astropy's, in turns on one machine; writes a table as Markdown.

Build first: swift build -c release --package-path Benchmarks. Needs numpy, pyarrow and astropy.
A table like DES' catalogue is made from a seed: identifiers, tile names, positions, magnitudes, shapes, flags. Each row of
the result starts one process of either side, warms both up, and lets them take turns, one whole file each. What was read is
compared by the columns' sums; what TuningFork wrote is read back by the peer and compared cell by cell.
"""

import argparse
import json
import os
import pathlib
import platform
import statistics
import sys
import tempfile
import time

import numpy as np

from turns import HERE, Side, date_and_commit, machine

WORKER = HERE / ".build/release/TuningForkBenchmark"
# Mode, ending, and who the peer is.
CASES = [
    ("read", ".csv", "pyarrow"),
    ("stream", ".csv", "pyarrow"),
    ("read", ".csv.gz", "pyarrow"),
    ("write", ".csv", "pyarrow"),
    ("write", ".csv.gz", "pyarrow"),
    ("read", ".fits", "astropy"),
    ("stream", ".fits", "astropy"),
    ("read", ".fits.gz", "astropy"),
    ("write", ".fits", "astropy"),
    ("read", ".parquet", "pyarrow"),
    ("stream", ".parquet", "pyarrow"),
    ("write", ".parquet", "pyarrow"),
]


def catalogue(count, seed=7):
    """Columns of a table like DES Y3's."""
    random = np.random.default_rng(seed)
    tiles = np.array([f"DES{t % 2400:04d}{(t * 37) % 9000 - 4500:+05d}" for t in range(count // 9000 + 1)])
    columns = {
        "COADD_OBJECT_ID": 176_684_338 + 17 * np.arange(count),
        "TILENAME": tiles.repeat(9000)[:count],
        "RA": np.round(random.uniform(0, 360, count), 6),
        "DEC": np.round(random.uniform(-60, 5, count), 6),
    }
    for band in "GRIZ":
        columns[f"MAG_AUTO_{band}"] = np.round(random.normal(21, 1.5, count), 4)
        columns[f"MAGERR_AUTO_{band}"] = np.round(random.exponential(0.1, count), 5)
    for name, shape in [("A_IMAGE", 3), ("B_IMAGE", 2), ("FLUX_RADIUS_R", 4)]:
        columns[name] = np.round(random.gamma(shape, 1, count), 4)
    columns["THETA_J2000"] = np.round(random.uniform(-90, 90, count), 3)
    columns["KRON_RADIUS"] = np.round(random.uniform(3.5, 6, count), 3)
    columns["WAVG_SPREAD_MODEL_I"] = random.normal(0, 0.01, count)
    for band in "GRI":
        columns[f"FLAGS_{band}"] = random.integers(0, 4, count).astype(np.int32)
        columns[f"NEPOCHS_{band}"] = random.integers(0, 10, count).astype(np.int32)
    return columns


def read(path):
    """The peer's own table of a file."""
    import pyarrow.csv
    import pyarrow.parquet
    from astropy.table import Table

    if ".csv" in path:
        return pyarrow.csv.read_csv(path)
    return pyarrow.parquet.read_table(path) if path.endswith(".parquet") else Table.read(path)


def stream(path):
    """Reads in batches."""
    import pyarrow.csv
    import pyarrow.parquet
    from astropy.io import fits

    if ".csv" in path:
        return sum(batch.num_rows for batch in pyarrow.csv.open_csv(path))
    if path.endswith(".parquet"):
        return sum(batch.num_rows for batch in pyarrow.parquet.ParquetFile(path).iter_batches(65_536))
    with fits.open(path, memmap=True) as units:
        data = units[1].data
        for start in range(0, len(data), 65_536):
            for name in data.names:
                np.array(data[name][start : start + 65_536])


def write(table, path):
    import pyarrow
    import pyarrow.csv
    import pyarrow.parquet

    if path.endswith(".csv.gz"):
        with pyarrow.CompressedOutputStream(path, "gzip") as file:
            pyarrow.csv.write_csv(table, file)
    elif path.endswith(".csv"):
        pyarrow.csv.write_csv(table, path)
    elif path.endswith(".parquet"):
        pyarrow.parquet.write_table(table, path)
    else:
        table.write(path, overwrite=True)


def columns_of(path):
    table = read(path)
    names = table.colnames if hasattr(table, "colnames") else table.column_names
    columns = {name: np.asarray(table[name]) for name in names}
    return {name: column.astype(str) if column.dtype.kind in "SO" else column for name, column in columns.items()}


def peer(mode, path, output):
    """The other process."""
    table = read(path)
    print("ready", len(table), flush=True)
    for _ in sys.stdin:
        if mode != "write":
            table = None
        processor, start = time.process_time(), time.perf_counter()
        if mode == "write":
            write(table, output)
        else:
            table = read(path) if mode == "read" else stream(path)
        print(time.perf_counter() - start, time.process_time() - processor, flush=True)
    print("{}")


class Tables(Side):
    """A process that reads or writes a table for each line it is sent, and at the end tells its columns' sums."""

    def close(self):
        self.process.stdin.close()
        sums = json.loads(self.read())
        self.finish()
        return sums


def check(mode, columns, sums, output):
    """Ends the run when the tables differ."""
    if mode == "write":
        for name, column in columns_of(output).items():
            if not np.array_equal(column, columns[name]):
                sys.exit(f"{output}: {name} is not what was written")
    elif mode == "read":
        for name, column in columns.items():
            if column.dtype.kind == "U":
                expected = sum(sum(text.encode()) * int(n) for text, n in zip(*np.unique(column, return_counts=True)))
            else:
                expected = column.sum(dtype=np.float64)
            if not np.isclose(sums[name], expected, rtol=1e-9):
                sys.exit(f"{name}: the sum is {sums[name]}, not {expected}")


def compare(mode, ending, name, columns, folder, options):
    source, ours_file, theirs_file = (str(folder / (stem + ending)) for stem in ("source", "ours", "theirs"))
    ours = [str(WORKER), "tables", mode, "--input", source]
    theirs = [sys.executable, __file__, "--peer", mode, source]
    if mode == "write":
        ours += ["--output", ours_file]
        theirs += [theirs_file]
    sides = [Tables(ours), Tables(theirs)]
    for side in sides:
        side.step()
    times = {side: [] for side in sides}
    for number in range(options.rounds):
        for side in sides if number % 2 else reversed(sides):
            times[side].append(side.step())
    check(mode, columns, sides[0].close(), ours_file)
    sides[1].close()
    wall, processor = ([a[i] / b[i] for a, b in zip(times[sides[0]], times[sides[1]])] for i in (0, 1))
    row = {
        "what": {"read": "reading", "stream": "reading in batches", "write": "writing"}[mode] + " " + ending,
        "peer": name,
        "megabytes": os.path.getsize(source) / 1e6,
        "ours": statistics.median(t[0] for t in times[sides[0]]),
        "theirs": statistics.median(t[0] for t in times[sides[1]]),
        "ratio": statistics.median(wall),
        "processor": statistics.median(processor),
    }
    print(json.dumps(row), file=sys.stderr, flush=True)
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--endings", nargs="+", choices=sorted({case[1] for case in CASES}))
    parser.add_argument("--modes", nargs="+", choices=["read", "stream", "write"])
    parser.add_argument("--output", help="Markdown file to write")
    parser.add_argument("--peer", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        return peer(*options.peer, *[None][: 3 - len(options.peer)])

    import astropy
    import pyarrow
    from astropy.table import Table

    columns = catalogue(options.rows)
    cases = [
        case for case in CASES
        if (not options.endings or case[1] in options.endings) and (not options.modes or case[0] in options.modes)
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for ending in sorted({case[1] for case in cases}):
            table = Table(columns) if "fits" in ending else pyarrow.table(columns)
            write(table, str(folder / ("source" + ending)))
        rows = [compare(*case, columns, folder, options) for case in cases]
    lines = [
        "# TuningFork's tables against pyarrow and astropy",
        "",
        f"- date: {date_and_commit()}",
        f"- machine: {machine()}",
        f"- Python {platform.python_version()}, pyarrow {pyarrow.__version__}, astropy {astropy.__version__}, "
        f"numpy {np.__version__}",
        f"- command: `Benchmarks/tables.py {' '.join(sys.argv[1:])}`",
        "",
        f"{options.rows} rows of {len(columns)} columns; {options.rounds} rounds in turns after one to warm up, files in the "
        "page cache. Seconds are medians; a ratio is the median of the rounds' own ratios. Above 1, TuningFork is faster. The "
        "ratio of processor time is the one to look at when other programs were running. astropy's columns keep the "
        "file's byte order and are turned when they are used; TuningFork's are ready.",
        "",
        "| what | size, MB | peer | TuningFork, s | peer, s | peer / TuningFork | of processor time |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r['what']} | {r['megabytes']:.0f} | {r['peer']} | {r['ours']:.3f} | {r['theirs']:.3f} | "
        f"**{1 / r['ratio']:.2f}** | {1 / r['processor']:.2f} |"
        for r in rows
    ]
    if options.output:
        pathlib.Path(options.output).write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
