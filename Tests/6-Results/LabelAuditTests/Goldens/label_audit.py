"""What cleanlab and scikit-learn find in made-up embeddings with wrong labels.

Run: python label_audit.py (numpy, scikit-learn 1.9, cleanlab 2.9). Writes the folder label_audit/ beside it.
"""
import json
import pathlib

import numpy as np
from cleanlab.count import compute_confident_joint
from cleanlab.rank import get_label_quality_scores
from sklearn.linear_model import LogisticRegression

folder = pathlib.Path(__file__).parent / "label_audit"
folder.mkdir(exist_ok=True)
random = np.random.default_rng(20260114)
rows, columns, folds = 240, 12, 4
# As CrossValidation tries them.
strengths = [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001]


def probabilities(standard, labels, parts, classes, l2):
    result = np.zeros((rows, classes))
    for fold in range(folds):
        learnt = parts != fold
        # Two classes have one vector of weights w there and two here, w/2 and -w/2, which cost half as much.
        strength = (1 if classes > 2 else 2) / (l2 * learnt.sum())
        model = LogisticRegression(C=strength, tol=1e-10, max_iter=20000).fit(standard[learnt], labels[learnt])
        result[~learnt] = model.predict_proba(standard[~learnt])
    return result


cases = []
for classes in (2, 3):
    truth = random.integers(0, classes, rows)
    centres = random.normal(size=(classes, columns)) * 1.1
    vectors = (centres[truth] + random.normal(size=(rows, columns))).astype("<f4")
    wrong = random.random(rows) < 0.08
    labels = np.where(wrong, (truth + random.integers(1, classes, rows)) % classes, truth)
    parts = random.permutation(np.arange(rows) % folds)
    standard = (vectors - vectors.mean(0, dtype=float)) / vectors.std(0, dtype=float)
    best = None
    for l2 in strengths:
        found = probabilities(standard, labels, parts, classes, l2)
        loss = -np.log(np.maximum(1e-12, found[np.arange(rows), labels])).mean()
        if best is not None and loss > best[2]:
            break
        best = (found, l2, loss)
    found, l2, loss = best
    joint, suspects = compute_confident_joint(labels, found, calibrate=False, return_indices_of_off_diagonals=True)
    quality = {m: get_label_quality_scores(labels, found, method=m) for m in ("self_confidence", "normalized_margin")}
    suspects = np.array(sorted(suspects))
    cases.append({
        "vectors": [float(f"{v:.9g}") for v in vectors.ravel().tolist()], "labels": labels.tolist(),
        "parts": [np.flatnonzero(parts == fold).tolist() for fold in range(folds)], "l2": l2, "cross_entropy": loss,
        "probabilities": [float(f"{v:.12g}") for v in found.ravel().tolist()], "joint": joint.tolist(),
        "suspects": suspects.tolist(), "planted": np.flatnonzero(wrong).tolist(),
        "ranking": {m: suspects[np.argsort(q[suspects], kind="stable")].tolist() for m, q in quality.items()}})
    print(classes, "classes: l2", l2, "cross-entropy", loss, "joint", joint.tolist(), "suspects", len(suspects))
(folder / "expected.json").write_text(
    "[" + ",\n".join("{" + ",\n".join(f'"{k}": ' + json.dumps(v) for k, v in case.items()) + "}" for case in cases) + "]\n")
