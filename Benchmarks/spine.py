#!/usr/bin/env python3
"""What a table of a million galaxies costs from manifest to predictions, and what a kill costs.

    python3 Benchmarks/spine.py PROGRAM [--rows 1000000] [--kills 20] [--pictures 1000] [--folder DIR]

PROGRAM is the built tuningfork. With the stub engine (no image is looked at) `classify` writes each format and `evaluate`
measures: rows a second and the largest resident memory of the process. Then `classify` (each format) and `embed` of real
pictures are killed with -9 at random moments until they have ended, and the bytes are compared with those of a run that
was left alone. Writes Markdown to standard output.
"""

import argparse
import os
import pathlib
import platform
import random
import signal
import subprocess
import sys
import tempfile
import time

FORMATS = ("csv", "fits", "vot", "parquet")


def run(arguments, kill_after=None):
    """Runs a program: exit status, seconds, largest resident memory in MB."""
    begin = time.monotonic()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(process.pid, signal.SIGKILL)  # not send_signal, which would take the exit status of one that has ended
    errors = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, -signal.SIGKILL):
        sys.exit(f"{' '.join(arguments)}\n{errors}")
    return process.returncode, time.monotonic() - begin, usage.ru_maxrss / 1024


def many(path, rows):
    """A manifest like those of `cutouts`, with labels."""
    with open(path, "w") as file:
        file.write("id,file,survey,ra,dec,label,size_arcsec,missing_fraction,flags,tile,mag_auto_g,kron_radius\n")
        for n in range(rows):
            file.write(f"{5_000_000_000 + n},cutouts-{n // 100000:05d}.tar#{n * 8192}+7431,des,{(n * 0.00035) % 360:.6f},"
                       f"{-60 + (n * 7919) % 60000 / 1000:.4f},{'spiral' if n * 2654435761 % 7 > 2 else 'elliptical'},"
                       f"{12 + n % 40},0,,DES{n // 20000:04d}-5205,{17 + n % 900 / 300:.4f},{3 + n % 50 / 20}\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--pictures", type=int, default=1000, help="real pictures of the runs that are killed")
    parser.add_argument("--folder")
    options = parser.parse_args()
    program = str(pathlib.Path(options.program).resolve())
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        folder = pathlib.Path(folder)
        run([program, "demo", "--galaxies", "400", "--epochs", "1", "--threads", "1", "--output", str(folder / "demo")])
        trained = str(folder / "demo/run")
        manifest = folder / "many.csv"
        many(manifest, options.rows)
        print(f"# From manifest to predictions, {options.rows:,} rows\n")
        print(f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release().split('-')[0]}, "
              f"{time.strftime('%Y-%m-%d')}: `python3 Benchmarks/spine.py PROGRAM`\n")
        print("| command (stub engine) | rows/s | seconds | largest resident memory, MB |\n|---|---|---|---|")
        for ending in FORMATS:
            _, seconds, memory = run([program, "classify", trained, "--manifest", str(manifest), "--engine", "stub",
                                      "--batch", "256", "--quiet", "--output", str(folder / f"p.{ending}")])
            print(f"| classify, .{ending} | {options.rows / seconds:,.0f} | {seconds:.1f} | {memory:.0f} |", flush=True)
        _, seconds, memory = run([program, "evaluate", trained, "--manifest", str(manifest), "--engine", "stub",
                                  "--batch", "256", "--quiet"])
        print(f"| evaluate | {options.rows / seconds:,.0f} | {seconds:.1f} | {memory:.0f} |\n", flush=True)
        kills(program, trained, folder, options.kills, options.pictures)


def kills(program, trained, folder, count, pictures):
    """Kills until `count` kills have hit, whatever the command; then compares."""
    source = folder / "demo/cutouts/unlabelled/manifest.csv"
    lines = source.read_text().splitlines()
    place = lines[0].split(",").index("file")
    manifest = source.with_name("repeated.csv")
    rows = [line.split(",") for line in lines[1:] if '"' not in line]
    with open(manifest, "w") as file:
        file.write("id,file\n")
        for n in range(pictures):
            file.write(f"g{n},{rows[n % len(rows)][place]}\n")
    print("| command | kills -9 | bytes |\n|---|---|---|")
    hit = 0
    outputs = [f"k.{ending}" for ending in FORMATS] + ["e.npy"]  # whose table is e.csv
    while hit < count:
        for name in outputs:
            verb = "embed" if name.endswith("npy") else "classify"
            command = [program, verb, trained, "--manifest", str(manifest), "--threads", "1", "--batch", "32",
                       "--quiet", "--output"]
            whole, parts = folder / f"whole-{name}", folder / name
            if not whole.exists():
                _, seconds, _ = run(command + [str(whole)])
            own = 0
            while True:
                status, _, _ = run(command + [str(parts)], kill_after=random.uniform(0.1, seconds / 3))
                if status == 0:
                    break
                own += 1
                if own >= 12:
                    run(command + [str(parts)])
                    break
            same = whole.read_bytes() == parts.read_bytes()
            if verb == "embed":
                same = same and whole.with_suffix(".csv").read_bytes() == parts.with_suffix(".csv").read_bytes()
            hit += own
            print(f"| {verb}, {parts.suffix} | {own} | {'the same' if same else 'DIFFERENT'} |", flush=True)
            parts.unlink()
            if not same:
                sys.exit(1)


main()
