"""Writes sets.json: prediction sets by MAPIE and crepes, and weighted ones by the definition in plain numpy.

    pip install numpy scikit-learn mapie==1.6.0 crepes==0.9.1
    python sets.py
"""

import json

import numpy as np
from crepes import ConformalClassifier
from mapie.classification import SplitConformalClassifier


class Given:
    """A classifier whose probabilities are the features."""

    def __init__(self, classes):
        self.classes_ = np.arange(classes)
        self.n_features_in_ = classes

    def fit(self, *_):
        return self

    def __sklearn_is_fitted__(self):
        return True

    def predict_proba(self, x):
        return np.asarray(x)

    def predict(self, x):
        return np.argmax(x, axis=1)


def galaxies(rng, count, classes, faint):
    """Probabilities that grow unsure with magnitude."""
    truth = rng.integers(0, classes, count)
    magnitude = np.round(rng.uniform(14, 17, count) + faint * rng.random(count), 3)
    size = np.round(1.8 - 0.1 * (magnitude - 16) + 0.3 * rng.standard_normal(count), 3)
    logits = rng.standard_normal((count, classes)) * (1 + np.exp((magnitude - 16.5) / 1.2))[:, None]
    logits[np.arange(count), truth] += 4
    p = np.exp(logits - logits.max(1, keepdims=True))
    return truth, np.round(p / p.sum(1, keepdims=True), 9), magnitude, size


def listed(member):
    return [np.flatnonzero(row).tolist() for row in member]


def mapie(truth, p, q, level):
    """One split conformal classifier a class, with the galaxies of that class alone."""
    classes = p.shape[1]
    member = np.zeros(q.shape, bool)
    for own in range(classes):
        model = SplitConformalClassifier(Given(classes), confidence_level=level, conformity_score="lac", prefit=True)
        model.conformalize(p[truth == own], truth[truth == own])
        member[:, own] = model.predict_set(q)[1][:, own, 0]
    return listed(member)


def crepes(truth, p, q, bins, level):
    """Mondrian: a galaxy's category is its class and its bin."""
    member = np.zeros(q.shape, bool)
    own_bins, other_bins = bins
    model = ConformalClassifier()
    model.fit(1 - p[np.arange(len(truth)), truth], bins=own_bins[truth, np.arange(len(truth))] + 100 * truth)
    for own in range(p.shape[1]):
        values = model.predict_p(
            (1 - q[:, [own]]), bins=other_bins[own] + 100 * own, smoothing=False)
        member[:, own] = values[:, 0] > 1 - level + 1e-12
    return listed(member)


def edges(magnitude, weight, least=100, most=8):
    """Lower edges of bins of equal weight, all but the first."""
    count = max(1, min(most, int(weight.sum() ** 2 / (weight**2).sum()) // least))
    order = np.argsort(magnitude, kind="stable")
    before = np.cumsum(weight[order]) - weight[order]
    return [magnitude[order][np.argmax(before >= weight.sum() * k / count)] for k in range(1, count)]


def weighted(truth, p, m, s, q, mq, sq, ratio, level):
    """Tibshirani et al. 2019, equation 7, by its definition, within each class and bin."""
    sets = [[] for _ in q]
    for own in range(p.shape[1]):
        k = truth == own
        weight = np.array([ratio(a, b) for a, b in zip(m[k], s[k])])
        weight = np.minimum(weight, 20 * weight.mean())
        cuts = edges(m[k], weight)
        score, where = 1 - p[k, own], np.searchsorted(cuts, m[k], side="right")
        for galaxy in range(len(q)):
            new, place = ratio(mq[galaxy], sq[galaxy]), np.searchsorted(cuts, mq[galaxy], side="right")
            outside = not (m.min() <= mq[galaxy] <= m.max() and s.min() <= sq[galaxy] <= s.max())
            here = where == place
            points = np.append(score[here], np.inf)
            mass = np.append(weight[here], new) / (weight[here].sum() + new)
            order = np.argsort(points)
            reached = np.cumsum(mass[order]) >= level - 1e-12
            quantile = points[order][np.argmax(reached)]
            if outside or 1 - q[galaxy, own] <= quantile:
                sets[galaxy].append(own)
    return sets


def main():
    rng = np.random.default_rng(14)
    cases = []
    for classes, count, level in [(2, 60, 0.9), (2, 900, 0.95), (4, 1500, 0.8)]:
        truth, p, m, s = galaxies(rng, count, classes, 0.0)
        _, q, mq, sq = galaxies(rng, 300, classes, 0.7)
        case = {
            "classes": classes, "level": level, "truths": truth.tolist(), "probabilities": p.tolist(),
            "magnitudes": m.tolist(), "sizes": s.tolist(), "test_probabilities": q.tolist(),
            "test_magnitudes": mq.tolist(), "test_sizes": sq.tolist(),
            "by_class": mapie(truth, p, q, level),
        }
        within = (mq >= m.min()) & (mq <= m.max()) & (sq >= s.min()) & (sq <= s.max())
        inside = [within | ((truth == own).sum() < 100) for own in range(classes)]
        flat = [edges(m[truth == own], np.ones((truth == own).sum())) for own in range(classes)]
        own_bins = np.array([np.searchsorted(cuts, m, side="right") for cuts in flat])
        other_bins = np.array([np.searchsorted(cuts, mq, side="right") for cuts in flat])
        case["inside"] = np.array(inside).tolist()
        case["by_magnitude"] = crepes(truth, p, q, (own_bins, other_bins), level)
        # A ratio of the form that is fitted: bias, magnitude, size, their squares and their product.
        c = [0.2, 0.8, -0.1, 0.15, 0.05, -0.1]
        def ratio(a, b):
            u, v = (a - 15.5) / 0.9, (b - 1.8) / 0.3
            return float(np.exp(c[0] + c[1] * u + c[2] * v + c[3] * u * u + c[4] * v * v + c[5] * u * v))
        case["ratio"] = {"coefficients": c, "middles": [15.5, 1.8], "widths": [0.9, 0.3], "usesSize": True}
        case["weighted"] = weighted(truth, p, m, s, q, mq, sq, ratio, level)
        cases.append(case)
    with open("sets.json", "w") as file:
        json.dump(cases, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
