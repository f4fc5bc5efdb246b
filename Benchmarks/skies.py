"""What a run knows of itself, on simulated skies whose truth is known: before and after `adapt`, under several conditions.

For each seed a network is trained as the demonstration trains it. Then another sky is made for each condition of DES (no deeper than
SDSS, as the demonstration's, blurred, shallow, with other shares of spirals), the network is adapted to its unlabelled galaxies, and
both are measured by the truth: balanced accuracy and what its threshold loses, calibration error, coverage of the 95 % sets by thirds
of the magnitudes, false alarms among galaxies.

Each set is measured in parts too. Of SDSS, those of the held-out galaxies that volunteers label, as all galaxies are that the run
learnt from, by the volunteers' labels and by the truth. Of DES, those within the magnitudes of the run's calibration galaxies, beyond
which its sets promise nothing; and of these as many of one class as of the other, which is what an adapted run's probabilities are of.

    python3 skies.py --work FOLDER --output results/DATE-skies.md [--seeds 2] [--galaxies 4000] [--program PATH] [--benchmark PATH]

With --demonstration the skies are those that `tuningfork demo` makes of these seeds, with the runs that it trains and adapts: all
that DES lists to r = 19, and, no deeper than SDSS, what both surveys list, whose volunteers have labelled most of it.

Interrupted, it goes on with what is done in --work.
"""

import argparse
import csv
import json
import random
import re
import shutil
from pathlib import Path

import transfer

CONDITIONS = {
    "to r = 17.6": ["--faintest", "17.6"],
    "as the demonstration's": [],
    "stars 1.5 times as wide": ["--seeing", "1.5"],
    "a fifth of the light": ["--exposure", "0.2"],
    "20 % spirals": ["--spiral-share", "0.2"],
    "95 % spirals": ["--spiral-share", "0.95"],
    "5 % spirals": ["--spiral-share", "0.05"],
}


def source(benchmark, seed, work, options=()):
    """The sets of a sky of this seed, as the demonstration makes them: their folder."""
    folder = work / f"sky{seed}"
    if not (folder / "done").exists():
        transfer.call([benchmark, "sky", folder, "--seed", seed, *options])
        shutil.rmtree(folder / "sky/des", ignore_errors=True)
        shutil.rmtree(folder / "sky/sdss", ignore_errors=True)
        (folder / "done").touch()
    return folder / "cutouts"


def train(program, seed, manifests, run, precision, recipe=transfer.HERE.parent / "recipes/demo.toml", options=()):
    """Trains a network by a recipe, the demonstration's or another, with this precision."""
    text = re.sub(r'(?m)^precision = ".*"', f'precision = "{precision}"', recipe.read_text())
    copy = run.with_name(run.name + ".toml")
    copy.write_text(text)
    transfer.call([program, "train", "--threads", "1", "--recipe", copy, "--seed", seed, "--output", run, "--manifest", *manifests, *options])


def network(program, benchmark, seed, work, precision):
    """A run trained on a sky of this seed, and the folder of the sky's cutouts."""
    cutouts, run = source(benchmark, seed, work), work / f"run{seed}"
    train(program, seed, [cutouts / f"{name}/manifest.csv" for name in ("training", "validation")], run, precision)
    return run, cutouts


def target(benchmark, seed, number, options, galaxies, work):
    """Unlabelled galaxies of DES under a condition, and the same with their true classes."""
    folder = work / f"target{seed}-{number}"
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        transfer.call([benchmark, "sky", folder, "--seed", 100 * seed + number, "--galaxies", galaxies, "--both", "0.06", "--des-only", "0.9", *options])
        shutil.rmtree(folder / "sky/des", ignore_errors=True)
        shutil.rmtree(folder / "sky/sdss", ignore_errors=True)
        (folder / "done").touch()
    return folder / "cutouts/unlabelled/manifest.csv", folder / "truth/unlabelled_des.csv", folder / "cutouts/pairs.csv"


def rows_of(manifest):
    """The rows of a manifest, whose files are found from anywhere."""
    rows = list(csv.DictReader(open(manifest)))
    for row in rows:
        row["file"] = str((manifest.parent / row["file"]).resolve())
    return rows


def part(rows, path):
    """Writes a manifest of some rows."""
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def parts_of_overlap(cutouts, survey, path):
    """Manifests of what both surveys list, as one sees it: what volunteers label, by their labels and by the truth; all of a class."""
    all_of = rows_of(cutouts / f"fo_{survey}/manifest.csv")
    voted = {row["id"]: row["label"] for row in csv.DictReader(open(cutouts.parent / f"sets/hp_{survey}.csv"))}
    clean = [row for row in all_of if row["id"] in voted]
    return {
        name: part(rows, path.with_name(f"{path.name}-{key}.csv"))
        for name, key, rows in (
            ("clean, by votes", "votes", [{**row, "label": voted[row["id"]]} for row in clean]),
            ("clean, by truth", "clean", clean),
            ("all", "all", all_of),
        )
    }


def parts_of_target(run, truth, path):
    """Manifests of a target's galaxies: all; within the magnitudes of both classes' calibration; of these as many of each class."""
    known = [[value for value in own["magnitudes"] if value is not None] for own in json.loads((run / "sets.json").read_text())["calibration"]]
    low, high = max(map(min, known)), min(map(max, known))
    everything = rows_of(truth)
    within = [row for row in everything if low <= float(row["MAG_AUTO_R"]) <= high]
    classes = [[row for row in within if row["label"] == label] for label in sorted({row["label"] for row in within})]
    count = min(map(len, classes))
    even = [row for own in classes for row in random.Random(1).sample(own, count)]
    return {
        name: part(rows, path.with_name(f"{path.name}-{key}.csv"))
        for name, key, rows in (("all", "all", everything), ("within", "within", within), ("within, even", "even", even))
    }


def row(name, metrics):
    estimate = lambda value: value["value"] if isinstance(value, dict) else value
    threshold, sets = metrics["threshold"], metrics.get("prediction_sets")
    cells = [name, f"{metrics['n']}", f"{100 * metrics['accuracy']['value']:.1f}"]
    cells += [f"{100 * threshold['chosen']:.1f}", f"{100 * threshold['regret']['value']:.1f}"] if threshold else ["–", "–"]
    error = next(part for part in metrics["calibration"]["per_class"])["expected_calibration_error"]
    cells.append(f"{error['value']:.3f} [{error['low']:.3f}, {error['high']:.3f}]" if isinstance(error, dict) else f"{error:.3f}")
    if sets:
        thirds = (metrics.get("by_magnitude") or {}).get("terciles") or []
        covered = [third.get("set_coverage") or (third.get("prediction_sets") or {}).get("coverage") for third in thirds]
        cells.append(", ".join(f"{100 * estimate(value):.1f}" for value in covered if value is not None) or "–")
        cells.append(f"{estimate(sets['mean_size']):.2f}")
    else:
        cells += ["–", "–"]
    strange = metrics.get("out_of_distribution")
    share = strange and strange["share"]
    cells.append(f"{100 * share['value']:.1f} [{100 * share['low']:.1f}, {100 * share['high']:.1f}]" if isinstance(share, dict) else "–")
    foretold = metrics.get("predicted_accuracy")
    cells.append(f"{100 * foretold['thresholded']['value']:.1f}, {100 * foretold['confidence_difference']['value']:.1f}" if foretold else "–")
    return "| " + " | ".join(cells) + " |"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--galaxies", type=int, default=4000)
    parser.add_argument("--conditions", type=int, default=len(CONDITIONS))
    parser.add_argument("--precision", default="float32")
    parser.add_argument("--demonstration", action="store_true", help="the skies and runs of `tuningfork demo`")
    root = transfer.HERE.parent
    parser.add_argument("--program", default=str(root / ".build/release/tuningfork"))
    parser.add_argument("--benchmark", default=str(transfer.HERE / ".build/release/TuningForkBenchmark"))
    options = parser.parse_args()
    work, program = options.work.resolve(), options.program
    work.mkdir(parents=True, exist_ok=True)
    lines = ["# Simulated skies", ""]
    lines += ["| galaxies | n | accuracy | balanced | loses | calibration error | 95 % sets by thirds of magnitude | mean size | false alarms at 5 % | foretold (ATC, DoC) |", "|---|---|---|---|---|---|---|---|---|---|"]

    def measure(name, folder, parts, path):
        for key, manifest in parts.items():
            lines.append(row(f"{name}, {key}", evaluate(program, folder, manifest, work / f"{path}-{manifest.stem}.json")))
            print(lines[-1], flush=True)

    chosen = list(CONDITIONS.items())[: options.conditions]
    for seed in range(1, options.seeds + 1):
        if options.demonstration:
            demo = work / f"demo{seed}"
            if not (demo / "report.html").exists():
                transfer.call([program, "demo", "--threads", "1", "--seed", seed, "--output", demo])
            run, adapted, cutouts = demo / "run", demo / "run_des", demo / "cutouts"
            decision = json.loads((adapted / "adaptation.json").read_text())["decision"]
            measure(f"{seed}: SDSS", run, parts_of_overlap(cutouts, "sdss", work / f"sdss{seed}"), "before")
            for state, folder in (("before", run), (decision, adapted)):
                measure(f"{seed}: DES, what SDSS lists, {state}", folder, parts_of_overlap(cutouts, "des", work / f"des{seed}"), state)
                parts = parts_of_target(run, demo / "truth/unlabelled_des.csv", work / f"target{seed}")
                measure(f"{seed}: DES to r = 19, {state}", folder, parts, state)
            continue
        run, cutouts = network(program, options.benchmark, seed, work, options.precision)
        measure(f"{seed}: SDSS", run, parts_of_overlap(cutouts, "sdss", work / f"sdss{seed}"), "before")
        for number, (name, settings) in enumerate(chosen, 1):
            unlabelled, truth, pairs = target(options.benchmark, seed, number, settings, options.galaxies, work)
            adapted = work / f"adapted{seed}-{number}"
            record = transfer.adapt(program, run, unlabelled, pairs, adapted)
            parts = parts_of_target(run, truth, work / f"target{seed}-{number}")
            for state, folder in (("before", run), (record["decision"], adapted)):
                measure(f"{seed}: DES, {name}, {state}", folder, parts, state)
    lines += ["", "Loses: points of balanced accuracy below the best threshold's. Calibration error: of the class spiral, with a 95 % interval.",
        "Clean: what volunteers agree on, as all that the run learnt from. Within: the magnitudes of the run's calibration galaxies; even: as many of each class."]
    options.output.write_text("\n".join(lines) + "\n")


def evaluate(program, run, manifest, output):
    if not output.exists():
        transfer.call([program, "evaluate", run, "--threads", "1", "--manifest", manifest, "--json", output])
    return json.loads(output.read_text())


if __name__ == "__main__":
    main()
