"""A matrix by NumPy in several types, its principal components and logistic regressions by scikit-learn.

Run: python vectors.py (numpy, scikit-learn 1.9). Writes the folder vectors/ beside it.
"""
import json
import pathlib

import numpy as np
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression

folder = pathlib.Path(__file__).parent / "vectors"
folder.mkdir(exist_ok=True)
random = np.random.default_rng(20260107)
rows, columns = 150, 37
base = random.normal(size=(rows, 6)) * np.array([5, 3, 2, 1, 0.7, 0.4])
matrix = (base @ random.normal(size=(6, columns)) + 0.3 * random.normal(size=(rows, columns)) + 2).astype("<f4")
np.save(folder / "float32.npy", matrix)
np.save(folder / "float64.npy", matrix.astype("<f8"))
np.save(folder / "float16.npy", matrix[:20].astype("<f2"))
np.save(folder / "fortran.npy", np.asfortranarray(matrix))
specials = np.array([[0, -0.0, 6e-8, -6e-5], [65504, np.inf, -np.inf, 1.5]], "<f2")
np.save(folder / "halves.npy", specials)
np.save(folder / "big_endian.npy", matrix[:2].astype(">f4"))
np.save(folder / "cube.npy", matrix[:2].reshape(1, 2, columns))

pca = PCA(n_components=8, svd_solver="full").fit(matrix.astype(float))
expected = {
    "mean": pca.mean_.tolist(), "components": pca.components_.tolist(),
    "explained_variance": pca.explained_variance_.tolist(),
    "explained_variance_ratio": pca.explained_variance_ratio_.tolist(),
    "transformed": pca.transform(matrix[:10].astype(float)).tolist(),
    "squared_distances": ((matrix.astype(float) - matrix[3]) ** 2).sum(1).tolist(),
    "cosine_distances": (1 - matrix.astype(float) @ matrix[3] / np.linalg.norm(matrix, axis=1) / np.linalg.norm(matrix[3])).tolist(),
    "halves": ["inf" if v == np.inf else "-inf" if v == -np.inf else v for v in specials.astype(float).ravel().tolist()],
}

standard = (matrix - matrix.mean(0, dtype=float)) / matrix.std(0, dtype=float)
learnt = 120
expected["logistic"] = []
for classes in (2, 3):
    scores = base[:, :classes] + random.normal(size=(rows, classes))
    labels = scores.argmax(1)
    for l2 in (1.0, 0.1, 0.03):
        # Two classes have one vector of weights w there and two here, w/2 and -w/2, which cost half as much.
        strength = 1 / (l2 * learnt) if classes > 2 else 2 / (l2 * learnt)
        model = LogisticRegression(C=strength, tol=1e-10, max_iter=10000).fit(standard[:learnt], labels[:learnt])
        weights, biases = model.coef_, model.intercept_
        if classes == 2:
            weights, biases = np.concatenate([-weights, weights]) / 2, np.concatenate([-biases, biases]) / 2
        expected["logistic"].append({
            "l2": l2, "labels": labels.tolist(), "learnt": learnt, "weights": weights.tolist(), "biases": biases.tolist(),
            "probabilities": model.predict_proba(standard).tolist()})


def rounded(value):
    return float(f"{value:.9g}") if isinstance(value, float) else value


def walk(value):
    if isinstance(value, dict):
        return {key: walk(item) for key, item in value.items()}
    return [walk(item) for item in value] if isinstance(value, list) else rounded(value)


lines = [f'"{key}": ' + json.dumps(walk(value)) for key, value in expected.items()]
(folder / "expected.json").write_text("{" + ",\n".join(lines) + "}\n")
