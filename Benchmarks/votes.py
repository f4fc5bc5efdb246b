#!/usr/bin/env python3
"""How near a head for votes comes to volunteers' fractions, beside one in PyTorch trained alike; writes a table as Markdown.

Two sets of the sample data with votes of Galaxy Zoo 2: sdss_gz2_kaggle5000 has fractions for the first question, which stand
for 40 votes; labels_manifest_1000.csv of sdss_gz2_hart1000 has weighted fractions for the whole tree, and how many volunteers
looked. Every fifth galaxy is kept for the test. Inception v3 with ImageNet weights is frozen, in the frame of the sample recipe;
a head is trained on its features by 'tuningfork train', and one of the same shape, loss, optimiser, batch, epochs and split by
PyTorch on what 'tuningfork embed' gives. Each keeps the epoch with the lowest validation loss. Needs the sample data
(TUNINGFORK_DATA), numpy and torch; nothing is timed.
"""

import argparse
import csv
import json
import os
import pathlib
import subprocess
import tempfile
import tomllib

import numpy as np
import torch

from vectors import HERE, RECIPE, embed, network, write

TREE = HERE.parent / "Sources/5-Learning/Training/Trees/gz2.toml"
FIRST = "smooth-or-featured"
EPOCHS, BATCH, RATE, HIDDEN, DROPOUT = 40, 64, 5e-4, 256, 0.5

# Columns of the table of Hart et al. 2016, by answer of the tree.
HART = {
    "smooth-or-featured": ("t01_smooth_or_features", ["a01_smooth", "a02_features_or_disk", "a03_star_or_artifact"]),
    "disk-edge-on": ("t02_edgeon", ["a04_yes", "a05_no"]),
    "has-spiral-arms": ("t04_spiral", ["a08_spiral", "a09_no_spiral"]),
    "bar": ("t03_bar", ["a06_bar", "a07_no_bar"]),
    "bulge-size": ("t05_bulge_prominence", ["a13_dominant", "a12_obvious", "a11_just_noticeable", "a10_no_bulge"]),
    "something-odd": ("t06_odd", ["a14_yes", "a15_no"]),
    "how-rounded": ("t07_rounded", ["a16_completely_round", "a17_in_between", "a18_cigar_shaped"]),
    "bulge-shape": ("t09_bulge_shape", ["a25_rounded", "a26_boxy", "a27_no_bulge"]),
    "spiral-winding": ("t10_arms_winding", ["a28_tight", "a29_medium", "a30_loose"]),
    "spiral-arm-count": ("t11_arms_number", ["a31_1", "a32_2", "a33_3", "a34_4", "a36_more_than_4", "a37_cant_tell"]),
}


def questions():
    """(name, full names of the answers, full names of those after which it is asked), of the tree of Galaxy Zoo 2."""
    tree = tomllib.loads(TREE.read_text())["question"]
    return [(q["name"], [f"{q['name']}_{a}" for a in q["answers"]], q.get("after", [])) for q in tree]


def kaggle(data):
    """Rows, questions, and the recipe's keys of the columns."""
    name = "sdss_gz2_kaggle5000"
    with open(data / name / "manifest.csv") as file:
        rows = [row | {"file": data / name / row["file"]} for row in csv.DictReader(file)]
    columns = dict(zip(questions()[0][1], ["smooth_fraction", "featured_fraction", "artifact_fraction"]))
    return rows, questions()[:1], columns, f'only = ["{FIRST}"]\nstand_for = 40', lambda row: 40.0


def hart(data):
    name = "sdss_gz2_hart1000"
    with open(data / name / "labels_manifest_1000.csv") as file:
        rows = [row | {"id": row["objid"], "file": data / name / f"images/{row['asset_id']}.jpg"} for row in csv.DictReader(file)]
    columns = {}
    for question, answers, _ in questions():
        table, names = HART[question]
        columns |= {a: f"{table}_{n}_weighted_fraction" for a, n in zip(answers, names)}
    return rows, questions(), columns, 'total = "total_classifications"', lambda row: float(row["total_classifications"])


def counts(rows, tree, columns, total):
    """Axes (row, answer): a question is asked of as many as gave the answers before it."""
    out = []
    for row in rows:
        votes = {}
        for _, answers, after in tree:
            shares = [float(row[columns[a]] or 0) for a in answers]
            asked = sum(votes[a] for a in after) if after else total(row)
            votes |= {a: s * asked / max(1, sum(shares)) for a, s in zip(answers, shares)}
        out.append([votes[a] for _, answers, _ in tree for a in answers])
    return np.array(out)


def loss(outputs, votes, ranges):
    """Minus the logarithm of the Dirichlet-multinomial probability, summed over the questions."""
    total, a = 0, 1 + 100 * outputs.double().sigmoid()
    for q in ranges:
        x, s, n = votes[:, q], a[:, q].sum(1), votes[:, q].sum(1)
        total = total - torch.lgamma(s) - torch.lgamma(n + 1) + torch.lgamma(n + s)
        total = total - (torch.lgamma(x + a[:, q]) - torch.lgamma(a[:, q]) - torch.lgamma(x + 1)).sum(1)
    return total


def deviations(outputs, votes, ranges):
    """Mean absolute deviation of each question, over the galaxies with votes for it."""
    a, found = 1 + 100 * outputs.double().sigmoid(), []
    for q in ranges:
        asked = votes[:, q].sum(1) > 0
        x, e = votes[asked][:, q], a[asked][:, q]
        found.append((e / e.sum(1, keepdim=True) - x / x.sum(1, keepdim=True)).abs().mean().item())
    return found


def peer(features, votes, train, validation, ranges, seed):
    """The head in PyTorch, with Keras' first weights as TuningFork's has."""
    torch.manual_seed(seed)
    sizes = [features.shape[1], HIDDEN, HIDDEN, votes.shape[1]]
    layers = [torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
    for layer in layers:
        torch.nn.init.xavier_uniform_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
    relu = torch.nn.ReLU()
    head = torch.nn.Sequential(layers[0], relu, torch.nn.Dropout(DROPOUT), layers[1], relu, layers[2])
    optimizer = torch.optim.Adam(head.parameters(), lr=RATE)
    best, kept = np.inf, None
    for _ in range(EPOCHS):
        head.train()
        for members in torch.tensor(train)[torch.randperm(len(train))].split(BATCH):
            optimizer.zero_grad()
            loss(head(features[members]), votes[members], ranges).mean().backward()
            optimizer.step()
        head.eval()
        with torch.no_grad():
            now = loss(head(features[validation]), votes[validation], ranges).mean().item()
        if now < best:
            best, kept = now, {k: v.clone() for k, v in head.state_dict().items()}
    head.load_state_dict(kept)
    return head.eval()


def measure(options, data, name, source, seed):
    rows, tree, columns, keys, total = source(data)
    parts = {"test": rows[::5], "training": [row for i, row in enumerate(rows) if i % 5]}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        names = ["id", "file", *sorted(set(columns.values())), *(["total_classifications"] if "total" in keys else [])]
        for part, own in parts.items():
            write(folder / f"{part}.csv", names, ([row[n] for n in names] for row in own))
        frame = RECIPE.read_text().split("[input]")[1].split("[augmentation]")[0]
        (folder / "recipe.toml").write_text(
            f'name = "votes"\nseed = {seed}\nprecision = "bfloat16"\nvalidation_fraction = 0.15\ncalibration_fraction = 0\n\n'
            f'[network]\nbackbone = "inception_v3"\nendpoint = "Mixed_7a"\nweights = "{network(data, "")[-1]}"\n\n'
            f'[head]\nkind = "votes"\nhidden = {HIDDEN}\nembedding = {HIDDEN}\ndropout = {DROPOUT}\n\n[input]{frame}\n'
            f'[votes]\ntree = "gz2"\ncells = "fractions"\n{keys}\n[votes.columns]\n'
            + "".join(f'"{a}" = "{c}"\n' for a, c in columns.items())
            + f'[votes.classes]\n{FIRST}_featured-or-disk = "spiral"\n{FIRST}_smooth = "elliptical"\n\n'
            f'[[stage]]\nfreeze_through = "all"\nepochs = {EPOCHS}\nbatch = {BATCH}\nlearning_rate = {RATE}\n')
        threads = ["--threads", str(options.threads)]
        run = folder / "run"
        subprocess.run(
            [options.tuningfork, "train", "--manifest", folder / "training.csv", "--recipe", folder / "recipe.toml",
             "--output", run, "--quiet", *threads], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(
            [options.tuningfork, "evaluate", run, "--manifest", folder / "test.csv", "--json", folder / "figures.json",
             "--quiet", *threads], check=True, stdout=subprocess.DEVNULL)
        figures = json.loads((folder / "figures.json").read_text())["votes"]["questions"]
        with open(run / "galaxies.csv") as file:
            sides = {row["id"]: row["set"] for row in csv.DictReader(file)}
        whole = parts["test"] + parts["training"]
        features = torch.tensor(embed(
            options.tuningfork, [*network(data, "Mixed_7a"), "--recipe", RECIPE, *threads], whole, folder))
    votes = torch.tensor(counts(whole, tree, columns, total))
    ranges, start = [], 0
    for _, answers, _ in tree:
        ranges.append(slice(start, start + len(answers)))
        start += len(answers)
    side = [None] * len(parts["test"]) + [sides.get(row["id"]) for row in parts["training"]]
    members = {which: [i for i, s in enumerate(side) if s == which] for which in ("training", "validation")}
    head = peer(features, votes, members["training"], members["validation"], ranges, seed)
    test = slice(0, len(parts["test"]))
    with torch.no_grad():
        outputs = head(features[test])
        losses = [loss(outputs[:, q], votes[test][:, q], [slice(None)]) for q in ranges]
    lines = []
    for (question, _, _), own, theirs, by_galaxy, q in zip(
            tree, figures, deviations(outputs, votes[test], ranges), losses, ranges):
        mine, asked = own["deviation"], votes[test][:, q].sum(1) > 0
        lines.append(
            f"| {name} | {seed} | {question} | {own['n']} | {own['votes_a_galaxy']:.1f} | {mine['value']:.3f} "
            f"[{mine['low']:.3f}, {mine['high']:.3f}] | {theirs:.3f} | {own['deviation_of_means']:.3f} | "
            f"{own['loss']['value']:.2f} | {by_galaxy[asked].mean():.2f} |")
        print(lines[-1], flush=True)
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default=os.environ.get("TUNINGFORK_DATA"), help="folder of the sample data")
    parser.add_argument("--tuningfork", default=str(HERE.parent / ".build/release/tuningfork"))
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--sets", nargs="+", choices=["kaggle5000", "hart1000"], default=["kaggle5000", "hart1000"])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--output", help="Markdown file to write")
    options = parser.parse_args()
    if not options.data:
        parser.error("name the folder of the sample data: --data or TUNINGFORK_DATA")
    torch.set_num_threads(options.threads)
    lines = [
        "# Votes beside PyTorch", "",
        f"A head on the frozen Inception v3 (ImageNet weights, through Mixed_7a), {EPOCHS} epochs of batches of {BATCH}, Adam at "
        f"{RATE:g}; the same loss, shape, split and features' frame on both sides, other first weights and orders. Mean absolute "
        "deviation of the expected fraction from the fraction of the votes, and mean loss, on every fifth galaxy, which neither "
        "saw; *means* is the deviation of who expects the set's mean fractions. Intervals are 95 % over the test galaxies.", "",
        "| set | seed | question | galaxies | votes each | TuningFork | PyTorch | means | loss, TuningFork | loss, PyTorch |",
        "|---|---|---|---|---|---|---|---|---|---|"]
    for name in options.sets:
        for seed in options.seeds:
            lines += measure(options, pathlib.Path(options.data), name, {"kaggle5000": kaggle, "hart1000": hart}[name], seed)
    if options.output:
        pathlib.Path(options.output).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
