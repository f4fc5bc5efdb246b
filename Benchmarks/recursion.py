"""What `recurse` makes of a network on simulated skies whose truth is known, also where the sky or the labels are unkind.

For each seed a network is trained, and teaches itself with half of the unlabelled galaxies of another sky, in four cases: clean; 20 % of the labels that it
was first trained with are wrong; nine spirals to one elliptical; no elliptical at all. By the truth of the other half: recall of each class, and their
mean, of the first network, of the taught one, and in the clean case of one that was trained on the true labels of the first half too; each as it is,
and brought to the survey (`adapt`). Purity of the labels that were learnt from, by magnitude; why rounds were rolled back.

    python3 recursion.py --work FOLDER --output results/DATE-recursion.md [--seeds 10] [--program PATH] [--benchmark PATH]

A small trial, a minute or two a case on 2 cores with bfloat16:

    python3 recursion.py --work FOLDER --output FILE --seeds 2 --source 4000 --galaxies 3000 --rounds 1 --precision bfloat16 --recipe recipes/recursion.toml

Needs pyarrow (setup_peers.sh). Interrupted, it goes on with what is done in --work.
"""

import argparse
import csv
import json
import math
import random
from collections import Counter
from pathlib import Path

import skies
import transfer

# Number of the target's sky, its settings.
CASES = {
    "clean": (1, []),
    "20 % wrong labels": (1, []),
    "nine to one": (7, ["--spiral-share", "0.9"]),
    "no elliptical": (1, []),
}
WRONG = 0.2


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def write(path, table):
    """Writes rows as a table beside the one that they come from, so that the names of files hold."""
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
    return path


def spoilt(manifest, seed):
    """The same galaxies, a fifth of each class with the other class's label."""
    table, generator = rows(manifest), random.Random(seed)
    classes = sorted({row["label"] for row in table})
    wrong = set()
    for name in classes:
        own = [row["id"] for row in table if row["label"] == name]
        wrong.update(generator.sample(own, round(WRONG * len(own))))
    for row in table:
        if row["id"] in wrong:
            row["label"] = classes[1 - classes.index(row["label"])]
    return write(manifest.with_name("wrong.csv"), table)


def without(unlabelled, truth, name):
    """The unlabelled galaxies and their truth without those of a class."""
    gone = {row["id"] for row in rows(truth) if row["label"] == name}
    return [write(path.with_name(f"{path.stem}_no_{name}.csv"), [row for row in rows(path) if row["id"] not in gone]) for path in (unlabelled, truth)]


def halves(unlabelled, truth, seed):
    """The unlabelled galaxies that are learnt from; their truth; the truth of the others, which is tested on."""
    ids = sorted(row["id"] for row in rows(unlabelled))
    learnt = set(random.Random(seed).sample(ids, len(ids) // 2))
    pick = lambda path, name, inside: write(path.with_name(f"{path.stem}_{name}.csv"), [row for row in rows(path) if (row["id"] in learnt) == inside])
    return pick(unlabelled, "learnt", True), pick(truth, "learnt", True), pick(truth, "tested", False)


def recalls(metrics):
    """Share of each class's galaxies that are put into it, in percent; only of classes that are there."""
    found = {part["class"]: part["recall"] for part in metrics["per_class"]}
    values = {name: 100 * recall["value"] for name, recall in found.items() if recall}
    if len(values) > 1:
        values["mean"] = sum(values.values()) / len(values)
    return values


def purity(history, unlabelled, truth):
    """By round and whole magnitude in r: labels learnt from, those that are right, and those of galaxies that are of no class."""
    import pyarrow.parquet as pq

    label = {row["id"]: row["label"] for row in rows(truth)}
    magnitude = {row["id"]: float(row["MAG_AUTO_R"] or "nan") for row in rows(unlabelled)}
    counts = {}
    for row in pq.read_table(history).to_pylist() if history.exists() else []:
        if row["chosen"]:
            value = magnitude[row["id"]]
            key = row["round"], math.floor(value) if math.isfinite(value) else None
            count = counts.setdefault(key, Counter())
            count.update(["all", "right" if label.get(row["id"]) == row["class"] else "wrong" if row["id"] in label else "no class"])
    return counts


def share(count):
    low, high = transfer.wilson(count["right"], count["all"])
    return f"{100 * count['right'] / count['all']:.1f} [{low:.1f}, {high:.1f}]"


def measured(options, run, learnt, pairs, tested, name):
    """Recalls of a network on the galaxies that are tested, as it is and brought to their survey."""
    adapted = options.work / f"adapted-{name}"
    transfer.adapt(options.program, run, learnt, pairs, adapted)
    found = [transfer.evaluate(options.program, folder, tested, options.work / f"{name}-{state}.json") for state, folder in (("own", run), ("adapted", adapted))]
    return [recalls(metrics) for metrics in found]


def case(options, seed, name):
    """Trains, teaches and measures: figures by network, the record, and the labels learnt from."""
    number, settings = CASES[name]
    work, mark = options.work, f"{seed}-{list(CASES).index(name) + 1}"
    size = ["--galaxies", options.source] if options.source else []
    cutouts = skies.source(options.benchmark, seed, work, size)
    manifests = [cutouts / f"{part}/manifest.csv" for part in ("training", "validation")]
    run = work / f"run{seed}"
    if name == "20 % wrong labels":
        manifests, run = [spoilt(manifest, seed) for manifest in manifests], work / f"wrong{seed}"
    skies.train(options.program, seed, manifests, run, options.precision, options.recipe)
    unlabelled, truth, pairs = skies.target(options.benchmark, seed, number, settings, options.galaxies, work)
    learnt, learnt_truth, tested = halves(unlabelled, truth, seed)
    if name == "no elliptical":
        learnt, _ = without(learnt, learnt_truth, "elliptical")
    taught = work / f"taught{mark}"
    if not (taught / "recursion.json").exists():
        command = [options.program, "recurse", run, "--unlabelled", learnt, "--pairs", pairs, "--output", taught]
        transfer.call(command + ["--rounds", options.rounds])
    record = json.loads((taught / "recursion.json").read_text())
    figures = {"first": measured(options, run, learnt, pairs, tested, f"first{mark}")}
    figures["taught"] = measured(options, taught, learnt, pairs, tested, f"taught{mark}") if record["kept"] else figures["first"]
    if name == "clean":
        true = work / f"true{seed}"
        skies.train(options.program, seed, manifests, true, options.precision, options.recipe, ["--additional", learnt_truth])
        figures["true labels"] = measured(options, true, learnt, pairs, tested, f"true{mark}")
    return figures, record, purity(taught / "pseudo_labels.parquet", learnt, learnt_truth)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--cases", type=int, default=len(CASES))
    parser.add_argument("--galaxies", type=int, default=4000, help="of the sky without labels")
    parser.add_argument("--source", type=int, help="of the sky with labels; the demonstration's number")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--precision", default="float32")
    root = transfer.HERE.parent
    parser.add_argument("--recipe", type=Path, default=root / "recipes/demo.toml")
    parser.add_argument("--program", default=str(root / ".build/release/tuningfork"))
    parser.add_argument("--benchmark", default=str(transfer.HERE / ".build/release/TuningForkBenchmark"))
    options = parser.parse_args()
    options.work = options.work.resolve()
    options.work.mkdir(parents=True, exist_ok=True)

    figures = ["| case | seed | figure | first | taught | change | first, brought there | taught, brought there | change | true labels, as it is and brought there |"]
    figures.append("|---|---|---|---|---|---|---|---|---|---|")
    verdicts = ["| case | seed | round | labels | verdict |", "|---|---|---|---|---|"]
    falls, labels, gains = {}, {}, []
    for seed in range(1, options.seeds + 1):
        for name in list(CASES)[: options.cases]:
            found, record, counts = case(options, seed, name)
            for figure in found["first"][0]:
                cells, values = [], {network: [state.get(figure) for state in states] for network, states in found.items()}
                for state in (0, 1):
                    before, after = values["first"][state], values["taught"][state]
                    cells += [f"{before:.1f}", f"{after:.1f}", f"{after - before:+.1f}"]
                    falls.setdefault((name, state), []).append(after - before)
                true = values.get("true labels")
                cells.append(" and ".join(f"{value:.1f}" for value in true) if true else "")
                figures.append(f"| {name} | {seed} | {figure} | " + " | ".join(cells) + " |")
                if true and figure == "mean":
                    gains.append([(values[network][1] - values["first"][1]) for network in ("taught", "true labels")])
                print(figures[-1], flush=True)
            for entry in record["rounds"]:
                learnt = ", ".join(f"{count} {kind}" for kind, count in sorted(entry["chosen"].items()))
                verdicts.append(f"| {name} | {seed} | {entry['number']} | {learnt} | {'; '.join(entry['reasons']) or 'kept'} |")
                print(verdicts[-1], flush=True)
            verdicts.append(f"| {name} | {seed} | end | | {record['end']} |")
            print(verdicts[-1], flush=True)
            for (_, magnitude), count in counts.items():
                for key in (magnitude, "all"):
                    labels.setdefault((name, key), Counter()).update(count)

    lines = ["# Recursion on simulated skies", "", "Figures of unlabelled galaxies that were not learnt from, by their truth, %.", "", *figures, ""]
    lines += ["| case | greatest fall of a figure, points | the same, brought there |", "|---|---|---|"]
    for name in list(CASES)[: options.cases]:
        lines.append(f"| {name} | " + " | ".join(f"{max(0, -min(falls[name, state])):.2f}" for state in (0, 1)) + " |")
    if gains:
        taught, true = (sum(gain[place] for gain in gains) / len(gains) for place in (0, 1))
        lines += ["", f"Clean, brought there: the mean recall rises by {taught:+.2f} points (mean of {len(gains)} seeds), with true labels by {true:+.2f}."]
    lines += ["", *verdicts, "", "Labels that a round learnt from, of all rounds, kept or not; right are those that are the galaxy's true class.", ""]
    lines += ["| case | magnitude r | labels | right, % | wrong | of no class |", "|---|---|---|---|---|---|"]
    order = lambda entry: (list(CASES).index(entry[0][0]), str(entry[0][1] or "none"))
    for (name, magnitude), count in sorted(labels.items(), key=order):
        span = "all" if magnitude == "all" else "none" if magnitude is None else f"{magnitude} to {magnitude + 1}"
        lines.append(f"| {name} | {span} | {count['all']} | {share(count)} | {count['wrong']} | {count['no class']} |")
    options.output.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
