"""Writes peers.json: what netcal and TorchCP make of the galaxies of calibration.json and sets.json, and of some made up here.

    pip install numpy netcal==1.4.0 torchcp==1.2.1
    python peers.py

netcal 1.4.0: temperature by its TemperatureScaling; isotonic maps by its IsotonicRegression. Both take probabilities; with two
classes the first class's. Its isotonic map joins its points by straight lines in the probability, ours in the log-odds, and it
knows 0 and 1: the maps are compared at the galaxies themselves, where the probability is neither.

TorchCP 1.2.1: class-conditional split conformal prediction with its LAC score. Its WeightedPredictor, one a class, is that of
Tibshirani et al. 2019, equation 7, only where weights rise with scores: it sorts the calibration galaxies' scores and their weights
each by themselves (`w_sorted` in predictor/weight.py), so that a score otherwise gets the weight of another galaxy. The galaxies
made up here have weights that rise with the scores. On those of sets.json it differs, which the script prints.
"""

import json
import pathlib
import warnings

import numpy as np
import torch
from netcal.binning import IsotonicRegression
from netcal.scaling import TemperatureScaling
from scipy.special import expit, softmax
from torchcp.classification.predictor import ClassConditionalPredictor, WeightedPredictor
from torchcp.classification.score import LAC

warnings.simplefilter("ignore")
folder = pathlib.Path(__file__).parent


def listed(member):
    return [np.flatnonzero(row).tolist() for row in np.asarray(member)]


def netcal(case):
    """netcal's temperature, and its isotonic probabilities of each galaxy: axes (galaxy, class), of two classes the first's; none of
    a galaxy of which a map says 0 or 1."""
    classes = case["classes"]
    logits, truths = np.array(case["logits"]).reshape(-1, classes), np.array(case["truths"])
    # The probability of the truth 1 where there are two, so that netcal's positive class is our first.
    stated, truth = (softmax(logits, 1), truths) if classes > 2 else (expit(logits[:, 0] - logits[:, 1]), 1 - truths)
    temperature = TemperatureScaling()
    temperature.fit(stated, truth)
    isotonic, alone = IsotonicRegression(), IsotonicRegression(independent_probabilities=True)
    found, maps = (model.fit(stated, truth).transform(stated).reshape(len(truths), -1) for model in (isotonic, alone))
    found = [own.tolist() if ((0 < values) & (values < 1)).all() else [] for own, values in zip(found, maps)]
    # netcal's weight multiplies the logits.
    return {"temperature": 1 / float(np.ravel(temperature.temperature)[0]), "isotonic": found}


def class_conditional(case):
    """TorchCP's sets of the test galaxies."""
    predictor = ClassConditionalPredictor(LAC(score_type="identity"), alpha=1 - case["level"])
    predictor.calculate_threshold(torch.tensor(case["probabilities"], dtype=torch.float64), torch.tensor(case["truths"]))
    return listed(predictor.predict_with_logits(torch.tensor(case["test_probabilities"], dtype=torch.float64)))


class Column(torch.nn.Module):
    """A network whose outputs are the first columns of its input; with `last`, the last one."""

    def __init__(self, last):
        super().__init__()
        self.last = last

    def forward(self, x):
        return x[:, -1:] if self.last else x[:, :-1]


class Told(torch.nn.Module):
    """A classifier of the survey whose odds are its input."""

    def forward(self, ratio):
        return torch.cat([1 / (1 + ratio), ratio / (1 + ratio)], 1)


def weighted(case, ratios, test_ratios):
    """One WeightedPredictor a class, with the galaxies of that class alone."""
    p, q = np.array(case["probabilities"]), np.array(case["test_probabilities"])
    truths = np.array(case["truths"])
    member = np.zeros(q.shape, bool)
    for own in range(p.shape[1]):
        predictor = WeightedPredictor(
            LAC(score_type="identity"), Column(False), alpha=1 - case["level"], image_encoder=Column(True),
            domain_classifier=Told(), device="cpu")
        known = truths == own
        rows = lambda values, weights: torch.tensor(np.column_stack([values, weights]), dtype=torch.float32)
        predictor.calibrate([(rows(p[known], ratios[known]), torch.full((int(known.sum()),), own))], 1 - case["level"])
        given = rows(q, test_ratios)
        predictor.evaluate([(given, torch.zeros(len(q), dtype=torch.long))])
        member[:, own] = np.asarray(predictor.predict(given))[:, own]
    return listed(member)


def ratio_of(parts, magnitude, size):
    u, v = ((np.array(x) - parts["middles"][i]) / parts["widths"][i] for i, x in enumerate((magnitude, size)))
    c = parts["coefficients"]
    return np.exp(c[0] + c[1] * u + c[2] * v + c[3] * u * u + c[4] * v * v + c[5] * u * v)


def rising(rng):
    """Galaxies whose score of the true class rises with the magnitude, and with it the ratio; too few for bins of magnitude."""
    count, classes, level = 300, 2, 0.9
    truths = np.repeat([0, 1], count // 2)
    magnitude = np.round(rng.uniform(14, 17, count), 3)
    wrong = np.round(0.9 * expit((magnitude - 16.2) * 1.7), 9)
    p = np.where(np.arange(2) == truths[:, None], 1 - wrong[:, None], wrong[:, None])
    size = np.full(count, 1.8)
    size[::2] = 1.9
    known = [magnitude[truths == own] for own in (0, 1)]
    low, high = max(m.min() for m in known), min(m.max() for m in known)
    test_magnitude = np.round(rng.uniform(low, high, 200), 3)
    q = np.round(rng.uniform(0.01, 0.99, 200), 9)
    ratio = {"coefficients": [0.1, 0.5, 0.0, 0.1, 0.0, 0.0], "middles": [14.0, 1.85], "widths": [1.5, 0.1], "usesSize": True}
    return {
        "classes": classes, "level": level, "truths": truths.tolist(), "probabilities": p.tolist(), "magnitudes": magnitude.tolist(),
        "sizes": size.tolist(), "test_probabilities": np.column_stack([q, 1 - q]).tolist(), "test_magnitudes": test_magnitude.tolist(),
        "test_sizes": [1.85] * 200, "ratio": ratio,
    }


def main():
    calibrations = json.loads((folder / "calibration.json").read_text())["cases"]
    cases = json.loads((folder / "sets.json").read_text())
    made = rising(np.random.default_rng(7))
    made["weighted"] = weighted(
        made, ratio_of(made["ratio"], made["magnitudes"], made["sizes"]),
        ratio_of(made["ratio"], made["test_magnitudes"], made["test_sizes"]))
    small = cases[0]
    other = weighted(
        small, ratio_of(small["ratio"], small["magnitudes"], small["sizes"]),
        ratio_of(small["ratio"], small["test_magnitudes"], small["test_sizes"]))
    # Beyond all calibration galaxies our sets hold the class in any case.
    inside = [
        all(min(small[name]) <= value <= max(small[name]) for name, value in (("magnitudes", m), ("sizes", s)))
        for m, s in zip(small["test_magnitudes"], small["test_sizes"])
    ]
    differ = sum(a != b for a, b, within in zip(other, small["weighted"], inside) if within)
    print("sets of sets.json that TorchCP's weighting makes otherwise:", differ, "of", sum(inside))
    out = {
        "netcal": [netcal(case) for case in calibrations],
        "class_conditional": [class_conditional(case) for case in cases],
        "weighted": made,
    }
    (folder / "peers.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
