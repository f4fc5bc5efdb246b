#!/usr/bin/env python3
"""Writes confidence.json beside this file: what scikit-learn, netcal, MAPIE and plain NumPy say of probabilities and sets.

Made with scikit-learn 1.9.1, MAPIE 1.6.0, SciPy 1.17.1, NumPy 2.4.6, uncertainty-calibration 0.1.4:  python3 confidence.py
Brier score and reliability: scikit-learn. Coverage and size of sets: MAPIE. The debiased calibration error:
uncertainty-calibration, the package of its authors. Areas of risk and coverage, the best threshold, ATC and DoC: their
definitions, written out.
"""

import json
import pathlib

import numpy as np
from calibration.utils import get_equal_bins, bin, unbiased_l2_ce
from mapie.metrics.classification import classification_coverage_score, classification_mean_width_score
from sklearn.calibration import calibration_curve
from sklearn.metrics import balanced_accuracy_score, brier_score_loss, roc_curve

rng = np.random.default_rng(20260101)


def draw(n, k, offset):
    truth = rng.choice(k, n, p=np.arange(k, 0, -1) / (k * (k + 1) / 2))
    logits = rng.normal(0, 1.2, (n, k)) + 2.4 * np.eye(k)[truth]
    logits[:, 0] += offset
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    p = np.round(p, 6)
    p[:, -1] = 1 - p[:, :-1].sum(1)
    return truth, p


def risk_area(confidence, correct):
    order = np.argsort(-confidence, kind="stable")
    k = np.arange(1, len(order) + 1)
    return float(np.mean(np.cumsum(~correct[order]) / k))


def case(name, n, k, offset):
    truth, p = draw(n, k, offset)
    predicted = p.argmax(1)
    confidence, correct = p.max(1), predicted == truth
    assert len(set(confidence)) == n, "ties"
    least = risk_area(np.where(correct, 1.0, 0.0), correct)
    sets = p > 0.15
    sets[:3] = False
    out = {
        "name": name,
        "truths": truth.tolist(),
        "probabilities": p.tolist(),
        "sets": [np.flatnonzero(s).tolist() for s in sets],
        "set_coverage": float(np.ravel(classification_coverage_score(truth, sets[:, :, None]))[0]),
        "set_mean_size": float(np.ravel(classification_mean_width_score(sets[:, :, None]))[0]),
        "area": risk_area(confidence, correct),
        "excess_area": risk_area(confidence, correct) - least,
        "classes": [],
    }
    for c in range(k):
        y = truth == c
        share, stated = calibration_curve(y, p[:, c], n_bins=10, strategy="uniform")
        bins = get_equal_bins(p[:, c].tolist(), num_bins=15)
        debiased = unbiased_l2_ce(bin(list(zip(p[:, c].tolist(), y.astype(float).tolist())), bins))
        out["classes"].append(
            {
                "brier": float(brier_score_loss(y, p[:, c])),
                "share": share.tolist(),
                "stated": stated.tolist(),
                "debiased": float(debiased),
            }
        )
    if k == 2:
        fpr, tpr, _ = roc_curve(truth == 0, p[:, 0])
        out["best"] = float(np.max(tpr + 1 - fpr) / 2)
        out["chosen"] = float(balanced_accuracy_score(truth, predicted))
    _, target = draw(n // 2, k, offset + 0.7)
    target = target.max(1)
    threshold = np.sort(confidence)[(~correct).sum()]
    out["target"] = target.tolist()
    out["thresholded"] = float(np.mean(target >= threshold))
    out["difference"] = float(correct.mean() - confidence.mean() + target.mean())
    return out


cases = [case("two classes", 300, 2, 0.8), case("four classes", 450, 4, 0.3), case("two, well set", 150, 2, 0.0)]
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(cases) + "\n")
print(path, path.stat().st_size, "bytes")
