"""What `recurse` does about labels that are planted wrong: the real program, on simulated skies whose truth is known.

For each seed a network is trained as the demonstration trains it, and teaches itself one round with the unlabelled galaxies of another sky. The round is
made twice: as it is; and once more, stopped with kill -9 after the labels were chosen, with the pictures of a share of the chosen galaxies changed
for those of chosen galaxies of the other class, before the same command goes on: then so many of the labels that are learnt from are wrong.
What the judge says of both rounds, and what the network would have lost by the truth had nothing been rolled back.

    python3 planted.py --work FOLDER --output results/DATE-planted.md [--seeds 5] [--share 0.1] [--program PATH] [--benchmark PATH]

Needs pyarrow (setup_peers.sh). Interrupted, it goes on with what is done in --work.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import recursion
import skies
import transfer


def copied(unlabelled, folder):
    """A copy of the unlabelled galaxies whose pictures may be changed: its table."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(unlabelled.parent, folder)
    return folder / unlabelled.name


def swap(chosen, unlabelled, share, seed):
    """Changes the pictures of a share of each class's chosen galaxies for those of the other's: how many labels are wrong then."""
    generator, rows = random.Random(seed), recursion.rows(chosen)
    by_class = {name: [row["file"] for row in rows if row["label"] == name] for name in sorted({row["label"] for row in rows})}
    count = round(share * len(rows) / 2)
    first, second = (generator.sample(sorted(files), min(count, len(files))) for files in by_class.values())
    pairs = list(zip(first, second))
    for a, b in pairs:
        spare = Path(a).with_suffix(".spare")
        os.rename(a, spare)
        os.rename(b, a)
        os.rename(spare, b)
    return 2 * len(pairs), len(rows)


def stopped(command, mark):
    """Runs a command until the file `mark` is there, then kills it; whether it came so far."""
    print(*command, flush=True)
    process = subprocess.Popen([str(part) for part in command])
    while process.poll() is None and not mark.exists():
        time.sleep(0.02)
    if process.poll() is not None:
        if process.returncode:
            raise SystemExit(f"the command ended with {process.returncode} before {mark} was there")
        return False  # nothing was learnt
    process.send_signal(signal.SIGKILL)
    process.wait()
    return True


def trial(options, seed, run, share, name, rolls_back=True):
    """One round: its record, how many labels were wrong, and the recalls by the truth afterwards."""
    unlabelled, truth, pairs = skies.target(options.benchmark, seed, 1, [], options.galaxies, options.work)
    taught = options.work / f"planted-{name}{seed}"
    recipe = options.work / f"planted-{rolls_back}.toml"
    recipe.write_text(f"[recursion]\nrounds = 1\nrolls_back = {str(rolls_back).lower()}\n")
    table = options.work / f"pictures-{name}{seed}" / unlabelled.name
    command = [options.program, "recurse", run, "--unlabelled", table, "--pairs", pairs, "--recipe", recipe, "--output", taught]
    counts = options.work / f"planted-{name}{seed}.json"
    if not (taught / "recursion.json").exists():
        if not counts.exists():
            shutil.rmtree(f"{taught}.unfinished", ignore_errors=True)
            copied(unlabelled, table.parent)
            wrong, labels = 0, None
            # The table of chosen labels is whole once the run's folder is there.
            if share > 0 and stopped(command, Path(f"{taught}.unfinished/round1/run/run.json")):
                wrong, labels = swap(Path(f"{taught}.unfinished/round1/chosen.csv"), table, share, seed)
                # What was begun has seen some of the pictures as they were.
                shutil.rmtree(f"{taught}.unfinished/round1/run")
            counts.write_text(json.dumps({"wrong": wrong, "labels": labels}))
        transfer.call(command)
    record = json.loads((taught / "recursion.json").read_text())
    figures = recursion.recalls(transfer.evaluate(options.program, taught, truth, options.work / f"planted-{name}{seed}-after.json"))
    return record, json.loads(counts.read_text()), figures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--share", type=float, default=0.1)
    parser.add_argument("--galaxies", type=int, default=4000, help="of the sky without labels")
    parser.add_argument("--source", type=int, help="of the sky with labels; the demonstration's number")
    parser.add_argument("--precision", default="float32")
    root = transfer.HERE.parent
    parser.add_argument("--recipe", type=Path, default=root / "recipes/demo.toml")
    parser.add_argument("--program", default=str(root / ".build/release/tuningfork"))
    parser.add_argument("--benchmark", default=str(transfer.HERE / ".build/release/TuningForkBenchmark"))
    options = parser.parse_args()
    options.work = options.work.resolve()
    options.work.mkdir(parents=True, exist_ok=True)
    lines = ["# Planted wrong labels", "", "| seed | round | labels | planted wrong | contradicted | verdict | mean recall by the truth |", "|---|---|---|---|---|---|---|"]
    for seed in range(1, options.seeds + 1):
        size = ["--galaxies", options.source] if options.source else []
        cutouts, run = skies.source(options.benchmark, seed, options.work, size), options.work / f"run{seed}"
        skies.train(options.program, seed, [cutouts / f"{part}/manifest.csv" for part in ("training", "validation")], run, options.precision, options.recipe)
        _, truth, _ = skies.target(options.benchmark, seed, 1, [], options.galaxies, options.work)
        before = recursion.recalls(transfer.evaluate(options.program, run, truth, options.work / f"planted-before{seed}.json"))
        lines.append(f"| {seed} | none | | | | | {before['mean']:.1f} |")
        print(lines[-1], flush=True)
        for name, share, rolls_back in (("clean", 0, True), ("planted", options.share, True), ("planted, never rolled back", options.share, False)):
            record, counts, figures = trial(options, seed, run, share, name.replace(", ", "-").replace(" ", "-"), rolls_back)
            for entry in record["rounds"]:
                labels, contradicted = sum(entry["chosen"].values()), entry["contradicted"]
                verdict = "; ".join(entry["reasons"]) or "nothing fell"
                kept = "kept" if record["kept"] else "rolled back"
                lines.append(f"| {seed} | {name} | {labels} | {counts['wrong']} | {contradicted['count']} of {contradicted['galaxies']} | {kept}: {verdict} | {figures['mean']:.1f} |")
            if not record["rounds"]:
                lines.append(f"| {seed} | {name} | 0 | | | {record['end']} | {figures['mean']:.1f} |")
            print(lines[-1], flush=True)
    options.output.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
