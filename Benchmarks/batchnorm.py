"""Whether batch-norm statistics of the target survey help: networks of transfer.py with the running means and variances of SDSS
replaced by those of DECaLS or DES pictures, in the first blocks or in all.

The statistics are those that a training leaves which moves no weight (a rate of 1e-30) over the survey's pictures without
augmentation, drawn so that the classes which the network gives them have the shares of the source's galaxies. Measured: AUC and the
highest balanced accuracy, which no threshold blurs, and the balanced accuracy of the run's own threshold.

    python3 batchnorm.py --data FOLDER --work FOLDER_OF_transfer.py --output results/DATE-batchnorm.md [--seeds 5] [--program PATH]
"""

import argparse
import csv
import json
import os
import random
import shutil
import struct
from pathlib import Path

import transfer

EARLY = ("backbone.bn1.", "backbone.blocks.0.", "backbone.blocks.1.", "backbone.blocks.2.")
RECIPE = """
seed = 1
validation_fraction = 0.1
calibration_fraction = 0
{body}
[[stage]]
name = "statistics"
freeze_through = ""
epochs = 4
learning_rate = 1e-30
batch = 32
keep = "last"
"""


def frame():
    """The recipe's tables that say what the network sees."""
    text = (transfer.HERE / "recipes/transfer.toml").read_text()
    parts = {}
    for part in text.split("\n[")[1:]:
        name = part.split("]")[0].strip("[")
        parts.setdefault(name, "[" + part)
    return "\n".join(parts[name] for name in ("network", "head", "input"))


def drawn(program, run, manifest, folder, share):
    """A manifest of the survey's pictures in which the classes that the network gives have the source's shares."""
    output = folder / "classes.csv"
    transfer.call([program, "classify", run, "--threads", "1", "--manifest", manifest, "--output", output])
    rows = [row for row in csv.DictReader(open(output)) if row["flag"] in ("ok", "threshold_not_established")]
    groups = {name: [row for row in rows if row["class"] == name] for name in ("spiral", "elliptical")}
    generator, count, chosen = random.Random(1), len(rows), []
    for name, part in (("spiral", share), ("elliptical", 1 - share)):
        wanted = round(part * count)
        times, rest = divmod(wanted, len(groups[name]))
        chosen += [(name, row) for row in groups[name] * times + generator.sample(groups[name], rest)]
    table = folder / "drawn.csv"
    with open(table, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "file", "label"])
        for number, (name, row) in enumerate(chosen):
            picture = Path(row["file"])
            picture = picture if picture.is_absolute() else (manifest.parent / picture)
            # A link of its own for each time a picture is drawn: a table may not repeat a file.
            link = folder / f"{number}{picture.suffix}"
            link.symlink_to(picture.resolve())
            writer.writerow([f"g{number}", link.name, name])
    return table


def with_statistics(run, other, names, folder):
    """The run with the running statistics of `other` in the layers whose names begin so, calibrated as it is."""
    folder.mkdir()
    header, start, file = transfer.read_tensors(run / "weights.safetensors")
    own, own_start, source = transfer.read_tensors(other / "weights.safetensors")
    data = bytearray(file.read())
    replaced = 0
    for name, tensor in header.items():
        if "running_" not in name or not name.startswith(names):
            continue
        begin, end = own[name]["data_offsets"]
        source.seek(own_start + begin)
        data[tensor["data_offsets"][0] : tensor["data_offsets"][1]] = source.read(end - begin)
        replaced += 1
    assert replaced > 0
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (folder / "weights.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + bytes(data))
    for name in ["recipe.toml", "galaxies.csv", "calibration.json", "metrics.csv", "log.txt"]:
        shutil.copy(run / name, folder / name)
    info = json.loads((run / "run.json").read_text())
    info["digests"] = {name: info["digests"][name] for name in ["recipe.toml", "galaxies.csv", "calibration.json"]}
    (folder / "run.json").write_text(json.dumps(info))


def figures(program, run, manifest, output):
    metrics = transfer.evaluate(program, run, manifest, output)
    threshold = metrics["threshold"]
    return metrics["roc_auc"]["value"], threshold["best"], threshold["chosen"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("TUNINGFORK_DATA", "../shared/data")))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--program", default=str(transfer.HERE.parent / ".build/release/tuningfork"))
    options = parser.parse_args()
    data, program = options.data.resolve(), options.program
    work = options.work / "batchnorm"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    surveys = {
        "DECaLS": (data / "decals_expert_examples/manifest.csv",) * 2,
        "DES": (data / "des_sdss_pairs/manifest_unlabelled_des.csv",) * 2,
    }
    found = {}
    for seed in range(1, options.seeds + 1):
        run = options.work / f"seed{seed}"
        sides = [row["label"] for row in csv.DictReader(open(run / "galaxies.csv"))]
        share = sides.count("spiral") / len(sides)
        for survey, (unlabelled, labelled) in surveys.items():
            folder = work / f"{seed}-{survey}"
            folder.mkdir()
            table = drawn(program, run, unlabelled, folder, share)
            recipe = folder / "recipe.toml"
            recipe.write_text(RECIPE.format(body=frame().replace('weights = "efficientnet_lite0"', f'weights = "{(run / "weights.safetensors").resolve()}"')))
            transfer.call([program, "train", "--threads", "1", "--recipe", recipe, "--manifest", table, "--output", folder / "run"])
            plain = work / f"{seed}-plain"
            if not plain.exists():
                with_statistics(run, run, ("backbone.",), plain)
            kinds = {"SDSS": plain}
            for kind, names in (("first blocks", EARLY), ("all", ("backbone.",))):
                kinds[kind] = folder / kind.replace(" ", "-")
                with_statistics(run, folder / "run", names, kinds[kind])
            for kind, changed in kinds.items():
                values = figures(program, changed, labelled, folder / f"{kind.replace(' ', '-')}.json")
                found.setdefault((survey, kind), []).append(values)
                print(seed, survey, kind, *(f"{value:.4f}" for value in values), flush=True)
    lines = ["# Batch-norm statistics of the target survey", "", f"{options.seeds} networks; mean (and least).", ""]
    lines += ["| survey | statistics of | AUC | highest balanced accuracy | at the run's own threshold |", "|---|---|---|---|---|"]
    for (survey, kind), values in found.items():
        cells = [f"{sum(column) / len(column):.4f} ({min(column):.4f})" for column in zip(*values)]
        lines.append(f"| {survey} | {'SDSS' if kind == 'SDSS' else survey + ', ' + kind} | {' | '.join(cells)} |")
    options.output.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
