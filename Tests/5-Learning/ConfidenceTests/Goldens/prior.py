"""The share of highest likelihood by bisection of the likelihood's derivative, for PriorEstimateTests.

Command: python3 prior.py
The scores are the middles of bins of 1/32, so that the histogram holds them as they are.
"""

import json
import math
import random

random.seed(1)
sets = []
for prior, share, count in [(0.75, 0.2, 500), (0.5, 0.9, 300), (0.3, 0.3, 1000)]:
    scores = []
    for _ in range(count):
        # log odds of two Gaussian classes, ± 2 with deviation 2: LLR of x is x; the source's prior is in the odds
        x = random.gauss(2 if random.random() < share else -2, 2)
        scores.append((math.floor((x + math.log(prior / (1 - prior))) * 32) + 0.5) / 32)

    def slope(pi):
        total = 0.0
        for score in scores:
            p = 1 / (1 + math.exp(-score))
            a, b = p / prior, (1 - p) / (1 - prior)
            total += (a - b) / (pi * a + (1 - pi) * b)
        return total

    low, high = 1e-9, 1 - 1e-9
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    sets.append({"prior": prior, "share": middle, "scores": scores})
with open("prior.json", "w") as file:
    json.dump(sets, file)
    file.write("\n")
