"""Writes votes.safetensors: the Dirichlet-multinomial loss of votes, and its gradient.

Run with torch 2.11, scipy, mpmath and safetensors: python votes.py

Questions of 3, 2 and 4 answers. `outputs` (galaxies, 9) are a network's, `counts` (galaxies, 9) the votes: none for some
questions, many, and, in the last three galaxies, numbers that are not whole. `losses` (galaxies, 3) come from
scipy.stats.dirichlet_multinomial where votes are whole and from mpmath with 40 digits for all; `gradient` (galaxies, 9) is that
of the mean over the galaxies of their sums, by automatic differentiation in float64. `concentrations` are 1 + 100 sigmoid.
"""
import os

import mpmath
import numpy as np
import torch
from safetensors.torch import save_file
from scipy.stats import dirichlet_multinomial

HERE = os.path.dirname(os.path.abspath(__file__))
QUESTIONS = [slice(0, 3), slice(3, 5), slice(5, 9)]
mpmath.mp.dps = 40

draw = np.random.default_rng(11)
outputs = draw.normal(0, 3, (8, 9))
outputs[1] = [40, -40, 0, 15, -15, 8, -8, 1, 2]
counts = draw.integers(0, 40, (8, 9)).astype(float)
counts[0, 3:] = 0
counts[2, 5:] = [0, 0, 1, 0]
counts[3] *= 1000
counts[5:] = draw.uniform(0, 30, (3, 9))
counts[6, 3:5] = 0


def exact(a, x):
    a, x = [mpmath.mpf(float(v)) for v in a], [mpmath.mpf(float(v)) for v in x]
    n, s = sum(x), sum(a)
    log = mpmath.loggamma(s) + mpmath.loggamma(n + 1) - mpmath.loggamma(n + s)
    return float(-(log + sum(mpmath.loggamma(v + w) - mpmath.loggamma(v) - mpmath.loggamma(w + 1) for v, w in zip(a, x))))


concentrations = 1 + 100 / (1 + np.exp(-outputs))
losses = np.array([[exact(concentrations[i, q], counts[i, q]) for q in QUESTIONS] for i in range(len(counts))])
for i in range(5):
    for number, q in enumerate(QUESTIONS):
        x = counts[i, q].astype(int)
        assert np.isclose(losses[i, number], -dirichlet_multinomial.logpmf(x, concentrations[i, q], x.sum()), atol=1e-7)

x = torch.tensor(outputs, requires_grad=True)
n = torch.tensor(counts)
loss = 0
for q in QUESTIONS:
    a, v = 1 + 100 * x[:, q].sigmoid(), n[:, q]
    loss = loss - torch.lgamma(a.sum(1)) + torch.lgamma(v.sum(1) + a.sum(1)) - (torch.lgamma(v + a) - torch.lgamma(a)).sum(1)
loss.mean().backward()
print(losses.sum(1), x.grad.abs().max())
save_file(
    {"outputs": x.detach(), "counts": n, "concentrations": torch.tensor(concentrations), "losses": torch.tensor(losses),
     "gradient": x.grad}, os.path.join(HERE, "votes.safetensors"))
