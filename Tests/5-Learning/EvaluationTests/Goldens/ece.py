#!/usr/bin/env python3
"""Writes ece.json beside this file: the expected calibration error of the galaxies of confidence.json by netcal and MAPIE.

Made with netcal 1.4.0 and MAPIE 1.6.0:  python3 ece.py
Both take ten bins of equal width (MAPIE counts their edges). Of each class its own probability is judged against being of the
class; of the answers the probability of the class that was given against being right.
"""

import json
import pathlib

import numpy as np
from mapie.metrics.calibration import expected_calibration_error
from netcal.metrics import ECE

folder = pathlib.Path(__file__).parent
out = []
for case in json.loads((folder / "confidence.json").read_text()):
    truth, p = np.array(case["truths"]), np.array(case["probabilities"])
    error = ECE(10)
    own = [float(error.measure(p[:, c], (truth == c).astype(int))) for c in range(p.shape[1])]
    mapie = [float(expected_calibration_error((truth == c).astype(int), p[:, c], num_bins=11)) for c in range(p.shape[1])]
    answers = float(error.measure(p.max(1), (p.argmax(1) == truth).astype(int)))
    print(own, mapie, answers)
    out.append({"netcal": own, "mapie": mapie, "answers": answers})
(folder / "ece.json").write_text(json.dumps(out) + "\n")
