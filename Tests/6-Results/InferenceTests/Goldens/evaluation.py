"""The figures of a set evaluation by scikit-learn, for the stub engine's probabilities.

The stub's logit i of a picture is 8 u_i - 4, with u hashed from the file's name (golden.uniform), for two classes and the
two views of a mirrored picture; probabilities are the arithmetic mean of the views' softmax.
Run with a Python that has numpy and scikit-learn:  python evaluation.py
"""
import json
import pathlib
import sys

import numpy as np
from sklearn import metrics

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2] / "4-Engine/NetworksTests/Goldens"))
from golden import uniform  # noqa: E402


def main():
    truth, probability = [], []
    for number in range(300):
        logits = (8 * uniform(f"g{number}.png", 4) - 4).astype(np.float32).astype(np.float64).reshape(2, 2)
        shares = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        probability.append(shares.mean(0)[0])
        truth.append(1 if probability[-1] > 0.5 else 0)
        if number % 7 == 0:
            truth[-1] = 1 - truth[-1]
        # A row in eleven has no label.
    known = [i for i in range(300) if i % 11 != 0]
    truth, probability = np.array(truth)[known], np.array(probability)[known]
    predicted = (probability > 0.5).astype(int)
    figures = {
        "n": len(known),
        "unlabelled": 300 - len(known),
        "accuracy": metrics.accuracy_score(truth, predicted),
        "balancedAccuracy": metrics.balanced_accuracy_score(truth, predicted),
        "precision": metrics.precision_score(truth, predicted),
        "recall": metrics.recall_score(truth, predicted),
        "f1": metrics.f1_score(truth, predicted),
        "rocAUC": metrics.roc_auc_score(truth, probability),
        "probabilities": [round(p, 12) for p in probability[:20]],
        "truth": truth.tolist(),
    }
    (HERE / "evaluation.json").write_text(json.dumps(figures) + "\n")
    print({k: v for k, v in figures.items() if not isinstance(v, list)})


main()
