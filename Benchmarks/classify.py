#!/usr/bin/env python3
"""Galaxies a second from a store of cutouts to a table of predictions, with EfficientNet-Lite0 and with Xception at 299 pixels,
and what timm's tf_efficientnet_lite0 under PyTorch eager reaches on pictures that lie in memory; all in turns.

The pictures are those of store.py: exponential discs, 200 pixels, JPEG. The networks are random: speed does not depend on
what they have learned. Run by run.sh; needs the program, built in release.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from store import WORKER, make_pictures, pieces
from turns import date_and_commit, machine

PROGRAM = pathlib.Path(__file__).resolve().parent.parent / ".build/release/tuningfork"
RECIPE = """
precision = "{precision}"
[network]
backbone = "{backbone}"
[input]
size = {size}
[[stage]]
name = "head"
freeze_through = "all"
epochs = 1
learning_rate = 1e-3
batch = 16
"""


def manifest(store, path, count, labels=False):
    """A table of `count` cutouts of the store, from its first on, again and again."""
    places = [f"{archive}#{start}+{length}" for archive, start, length in pieces(store)]
    with open(path, "w") as table:
        table.write("id,file,label\n" if labels else "id,file\n")
        for number in range(count):
            label = f",{'spiral' if number % 2 else 'elliptical'}" if labels else ""
            table.write(f"{number},{places[number % len(places)]}{label}\n")


def train(folder, backbone, size, options):
    """A finished run with as little training as there can be."""
    recipe, run = folder / f"{backbone}.toml", folder / backbone
    recipe.write_text(RECIPE.format(backbone=backbone, size=size, precision=options.precision))
    subprocess.run(
        [options.program, "train", "--quiet", "--manifest", folder / "labelled.csv", "--recipe", recipe, "--output", run],
        check=True)
    return run


def classify(run, table, count, options):
    """Galaxies a second of the whole command."""
    output = run.parent / "predictions.csv"
    start = time.perf_counter()
    subprocess.run(
        [options.program, "classify", run, "--quiet", "--threads", str(options.threads), "--manifest", table, "--output",
         output], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    assert sum(1 for _ in open(output)) == count + 1
    output.unlink()
    return count / seconds


class Peer:
    """timm's network under PyTorch eager, channels_last."""

    def __init__(self, options):
        import timm
        import torch

        torch.set_num_threads(options.threads)
        self.torch, self.narrow = torch, options.precision == "bfloat16"
        model = timm.create_model("tf_efficientnet_lite0", num_classes=2).eval()
        self.model = model.to(memory_format=torch.channels_last)
        pictures = torch.rand(32, 3, options.size, options.size)
        self.pictures = pictures.contiguous(memory_format=torch.channels_last)

    def rate(self, batches):
        with self.torch.inference_mode(), self.torch.autocast("cpu", self.torch.bfloat16, enabled=self.narrow):
            start = time.perf_counter()
            for _ in range(batches):
                self.model(self.pictures).softmax(1)
            return 32 * batches / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=pathlib.Path, default=PROGRAM)
    parser.add_argument("--worker", default=WORKER)
    parser.add_argument("--size", type=int, default=224, help="side of EfficientNet-Lite0's pictures")
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="bfloat16")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--galaxies", type=int, default=8000, help="for EfficientNet-Lite0; Xception gets a twentieth")
    parser.add_argument("--output", required=True, help="Markdown file to write")
    options = parser.parse_args()

    import timm
    import torch

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        pictures, store = folder / "pictures", folder / "store"
        pictures.mkdir()
        make_pictures(pictures, 200, 200, seed=1)
        subprocess.run(
            [options.worker, "store", "fill", store, "--pictures", pictures, "--count", "2000"], check=True,
            stdout=subprocess.DEVNULL)
        few = max(1, options.galaxies // 20)
        manifest(store, folder / "labelled.csv", 64, labels=True)
        manifest(store, folder / "many.csv", options.galaxies)
        manifest(store, folder / "few.csv", few)
        lite = train(folder, "efficientnet_lite0", options.size, options)
        xception = train(folder, "xception", 299, options)
        peer = Peer(options)
        peer.rate(3)
        rates = {"lite": [], "xception": [], "peer": []}
        for number in range(options.rounds):
            rates["lite"].append(classify(lite, folder / "many.csv", options.galaxies, options))
            rates["peer"].append(peer.rate(max(1, options.galaxies // 64)))
            rates["xception"].append(classify(xception, folder / "few.csv", few, options))
            print({key: round(values[-1], 1) for key, values in rates.items()}, file=sys.stderr, flush=True)

    def ratio(peer):
        values = sorted(ours / theirs for ours, theirs in zip(rates["lite"], rates[peer]))
        return f"**{statistics.median(values):.2f}** ({values[0]:.2f}–{values[-1]:.2f})"

    size = options.size
    median = {key: statistics.median(values) for key, values in rates.items()}
    pathlib.Path(options.output).write_text("\n".join([
        "# From the store to a table", "", f"- date: {date_and_commit()}", f"- machine: {machine()}",
        f"- libtorch 2.11.0 from the wheel; torch {torch.__version__}, timm {timm.__version__}",
        f"- command: `Benchmarks/run.sh classify {' '.join(sys.argv[1:-2])}`".rstrip(), "",
        f"Galaxies a second, {options.precision}, {options.threads} threads, medians of {options.rounds} rounds in turns; the "
        "ratio is EfficientNet-Lite0's rate divided by the row's, the median of the rounds' own, with the least and the greatest.",
        "", "| what | galaxies a second | ratio |", "|---|---|---|",
        f"| EfficientNet-Lite0, {size} px: the whole command, {options.galaxies} cutouts from the store | {median['lite']:.0f} | |",
        f"| Xception, 299 px: the same with {few} | {median['xception']:.1f} | {ratio('xception')} |",
        f"| timm tf_efficientnet_lite0, {size} px, PyTorch eager, channels_last: forward only | {median['peer']:.0f} | {ratio('peer')} |",
        ""]))


main()
