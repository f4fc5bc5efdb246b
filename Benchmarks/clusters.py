#!/usr/bin/env python3
"""TuningFork's clusters against scikit-learn's, fast_hdbscan's and hdbscan's, in turns on one machine; writes a table as Markdown.

Build first: swift build -c release --package-path Benchmarks. Needs numpy, scipy, scikit-learn, hdbscan, fast_hdbscan and
pynndescent. Each comparison makes a matrix from a seed (round groups of different sizes, and a tenth of noise), starts one
process of either side, warms both up, and lets them take turns, one whole clustering each. Then it looks at the labels.
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

# peer, rows, columns, groups that are made, width of each, number (of groups, or rows of a group at least)
COMPARISONS = [
    ("fast_hdbscan", 50_000, 2, 30, 0.4, 10),
    ("fast_hdbscan", 10_000, 50, 10, 2.0, 10),
    ("kmeans", 10_000, 50, 10, 2.0, 10),
    ("kmeans", 10_000, 50, 10, 2.0, 100),
    ("kmeans", 10_000, 1024, 10, 12.0, 2),
    ("kmeans", 10_000, 1024, 10, 12.0, 10),
    ("kmeans", 100_000, 50, 20, 2.0, 20),
    ("kmeans_start", 10_000, 50, 10, 2.0, 100),
    ("kmeans_start", 10_000, 1024, 10, 12.0, 10),
    ("gaussian", 10_000, 50, 10, 2.0, 10),
]


def made(rows, columns, groups, width, seed):
    """Round groups of different sizes, and noise."""
    random = np.random.default_rng((seed, rows, columns, groups))
    centres = random.uniform(-10, 10, (groups, columns))
    shares = random.dirichlet(np.full(groups, 3.0))
    of = random.choice(groups, rows, p=shares)
    matrix = centres[of] + random.normal(size=(rows, columns)) * width * random.uniform(0.5, 1.5, groups)[of][:, None]
    noise = random.random(rows) < 0.1
    matrix[noise] = random.uniform(-12, 12, (noise.sum(), columns))
    return matrix.astype("<f4")


def peer(name, path, number, output):
    """The other process."""
    import time
    import warnings

    warnings.filterwarnings("ignore")
    matrix = np.load(path)
    number = int(number)
    if name == "fast_hdbscan":
        import fast_hdbscan

        def sort():
            return fast_hdbscan.HDBSCAN(min_cluster_size=number, min_samples=number).fit(matrix).labels_
    elif name.startswith("kmeans"):
        from sklearn.cluster import KMeans

        start = matrix[:number] if name == "kmeans_start" else "k-means++"

        def sort():
            return KMeans(number, init=start, n_init=1, random_state=1).fit(matrix).labels_
    else:
        from sklearn.mixture import GaussianMixture

        def sort():
            return GaussianMixture(number, random_state=1, max_iter=200).fit(matrix.astype(float)).predict(matrix.astype(float))

    print("ready", *matrix.shape, flush=True)
    for _ in sys.stdin:
        processor, start_time = time.process_time(), time.perf_counter()
        labels = sort()
        print(time.perf_counter() - start_time, time.process_time() - processor, flush=True)
    np.save(output, labels)


def differing(one, other):
    """Rows that are sorted otherwise, under the best names of the groups; -1 is none in both."""
    from scipy.optimize import linear_sum_assignment

    counts = np.zeros((one.max() + 2, other.max() + 2), int)
    np.add.at(counts, (one + 1, other + 1), 1)
    row, column = linear_sum_assignment(-counts[1:, 1:])
    return int(len(one) - counts[0, 0] - counts[1:, 1:][row, column].sum())


def inertia(matrix, labels):
    return sum(float(((own - own.mean(0)) ** 2).sum()) for own in (matrix[labels == k].astype(float) for k in range(labels.max() + 1)) if len(own))


def compare(folder, options, name, rows, columns, groups, width, number):
    from sklearn.metrics import adjusted_rand_score

    matrix = made(rows, columns, groups, width, options.seed)
    path = folder / "matrix.npy"
    np.save(path, matrix)
    np.save(folder / "start.npy", matrix[:number])
    method = {"fast_hdbscan": "hdbscan", "kmeans_start": "kmeans"}.get(name, name)
    start = ["--start", str(folder / "start.npy")] if name == "kmeans_start" else []
    environment = dict(os.environ, OMP_NUM_THREADS=str(options.threads), NUMBA_NUM_THREADS=str(options.threads),
                       OPENBLAS_NUM_THREADS=str(options.threads))
    ours = Side([str(options.worker), "cluster", "--matrix", str(path), "--method", method, "--number", str(number),
                 "--threads", str(options.threads), "--output", str(folder / "ours.npy"), *start])
    theirs = Side([sys.executable, __file__, "--peer", name, str(path), str(number), str(folder / "theirs.npy")], env=environment)
    ours.step(), theirs.step()
    times = {ours: [], theirs: []}
    for turn in range(options.rounds):
        for side in (ours, theirs) if turn % 2 else (theirs, ours):
            times[side].append(side.step())
    ours.close(), theirs.close()
    found, expected = np.load(folder / "ours.npy"), np.load(folder / "theirs.npy")
    row = {
        "peer": name, "rows": rows, "columns": columns, "number": number,
        "ours": statistics.median(wall for wall, _ in times[ours]),
        "theirs": statistics.median(wall for wall, _ in times[theirs]),
        "factor": statistics.median(b[0] / a[0] for a, b in zip(times[ours], times[theirs])),
        "groups": f"{found.max() + 1} / {expected.max() + 1}",
        "agreement": float(adjusted_rand_score(expected, found)),
        "note": "",
    }
    if method == "kmeans":
        row["note"] = f"sum of squares {inertia(matrix, found) / inertia(matrix, expected):.4f} of theirs"
    if method == "hdbscan":
        row["note"] = against_hdbscan(matrix, number, found, expected, options)
    print(json.dumps(row), file=sys.stderr, flush=True)
    return row


def against_hdbscan(matrix, number, found, fast, options):
    """Rows that hdbscan sorts otherwise, and those that it does itself in another order of the rows."""
    import time

    import hdbscan

    def fit(rows):
        return hdbscan.HDBSCAN(min_cluster_size=number, min_samples=number, approx_min_span_tree=False,
                               core_dist_n_jobs=options.threads).fit(rows.astype(float)).labels_

    start = time.perf_counter()
    labels = fit(matrix)
    seconds = time.perf_counter() - start
    order = np.random.default_rng(1).permutation(len(matrix))
    again = np.empty_like(labels)
    again[order] = fit(matrix[order])
    return (f"hdbscan ({seconds:.1f} s): {differing(labels, found)} rows otherwise; hdbscan itself in another order of the rows: "
            f"{differing(labels, again)}; fast_hdbscan: {differing(labels, fast)}")


def alone(folder, rows, options):
    """HDBSCAN in two dimensions, TuningFork alone."""
    path = folder / "matrix.npy"
    np.save(path, made(rows, 2, 100, 0.2, options.seed))
    side = Side([str(options.worker), "cluster", "--matrix", str(path), "--number", "10", "--threads", str(options.threads),
                 "--output", str(folder / "ours.npy")])
    times = [side.step() for _ in range(3)]
    status = pathlib.Path(f"/proc/{side.process.pid}/status").read_text()
    memory = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
    side.close()
    return rows, statistics.median(wall for wall, _ in times), statistics.median(own for _, own in times), memory


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", help="peers: fast_hdbscan, kmeans, kmeans_start, gaussian")
    parser.add_argument("--large", type=int, nargs="*", default=[100_000, 1_000_000], help="rows of 2 columns, without a peer")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worker", type=pathlib.Path, default=WORKER, help="the benchmark's executable")
    parser.add_argument("--output", help="Markdown file to write")
    parser.add_argument("--peer", nargs=4, metavar=("NAME", "MATRIX", "NUMBER", "OUTPUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        return peer(*options.peer)

    import fast_hdbscan
    import hdbscan
    import sklearn
    from importlib.metadata import version

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        rows = [compare(folder, options, *own) for own in COMPARISONS if not options.only or own[0] in options.only]
        large = [alone(folder, count, options) for count in options.large]
    lines = [
        "# Clusters: TuningFork against scikit-learn, fast_hdbscan and hdbscan",
        "",
        f"- date: {date_and_commit()}",
        f"- machine: {machine()}",
        f"- Python {platform.python_version()}, scikit-learn {sklearn.__version__}, fast_hdbscan {version('fast_hdbscan')}, "
        f"hdbscan {version('hdbscan')}, numpy {np.__version__}",
        f"- command: `Benchmarks/clusters.py {' '.join(sys.argv[1:])}`",
        "",
        f"{options.threads} threads on each side; one start; medians of {options.rounds} turns, the factor is the median of each "
        "turn's own. The number is that of groups, or the rows of a group at least and the neighbours of a core distance. "
        "kmeans_start has one start for both.",
        "",
        "| peer | rows x columns | number | TuningFork, s | peer, s | faster by | groups, ours / peer's | adjusted Rand index "
        "of both | |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r['peer']} | {r['rows']:,} x {r['columns']:,} | {r['number']} | {r['ours']:.3f} | {r['theirs']:.3f} | "
        f"**{r['factor']:.1f}** | {r['groups']} | {r['agreement']:.4f} | {r['note']} |" for r in rows
    ]
    lines += ["", "## HDBSCAN of large maps (2 columns, groups of 10 rows at least)", "",
              "| rows | seconds | processor time, s | memory of the process, MiB |", "|---|---|---|---|"]
    lines += [f"| {n:,} | {wall:.2f} | {own:.2f} | {memory:,.0f} |" for n, wall, own, memory in large]
    if options.output:
        pathlib.Path(options.output).write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    slow = [r for r in rows if r["factor"] < 1]
    if slow:
        sys.exit("slower than the peer: " + ", ".join(f"{r['peer']} {r['rows']} x {r['columns']}" for r in slow))


if __name__ == "__main__":
    main()
