"""What adaptation brings on the sample data: networks of several seeds, at every epoch after the third, from SDSS to DECaLS and DES.

Trains each seed once (recipes/transfer.toml), keeps the averaged weights of every epoch, makes a run folder of each, calibrates it,
adapts it to both surveys without their labels, and measures both surveys by the labels before and after. Writes a table: balanced
accuracy at the threshold and what it loses against the best one.

    python3 transfer.py --data FOLDER --work FOLDER --output results/DATE-transfer.md [--seeds 5] [--program PATH]

With --augmentation each seed is trained a second time, by the same recipe without its table [augmentation], and the finished
networks of both are measured alone: what augmentation and adaptation bring, each by itself and together.

FOLDER of the sample data as TUNINGFORK_DATA. Interrupted, it goes on with what is done in --work.
"""

import argparse
import csv
import hashlib
import json
import math
import os
import random
import shutil
import struct
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = ["sdss_gz2_kaggle5000", "sdss_gz2_hart1000", "sdss_efigi4458"]
FIRST_EPOCH = 3  # of the second stage, counted from 1: the fourth with the head's own


def read_tensors(path):
    """The header of a safetensors file, where its numbers begin, and the file."""
    file = open(path, "rb")
    length = struct.unpack("<Q", file.read(8))[0]
    return json.loads(file.read(length)), 8 + length, file


def averaged_weights(checkpoint, like, output):
    """Writes the averaged weights of a checkpoint as the weights of a finished run are written."""
    header, start, file = read_tensors(checkpoint)
    final, _, other = read_tensors(like)
    other.close()
    out, pieces, offset = {"__metadata__": final["__metadata__"]}, [], 0
    for name, tensor in final.items():
        if name == "__metadata__":
            continue
        own = header.get("average/" + name) or header["network/" + name]
        begin, end = own["data_offsets"]
        file.seek(start + begin)
        pieces.append(file.read(end - begin))
        out[name] = {"dtype": own["dtype"], "shape": own["shape"], "data_offsets": [offset, offset + end - begin]}
        offset += end - begin
    text = json.dumps(out).encode()
    text += b" " * (-len(text) % 8)
    with open(output, "wb") as result:
        result.write(struct.pack("<Q", len(text)) + text + b"".join(pieces))
    file.close()


def train(program, recipe, seed, data, work, name="seed"):
    """Trains one seed; returns its folder and the checkpoints by epoch of the second stage (done epochs)."""
    run, kept = work / f"{name}{seed}", work / f"kept-{name}{seed}"
    kept.mkdir(exist_ok=True)
    command = [program, "train", "--threads", "1", "--recipe", recipe, "--seed", str(seed), "--keep-checkpoints", "50"]
    command += ["--output", run, "--manifest"] + [data / name / "manifest.csv" for name in SOURCES]
    with open(work / f"{name}{seed}.log", "ab") as log:
        process = subprocess.Popen([str(word) for word in command], stdout=log, stderr=log)
        while process.poll() is None:
            for file in (run / "checkpoints").glob("stage02-epoch*-step000000.safetensors"):
                if not (kept / file.name).exists():
                    os.link(file, kept / file.name)
            time.sleep(2)
    if process.returncode:
        sys.exit(f"training of seed {seed} failed: {work}/{name}{seed}.log")
    names = sorted(kept.glob("stage02-epoch*-step000000.safetensors"))
    # The checkpoint at the beginning of an epoch is that of the end of the one before.
    return run, {int(file.name[13:17]) - 1: file for file in names}


def plain_recipe(work):
    """The recipe without its augmentation."""
    text = (HERE / "recipes/transfer.toml").read_text()
    begin = text.index("[augmentation]")
    path = work / "plain.toml"
    path.write_text(text[:begin] + text[text.index("[test_time]", begin) :])
    return path


def epoch_run(program, run, checkpoint, folder):
    """The run as it stood at a checkpoint, calibrated anew."""
    if (folder / "calibration.json").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    averaged_weights(checkpoint, run / "weights.safetensors", folder / "weights.safetensors")
    for name in ["recipe.toml", "galaxies.csv", "metrics.csv", "log.txt"]:
        shutil.copy(run / name, folder / name)
    info = json.loads((run / "run.json").read_text())
    digests = {name: info["digests"][name] for name in ["recipe.toml", "galaxies.csv"]}
    digests["weights.safetensors"] = hashlib.sha256((folder / "weights.safetensors").read_bytes()).hexdigest()
    info["digests"] = digests
    (folder / "run.json").write_text(json.dumps(info))
    call([program, "train", "--resume", "--threads", "1", "--output", folder])


def call(command):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{result.stderr}")
    return result.stderr


def evaluate(program, run, manifest, output):
    if not output.exists():
        call([program, "evaluate", run, "--threads", "1", "--manifest", manifest, "--json", output])
    return json.loads(output.read_text())


def adapt(program, run, unlabelled, pairs, output):
    if not (output / "adaptation.json").exists():
        command = [program, "adapt", run, "--threads", "1", "--unlabelled", unlabelled, "--output", output]
        call(command + (["--pairs", pairs] if pairs else []))
    return json.loads((output / "adaptation.json").read_text())


def wilson(count, n):
    z, share = 1.96, count / n
    middle = (share + z * z / 2 / n) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / 4 / n / n) / (1 + z * z / n)
    return 100 * max(0, middle - half), 100 * min(1, middle + half)


def within_reach(program, run, manifest, output):
    """How often the threshold that is best for all galaxies lies within 1 point of the best one of as many galaxies drawn from
    them: what no method can be better than."""
    if not output.exists():
        call([program, "classify", run, "--threads", "1", "--manifest", manifest, "--output", output])
    rows = [row for row in csv.DictReader(open(output)) if row["label"]]
    column = next(name for name in rows[0] if name.startswith("p_"))
    galaxies = [(float(row[column]), "p_" + row["label"] == column) for row in rows]
    best = best_threshold(galaxies)[1]
    generator, count = random.Random(1), 0
    for _ in range(200):
        sample = generator.choices(galaxies, k=len(galaxies))
        count += best_threshold(sample)[0] - balanced(sample, best) <= 0.01 + 1e-9
    return count / 200


def balanced(galaxies, threshold):
    sides = [[value > threshold for value, positive in galaxies if positive == side] for side in (True, False)]
    return (sum(sides[0]) / len(sides[0]) + 1 - sum(sides[1]) / len(sides[1])) / 2


def best_threshold(galaxies):
    """The highest balanced accuracy and its threshold."""
    galaxies = sorted(galaxies, reverse=True)
    counts = [sum(positive for _, positive in galaxies), sum(not positive for _, positive in galaxies)]
    value, best, threshold = 0.5, 0.5, 1.0
    for place, (score, positive) in enumerate(galaxies):
        value += 0.5 / counts[0] if positive else -0.5 / counts[1]
        after = galaxies[place + 1][0] if place + 1 < len(galaxies) else 0
        if value > best and after < score:
            best, threshold = value, (score + after) / 2
    return best, threshold


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("TUNINGFORK_DATA", "../shared/data")))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--augmentation", action="store_true", help="with and without it, the finished networks alone")
    parser.add_argument("--program", default=str(HERE.parent / ".build/release/tuningfork"))
    options = parser.parse_args()
    data, work = options.data.resolve(), options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    pairs = data / "des_sdss_pairs/manifest_pairs.csv"
    decals = data / "decals_expert_examples/manifest.csv"
    des = data / "des_sdss_pairs/manifest_unlabelled_des.csv"
    targets = {"DECaLS": (decals, None), "DES": (des, None), "DES, 100 pairs": (des, pairs)}
    if options.augmentation:
        return alone_and_together(options, data, work, targets)
    rows = []
    for seed in range(1, options.seeds + 1):
        run, checkpoints = train(options.program, HERE / "recipes/transfer.toml", seed, data, work)
        epochs = {epoch: file for epoch, file in checkpoints.items() if epoch >= FIRST_EPOCH}
        last = max(checkpoints) + 1
        for epoch in sorted(epochs) + [last]:
            folder = run if epoch == last else work / f"seed{seed}-epoch{epoch}"
            if epoch != last:
                epoch_run(options.program, run, epochs[epoch], folder)
            for survey, (labelled, some) in targets.items():
                before, record, after = adapted(options.program, folder, survey, labelled, some, work)
                reach = within_reach(options.program, folder, labelled, work / f"{folder.name}-{labelled.parent.name}.csv")
                rows.append((seed, epoch, survey, before, record, after, reach))
                print(seed, epoch, survey, record["decision"], *(round(100 * figures["threshold"]["regret"]["value"], 2) for figures in (before, after)), flush=True)
    write(rows, targets, options.output)


def adapted(program, folder, survey, labelled, pairs, work):
    """The figures of a survey by a run, the record of its adaptation, and the figures after it."""
    name = f"{folder.name}-{survey.replace(', ', '-').replace(' ', '')}"
    before = evaluate(program, folder, labelled, work / f"{name}-before.json")
    record = adapt(program, folder, labelled, pairs, work / f"{name}-adapted")
    return before, record, evaluate(program, work / f"{name}-adapted", labelled, work / f"{name}-after.json")


def alone_and_together(options, data, work, targets):
    """Trains with and without augmentation, measures before and after the adaptation, and writes the table after every seed."""
    found = {}
    for seed in range(1, options.seeds + 1):
        for name, recipe in (("plain", plain_recipe(work)), ("seed", HERE / "recipes/transfer.toml")):
            run, _ = train(options.program, recipe, seed, data, work, name)
            for survey, (labelled, some) in targets.items():
                before, record, after = adapted(options.program, run, survey, labelled, some, work)
                found[survey, name, "before", seed], found[survey, name, "after", seed] = before, after
                print(seed, name, survey, record["decision"], *(f"{100 * figures['threshold']['chosen']:.1f}" for figures in (before, after)), flush=True)
        write_alone_and_together(found, targets, seed, options.output)


def write_alone_and_together(found, targets, seeds, output):
    cases = {"neither": ("plain", "before"), "augmentation alone": ("seed", "before"), "adaptation alone": ("plain", "after"), "both": ("seed", "after")}
    lines = [f"# What augmentation and adaptation bring: SDSS to other surveys, {seeds} seed{'s' if seeds > 1 else ''}", ""]
    lines += ["| survey | | balanced accuracy | loses | ROC AUC | calibration error |", "|---|---|---|---|---|---|"]
    for survey in targets:
        for case, (name, state) in cases.items():
            own = [found[survey, name, state, seed] for seed in range(1, seeds + 1)]
            chosen = [100 * figures["threshold"]["chosen"] for figures in own]
            loss = [100 * figures["threshold"]["regret"]["value"] for figures in own]
            area = [figures["roc_auc"]["value"] for figures in own]
            error = [figures["calibration"]["expected_calibration_error"] for figures in own]
            mean = lambda values: sum(values) / len(values)
            lines.append(
                f"| {survey} | {case} | {mean(chosen):.1f} ({', '.join(f'{value:.1f}' for value in chosen)}) | {mean(loss):.1f} | {mean(area):.4f} | {mean(error):.3f} |"
            )
    lines += ["", "Balanced accuracy and what it loses against the best threshold of the same galaxies in points; means, and in brackets each seed.",
        "Calibration error: of the class spiral, ten bins."]
    output.write_text("\n".join(lines) + "\n")


def write(rows, targets, output):
    lines = ["# From SDSS to DECaLS and DES, without their labels", ""]
    lines += ["| survey | networks | within 1 point before | after | the best that can be | moved | kept | not established | mean loss before | after | worst after |"]
    lines += ["|---|---|---|---|---|---|---|---|---|---|---|"]
    for survey in targets:
        own = [row for row in rows if row[2] == survey]
        loss = lambda place: [100 * row[place]["threshold"]["regret"]["value"] for row in own]
        right = lambda place: sum(value <= 1 + 1e-6 for value in loss(place))
        share = lambda place: "{} = {:.0f} % [{:.0f}, {:.0f}]".format(right(place), 100 * right(place) / len(own), *wilson(right(place), len(own)))
        counts = [sum(row[4]["decision"] == what for row in own) for what in ("moved", "kept", "not_established")]
        lines.append(
            f"| {survey} | {len(own)} | {share(3)} | {share(5)} | {100 * sum(row[6] for row in own) / len(own):.0f} % | {counts[0]} | {counts[1]} | {counts[2]} | "
            f"{sum(loss(3)) / len(own):.2f} | {sum(loss(5)) / len(own):.2f} | {max(loss(5)):.2f} |"
        )
    lines += ["", "Loss: balanced accuracy at the threshold below that of the best threshold of the same galaxies, in points. The best that can be: how often the",
        "threshold that is right for all galaxies loses no more than 1 point on as many galaxies drawn from them.", ""]
    lines += ["| seed | epoch | survey | decision | threshold | balanced accuracy | loss before | after | ECE before | after |", "|---|---|---|---|---|---|---|---|---|---|"]
    for seed, epoch, survey, before, record, after, _ in rows:
        threshold = record.get("threshold")
        ece = [figures["calibration"]["expected_calibration_error"] for figures in (before, after)]
        ece = [value["value"] if isinstance(value, dict) else value for value in ece]
        lines.append(
            f"| {seed} | {epoch} | {survey} | {record['decision']} | {'' if threshold is None else f'{threshold:.2f}'} | "
            f"{100 * before['threshold']['chosen']:.1f} → {100 * after['threshold']['chosen']:.1f} | "
            f"{100 * before['threshold']['regret']['value']:.2f} | {100 * after['threshold']['regret']['value']:.2f} | "
            f"{ece[0]:.3f} | {ece[1]:.3f} |"
        )
    output.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
