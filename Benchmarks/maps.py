#!/usr/bin/env python3
"""Times 'tuningfork map' against openTSNE and scikit-learn, in turns, and writes a table as Markdown.

Vectors are made by a seed: twenty groups, each of eight dimensions of its own and some noise. With the sample data
(TUNINGFORK_DATA) the labelled galaxies of sdss_gz2_kaggle5000 are mapped, too, as Inception v3 with ImageNet weights sees
them. A map's time is that of the whole program, with reading and writing; the peers' is that of fit or transform alone.

Needs openTSNE and scikit-learn (setup_peers.sh) and .build/release/tuningfork.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

from turns import HERE, date_and_commit, machine

CASES = {
    "2d-10k": dict(rows=10_000, columns=1024, dimensions=2, peer="opentsne"),
    "2d-100k": dict(rows=100_000, columns=50, dimensions=2, peer="opentsne"),
    "3d-10k": dict(rows=10_000, columns=50, dimensions=3, peer="sklearn"),
    "3d-100k": dict(rows=100_000, columns=1024, dimensions=3, peer=None),
    "into": dict(rows=11_000, columns=1024, dimensions=2, peer=None),
    "galaxies": dict(peer="opentsne", dimensions=2),
}


def vectors(rows, columns, seed=1):
    random = np.random.default_rng(seed)
    centres = random.normal(size=(20, columns))
    labels = random.integers(0, 20, rows)
    made = np.empty((rows, columns), np.float32)
    for label in range(20):
        own = np.flatnonzero(labels == label)
        spread = random.normal(size=(len(own), 8)) @ random.normal(size=(8, columns)) * 0.3
        made[own] = centres[label] + spread + random.normal(size=(len(own), columns)) * 0.2
    return made, labels


def save(folder, name, matrix):
    """An embedding as 'tuningfork embed' writes it."""
    np.save(folder / f"{name}.npy", matrix)
    with open(folder / f"{name}.csv", "w") as table:
        table.write("id,file,flag,reason\n")
        table.writelines(f"g{row},{row}.jpg,,\n" for row in range(len(matrix)))
    return folder / f"{name}.npy"


def ours(options, matrix, output, *arguments):
    """Runs the program; seconds, MiB at most, the map, its record."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [options.tuningfork, "map", matrix, "--output", output, "--threads", str(options.threads), "--quiet", *arguments],
        stdout=subprocess.DEVNULL)
    # Not getrusage's maximum, which counts this script's own memory before the program takes its place.
    most = 0
    while process.poll() is None:
        try:
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        except OSError:
            break
        most = max([most] + [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")])
        time.sleep(0.01)
    process.wait()
    seconds = time.perf_counter() - start
    if process.returncode:
        sys.exit(f"tuningfork map ended with exit code {process.returncode}")
    names = output.read_text().split("\n", 1)[0].split(",")
    axes = [number for number, name in enumerate(names) if name.startswith("map_")]
    places = np.loadtxt(output, delimiter=",", skiprows=1, usecols=axes)
    return seconds, most / 1024, places, json.loads(output.with_name(output.stem + ".map.json").read_text())


# Its own process, so that each run begins alike.
PEER = """
import sys, time, numpy as np
kind, source, target, dimensions, threads = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
matrix = np.load(source)
if kind == "opentsne":
    import openTSNE
    start = time.perf_counter()
    made = openTSNE.TSNE(n_components=dimensions, n_jobs=threads, random_state=0).fit(matrix)
    seconds, divergence = time.perf_counter() - start, made.kl_divergence
else:
    from sklearn.manifold import TSNE
    work = TSNE(n_components=dimensions, init="pca", random_state=0, n_jobs=threads)
    start = time.perf_counter()
    made = work.fit_transform(matrix)
    seconds, divergence = time.perf_counter() - start, work.kl_divergence_
np.save(target, np.asarray(made))
print(seconds, divergence)
"""


def theirs(options, kind, matrix, target, dimensions):
    answer = subprocess.run(
        [sys.executable, "-c", PEER, kind, matrix, target, str(dimensions), str(options.threads)],
        check=True, capture_output=True, text=True).stdout.split()
    return float(answer[0]), np.load(target), float(answer[1])


def nearest(points, queries, count, leave_self):
    from sklearn.neighbors import NearestNeighbors

    method = "kd_tree" if points.shape[1] < 4 else "brute"
    found = NearestNeighbors(n_neighbors=count + leave_self, algorithm=method, n_jobs=-1).fit(points)
    return found.kneighbors(queries, return_distance=False)[:, leave_self:]


def recall(matrix, places, rows):
    """Share of the ten nearest vectors that are among the ten nearest on the map, of some rows."""
    original = nearest(matrix, matrix[rows], 10, 1)
    mapped = nearest(places, places[rows], 10, 1)
    return np.mean([len(np.intersect1d(one, other)) for one, other in zip(original, mapped)]) / 10


def divergence(affinities, places):
    """Kullback-Leibler divergence of a map from exact affinities, with all pairs."""
    total = 0.0
    for start in range(0, len(places), 500):
        steps = places[start:start + 500, None] - places[None]
        total += (1 / (1 + (steps**2).sum(-1))).sum() - len(steps)
    entries = affinities.tocoo()
    square = ((places[entries.row] - places[entries.col]) ** 2).sum(1)
    own = entries.data > 0
    return (entries.data[own] * np.log(entries.data[own] * (1 + square[own]) * total)).sum()


def compare(options, folder, name, matrix, dimensions, peer, repeats):
    """A row of the table."""
    path = save(folder, name, matrix)
    mine, other, sizes = [], [], []
    for turn in range(repeats):
        seconds, size, places, record = ours(
            options, path, folder / f"{name}-map.csv", "--dimensions", str(dimensions))
        mine.append(seconds)
        sizes.append(size)
        if peer:
            seconds, peer_places, peer_divergence = theirs(options, peer, path, folder / "peer.npy", dimensions)
            other.append(seconds)
        print(json.dumps({"case": name, "turn": turn, "ours": mine, "theirs": other, "MiB": size}), flush=True)
    rows = np.random.default_rng(0).choice(len(matrix), min(2000, len(matrix)), replace=False)
    cells = [name, f"{len(matrix)} x {matrix.shape[1]}, {dimensions}-d", f"{statistics.median(mine):.1f} s"]
    if not peer:
        cells += ["", "", f"{record['kl_divergence']:.3f}", f"{recall(matrix, places, rows):.3f}"]
        return cells + [f"{max(sizes):.0f} MiB"]
    cells += [f"{statistics.median(other):.1f} s ({peer})", f"{statistics.median(mine) / statistics.median(other):.3f}"]
    if len(matrix) <= 11_000:
        from openTSNE.affinity import PerplexityBasedNN

        exact = PerplexityBasedNN(matrix, perplexity=30, method="exact", n_jobs=options.threads).P
        values = [divergence(exact, np.asarray(one, float)) for one in (places, peer_places)]
        text = f"{values[0]:.4f} / {values[1]:.4f}, all pairs"
    else:
        text = f"{record['kl_divergence']:.4f} / {peer_divergence:.4f}, each its own"
    recalls = recall(matrix, places, rows), recall(matrix, peer_places, rows)
    return cells + [text, f"{recalls[0]:.3f} / {recalls[1]:.3f}", f"{max(sizes):.0f} MiB"]


def into(options, folder, matrix, labels, repeats):
    """New points on an old map, and the share of their ten nearest old points with their own label, against a new fit."""
    old, new = save(folder, "old", matrix[:10_000]), save(folder, "new", matrix[10_000:])
    ours(options, old, folder / "old-map.csv")
    times = []
    for _ in range(repeats):
        seconds, size, places, _ = ours(options, new, folder / "new-map.csv", "--into", folder / "old-map.csv")
        times.append(seconds)
    fixed = np.loadtxt(folder / "old-map.csv", delimiter=",", skiprows=1, usecols=(1, 2))
    _, _, whole, _ = ours(options, save(folder, "whole", matrix), folder / "whole-map.csv")

    def agreement(points, queries):
        return np.mean(labels[nearest(points, queries, 10, 0)] == labels[10_000:, None])

    placed, fitted = agreement(fixed, places), agreement(whole[:10_000], whole[10_000:])
    return ["into", "1,000 onto 10,000 x 1024, 2-d", f"{statistics.median(times):.2f} s", "", "", "",
            f"labels {placed:.3f}, fitted anew {fitted:.3f}", f"{size:.0f} MiB"]


def galaxies(options, folder):
    """Vectors of the sample data's labelled galaxies."""
    from vectors import embed, labelled, network

    data = pathlib.Path(options.data)
    embed(options.tuningfork, network(data, "Mixed_6e"), labelled(data, "sdss_gz2_kaggle5000"), folder)
    return np.load(folder / "vectors.npy")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default=os.environ.get("TUNINGFORK_DATA"), help="folder of the sample data")
    parser.add_argument("--tuningfork", default=str(HERE.parent / ".build/release/tuningfork"))
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--repeats", type=int, default=3, help="turns of the short cases; the long ones have one")
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--output", help="Markdown file to write")
    options = parser.parse_args()
    if not os.access(options.tuningfork, os.X_OK):
        parser.error(f"there is no {options.tuningfork}: run 'make build', or give --tuningfork")
    rows = []
    for name in options.cases:
        case = CASES[name]
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            if name == "galaxies":
                if not options.data:
                    print("galaxies: left out, there are no sample data (TUNINGFORK_DATA)", flush=True)
                    continue
                matrix = galaxies(options, folder)
                rows.append(compare(options, folder, name, matrix, 2, case["peer"], options.repeats))
                continue
            matrix, labels = vectors(case["rows"], case["columns"])
            if name == "into":
                rows.append(into(options, folder, matrix, labels, options.repeats))
            else:
                repeats = options.repeats if name == "2d-10k" else 1
                rows.append(compare(options, folder, name, matrix, case["dimensions"], case["peer"], repeats))
        print(rows[-1], flush=True)
    head = ["case", "vectors", "tuningfork map", "peer", "ratio", "KL divergence, ours / theirs",
            "10-NN recall, ours / theirs", "memory"]
    lines = ["# Maps by t-SNE", "", f"{machine()}; {date_and_commit()}; {options.threads} threads.", "",
             "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    print("\n".join(lines))
    if options.output:
        pathlib.Path(options.output).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
