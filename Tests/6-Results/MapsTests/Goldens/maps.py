"""Affinities by openTSNE 1.0.4; exact gradients and divergences by scikit-learn 1.9.1.

Run: python maps.py (numpy, openTSNE 1.0.4, scikit-learn 1.9.1). Writes the folder maps/ beside it.
"""
import json
import pathlib

import numpy as np
from openTSNE import affinity
from sklearn.manifold import _t_sne

folder = pathlib.Path(__file__).parent / "maps"
folder.mkdir(exist_ok=True)
rng = np.random.default_rng(7)
rows = 120
vectors = (rng.normal(size=(rows, 8)) + 4 * rng.integers(0, 3, size=(rows, 1))).astype(np.float32)
np.save(folder / "vectors.npy", vectors)


def dense(made):
    return np.asarray(made.P.todense()).astype(np.float32)


single = affinity.PerplexityBasedNN(vectors.astype(float), perplexity=10, method="exact")
np.save(folder / "affinities.npy", dense(single))
several = affinity.Multiscale(vectors.astype(float), perplexities=[5, 20], method="exact")
np.save(folder / "multiscale.npy", dense(several))

new = (vectors[::17] + 0.25).astype(np.float32)
np.save(folder / "new_vectors.npy", new)
partial = single.to_new(new.astype(float), perplexity=5, k_neighbors=15)
np.save(folder / "new_affinities.npy", np.asarray(partial.todense()).astype(np.float32))

joint = np.asarray(single.P.todense())
condensed = np.concatenate([joint[i, i + 1 :] for i in range(rows)])
divergences = {}
for dimensions in (2, 3):
    places = rng.normal(size=(rows, dimensions)).astype(np.float32) * 3
    divergence, gradient = _t_sne._kl_divergence(
        places.astype(float).ravel(), np.maximum(condensed, 0), 1, rows, dimensions
    )
    divergences[str(dimensions)] = divergence
    np.save(folder / f"places_{dimensions}.npy", places)
    # scikit-learn's gradient has a factor 4 that openTSNE puts into the learning rate
    np.save(folder / f"gradient_{dimensions}.npy", (gradient.reshape(rows, dimensions) / 4).astype(np.float32))
(folder / "divergences.json").write_text(json.dumps(divergences) + "\n")
