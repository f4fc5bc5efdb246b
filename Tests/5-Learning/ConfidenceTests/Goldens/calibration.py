"""Calibrations of made-up logits by SciPy, scikit-learn and, where they are there, torch and netcal, which must agree.

Run: python calibration.py (numpy, scipy, scikit-learn 1.9; torch 2.11 and netcal 1.3 for the check). Writes calibration.json
beside it.
"""
import json
import pathlib

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression


def made(seed, n, classes, temperature, bias):
    """Truths drawn from the softmax of made-up logits, and these logits miscalibrated; written with 4 decimals."""
    random = np.random.default_rng(seed)
    true = random.normal(scale=2.5, size=(n, classes))
    truths = (softmax(true, 1).cumsum(1) < random.uniform(size=(n, 1))).sum(1)
    return np.round(temperature * true + np.array(bias), 4), truths


def loss(logits, truths):
    return -log_softmax(logits, 1)[np.arange(len(truths)), truths].mean()


def temperature(logits, truths):
    found = minimize_scalar(
        lambda beta: loss(beta * logits, truths), bounds=(0.05, 20), method="bounded", options={"xatol": 1e-12})
    return 1 / found.x


def vector(logits, truths, t):
    """Scales and biases with the ridge towards temperature scaling; of two classes one scale, and opposite biases."""
    n, classes = logits.shape
    shared = classes == 2

    def parts(x):
        if shared:
            return np.array([x[0], x[0]]), np.array([x[1], -x[1]])
        return x[:classes], x[classes:]

    def value(x):
        scales, biases = parts(x)
        return loss(scales * logits + biases, truths) + (((scales - 1 / t) ** 2).sum() + (biases ** 2).sum()) / (2 * n)

    start = np.array([1 / t, 0] if shared else [1 / t] * classes + [0] * classes)
    found = minimize(value, start, method="BFGS", options={"gtol": 1e-9})
    scales, biases = parts(found.x)
    return scales, biases - biases.mean()


def isotonic(logits, truths, at):
    """One class against the others: scikit-learn on the log-odds, and the rule of succession in outermost blocks of 0 or 1."""
    maps = []
    for number in range(1 if logits.shape[1] == 2 else logits.shape[1]):
        others = np.delete(logits, number, 1)
        score = logits[:, number] - np.log(np.exp(others - others.max(1, keepdims=True)).sum(1)) - others.max(1)
        fit = IsotonicRegression(out_of_bounds="clip").fit(score, (truths == number).astype(float))
        order = np.argsort(score)
        values = fit.predict(score[order])
        levels, counts = np.unique(values.round(12), return_counts=True)
        low = min(1 / (counts[0] + 2), levels[1]) if levels[0] == 0 else levels[0]
        high = 1 - min(1 / (counts[-1] + 2), 1 - levels[-2]) if levels[-1] == 1 else levels[-1]
        values = np.interp(at, score[order], np.clip(values, low, high))
        maps.append({"scores": at.tolist(), "probabilities": values.tolist()})
    return maps


def check(logits, truths, t):
    try:
        import torch
    except ImportError:
        return
    inverse = torch.ones(1, dtype=torch.float64, requires_grad=True)
    z, y = torch.tensor(logits), torch.tensor(truths)
    optimizer = torch.optim.LBFGS([inverse], max_iter=200, tolerance_grad=1e-12, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        value = torch.nn.functional.cross_entropy(z * inverse, y)
        value.backward()
        return value

    optimizer.step(closure)
    print("temperature", t, "torch", 1 / inverse.item())
    assert abs(1 / inverse.item() - t) < 1e-6 * t
    try:
        from netcal.scaling import TemperatureScaling
    except ImportError:
        return
    netcal = TemperatureScaling()
    netcal.fit(softmax(logits, 1) if logits.shape[1] > 2 else softmax(logits, 1)[:, 1], truths)
    print("netcal's weights", netcal.weights)


cases = []
for name, seed, n, classes, t, bias in [
    ("two classes, overconfident", 1, 400, 2, 2.0, [0, 0]),
    ("two classes, overconfident and biased", 2, 400, 2, 2.0, [-1.5, 0]),
    ("two classes, underconfident", 3, 400, 2, 0.5, [0, 0]),
    ("four classes, overconfident and biased", 4, 400, 4, 3.0, [1, 0, 0, -2]),
]:
    logits, truths = made(seed, n, classes, t, bias)
    found = temperature(logits, truths)
    check(logits, truths, found)
    scales, biases = vector(logits, truths, found)
    at = np.linspace(-12, 12, 49)
    case = {
        "name": name, "classes": classes, "logits": logits.ravel().tolist(), "truths": truths.tolist(), "temperature": found,
        "scales": scales.tolist(), "biases": biases.tolist(), "loss": loss(logits / found, truths),
        "vector_loss": loss(scales * logits + biases, truths), "maps": isotonic(logits, truths, at),
    }
    if classes == 2:
        # Platt's scaling without a ridge; ours differs by what the ridge weighs.
        score = (logits[:, 0] - logits[:, 1])[:, None]
        platt = LogisticRegression(C=1e12, tol=1e-12, max_iter=10000).fit(score, truths == 0)
        case["platt"] = [float(platt.coef_[0, 0]), float(platt.intercept_[0])]
    cases.append(case)

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"cases": cases}, separators=(",", ":")) + "\n")
