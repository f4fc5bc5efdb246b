#!/usr/bin/env python3
"""Writes metrics.json beside this file: prediction sets and their figures by scikit-learn and SciPy.

Made with scikit-learn 1.9.1, SciPy 1.17.1, NumPy 2.4.6:  python3 metrics.py
Values are exact; bootstrap intervals come from 20,000 sets drawn with NumPy's own generator and are therefore compared
with a tolerance of a few standard errors of a percentile.
"""

import json
import pathlib
import warnings

import numpy as np
from scipy.stats import binomtest
from sklearn import metrics as sk

warnings.simplefilter("ignore")
CLASSES = {2: ["spiral", "elliptical"], 3: ["spiral", "elliptical", "merger"]}


def wilson(k, n):
    if n == 0:
        return None
    i = binomtest(int(k), int(n)).proportion_ci(0.95, method="wilson")
    return {"value": k / n, "low": i.low, "high": i.high}


def draw(function, truth, probability, seed=1, sets=20000):
    rng = np.random.default_rng(seed)
    values = []
    for _ in range(sets):
        i = rng.integers(0, len(truth), len(truth))
        v = function(truth[i], probability[i])
        if v is not None:
            values.append(v)
    low, high = np.percentile(values, [2.5, 97.5])
    return {"value": function(truth, probability), "low": low, "high": high}


def auc(truth, probability, number=0):
    y = truth == number
    if y.all() or not y.any():
        return None
    # The rank-sum form of the area, with ties counting one half; equal to sk.roc_auc_score (asserted below).
    s = probability[:, number]
    order = np.argsort(s, kind="mergesort")
    values, inverse, counts = np.unique(s, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    p, n = y.sum(), (~y).sum()
    return (ranks[y].sum() - p * (p + 1) / 2) / (p * n)


def f1(truth, probability, number=0):
    predicted = probability.argmax(1)
    tp = ((truth == number) & (predicted == number)).sum()
    total = (truth == number).sum() + (predicted == number).sum()
    return 2 * tp / total if total else None


def balanced(truth, probability):
    predicted = probability.argmax(1)
    present = np.unique(truth)
    if len(present) < 2:
        return None
    return np.mean([(predicted[truth == c] == c).mean() for c in present])


def one_by_one(function):
    """The mean over the classes that define a figure."""

    def mean(truth, probability):
        values = [function(truth, probability, c) for c in range(probability.shape[1])]
        values = [v for v in values if v is not None]
        return np.mean(values) if values else None

    return mean


def precision(truth, probability, number=0):
    given = probability.argmax(1) == number
    return (truth[given] == number).mean() if given.any() else None


def recall(truth, probability, number=0):
    own = truth == number
    return (probability.argmax(1)[own] == number).mean() if own.any() else None


MACRO = {"precision": precision, "recall": recall, "f1": f1, "roc_auc": auc}


def macro(truth, probability, predicted, labels):
    """scikit-learn's macro averages; the mean of the defined areas where it defines none."""
    options = {"labels": labels, "average": "macro", "zero_division": np.nan}
    none = lambda value: None if np.isnan(value) else float(value)
    out = {
        "precision": none(sk.precision_score(truth, predicted, **options)),
        "recall": none(sk.recall_score(truth, predicted, **options)),
        "f1": none(sk.f1_score(truth, predicted, **options)),
        "roc_auc": one_by_one(auc)(truth, probability),
    }
    if set(truth) == set(labels):
        area = sk.roc_auc_score(truth, probability, multi_class="ovr", average="macro", labels=labels)
        assert abs(area - out["roc_auc"]) < 1e-12
        out["roc_auc"] = float(area)
    return out


def figures(truth, probability, intervals):
    k = probability.shape[1]
    predicted = probability.argmax(1)
    labels = list(range(k))
    out = {
        "n": len(truth),
        "confusion": sk.confusion_matrix(truth, predicted, labels=labels).tolist(),
        "accuracy": wilson((truth == predicted).sum(), len(truth)),
        "balanced_accuracy": sk.balanced_accuracy_score(truth, predicted) if len(set(truth)) > 1 else None,
        "per_class": [],
    }
    for c in labels:
        y, p = truth == c, predicted == c
        area = auc(truth, probability, c)
        if area is not None:
            assert abs(area - sk.roc_auc_score(y, probability[:, c])) < 1e-12
        out["per_class"].append(
            {
                "precision": wilson((y & p).sum(), p.sum()),
                "recall": wilson((y & p).sum(), y.sum()),
                "f1": sk.f1_score(y, p) if (y | p).any() else None,
                "roc_auc": area,
            }
        )
    if k > 2:
        out["macro"] = macro(truth, probability, predicted, labels)
        if intervals:
            out["macro_bootstrap"] = {
                name: draw(one_by_one(one), truth, probability, sets=4000) for name, one in MACRO.items()
            }
    if intervals:
        out["bootstrap"] = {
            "balanced_accuracy": draw(balanced, truth, probability),
            "f1": draw(f1, truth, probability),
            "roc_auc": draw(auc, truth, probability),
        }
    return out


def case(name, truth, probability, intervals=True):
    # Rounded as they are stored, so that ties are the same on both sides.
    probability = np.round(probability, 6)
    probability[:, -1] = 1 - probability[:, :-1].sum(1)
    ids = [f"g{i:04d}" for i in range(len(truth))]
    k = probability.shape[1]
    order = sorted(range(len(truth)), key=lambda i: (-probability[i].max(), ids[i]))
    coverage = []
    for share in (1.0, 0.75, 0.5):
        kept = np.array(order[: max(1, int(np.floor(share * len(truth) + 0.5)))])
        part = figures(truth[kept], probability[kept], False)
        part |= {"coverage": share, "lowest_confidence": float(probability[kept[-1]].max())}
        coverage.append(part)
    out = {
        "name": name,
        "classes": CLASSES[k],
        "truths": truth.tolist(),
        "probabilities": probability.tolist(),
        "figures": figures(truth, probability, intervals),
        "coverage": coverage,
        "brier": float(np.mean((probability[:, 0] - (truth == 0)) ** 2)),
    }
    if k == 2:
        assert abs(out["brier"] - sk.brier_score_loss(truth == 0, probability[:, 0])) < 1e-12
    edges = np.minimum((probability[:, 0] * 10).astype(int), 9)
    out["ece"] = float(
        sum(
            (edges == b).mean() * abs(probability[edges == b, 0].mean() - (truth[edges == b] == 0).mean())
            for b in range(10)
            if (edges == b).any()
        )
    )
    fpr, tpr, _ = sk.roc_curve(truth == 0, probability[:, 0]) if 0 < (truth == 0).sum() < len(truth) else ([], [], 0)
    out["roc"] = [[float(a), float(b)] for a, b in zip(fpr, tpr)]
    return out


rng = np.random.default_rng(20181206)


def binary(n, share, separation, decimals=6):
    truth = (rng.random(n) > share).astype(int)
    logit = rng.normal(np.where(truth == 0, separation, -separation), 1.5)
    p = np.round(1 / (1 + np.exp(-logit)), decimals)
    return truth, np.stack([p, 1 - p], 1)


def three(n):
    truth = rng.choice(3, n, p=[0.5, 0.35, 0.15])
    logits = rng.normal(0, 1, (n, 3)) + 1.5 * np.eye(3)[truth]
    p = np.exp(logits)
    return truth, p / p.sum(1, keepdims=True)


def absent(n):
    """No galaxy is a merger, and none is taken for an elliptical."""
    truth = rng.choice(2, n, p=[0.6, 0.4])
    p = rng.dirichlet([4, 0.01, 1], n)
    p[:, 1] = 0.001
    return truth, p / p.sum(1, keepdims=True)


cases = [
    case("usual", *binary(200, 0.55, 1.5)),
    case("unbalanced, many ties", *binary(150, 0.15, 1.0, decimals=1)),
    case("three classes", *three(180)),
    case("one class only", np.zeros(20, int), binary(20, 0.5, 1)[1], intervals=False),
    case("single galaxy", np.array([1]), np.array([[0.3, 0.7]]), intervals=False),
    case("nothing given the first class", np.array([0, 1, 1, 0]), np.tile([0.2, 0.8], (4, 1)), intervals=False),
    case("three classes, one absent", *absent(60), intervals=False),
]
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(
    json.dumps(
        {
            "wilson": [
                {"successes": k, "trials": n, **wilson(k, n)}
                for n in (1, 2, 10, 124, 100000)
                for k in sorted({0, 1, n // 2, n - 1, n})
            ],
            "cases": cases,
        }
    )
    + "\n"
)
print(path, path.stat().st_size, "bytes")
