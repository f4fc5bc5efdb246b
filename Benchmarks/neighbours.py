#!/usr/bin/env python3
"""The ten rows of a matrix nearest to a vector: TuningFork's exact search beside FAISS', its index beside hnswlib's, in turns
on one machine; with recall, memory, and the time that an index takes to be made. Writes a table as Markdown.

Build first: swift build -c release --package-path Benchmarks. Needs numpy, faiss-cpu and hnswlib.
The matrix is made from a seed, like a network's vectors: 50 clumps on a bent sheet of 16 dimensions, with noise in all; so
are the queries, from other draws. Both indices have 12 links a row (24 in the lowest layer) and look among 100 known ones
when they are made; `--breadths` gives how many a search keeps.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time

import numpy as np

from turns import HERE, Side, date_and_commit, machine

WORKER = HERE / ".build/release/TuningForkBenchmark"
LINKS, BUILD_BREADTH, COUNT = 12, 100, 10


def make(folder, rows, columns, queries):
    """Writes the matrix and the queries."""
    random = np.random.default_rng(1)
    latent = 16
    first = random.normal(size=(latent, 64)).astype("f4")
    second = random.normal(size=(64, columns)).astype("f4") / 8
    centres = 2 * random.normal(size=(50, latent)).astype("f4")

    def draw(count):
        place = centres[random.integers(50, size=count)] + random.normal(size=(count, latent)).astype("f4")
        noise = 0.1 * random.normal(size=(count, columns)).astype("f4")
        return np.maximum(place @ first, 0) @ second + noise

    matrix = np.lib.format.open_memmap(f"{folder}/matrix.npy", "w+", "f4", (rows, columns))
    for start in range(0, rows, 100_000):
        matrix[start : start + 100_000] = draw(min(100_000, rows - start))
    matrix.flush()
    np.save(f"{folder}/queries.npy", draw(queries))


def resident(key):
    line = next(line for line in open("/proc/self/status") if line.startswith(key))
    return int(line.split()[1]) * 1024


def peer(mode, folder, threads, breadth):
    """The other process: FAISS for the exact search, hnswlib for the index."""
    threads, breadth = int(threads), int(breadth)
    matrix, queries = np.load(f"{folder}/matrix.npy", mmap_mode="r"), np.load(f"{folder}/queries.npy")
    if mode == "exact":
        import faiss

        faiss.omp_set_num_threads(threads)
        index = faiss.IndexFlatL2(matrix.shape[1])
        index.add(np.ascontiguousarray(matrix))
    else:
        import hnswlib

        index = hnswlib.Index("l2", matrix.shape[1])
        if mode == "index":
            index.load_index(f"{folder}/peer.index", max_elements=len(matrix))
            index.set_ef(breadth)
    print("ready", flush=True)
    found = []
    for _ in sys.stdin:
        query = queries[len(found) % len(queries)][None]
        processor, start = time.process_time(), time.perf_counter()
        if mode == "exact":
            rows = index.search(query, COUNT)[1][0].tolist()
        elif mode == "index":
            rows = index.knn_query(query, COUNT, num_threads=1)[0][0].tolist()
        else:
            index.init_index(len(matrix), ef_construction=BUILD_BREADTH, M=LINKS)
            index.add_items(matrix, num_threads=threads)
            index.save_index(f"{folder}/peer.index")
            rows = []
        print(time.perf_counter() - start, time.process_time() - processor, flush=True)
        found.append(rows)
    print(json.dumps({"found": found, "peak": resident("VmHWM"), "own": resident("RssAnon")}))


class Search(Side):
    def close(self):
        self.process.stdin.close()
        result = json.loads(self.read())
        self.finish()
        return result


def ours(mode, folder, options, breadth):
    return Search(
        [str(WORKER), "neighbours", mode, "--matrix", f"{folder}/matrix.npy", "--queries", f"{folder}/queries.npy",
         "--index", f"{folder}/our.index", "--threads", str(options.threads), "--breadth", str(breadth)])


def theirs(mode, folder, options, breadth):
    return Search([sys.executable, __file__, "--peer", mode, folder, str(options.threads), str(breadth)])


def turns(mode, folder, options, breadth, rounds):
    """Milliseconds and processor milliseconds of each step of either side, and what they tell at the end."""
    sides = [make(mode, folder, options, breadth) for make in (ours, theirs)]
    times = [[], []]
    for number in range(rounds):
        for side in (0, 1) if number % 2 else (1, 0):
            times[side].append(sides[side].step())
    return times, [side.close() for side in sides]


def recall(found, truth):
    return sum(len(set(a) & set(b)) for a, b in zip(found, truth)) / sum(map(len, truth))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=128)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=25, help="of the exact search")
    parser.add_argument("--breadths", type=int, nargs="+", default=[32, 64, 128])
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--output", help="Markdown file to write")
    parser.add_argument("--peer", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        return peer(*options.peer)
    lines = [
        "| what | ours | theirs | ratio | processor, ours | theirs | recall | theirs | resident | theirs |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]

    def row(what, times, results, truth):
        middle, processor = ([statistics.median(step[i] for step in side) * 1e3 for side in times] for i in (0, 1))
        ratio = statistics.median(a[0] / b[0] for a, b in zip(*times))
        found = [f"{recall(r['found'], truth):.4f}" if truth else "–" for r in results]
        memory = [f"{r['peak'] / array:.2f} x" for r in results]
        lines.append(
            f"| {what} | {middle[0]:.3g} ms | {middle[1]:.3g} ms | {ratio:.2f} | {processor[0]:.3g} ms | {processor[1]:.3g} ms "
            f"| {found[0]} | {found[1]} | {memory[0]} | {memory[1]} |")
        print(lines[-1], file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as folder:
        make(folder, options.rows, options.columns, options.queries)
        array = options.rows * options.columns * 4
        # Every query once, for the truth; the first steps warm up.
        times, results = turns("exact", folder, options, 0, max(options.rounds, options.queries) + 2)
        truth = results[1]["found"][: options.queries]
        row("exact, 10 of one query", [side[2:] for side in times], results, truth)
        times, results = turns("build", folder, options, 0, 1)
        row("the index, made once", times, results, None)
        for breadth in options.breadths:
            # Once through all queries to warm up, once to measure.
            times, results = turns("index", folder, options, breadth, 2 * options.queries)
            for result in results:
                result["found"] = result["found"][: options.queries]
            row(f"index, {breadth} kept", [side[options.queries :] for side in times], results, truth)
        sizes = [os.path.getsize(f"{folder}/{name}.index") / array for name in ("our", "peer")]
    table = "\n".join([
        "# Neighbours", "", f"{date_and_commit()}; {machine()}.", "",
        f"{options.rows:,} x {options.columns} float32 ({array / 1e6:.0f} MB), {options.threads} threads; the peer is "
        "FAISS (IndexFlatL2) for the exact search and hnswlib for the index. Medians; the ratio is the median of each "
        "round's own. Resident: the most, against the array, mapped files included. The index's file takes "
        f"{sizes[0]:.2f} x the array (links alone, beside the mapped array), the peer's {sizes[1]:.2f} x (with a copy).",
        "", *lines, "", f"`python3 neighbours.py {' '.join(sys.argv[1:])}`", ""])
    if options.output:
        open(options.output, "w").write(table)
    print(table)


if __name__ == "__main__":
    main()
