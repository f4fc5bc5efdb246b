"""Goldens of the room Confidence's Strangeness: plain NumPy after the published definitions.

The residual is ViM's (Wang et al. 2022, CVPR, "ViM: Out-Of-Distribution with Virtual-logit Matching", equation 6) in the steps
of OpenOOD's vim_postprocessor.py, about the features' mean; the p-values are those of Bates et al. 2023, Ann. Stat. 51, 149,
equation 3. The share of strange galaxies in another survey is that of an empirical null (Efron 2004) in normal scores.

    python3 strangeness.py    # needs NumPy and SciPy; writes the .npy files beside it
"""

from pathlib import Path

import numpy as np
from scipy.stats import norm

FEATURES, CLEAN, OTHERS, STRANGE, TEST, DIRECTIONS, FOLDS = 24, 200, 285, 15, 50, 8, 5
folder = Path(__file__).parent
random = np.random.default_rng(20)
mixing = random.normal(size=(6, FEATURES)) / 3


def features(rows, strange=0.0, shift=0.0, scale=1.0):
    values = random.normal(size=(rows, 6)) @ mixing + random.normal(scale=0.2 * scale, size=(rows, FEATURES)) + shift
    return np.maximum(values + strange * random.normal(size=(rows, FEATURES)) + 0.5, 0).astype(np.float32)


def space(rows):
    """ViM's residual space: the eigenvectors of the covariance but for those of the largest values."""
    mean = rows.astype(float).mean(axis=0)
    values, vectors = np.linalg.eigh((rows - mean).T @ (rows - mean) / len(rows))
    return mean, vectors[:, np.argsort(-values)[DIRECTIONS:]]


def residual(model, rows):
    mean, outside = model
    return np.log(np.linalg.norm((rows - mean) @ outside, axis=1))


def left_out(rows, clean):
    result = np.empty(len(rows))
    fold = np.arange(len(rows)) % FOLDS
    for own in range(FOLDS):
        result[fold == own] = residual(space(rows[clean & (fold != own)]), rows[fold == own])
    return result


def p_values(reference, values):
    return (1 + (reference[None] >= values[:, None]).sum(axis=1)) / (1 + len(reference))


def normal_scores(reference, values):
    count = len(reference)
    quantiles = norm.ppf((np.arange(count) + 0.5) / count)
    tenth = count // 10
    low = (quantiles[tenth] - quantiles[0]) / (reference[tenth] - reference[0])
    high = (quantiles[-1] - quantiles[-1 - tenth]) / (reference[-1] - reference[-1 - tenth])
    scores = np.interp(values, reference, quantiles)
    scores = np.where(values < reference[0], quantiles[0] + (values - reference[0]) * low, scores)
    return np.where(values > reference[-1], quantiles[-1] + (values - reference[-1]) * high, scores)


def strange_share(reference, values, level=0.975):
    scores = np.sort(normal_scores(reference, values))
    levels = (np.arange(len(scores)) + 0.5) / len(scores)
    body = (levels >= 0.2) & (levels <= 0.85)
    share = 0.0
    for _ in range(50):
        width, middle = np.polyfit(norm.ppf(np.minimum(levels[body] / (1 - share), 0.9999)), scores[body], 1)
        beyond = (scores >= middle + width * norm.ppf(level)).mean()
        following = min(0.5, max(0.0, (beyond - (1 - level)) / level))
        if abs(following - share) < 1e-6:
            break
        share = following
    return share


def lowest(share, values):
    return values <= np.sort(values)[int(np.floor(share * (len(values) - 1) + 0.5))]


clean, test = features(CLEAN), np.concatenate([features(TEST // 2), features(TEST - TEST // 2, strange=1.5)])
everyone = np.ones(CLEAN, bool)
model, reference = space(clean), np.sort(left_out(clean, everyone))

others = np.concatenate([features(OTHERS, shift=0.3, scale=1.4), features(STRANGE, strange=1.5, shift=0.3)])
random.shuffle(others)
other_test = features(TEST, shift=0.3, scale=1.4)
good = lowest(0.9, residual(model, others))
for _ in range(3):
    values = left_out(others, good)
    good = lowest(1 - min(0.3, max(0.02, 1.5 * strange_share(reference, values))), values)
values = left_out(others, good)
share = strange_share(reference, values)
other_reference = np.sort(values)[: len(values) - int(np.floor(share * len(values) + 0.5))]
print(f"share of strange ones {share:.4f}, planted {STRANGE / len(others):.4f}")

for name, array in {
    "clean": clean, "test": test, "p_values": p_values(reference, residual(model, test)),
    "others": others, "other_test": other_test, "share": [share],
    "other_p_values": p_values(other_reference, residual(space(others[good]), other_test)),
}.items():
    np.save(folder / f"{name}.npy", np.asarray(array, dtype=np.float32))
