"""What a run knows of itself, on simulated skies whose truth is known: before and after `adapt`, under several conditions.

For each seed a network is trained as the demonstration trains it. Then another sky is made for each condition of DES (as the
demonstration's, blurred, shallow, with other shares of spirals), the network is adapted to its unlabelled galaxies, and both are
measured by the truth: balanced accuracy and what its threshold loses, calibration error, coverage of the 95 % sets by thirds of the
magnitudes, false alarms among galaxies.

    python3 skies.py --work FOLDER --output results/DATE-skies.md [--seeds 2] [--galaxies 4000] [--program PATH] [--benchmark PATH]

Interrupted, it goes on with what is done in --work.
"""

import argparse
import json
import re
import shutil
from pathlib import Path

import transfer

CONDITIONS = {
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


def train(program, seed, manifests, run, precision, recipe=transfer.HERE.parent / "recipes/demo.toml"):
    """Trains a network by a recipe, the demonstration's or another, with this precision."""
    text = re.sub(r'(?m)^precision = ".*"', f'precision = "{precision}"', recipe.read_text())
    copy = run.with_name(run.name + ".toml")
    copy.write_text(text)
    transfer.call([program, "train", "--recipe", copy, "--seed", seed, "--output", run, "--manifest", *manifests])


def network(program, benchmark, seed, work, precision):
    """A run trained on a sky of this seed, and the manifest of its held-out SDSS galaxies."""
    cutouts, run = source(benchmark, seed, work), work / f"run{seed}"
    train(program, seed, [cutouts / f"{name}/manifest.csv" for name in ("training", "validation")], run, precision)
    return run, cutouts / "fo_sdss/manifest.csv"


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
    root = transfer.HERE.parent
    parser.add_argument("--program", default=str(root / ".build/release/tuningfork"))
    parser.add_argument("--benchmark", default=str(transfer.HERE / ".build/release/TuningForkBenchmark"))
    options = parser.parse_args()
    work, program = options.work.resolve(), options.program
    work.mkdir(parents=True, exist_ok=True)
    lines = ["# Simulated skies", ""]
    lines += ["| galaxies | n | accuracy | balanced | loses | calibration error | 95 % sets by thirds of magnitude | mean size | false alarms at 5 % | foretold (ATC, DoC) |", "|---|---|---|---|---|---|---|---|---|---|"]
    for seed in range(1, options.seeds + 1):
        run, held_out = network(program, options.benchmark, seed, work, options.precision)
        lines.append(row(f"{seed}: SDSS, held out", evaluate(program, run, held_out, work / f"sdss{seed}.json")))
        print(lines[-1], flush=True)
        for number, (name, settings) in enumerate(list(CONDITIONS.items())[: options.conditions], 1):
            unlabelled, truth, pairs = target(options.benchmark, seed, number, settings, options.galaxies, work)
            adapted = work / f"adapted{seed}-{number}"
            record = transfer.adapt(program, run, unlabelled, pairs, adapted)
            for state, folder in (("before", run), (record["decision"], adapted)):
                metrics = evaluate(program, folder, truth, work / f"{state}{seed}-{number}.json")
                lines.append(row(f"{seed}: DES, {name}, {state}", metrics))
                print(lines[-1], flush=True)
    lines += ["", "Loses: points of balanced accuracy below the best threshold's. Calibration error: of the class spiral, with a 95 % interval."]
    options.output.write_text("\n".join(lines) + "\n")


def evaluate(program, run, manifest, output):
    if not output.exists():
        transfer.call([program, "evaluate", run, "--manifest", manifest, "--json", output])
    return json.loads(output.read_text())


if __name__ == "__main__":
    main()
