"""Makes the golden of the isolation forest: vectors, and scikit-learn's scores of them (1.9.1).

python3 forest.py  # writes forest/vectors.npy and forest/scores.npy
"""

import os

import numpy
from sklearn.ensemble import IsolationForest

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "forest")
os.makedirs(folder, exist_ok=True)
random = numpy.random.default_rng(7)
vectors = random.normal(size=(600, 6))
vectors[:300] *= [1, 2, 1, 0.5, 1, 1]
vectors[300:] += 4
vectors[::60] *= 4
vectors[:, 5] = 1  # says nothing
vectors = vectors.astype("f4")
# Many trees, so that what is left to chance does not decide the ranks.
scores = [
    -IsolationForest(n_estimators=500, max_samples=256, random_state=seed).fit(vectors).score_samples(vectors)
    for seed in range(4)
]
numpy.save(os.path.join(folder, "vectors.npy"), vectors)
numpy.save(os.path.join(folder, "scores.npy"), numpy.mean(scores, axis=0).astype("f4")[:, None])
