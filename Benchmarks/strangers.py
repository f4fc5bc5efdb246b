"""How well strange pictures are told, in the survey that a run was trained on and in others that it was adapted to.

Plants stars, blank sky, trails, bad columns, glare and cut-off edges into a survey's pictures and measures, by the p-values that
`classify` writes: the area under the ROC curve of each kind against the pictures as they are, the share of these below 0.05
(a false alarm; galaxies that nothing was learnt from), and what telling them costs of a classification.

    python3 strangers.py --run RUN --manifest M [--adapt] [--rounds 3] --work FOLDER --output FILE.md [--program PATH]

With --adapt the run is adapted to one half of M's pictures first, and the other half measured. Without --manifest the run's own
validation galaxies are measured. With --layer, the middle one of the run's network, a planted picture counts as seen where the
layer's averaged features lie farther from those of the picture as it was than half a standard deviation of the pictures as they
are (root mean square over the features): a fault beyond the network's frame, or a black column in a black sky, is none that it
could tell. Needs NumPy and Pillow.
"""

import argparse
import csv
import json
import math
import random
import shutil
import statistics
import time
from pathlib import Path

import numpy
from PIL import Image

import transfer

KINDS = ["star", "blank", "trail", "columns", "glare", "edge"]


def planted(kind, pixels, generator):
    """The picture with something planted; axes (row, column, channel), 0…255."""
    rows, columns, _ = pixels.shape
    y, x = numpy.mgrid[0:rows, 0:columns]
    border = numpy.concatenate([pixels[:4].reshape(-1, 3), pixels[-4:].reshape(-1, 3)])
    noise = border[generator.integers(0, len(border), (rows, columns))]
    centre = (rows / 2 + generator.normal(0, 1), columns / 2 + generator.normal(0, 1))
    if kind == "blank":
        return noise
    if kind == "star":
        # A Moffat profile (Moffat 1969, A&A 3, 455) as wide as pictures of this size have it, white and saturated or not.
        width = max(1.5, 0.012 * rows * generator.uniform(1, 2))
        profile = (1 + ((y - centre[0]) ** 2 + (x - centre[1]) ** 2) / width**2) ** -2.5
        return numpy.clip(noise + generator.uniform(200, 800) * profile[..., None], 0, 255)
    if kind == "trail":
        angle, offset = generator.uniform(0, math.pi), generator.uniform(-0.2, 0.2) * rows
        distance = (x - columns / 2) * math.sin(angle) - (y - rows / 2) * math.cos(angle) - offset
        width = max(1, 0.015 * rows)
        return numpy.clip(pixels + (150 + 100 * generator.uniform()) * numpy.exp(-0.5 * (distance / width) ** 2)[..., None], 0, 255)
    if kind == "columns":
        result = pixels.copy()
        for _ in range(generator.integers(2, 6)):
            place, width = generator.integers(0, columns), max(1, columns // 64)
            result[:, place : place + width] = 255 if generator.uniform() < 0.5 else 0
        return result
    if kind == "glare":
        star = (generator.uniform(-0.3, 1.3) * rows, generator.choice([-0.05, 1.05]) * columns)
        distance = numpy.hypot(y - star[0], x - star[1]) / rows
        spikes = numpy.exp(-numpy.abs(y - star[0]) / (0.01 * rows)) + numpy.exp(-numpy.abs(x - star[1]) / (0.01 * rows))
        return numpy.clip(pixels + (60 / (0.1 + distance) + 200 * spikes / (0.3 + distance))[..., None], 0, 255)
    # edge: a part of the picture lies beyond the tile.
    share = generator.uniform(0.25, 0.6)
    return numpy.where((x < share * columns)[..., None], 0, pixels)


def table(path, files):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "file"])
        writer.writerows([f"g{number}", name] for number, name in enumerate(files))
    return path


def p_values(program, run, manifest, output):
    transfer.call([program, "classify", run, "--threads", "1", "--manifest", manifest, "--output", output])
    return [float(row["ood_p_value"]) for row in csv.DictReader(open(output)) if row["ood_p_value"]]


def layer_features(program, run, layer, manifest, output):
    """A layer's averaged features of each picture: axes (picture, feature)."""
    transfer.call([program, "embed", run, "--threads", "1", "--endpoint", layer, "--manifest", manifest, "--output", output])
    return numpy.load(output).astype(float)


def area(strange, clean):
    """The share of pairs in which the strange picture has the lower p-value."""
    values = numpy.sort(numpy.array(clean))
    strange = numpy.array(strange)
    above = len(values) - numpy.searchsorted(values, strange, side="right")
    equal = numpy.searchsorted(values, strange, side="right") - numpy.searchsorted(values, strange, side="left")
    return float(numpy.mean((above + 0.5 * equal) / len(values)))


def cost(program, run, manifest, rounds, work):
    """Median ratio of the time of a classification with p-values to that of one without."""
    plain = work / "plain"
    if not plain.exists():
        shutil.copytree(run, plain)
        (plain / "strangeness.safetensors").unlink()
        info = json.loads((plain / "run.json").read_text())
        info["digests"].pop("strangeness.safetensors", None)
        (plain / "run.json").write_text(json.dumps(info))
    ratios = []
    for number in range(rounds):
        times = {}
        for folder in random.Random(number).sample([run, plain], 2):
            begin = time.monotonic()
            transfer.call([program, "classify", folder, "--threads", "1", "--manifest", manifest, "--output", work / f"time{number}-{folder.name}.csv"])
            times[folder] = time.monotonic() - begin
        ratios.append(times[run] / times[plain])
    return statistics.median(ratios)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--manifest", type=Path)
    parser.add_argument("--adapt", action="store_true")
    parser.add_argument("--count", type=int, default=300, help="pictures of each kind at most")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--layer", help="layer by which a planted picture counts as seen")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--program", default=str(transfer.HERE.parent / ".build/release/tuningfork"))
    options = parser.parse_args()
    work, program, run = options.work.resolve(), options.program, options.run.resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    if options.manifest:
        files = [str((options.manifest.parent / row["file"]).resolve()) for row in csv.DictReader(open(options.manifest))]
    else:
        files = [row["file"] for row in csv.DictReader(open(run / "galaxies.csv")) if row["set"] == "validation"]
    files = list(dict.fromkeys(files))
    random.Random(1).shuffle(files)
    if options.adapt:
        half = len(files) // 2
        transfer.call([program, "adapt", run, "--threads", "1", "--unlabelled", table(work / "half.csv", files[:half]), "--output", work / "adapted"])
        files, run = files[half:], work / "adapted"
    clean = p_values(program, run, table(work / "clean.csv", files), work / "clean-classes.csv")
    alarms = sum(value <= 0.05 for value in clean)
    low, high = transfer.wilson(alarms, len(clean))
    lines = [f"{len(clean)} pictures as they are: false alarms at 5 % {100 * alarms / len(clean):.1f} % [{low:.1f}, {high:.1f}]", ""]
    lines += ["| planted | n | AUROC | told at 5 % | seen | AUROC of those | told at 5 % |", "|---|---|---|---|---|---|---|"]
    if options.layer:
        features = layer_features(program, run, options.layer, work / "clean.csv", work / "clean-features.npy")
    told = lambda values: f"{100 * numpy.mean(numpy.array(values) <= 0.05):.0f} %"
    for kind in KINDS:
        generator = numpy.random.default_rng(KINDS.index(kind))
        folder = work / kind
        folder.mkdir()
        names = []
        for number, name in enumerate(files[: options.count]):
            pixels = numpy.asarray(Image.open(name).convert("RGB")).astype(float)
            Image.fromarray(planted(kind, pixels, generator).round().astype(numpy.uint8)).save(folder / f"{number}.png")
            names.append(str(folder / f"{number}.png"))
        strange = p_values(program, run, table(work / f"{kind}.csv", names), work / f"{kind}-classes.csv")
        line = f"| {kind} | {len(strange)} | {area(strange, clean):.3f} | {told(strange)} |"
        if options.layer:
            found = layer_features(program, run, options.layer, work / f"{kind}.csv", work / f"{kind}-features.npy")
            change = (found - features[: len(found)]) / (features.std(axis=0) + 1e-12)
            seen = [value for value, much in zip(strange, numpy.sqrt((change**2).mean(axis=1)) > 0.5) if much]
            line += f" {len(seen)} | {area(seen, clean):.3f} | {told(seen)} |"
        else:
            line += " – | – | – |"
        lines.append(line)
        print(lines[-1], flush=True)
    if options.rounds:
        lines += ["", f"Time of a classification over that without p-values: {cost(program, run, work / 'clean.csv', options.rounds, work):.3f} (median of {options.rounds})"]
    options.output.write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
