"""Goldens of the room Confidence's scores of strangeness: plain NumPy after the published definitions.

ViM: Wang et al. 2022, CVPR, "ViM: Out-Of-Distribution with Virtual-logit Matching", equations 6 and 7, in the steps of
OpenOOD's vim_postprocessor.py, about the features' mean. k-NN: Sun et al. 2022, ICML, algorithm 1, in the steps of OpenOOD's
knn_postprocessor.py, on principal components.

    python3 strangeness.py    # writes the .npy files beside it
"""

from pathlib import Path

import numpy as np

FEATURES, CLASSES, TRAIN, TEST, DIRECTIONS, NEIGHBOUR = 40, 3, 300, 50, 16, 7
folder = Path(__file__).parent
random = np.random.default_rng(20)


def relu_features(rows, strange):
    latent = random.normal(size=(rows, 12)) @ mixing
    noise = random.normal(scale=0.2, size=(rows, FEATURES))
    return np.maximum(latent + noise + strange * random.normal(size=(rows, FEATURES)) + 0.3, 0).astype(np.float32)


mixing = random.normal(size=(12, FEATURES)) / 3
weights = random.normal(size=(FEATURES, CLASSES))
train = relu_features(TRAIN, 0)
test = np.concatenate([relu_features(TEST // 2, 0), relu_features(TEST - TEST // 2, 0.7)])
train_logits, test_logits = ((f @ weights).astype(np.float32) for f in (train, test))

mean = train.astype(float).mean(axis=0)
centred = train - mean
values, vectors = np.linalg.eigh(centred.T @ centred / len(centred))
vectors = vectors[:, np.argsort(values)[::-1]]
principal, residual = vectors[:, :DIRECTIONS], vectors[:, DIRECTIONS:]


def energy(logits):
    largest = logits.max(axis=1, keepdims=True)
    return np.log(np.exp(logits.astype(float) - largest).sum(axis=1)) + largest[:, 0]


outside_train = np.linalg.norm(centred @ residual, axis=1)
scale = train_logits.max(axis=1).astype(float).mean() / outside_train.mean()
virtual = scale * np.linalg.norm((test - mean) @ residual, axis=1) - energy(test_logits)


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


bank, queries = unit(centred @ principal), unit((test - mean) @ principal)
squared = ((queries[:, None] - bank[None]) ** 2).sum(axis=2)
neighbours = np.sqrt(np.sort(squared, axis=1)[:, NEIGHBOUR - 1])

for name, array in {
    "train": train, "train_logits": train_logits, "test": test, "test_logits": test_logits,
    "virtual": virtual, "neighbours": neighbours,
}.items():
    np.save(folder / f"{name}.npy", np.asarray(array, dtype=np.float32))
