#!/usr/bin/env python3
"""How many planted wrong labels 'tuningfork audit labels' finds, on real galaxies; writes a table as Markdown.

Takes the galaxies of the sample data's sdss_gz2_kaggle5000 whose volunteers agree (a vote fraction above --votes), turns
each into a vector, flips a share of the labels, and compares the suspects with what was flipped. The vectors come from
Inception v3 with ImageNet weights, which has never seen a galaxy, in the frame of the sample recipe, or from --run, which
must not have learnt from these galaxies. Needs the sample data (TUNINGFORK_DATA) and numpy; nothing is timed.
"""

import argparse
import csv
import json
import os
import pathlib
import statistics
import subprocess
import tempfile

import numpy as np

from vectors import HERE, RECIPE, embed, labelled, network, write

OTHER = {"spiral": "elliptical", "elliptical": "spiral"}


def audit(options, folder, rows, share, seed):
    """Plants flips; returns how many, the number of suspects, and how many of these were planted."""
    random = np.random.default_rng(seed)
    flipped = set(random.choice(len(rows), round(share * len(rows)), replace=False))
    labels = [OTHER[row["label"]] if i in flipped else row["label"] for i, row in enumerate(rows)]
    write(folder / "planted.csv", ["id", "label"], zip((row["id"] for row in rows), labels))
    subprocess.run(
        [options.tuningfork, "audit", "labels", "--manifest", folder / "planted.csv", "--embeddings",
         folder / "vectors.npy", "--seed", str(seed), "--output", folder / "audit.csv", "--quiet"],
        check=True, stdout=subprocess.DEVNULL)
    planted = {rows[i]["id"] for i in flipped}
    with open(folder / "audit.csv") as file:
        suspects = [row["id"] for row in csv.DictReader(file) if row["is_suspect"] == "true"]
    return len(planted), len(suspects), sum(name in planted for name in suspects)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default=os.environ.get("TUNINGFORK_DATA"), help="folder of the sample data")
    parser.add_argument("--tuningfork", default=str(HERE.parent / ".build/release/tuningfork"))
    parser.add_argument("--run", help="finished training run that makes the vectors")
    parser.add_argument("--votes", type=float, nargs="+", default=[0.8, 0.85, 0.9])
    parser.add_argument("--share", type=float, default=0.02, help="of the labels that are flipped")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--output", help="Markdown file to write")
    options = parser.parse_args()
    if not options.data:
        parser.error("name the folder of the sample data: --data or TUNINGFORK_DATA")
    data = pathlib.Path(options.data)
    lines = ["# Planted wrong labels that are found", "",
             f"{100 * options.share:g} % of the labels flipped, {options.seeds} seeds, all counts summed; vectors by "
             + ("a run trained on other galaxies." if options.run else "Inception v3 with ImageNet weights."), "",
             "| votes above | galaxies | planted | suspects | found | precision | recall of each seed, least to most |",
             "|---|---|---|---|---|---|---|"]
    source = [options.run] if options.run else [*network(data, "Mixed_6e"), "--recipe", RECIPE]
    galaxies = labelled(data, "sdss_gz2_kaggle5000")
    for votes in options.votes:
        rows = [row for row in galaxies if max(float(row["smooth_fraction"]), float(row["featured_fraction"])) > votes]
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            embed(options.tuningfork, source, rows, folder)
            found = [audit(options, folder, rows, options.share, seed) for seed in range(options.seeds)]
        planted, suspects, hits = (sum(column) for column in zip(*found))
        recalls = sorted(hit / number for number, _, hit in found)
        lines.append(
            f"| {votes} | {len(rows)} | {planted} | {suspects} | {100 * hits / planted:.0f} % | {100 * hits / suspects:.0f} % | "
            f"{100 * recalls[0]:.0f} to {100 * recalls[-1]:.0f} %, median {100 * statistics.median(recalls):.0f} % |")
        print(json.dumps({"votes": votes, "found": found}), flush=True)
    print("\n".join(lines))
    if options.output:
        pathlib.Path(options.output).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
