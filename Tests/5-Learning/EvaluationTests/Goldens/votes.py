"""Writes votes.json: deviations and losses of expected votes, by question.

Run with numpy and scipy: python votes.py

Questions of 3 and 2 answers; some galaxies are not asked the second. `deviation`, `loss` and `deviation_of_means` are the
means of VoteFigures, `low` and `high` the 2.5th and 97.5th percentile of scipy.stats.bootstrap with 20,000 sets, to be met
within a few hundredths of the interval's width.
"""
import json
import os

import numpy as np
from scipy.stats import bootstrap, dirichlet_multinomial

HERE = os.path.dirname(os.path.abspath(__file__))
QUESTIONS = [slice(0, 3), slice(3, 5)]
draw = np.random.default_rng(5)
n = 60
concentrations = 1 + 100 * draw.random((n, 5)) ** 2
counts = np.zeros((n, 5))
for i in range(n):
    counts[i, :3] = draw.multinomial(40, draw.dirichlet(concentrations[i, :3] / 4 + 0.2))
    if i % 4:
        counts[i, 3:] = draw.multinomial(counts[i, 1] + 1, draw.dirichlet([1, 2]))
out = {"concentrations": concentrations.tolist(), "counts": counts.tolist(), "questions": []}
for q in QUESTIONS:
    asked = counts[:, q].sum(1) > 0
    a, x = concentrations[asked, q], counts[asked, q]
    votes = x / x.sum(1, keepdims=True)
    deviations = np.abs(a / a.sum(1, keepdims=True) - votes)
    losses = np.array([-dirichlet_multinomial.logpmf(v.astype(int), w, int(v.sum())) for v, w in zip(x, a)])
    figures = {"n": int(asked.sum()), "votes_a_galaxy": x.sum(1).mean(),
               "deviation_of_means": np.abs(votes - votes.mean(0)).mean(), "answers": deviations.mean(0).tolist(),
               "bias": (a / a.sum(1, keepdims=True) - votes).mean(0).tolist(), "mean_fraction": votes.mean(0).tolist()}
    for name, values in (("deviation", deviations.mean(1)), ("loss", losses)):
        interval = bootstrap((values,), np.mean, n_resamples=20000, method="percentile", rng=draw).confidence_interval
        figures[name] = {"value": values.mean(), "low": interval.low, "high": interval.high}
    out["questions"].append(figures)
with open(os.path.join(HERE, "votes.json"), "w") as file:
    json.dump(out, file)
    file.write("\n")
