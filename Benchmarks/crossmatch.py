#!/usr/bin/env python3
"""TuningFork's cross-match against astropy's, in turns on one machine; writes a table as Markdown and a plot of the cost.

Build first: swift build -c release --package-path Benchmarks. Needs numpy, scipy, astropy and matplotlib.
Each comparison makes two lists of positions from a seed, starts one process of either side, warms both up, and lets them
take turns, one whole cross-match each: index and queries here, match_to_catalog_sky there, its SkyCoord objects made
outside of the measurement and new each time, since they keep their tree. The pairs of both must be the same.
"""

import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile

import numpy as np

from turns import HERE, Side, date_and_commit, machine

WORKER = HERE / ".build/release/TuningForkBenchmark"


def positions(count, seed):
    """Right ascensions and declinations, degrees, evenly over the sphere."""
    random = np.random.default_rng(seed)
    return random.uniform(0, 360, count), np.degrees(np.arcsin(random.uniform(-1, 1, count)))


def peer(left, right, output):
    """The other process: astropy."""
    import time

    import astropy.units as u
    from astropy.coordinates import SkyCoord

    sides = [np.fromfile(path).reshape(2, -1) for path in (left, right)]
    print("ready", *(side.shape[1] for side in sides), flush=True)
    for _ in sys.stdin:
        coordinates = [SkyCoord(*side, unit=u.deg) for side in sides]
        processor, start = time.process_time(), time.perf_counter()
        index, separation, _ = coordinates[0].match_to_catalog_sky(coordinates[1])
        print(time.perf_counter() - start, time.process_time() - processor, flush=True)
    rows = np.zeros(len(index), dtype=[("left", "i8"), ("right", "i8"), ("separation", "f8")])
    rows["left"], rows["right"], rows["separation"] = np.arange(len(index)), index, separation.arcsec
    rows.tofile(output)


class Matcher(Side):
    """A process that does a cross-match for each line it is sent."""

    def memory(self):
        """The most memory held so far, MiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


class Pair:
    """Two lists of positions on the disk, and what was found in them."""

    def __init__(self, folder, left, right, seed):
        self.folder, self.sizes = folder, (left, right)
        sides = [positions(left, seed), positions(right, seed + 1)]
        # Two surveys see half of the smaller list's galaxies, each with its own error of some tenths of an arcsecond.
        shared = min(left, right) // 2
        random = np.random.default_rng(seed + 2)
        ra, dec = sides[1]
        dec[:shared] = np.clip(sides[0][1][:shared] + random.normal(0, 0.2, shared) / 3600, -90, 90)
        ra[:shared] = (sides[0][0][:shared] + random.normal(0, 0.2, shared) / 3600 / np.cos(np.radians(dec[:shared]))) % 360
        order = random.permutation(right)
        sides[1] = ra[order], dec[order]
        for name, side in zip(("left", "right"), sides):
            np.concatenate(side).tofile(folder / f"{name}.f64")

    def ours(self, threads, *options):
        left, right, output = (str(self.folder / name) for name in ("left.f64", "right.f64", "ours.bin"))
        return Matcher([str(WORKER), "crossmatch", "--left", left, "--right", right, "--threads", str(threads),
                     "--output", output, *options])

    def theirs(self):
        paths = [str(self.folder / name) for name in ("left.f64", "right.f64", "theirs.bin")]
        return Matcher([sys.executable, __file__, "--peer", *paths])

    def matches(self, name):
        return np.fromfile(self.folder / name, dtype=[("left", "i8"), ("right", "i8"), ("separation", "f8")])


def compare(folder, left, right, options, radius=None):
    """Both sides in turns; astropy always looks at any distance, and its pairs beyond the radius are dropped."""
    pair = Pair(folder, left, right, options.seed)
    limit = ["--radius-arcsec", str(radius)] if radius else []
    ours, theirs = pair.ours(options.threads, *limit), pair.theirs()
    ours.step(), theirs.step()
    times = {ours: [], theirs: []}
    for number in range(options.rounds):
        for side in (ours, theirs) if number % 2 else (theirs, ours):
            times[side].append(side.step())
    memory = ours.memory()
    ours.close(), theirs.close()
    found, expected = pair.matches("ours.bin"), pair.matches("theirs.bin")
    if radius:
        expected = expected[expected["separation"] <= radius]
    different = int((found["right"] != expected["right"]).sum()) if len(found) == len(expected) else -1
    row = {
        "left": left, "right": right, "radius": radius,
        "ours": statistics.median(wall for wall, _ in times[ours]),
        "theirs": statistics.median(wall for wall, _ in times[theirs]),
        "processor": statistics.median(processor for _, processor in times[ours]),
        "factor": statistics.median(b[0] / a[0] for a, b in zip(times[ours], times[theirs])),
        "best": min(times[theirs])[0] / min(times[ours])[0],
        "memory": memory, "pairs": len(found), "different": different,
        "apart": float(np.abs(found["separation"] - expected["separation"]).max()) if different == 0 and len(found) else float("nan"),
    }
    print(json.dumps(row), file=sys.stderr, flush=True)
    return row


def alone(folder, count, options, *arguments):
    """TuningFork alone, `count` against `count`: seconds, seconds of processor time and MiB."""
    side = Pair(folder, count, count, options.seed).ours(options.threads, *arguments)
    times = [side.step() for _ in range(2 if count > 5_000_000 else options.rounds)]
    memory = side.memory()
    side.close()
    row = (count, *(statistics.median(numbers) for numbers in zip(*times)), memory)
    print(row, file=sys.stderr, flush=True)
    return row


def plot(rows, path):
    """Processor time per position against the number of positions; n log n is a straight line here."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    counts = np.array([row[0] for row in rows], float)
    cost = np.array([row[2] for row in rows]) / counts * 1e9
    figure, axes = plt.subplots(figsize=(6, 4))
    axes.plot(counts, cost, "o-", label="measured")
    reference = cost[0] * np.log(counts) / np.log(counts[0])
    axes.plot(counts, reference, "--", label="n log n through the first")
    axes.set(xscale="log", xlabel="positions on each side", ylabel="ns of processor time a position", ylim=(0, None))
    axes.set_title("Nearest match at any distance, index and queries")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=150)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", default=["1000000x1000000", "40620x16759"], help="LEFTxRIGHT")
    parser.add_argument("--scaling", nargs="+", type=int, default=[10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000])
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", help="Markdown file to write; the plot gets its name with .png")
    parser.add_argument("--peer", nargs=3, metavar=("LEFT", "RIGHT", "OUTPUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        return peer(*options.peer)
    if options.rounds < 5:
        parser.error("medians need 5 rounds or more")

    import astropy
    import scipy

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        rows = [
            compare(folder, *(int(n) for n in size.split("x")), options, radius)
            for size in options.sizes for radius in (None, 1)
        ]
        scaling = [alone(folder, count, options) for count in options.scaling]
        arcsecond = alone(folder, max(options.scaling), options, "--radius-arcsec", "1")
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    lines = [
        "# Cross-match: TuningFork against astropy",
        "",
        f"- date: {date_and_commit()}",
        f"- machine: {machine()}",
        f"- {swift}; Python {platform.python_version()}, astropy {astropy.__version__}, scipy {scipy.__version__}, "
        f"numpy {np.__version__}",
        f"- command: `Benchmarks/crossmatch.py {' '.join(sys.argv[1:])}`",
        "",
        f"Nearest match of positions spread over the whole sky, {options.threads} threads here (astropy has one), index and "
        "queries together, `SkyCoord` objects made outside; astropy looks at any distance always. Half of the smaller list's "
        f"galaxies are in both. Medians of {options.rounds} turns; the factor is the median of each turn's own.",
        "",
        "| left | right | within | TuningFork, s | astropy, s | faster by | of the fastest | processor time, s | "
        "pairs | that differ | largest difference of separations, arcsec |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r['left']:,} | {r['right']:,} | {'1 arcsec' if r['radius'] else 'any distance'} | {r['ours']:.4f} | {r['theirs']:.4f} | **{r['factor']:.1f}** | {r['best']:.1f} | "
        f"{r['processor']:.4f} | {r['pairs']:,} | {r['different']} | {r['apart']:.1e} |"
        for r in rows
    ]
    lines += [
        "",
        "## Cost and memory, the same number on each side",
        "",
        "| positions | seconds | processor time, s | ns of it a position | memory of the process, MiB |",
        "|---|---|---|---|---|",
    ]
    lines += [f"| {n:,} | {wall:.4f} | {cpu:.4f} | {cpu / n * 1e9:.0f} | {memory:,.0f} |" for n, wall, cpu, memory in scaling]
    n, wall, cpu, memory = arcsecond
    lines += [f"| {n:,} within 1 arcsec | {wall:.4f} | {cpu:.4f} | {cpu / n * 1e9:.0f} | {memory:,.0f} |"]
    if options.output:
        picture = pathlib.Path(options.output).with_suffix(".png")
        plot(scaling, picture)
        lines += ["", f"![processor time a position]({picture.name})"]
        pathlib.Path(options.output).write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    if any(r["different"] for r in rows):
        sys.exit("the pairs differ")


if __name__ == "__main__":
    main()
