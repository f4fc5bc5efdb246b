"""Clusters by hdbscan and scikit-learn, and figures about clusters.

Run: python clusters.py (numpy, scikit-learn 1.9, hdbscan 0.8.44). Writes the folder clusters/ beside it.
"""
import json
import pathlib

import hdbscan
import numpy as np
from sklearn import metrics
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs, make_moons
from sklearn.mixture import GaussianMixture

folder = pathlib.Path(__file__).parent / "clusters"
folder.mkdir(exist_ok=True)
random = np.random.default_rng(20260311)

moons, _ = make_moons(400, noise=0.06, random_state=3)
blobs, _ = make_blobs(300, centers=[[3, 2], [4, 0], [-2, -1]], cluster_std=[0.3, 0.15, 0.4], random_state=4)
noise = random.uniform([-4, -3], [6, 4], (100, 2))
points = np.vstack([moons, blobs, noise]).astype("<f4")
random.shuffle(points)
new = np.vstack([random.uniform([-4, -3], [6, 4], (60, 2)), points[::40] + 0.01]).astype("<f4")
vectors, classes = make_blobs(360, n_features=24, centers=5, cluster_std=3.0, random_state=5)
vectors = np.vstack([vectors, random.uniform(-20, 20, (40, 24))]).astype("<f4")
classes = np.concatenate([classes, random.integers(0, 5, 40)])
for name, array in (("points", points), ("new", new), ("vectors", vectors)):
    np.save(folder / f"{name}.npy", array)


def density(matrix, size, samples, selection="eom"):
    """hdbscan's clusters. Where edges of the spanning tree are equally long, which of a point's neighbours it falls to depends
    on the order of the rows: what differs between orders is null."""

    def fit(rows):
        return hdbscan.HDBSCAN(min_cluster_size=size, min_samples=samples, cluster_selection_method=selection,
                               approx_min_span_tree=False, core_dist_n_jobs=1, prediction_data=True).fit(rows)

    matrix = matrix.astype(float)
    found = fit(matrix)
    figures = [found.labels_.astype(float), found.probabilities_.copy(), found.outlier_scores_.copy()]
    for _ in range(40):
        order = random.permutation(len(matrix))
        other = fit(matrix[order])
        labels = np.empty(len(matrix), int)
        labels[order] = other.labels_
        counts = metrics.cluster.contingency_matrix(labels, found.labels_)
        names = np.unique(found.labels_)[counts.argmax(1)]
        labels = names[np.searchsorted(np.unique(labels), labels)]
        figures[0][labels != figures[0]] = np.nan
        for own, values in zip(figures[1:], (other.probabilities_, other.outlier_scores_)):
            sorted_back = np.empty(len(matrix))
            sorted_back[order] = values
            own[np.abs(sorted_back - own) > 1e-9] = np.nan
    labels, probabilities, scores = ([None if np.isnan(value) else value for value in own] for own in figures)
    print(len(matrix), "rows, undecided:", labels.count(None), probabilities.count(None), scores.count(None))
    return found, {
        "size": size, "samples": samples, "labels": [None if value is None else int(value) for value in labels],
        "probabilities": probabilities, "outlier_scores": scores,
    }


flat, density_points = density(points, 15, 6)
_, density_leaf = density(points, 12, 6, "leaf")
_, density_vectors = density(vectors, 20, 5)
labels, probabilities = hdbscan.approximate_predict(flat, new.astype(float))

start = vectors[:5]
means = KMeans(5, init=start, n_init=1).fit(vectors)


def mixture(covariance):
    first = KMeans(3, n_init=1, random_state=np.random.RandomState(7)).fit(points.astype(float)).labels_
    found = GaussianMixture(3, covariance_type=covariance, random_state=7, max_iter=200).fit(points.astype(float))
    assert found.converged_
    return {
        "start": first.tolist(), "weights": found.weights_.tolist(), "means": found.means_.tolist(),
        "covariances": found.covariances_.reshape(3, -1).tolist(), "bic": found.bic(points.astype(float)),
        "score": found.score(points.astype(float)), "labels": found.predict(points.astype(float)).tolist(),
        "iterations": found.n_iter_, "densities": found.score_samples(new.astype(float)).tolist(),
    }


counts = metrics.cluster.contingency_matrix(means.labels_, classes)
expected = {
    "points": density_points, "leaf": density_leaf, "vectors": density_vectors,
    "predicted": labels.tolist(), "predicted_probabilities": probabilities.tolist(),
    "kmeans": {"labels": means.labels_.tolist(), "centres": means.cluster_centers_.tolist(), "inertia": float(means.inertia_)},
    "full": mixture("full"), "diagonal": mixture("diag"), "classes": classes.tolist(),
    "silhouette": float(metrics.silhouette_score(vectors.astype(float), means.labels_)),
    "adjusted_rand": metrics.adjusted_rand_score(means.labels_, classes),
    "mutual_information": metrics.normalized_mutual_info_score(means.labels_, classes),
    "purity": float(counts.max(1).sum() / counts.sum()),
}
(folder / "expected.json").write_text(json.dumps(expected) + "\n")
