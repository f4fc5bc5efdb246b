#!/usr/bin/env python3
"""A catalogue of ten million galaxies without its network: stored, exported and looked into; writes a table as Markdown.

Build first: swift build -c release --package-path Benchmarks, and the program in release. Needs numpy, pyarrow and astropy.
A manifest like a survey's is made from a seed. Figures are made up by the program's own stub engine, which looks at no
picture: what is measured is the way from the manifest to the HATS directory and from there to each format. Beside it stand
pyarrow, which writes the same columns out of memory, once as one file and once cell by cell as they lie in the directory,
and astropy, which writes the same table out of memory as FITS. Every row of the result is one process; seconds of the
processor are of all its threads, memory is the largest resident one.

The part `network` compares `catalog` with `classify` on the demonstration's pictures, in turns.
"""

import argparse
import os
import pathlib
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from turns import HERE, date_and_commit, machine

WORKER = HERE / ".build/release/TuningForkBenchmark"
PROGRAM = HERE.parent / ".build/release/tuningfork"
FORMATS = (".fits", ".parquet", ".csv", ".sqlite", ".vot")


def run(command, **options):
    """Runs a command: what it prints, seconds, seconds of the processor, largest resident memory in MB."""
    begin = time.monotonic()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, **options)
    text = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(process.args)} ended with exit code {process.returncode}")
    return text, time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def manifest(path, rows, seed):
    """Galaxies over 5,000 square degrees, with what a manifest of cutouts has."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    draw = np.random.default_rng(seed)
    writer = None
    for start in range(0, rows, 1_000_000):
        n = np.arange(start, min(start + 1_000_000, rows))
        text = lambda numbers: pc.cast(pa.array(numbers), pa.string())
        table = pa.table({
            "id": text(176_684_338_000 + 17 * n),
            "file": pc.binary_join_element_wise(
                "cutouts-", pc.utf8_lpad(text(n // 100_000), 5, "0"), ".tar#", text(n % 100_000 * 8192), "+7431", ""),
            "ra": np.round(draw.uniform(0, 100, len(n)), 7),
            "dec": np.round(np.degrees(np.arcsin(draw.uniform(np.sin(np.radians(-65)), 0, len(n)))), 7),
            "magnitude": np.round(draw.normal(19, 1.5, len(n)), 4),
            "radius_arcsec": np.round(draw.gamma(3, 1, len(n)), 3),
            "survey": pa.array(["des"]).take(pa.array(np.zeros(len(n), np.int8))),
            "flags": pa.array(["", "edge"]).take(pa.array((n % 90 == 0).astype(np.int8))),
            "tile": pc.binary_join_element_wise("DES", pc.utf8_lpad(text(n // 20_000 % 3000), 4, "0"), "-5205", ""),
        })
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    writer.close()


def cells(catalogue):
    """The files of the cells, along the curve."""
    lines = (catalogue / "partition_info.csv").read_text().split()[1:]
    places = [tuple(map(int, line.split(","))) for line in lines]
    return [catalogue / f"dataset/Norder={k}/Dir={p // 10_000 * 10_000}/Npix={p}.parquet" for k, p in places]


def peer(kind, catalogue, output):
    """The other process: reads the catalogue into memory, then writes it and prints the seconds of that alone."""
    import pyarrow.parquet as pq

    tables = [pq.ParquetFile(path).read() for path in cells(pathlib.Path(catalogue))]
    output = pathlib.Path(output)
    if kind == "astropy":
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc
        from astropy.table import Table

        whole = pa.concat_tables(tables).combine_chunks()
        tables = None
        columns = {}
        for name in whole.column_names:
            column = whole[name].chunk(0)
            if pa.types.is_string(column.type):
                width = max(1, pc.max(pc.binary_length(column)).as_py())
                columns[name] = np.array(column.cast(pa.binary()).fill_null(b""), dtype=f"S{width}")
            else:
                columns[name] = column.to_numpy(zero_copy_only=False)
        whole = Table(columns, copy=False)
    elif kind == "pyarrow":
        import pyarrow as pa

        whole = pa.concat_tables(tables)
        tables = None
    processor, start = time.process_time(), time.perf_counter()
    if kind == "astropy":
        whole.write(output, overwrite=True)
    elif kind == "pyarrow":
        pq.write_table(whole, output)
    else:
        output.mkdir()
        for number, table in enumerate(tables):
            pq.write_table(table, output / f"{number}.parquet", row_group_size=4096)
    print(time.perf_counter() - start, time.process_time() - processor)


def size(path):
    files = [path] if path.is_file() else path.rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def row(what, rows, seconds, processor, memory, place, note=""):
    line = (f"| {what} | {seconds:.1f} | {processor:.1f} | {rows / seconds / 1e6:.2f} | {rows / processor / 1e6:.2f} "
            f"| {memory:.0f} | {size(place):.0f} | {note} |")
    print(line, file=sys.stderr, flush=True)
    return line


def storing(options, folder, catalogue):
    source = folder / "manifest.parquet"
    manifest(source, options.rows, options.seed)
    lines = []
    for _ in range(options.rounds):
        shutil.rmtree(catalogue, ignore_errors=True)
        begin = time.time()
        text, seconds, processor, memory = run([options.worker, "catalogue", "make", source, catalogue])
        work = catalogue / "tuningfork"
        planned = (work / "plan.json").stat().st_mtime - begin
        made = max(record.stat().st_mtime for record in (work / "cells").iterdir()) - begin - planned
        note = (f"{planned:.1f} s sorting the manifest by cell, {made:.1f} s making {len(list((work / 'cells').iterdir()))} "
                f"cells, {seconds - planned - made:.1f} s index and description")
        lines.append(row("store: manifest to HATS directory", options.rows, seconds, processor, memory, catalogue, note))
    return lines


def peers(options, folder, catalogue):
    lines = []
    for kind, what in [("cells", "pyarrow: the same files out of memory"), ("pyarrow", "pyarrow: one file out of memory"),
                       ("astropy", "astropy: FITS out of memory")]:
        output = folder / ("peer.fits" if kind == "astropy" else f"peer-{kind}.parquet")
        text, _, _, memory = run([sys.executable, __file__, "--peer", kind, catalogue, output])
        seconds, processor = map(float, text.split())
        lines.append(row(what, options.rows, seconds, processor, memory, output, "writing alone; memory of the whole process"))
        shutil.rmtree(output) if output.is_dir() else output.unlink()
    return lines


def exporting(options, folder, catalogue):
    lines = []
    total = 0
    for ending in FORMATS:
        output = folder / ("export" + ending)
        text, seconds, processor, memory = run([options.worker, "catalogue", "export", catalogue, output])
        assert int(text.split()[0]) == options.rows, text
        total += seconds
        lines.append(row(f"export {ending}", options.rows, seconds, processor, memory, output))
        output.unlink()
    return lines + [f"| all formats together | {total:.0f} | | | | | | |"]


def looking(options, folder, catalogue):
    import pyarrow.parquet as pq

    files = cells(catalogue)
    chosen = random.Random(options.seed)
    process = subprocess.Popen([options.worker, "catalogue", "look", catalogue], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    opening = float(process.stdout.readline().split()[2])
    questions = {"cone of 1 arcmin": [], "identifier": []}
    for _ in range(options.looks):
        table = pq.ParquetFile(chosen.choice(files)).read(["id", "ra", "dec"])
        place = chosen.randrange(len(table))
        galaxy = {name: table[name][place].as_py() for name in table.column_names}
        questions["cone of 1 arcmin"].append((["--cone", f"{galaxy['ra']},{galaxy['dec']},1"],
                                              f"cone {galaxy['ra']} {galaxy['dec']} 1"))
        questions["identifier"].append((["--id", galaxy["id"]], f"id {galaxy['id']}"))
    lines = []
    for what, wanted in questions.items():
        times, found = [], []
        for _, line in wanted:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            rows, milliseconds = process.stdout.readline().split()
            found.append(int(rows))
            times.append(float(milliseconds))
        assert min(found) >= 1
        commands = []
        for arguments, _ in wanted[:options.commands]:
            text, seconds, _, _ = run([options.program, "query", catalogue, *arguments])
            assert len(text.splitlines()) >= 2
            commands.append(seconds * 1000)
        share = lambda values, part: sorted(values)[min(len(values) - 1, int(part * len(values)))]
        asked = f"{share(commands, 0.5):.0f} | {max(commands):.0f}" if commands else "not asked |"
        lines.append(f"| {what} | {statistics.mean(found):.1f} | {share(times, 0.5):.1f} | {share(times, 0.99):.1f} | {asked} |")
    process.stdin.close()
    process.wait()
    return [f"{options.looks} random galaxies of the catalogue, all columns; each cell may be opened for the first time. The "
            f"catalogue is opened in {opening:.1f} ms. The command is `query`, from its start to its end.", "",
            "| sought | rows found | in the process, ms | 99 % | as a command, ms | longest of "
            f"{options.commands} |", "|---|---|---|---|---|---|", *lines, ""]


def network(options, folder):
    """`catalog` against `classify`, in turns."""
    run([options.program, "demo", "--galaxies", "400", "--epochs", "1", "--output", folder / "demo"], stderr=subprocess.DEVNULL)
    source = folder / "demo/cutouts/unlabelled/manifest.csv"
    lines = source.read_text().splitlines()
    place = lines[0].split(",").index("file")
    files = [line.split(",")[place] for line in lines[1:] if '"' not in line]
    pictures = source.with_name("repeated.csv")
    draw = random.Random(options.seed)
    with open(pictures, "w") as file:
        file.write("id,file,ra,dec\n")
        for n in range(options.pictures):
            file.write(f"g{n},{files[n % len(files)]},{draw.uniform(0, 20):.6f},{draw.uniform(-10, 10):.6f}\n")
    rates = {"classify": [], "catalog": []}
    for turn in range(options.rounds + 1):
        for verb in rates if turn % 2 else reversed(list(rates)):
            output = folder / ("classified.csv" if verb == "classify" else "classified")
            _, seconds, processor, _ = run([options.program, verb, folder / "demo/run", "--manifest", pictures, "--quiet",
                                            "--output", output])
            if turn > 0:
                rates[verb].append((options.pictures / seconds, options.pictures / processor))
            shutil.rmtree(output) if output.is_dir() else output.unlink()
    wall, processor = (
        statistics.median(b[i] / a[i] for a, b in zip(rates["classify"], rates["catalog"])) for i in (0, 1))
    a, b = (statistics.median(rate[0] for rate in rates[verb]) for verb in rates)
    return [f"{options.pictures} pictures of the demonstration with its network, whole commands in turns, {options.rounds} rounds: "
            f"`classify` {a:.0f} galaxies a second, `catalog` {b:.0f}: ratio **{wall:.3f}**, by seconds of the processor "
            f"{processor:.3f} (medians of the rounds' own ratios).", ""]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3, help="of storing, and of the network's turns")
    parser.add_argument("--looks", type=int, default=300)
    parser.add_argument("--commands", type=int, default=20, help="questions that are also asked by the program")
    parser.add_argument("--pictures", type=int, default=20_000, help="pictures that a network looks at")
    parser.add_argument("--parts", nargs="+", choices=["storing", "exporting", "peers", "looking", "network"],
                        default=["storing", "exporting", "peers", "looking", "network"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", help="folder to work in, which is kept; 12 GB for ten million rows")
    parser.add_argument("--output", help="Markdown file to write")
    parser.add_argument("--worker", default=str(WORKER), help="built TuningForkBenchmark")
    parser.add_argument("--program", default=str(PROGRAM), help="built tuningfork")
    parser.add_argument("--peer", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        return peer(*options.peer)

    import astropy
    import pyarrow

    lines = ["# A catalogue without its network", "", f"- date: {date_and_commit()}", f"- machine: {machine()}",
             f"- Python {platform.python_version()}, pyarrow {pyarrow.__version__}, astropy {astropy.__version__}",
             f"- command: `Benchmarks/catalogue.py {' '.join(sys.argv[1:])}`", "",
             f"{options.rows:,} rows; the figures of the network are made up (stub engine).", ""]
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(options.folder or scratch)
        folder.mkdir(exist_ok=True, parents=True)
        catalogue = folder / "catalogue"
        timed = {"storing": storing, "exporting": exporting, "peers": peers}
        if any(part in timed for part in options.parts):
            lines += ["| what | seconds | of the processor | million rows a second | a second of one core | memory, MB | "
                      "size, MB | |", "|---|---|---|---|---|---|---|---|"]
            for part in timed:
                if part in options.parts:
                    lines += timed[part](options, folder, catalogue)
            lines += [""]
        if "looking" in options.parts:
            lines += looking(options, folder, catalogue)
        if "network" in options.parts:
            lines += network(options, folder)
    text = "\n".join(lines)
    print(text)
    if options.output:
        pathlib.Path(options.output).write_text(text)


if __name__ == "__main__":
    main()
