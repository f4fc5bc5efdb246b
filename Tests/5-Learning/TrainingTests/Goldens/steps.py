"""Writes steps.safetensors: twenty training steps as PyTorch makes them, from given weights and batches.

Run with torch 2.11 and safetensors: python steps.py

The network is xception_small through block2_sepconv1 with a head of 12, 6 and 3 outputs, in the package's names. Weights
and pictures are the hashed values of NetworksTests/Goldens/golden.py. For each case: CASE.loss, CASE.norm (of the whole
gradient before clipping) and CASE.rate (the head's), a number a step, and CASE.weights (steps, tensors, 6): the sum, the
sum of magnitudes and four elements of each tensor, tensors in alphabetical order. CASE.average (tensors, 6) are the
averaged weights and running statistics after the last step, where the case keeps an average. The head of the case `votes` has 5 outputs instead,
for two questions of 3 and 2 answers, the second of which is asked of some galaxies only. All is computed in float64: float32 would add its
own rounding to the package's, and Adam makes much of little.
"""
import os
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../../4-Engine/NetworksTests/Goldens"))
from golden import uniform, value  # noqa: E402

STEPS, BATCH, GALAXIES, SIDE, CLASSES = 20, 6, 24, 20, 3
STEPS_PER_EPOCH = GALAXIES // BATCH
SHAPES = {
    "backbone.block1_conv1.weight": (16, 3, 3, 3),
    "backbone.block1_conv2.weight": (32, 16, 3, 3),
    "backbone.block2_sepconv1.depthwise.weight": (32, 1, 3, 3),
    "backbone.block2_sepconv1.pointwise.weight": (64, 32, 1, 1),
    "head.hidden.weight": (12, 64), "head.hidden.bias": (12,),
    "head.embedding.weight": (6, 12), "head.embedding.bias": (6,),
    "head.classifier.weight": (CLASSES, 6), "head.classifier.bias": (CLASSES,),
}
for norm, channels in (("block1_conv1_bn", 16), ("block1_conv2_bn", 32), ("block2_sepconv1_bn", 64)):
    for part in ("weight", "bias", "running_mean", "running_var"):
        SHAPES[f"backbone.{norm}.{part}"] = (channels,)

LABELS = torch.tensor([[0, 0, 0, 1, 1, 2][i % 6] for i in range(GALAXIES)])
COUNTS = torch.bincount(LABELS, minlength=CLASSES)


def soft_targets():
    votes = torch.stack([torch.from_numpy(uniform(f"votes.{i}", CLASSES)) for i in range(GALAXIES)])
    return votes / votes.sum(1, keepdim=True)


QUESTIONS = [slice(0, 3), slice(3, 5)]


def vote_counts():
    """Whole votes for the first question; weighted ones for the second, which every third galaxy is not asked."""
    counts = torch.stack([12 * torch.from_numpy(uniform(f"counts.{i}", 5)) for i in range(GALAXIES)])
    counts[:, :3] = counts[:, :3].floor()
    counts[::3, 3:] = 0
    return counts


def dirichlet_multinomial(outputs, counts):
    """Minus the logarithm of the probability of the counts, summed over the questions, mean over the galaxies."""
    loss = 0
    for answers in QUESTIONS:
        a, x = 1 + 100 * outputs[:, answers].sigmoid(), counts[:, answers]
        coefficient = torch.lgamma(x.sum(1) + 1) - torch.lgamma(x + 1).sum(1)
        beta = torch.lgamma(a.sum(1)) - torch.lgamma(x.sum(1) + a.sum(1)) + (torch.lgamma(x + a) - torch.lgamma(a)).sum(1)
        loss = loss - coefficient - beta
    return loss.mean()


def forward(x, w, frozen):
    def norm(x, name):
        training = name not in frozen
        return F.batch_norm(
            x, w[f"backbone.{name}_bn.running_mean"], w[f"backbone.{name}_bn.running_var"],
            w[f"backbone.{name}_bn.weight"], w[f"backbone.{name}_bn.bias"], training, 0.1, 1e-3).relu()

    x = (x - 0.5) * 2
    x = norm(F.conv2d(x, w["backbone.block1_conv1.weight"], stride=2), "block1_conv1")
    x = norm(F.conv2d(x, w["backbone.block1_conv2.weight"]), "block1_conv2")
    x = F.conv2d(x, w["backbone.block2_sepconv1.depthwise.weight"], padding=1, groups=32)
    x = norm(F.conv2d(x, w["backbone.block2_sepconv1.pointwise.weight"]), "block2_sepconv1")
    x = x.mean((2, 3))
    x = F.linear(x, w["head.hidden.weight"], w["head.hidden.bias"]).relu()
    x = F.linear(x, w["head.embedding.weight"], w["head.embedding.bias"]).relu()
    return F.linear(x, w["head.classifier.weight"], w["head.classifier.bias"])


def sample(w):
    rows = []
    for name in sorted(w):
        t = w[name].detach().flatten()
        rows.append(torch.stack([t.sum(), t.abs().sum()] + [t[(len(t) * k) // 4] for k in range(4)]))
    return torch.stack(rows)


def run(make, rates, multiplier=1.0, smoothing=0.0, weighted=False, soft=None, clip=0.0, frozen=(), decay=0.0,
        votes=None):
    shapes = dict(SHAPES)
    if votes is not None:
        shapes |= {"head.classifier.weight": (5, 6), "head.classifier.bias": (5,)}
    w = {name: torch.from_numpy(value(name, shape)).double() for name, shape in shapes.items()}
    moving = [n for n in w if "running" not in n and not any(f"backbone.{layer}" in n.replace("_bn", "") for layer in frozen)]
    for name in moving:
        w[name].requires_grad_(True)
    optimizer = make([
        {"params": [w[n] for n in moving if n.startswith("head.")]},
        {"params": [w[n] for n in moving if n.startswith("backbone.")]},
    ])
    class_weights = GALAXIES / (CLASSES * COUNTS.double()) if weighted else torch.ones(CLASSES, dtype=torch.float64)
    average = {n: w[n].detach().clone() for n in w}
    losses, norms, weights = [], [], []
    for step in range(STEPS):
        members = torch.tensor([(7 * j + 6 * step) % GALAXIES for j in range(BATCH)])
        x = torch.from_numpy(uniform(f"pictures.{step}", BATCH * 3 * SIDE * SIDE)).reshape(BATCH, 3, SIDE, SIDE)
        target = LABELS[members] if soft is None else soft[members]
        row_weights = class_weights[target] if soft is None else target @ class_weights
        outputs = forward(x, w, frozen)
        if votes is None:
            loss = (F.cross_entropy(outputs, target, label_smoothing=smoothing, reduction="none") * row_weights).mean()
        else:
            loss = dirichlet_multinomial(outputs, votes[members])
        optimizer.zero_grad()
        loss.backward()
        parameters = [w[n] for n in moving]
        norm = torch.nn.utils.clip_grad_norm_(parameters, clip if clip > 0 else float("inf"))
        for group, factor in zip(optimizer.param_groups, (1.0, multiplier)):
            group["lr"] = rates[step] * factor
        optimizer.step()
        # TensorFlow's ExponentialMovingAverage with num_updates.
        kept = min(decay, (1 + step) / (10 + step))
        for name in w:
            average[name] = kept * average[name] + (1 - kept) * w[name].detach()
        losses.append(loss.item())
        norms.append(norm.item())
        weights.append(sample(w))
    out = {
        "loss": torch.tensor(losses), "norm": torch.tensor(norms), "rate": torch.tensor(rates, dtype=torch.float64),
        "weights": torch.stack(weights).float(),
    }
    if decay > 0:
        out["average"] = sample(average).float()
    return out


def scheduled(rate, make):
    """The rates of torch.optim.lr_scheduler through the steps."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    scheduler = make(optimizer)
    rates = []
    for _ in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def main():
    schedulers = torch.optim.lr_scheduler
    warm_cosine = scheduled(4e-3, lambda o: schedulers.SequentialLR(
        o, [schedulers.LinearLR(o, 1 / 4, total_iters=3), schedulers.CosineAnnealingLR(o, STEPS - 4, 1e-8)], [4]))
    warm = scheduled(2e-2, lambda o: schedulers.LinearLR(o, 1 / 6, total_iters=5))
    cosine = scheduled(1e-3, lambda o: schedulers.CosineAnnealingLR(o, STEPS, 3e-4))
    cases = {
        "adam": run(
            lambda g: torch.optim.Adam(g, lr=1), warm_cosine, multiplier=0.25, smoothing=0.1, weighted=True, clip=0.8),
        "sgd": run(
            lambda g: torch.optim.SGD(g, lr=1, momentum=0.9, nesterov=True, weight_decay=0.02), warm,
            weighted=True, soft=soft_targets(), frozen=("block1_conv1",)),
        "adamw": run(lambda g: torch.optim.AdamW(g, lr=1, weight_decay=0.3), cosine, decay=0.6),
        "votes": run(
            lambda g: torch.optim.Adam(g, lr=1), [2e-3] * STEPS, multiplier=0.5, clip=2.0, votes=vote_counts()),
    }
    for name, case in cases.items():
        print(name, "loss", case["loss"][[0, 10, 19]], "norm", case["norm"].min(), case["norm"].max())
    out = {f"{name}.{key}": tensor.contiguous() for name, case in cases.items() for key, tensor in case.items()}
    save_file(out, os.path.join(HERE, "steps.safetensors"))


main()
