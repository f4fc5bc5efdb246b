"""Writes optimizers.safetensors: trajectories of torch.optim on random gradients.

Run with torch 2.11 and safetensors: python make_optimizers.py
For each case: CASE.start.P, CASE.gradient.STEP.P, CASE.value.STEP.P for the parameters P = a, b.
Also plateau.loss and plateau.rate of ReduceLROnPlateau(factor=0.5, patience=2, cooldown=1, min_lr=0.02).
"""
import os

import torch
from safetensors.torch import save_file

CASES = {
    "adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "adam_decay": lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.8, 0.95), eps=1e-7, weight_decay=0.1),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1),
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
}
STEPS = 12

torch.manual_seed(20)
out = {}
for case, make in CASES.items():
    parameters = {"a": torch.randn(4, 3, 2, 2), "b": torch.randn(5)}
    for name, p in parameters.items():
        p.requires_grad_(True)
        out[f"{case}.start.{name}"] = p.detach().clone()
    optimizer = make(list(parameters.values()))
    for step in range(STEPS):
        for name, p in parameters.items():
            p.grad = torch.randn_like(p)
            out[f"{case}.gradient.{step}.{name}"] = p.grad.clone()
        optimizer.step()
        for name, p in parameters.items():
            out[f"{case}.value.{step}.{name}"] = p.detach().clone()

losses = [1.0, 0.9, 0.9, 0.95, 0.91, 0.899999, 0.89, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.8, 0.9]
sgd = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(sgd, factor=0.5, patience=2, cooldown=1, min_lr=0.02)
rates = []
for loss in losses:
    plateau.step(loss)
    rates.append(sgd.param_groups[0]["lr"])
out["plateau.loss"] = torch.tensor(losses, dtype=torch.float64)
out["plateau.rate"] = torch.tensor(rates, dtype=torch.float64)
save_file(out, os.path.join(os.path.dirname(os.path.abspath(__file__)), "optimizers.safetensors"))
