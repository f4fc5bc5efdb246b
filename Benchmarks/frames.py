#!/usr/bin/env python3
"""What the input frame is worth when one set of galaxies must teach another; writes a table as Markdown.

Vectors of Inception v3 with ImageNet weights, which has never seen a galaxy, of the sample data's three SDSS sets: of whole
colour pictures, and of the sample recipe's frame (each galaxy measured, framed by its own size and levelled, in grey). A
logistic regression learns from one set, its penalty chosen by cross-validation there, and sorts another one: six pairs.
Needs the sample data (TUNINGFORK_DATA), numpy and scipy; nothing is timed.
"""

import argparse
import os
import pathlib
import statistics
import tempfile

import numpy as np
from scipy.optimize import minimize
from scipy.stats import rankdata

from vectors import HERE, RECIPE, embed, labelled, network

SETS = ["sdss_gz2_kaggle5000", "sdss_gz2_hart1000", "sdss_efigi4458"]
PENALTIES = [1e-3, 1e-2, 1e-1, 1]


def area(scores, truth):
    """Area under the receiver operating characteristic (Mann and Whitney)."""
    positive = truth.sum()
    ranks = rankdata(scores)[truth].sum() - positive * (positive + 1) / 2
    return ranks / (positive * (len(truth) - positive))


def fit(vectors, truth, penalty):
    """Weights and offset; both classes count the same."""
    share = np.where(truth, 0.5 / truth.sum(), 0.5 / (~truth).sum())
    signs = np.where(truth, 1.0, -1.0)

    def loss(parameters):
        margin = signs * (vectors @ parameters[:-1] + parameters[-1])
        value = share @ np.logaddexp(0, -margin) + penalty / 2 * parameters[:-1] @ parameters[:-1]
        slope = -share * signs / (1 + np.exp(margin))
        return value, np.append(vectors.T @ slope + penalty * parameters[:-1], slope.sum())

    return minimize(loss, np.zeros(vectors.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x


def scores(vectors, parameters):
    return vectors @ parameters[:-1] + parameters[-1]


def learn(vectors, truth, folds=5):
    """The penalty with the largest mean area over the folds, then all of the set."""
    fold = np.random.default_rng(1).permutation(len(truth)) % folds

    def mean_area(penalty):
        return statistics.mean(
            area(scores(vectors[fold == k], fit(vectors[fold != k], truth[fold != k], penalty)), truth[fold == k])
            for k in range(folds))

    return fit(vectors, truth, max(PENALTIES, key=mean_area))


def transfer(sets):
    """(from, to, n, area, balanced accuracy) of each pair; `sets`: name to (vectors, truth)."""
    for source in sets:
        vectors, truth = sets[source]
        centre, width = vectors.mean(0), vectors.std(0) + 1e-6
        parameters = learn((vectors - centre) / width / vectors.shape[1] ** 0.5, truth)
        for target in sets:
            if target != source:
                others, facts = sets[target]
                found = scores((others - centre) / width / vectors.shape[1] ** 0.5, parameters)
                balanced = ((found[facts] > 0).mean() + (found[~facts] <= 0).mean()) / 2
                yield source, target, len(facts), area(found, facts), balanced


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default=os.environ.get("TUNINGFORK_DATA"), help="folder of the sample data")
    parser.add_argument("--tuningfork", default=str(HERE.parent / ".build/release/tuningfork"))
    parser.add_argument("--endpoint", default="Mixed_7a")
    parser.add_argument("--output", help="Markdown file to write")
    options = parser.parse_args()
    if not options.data:
        parser.error("name the folder of the sample data: --data or TUNINGFORK_DATA")
    data = pathlib.Path(options.data)
    rows = {name: labelled(data, name) for name in SETS}
    plain = network(data, options.endpoint)
    truth = {name: np.array([row["label"] == "spiral" for row in rows[name]]) for name in SETS}
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for frame, source in {"whole": plain, "measured": [*plain, "--recipe", RECIPE]}.items():
            vectors = {name: embed(options.tuningfork, source, rows[name], pathlib.Path(folder)) for name in SETS}
            found[frame] = list(transfer({name: (vectors[name].astype(float), truth[name]) for name in SETS}))
    lines = ["# What the input frame is worth", "",
             f"Logistic regression on vectors of Inception v3 with ImageNet weights ({options.endpoint}); ROC AUC and balanced "
             "accuracy on a set that taught nothing.", "",
             "| learnt from | sorted | n | AUC, whole colour pictures | AUC, measured frame in grey | balanced accuracy, whole | "
             "balanced accuracy, measured |", "|---|---|---|---|---|---|---|"]
    for (source, target, n, *before), (*_, area_after, balanced_after) in zip(found["whole"], found["measured"]):
        lines.append(f"| {source} | {target} | {n} | {before[0]:.3f} | {area_after:.3f} | {before[1]:.3f} | {balanced_after:.3f} |")
    means = [statistics.mean(row[column] for row in found[frame]) for column in (3, 4) for frame in ("whole", "measured")]
    lines.append("| mean | | | " + " | ".join(f"{value:.3f}" for value in means) + " |")
    print("\n".join(lines))
    if options.output:
        pathlib.Path(options.output).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
