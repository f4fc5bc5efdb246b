#!/usr/bin/env python3
"""Training on a GPU: TuningFork, and PyTorch eager and compiled, on the sample recipe and on a job of the paper's size.

Run by gpu.sh. The paper trained on 36,620 pictures of 299 pixels in three stages; where fewer cutouts are at hand each is
repeated, and the table says so. Every side trains with random weights, since time is what is measured.
"""

import argparse
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import tomllib

from turns import HERE, date_and_commit, machine

ROOT = HERE.parent
SAMPLE = ["sdss_gz2_kaggle5000", "sdss_gz2_hart1000", "sdss_efigi4458"]
PAPER = 36_620, 963  # training and validation
K80 = {1: (410, 922, 1626), 4: (119, 246, 427), 16: (35, 63, 109), 64: (13, 15, 27)}  # seconds an epoch in each stage


class Memory(threading.Thread):
    """The most memory that the process and its children had: on the host (resident) and on the GPUs, asked every 0.5 s."""

    def __init__(self, process, gpu):
        super().__init__(daemon=True)
        self.process, self.gpu, self.host, self.device = process, gpu, 0, 0

    def children(self):
        """Identifiers of the process and of all that it started."""
        parents = {}
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                pass  # it has ended
        found = {self.process.pid}
        while more := {child for child, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def run(self):
        while self.process.poll() is None:
            identifiers, host = self.children(), 0
            for identifier in identifiers:
                try:
                    host += int(pathlib.Path(f"/proc/{identifier}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
                except OSError:
                    pass
            self.host = max(self.host, host)
            if self.gpu:
                out = subprocess.run(
                    ["nvidia-smi", "--query-compute-apps=pid,used_memory", "--format=csv,noheader,nounits"],
                    capture_output=True, text=True).stdout
                used = [line.split(", ") for line in out.splitlines()]
                self.device = max(self.device, sum(int(m) << 20 for p, m in used if int(p) in identifiers and m.isdigit()))
            time.sleep(0.5)


def watched(command, environment, gpu):
    """Runs a command; its standard output, seconds, and the memory that it took."""
    print("+", " ".join(command), file=sys.stderr, flush=True)
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    memory = Memory(process, gpu)
    memory.start()
    output = process.stdout.read()
    if process.wait() != 0:
        sys.exit(f"gpu.py: {command[0]} ended with exit code {process.returncode}")
    memory.join()
    return output, time.perf_counter() - start, memory


def labelled(manifests):
    """Identifier, picture and label of every labelled row."""
    rows = []
    for manifest in manifests:
        with open(manifest, newline="") as file:
            rows += [
                (r["id"], (manifest.parent / r["file"]).resolve(), r["label"])
                for r in csv.DictReader(file) if r["label"] in ("spiral", "elliptical")]
    return rows


def repeated(rows, count, folder):
    """Writes a manifest of `count` rows, each picture as often as it takes under a name of its own."""
    folder.mkdir()
    with open(folder / "manifest.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "file", "label"])
        for number in range(count):
            name, picture, label = rows[number % len(rows)]
            link = folder / f"{number}{picture.suffix}"
            link.symlink_to(picture)
            writer.writerow([f"{name}-{number // len(rows)}", link.name, label])
    return folder / "manifest.csv"


def made_up(folder, count):
    """Pictures of noise with one blob, for the rehearsal without data."""
    from PIL import Image

    (folder / "pictures").mkdir()
    with open(folder / "manifest.csv", "w") as file:
        print("id,file,label", file=file)
        for number in range(count):
            image = Image.frombytes("RGB", (64, 64), os.urandom(64 * 64 * 3))
            image.save(folder / f"pictures/{number}.jpg")
            print(f"galaxy{number},pictures/{number}.jpg,{'spiral' if number % 2 else 'elliptical'}", file=file)
    return [folder / "manifest.csv"]


def recipe(job, options, folder):
    """The recipe of a job, as this benchmark runs it: random weights, bf16."""
    source = "paper_xception" if job == "paper" else "sample_efficientnet_lite"
    text = (ROOT / f"recipes/{source}.toml").read_text()
    text = re.sub(r'(?m)^weights = ".*"$', 'weights = ""', text)
    if 'precision = "bfloat16"' not in text:
        text = text.replace("\nvalidation_fraction", '\nprecision = "bfloat16"\nvalidation_fraction', 1)
    if options.batch and job == "paper":
        text = re.sub(r"(?m)^batch = \d+$", f"batch = {options.batch}", text)
    if options.tiny:
        text = re.sub(r'backbone = "xception"', 'backbone = "efficientnet_lite0"', text)
        text = re.sub(r'freeze_through = "block\d_\w+"', 'freeze_through = "conv_stem"', text)
        text = re.sub(r"(?m)^size = \d+$", "size = 64", text)
        text = re.sub(r"(?m)^batch = \d+$", "batch = 8", text)
    path = folder / f"{job}.toml"
    path.write_text(text)
    tomllib.loads(text)
    return path


def stages(rows):
    """Rows of single epochs as one a stage: means over its epochs."""
    found = {}
    for row in rows:
        found.setdefault(row["stage"], []).append(row)
    return {
        name: {key: sum(e[key] for e in epochs) / len(epochs) for key in epochs[0] if isinstance(epochs[0][key], (int, float))}
        for name, epochs in found.items()}


def ours(job, path, manifests, validation, gpus, options, environment, folder):
    output = folder / f"run-{job}-{gpus}"
    command = [str(options.program), "train", "--recipe", str(path), "--output", str(output), "--force",
               "--epochs", str(options.epochs), "--device", "cpu" if options.tiny else "cuda"]
    command += ["--manifest", *map(str, manifests), "--validation", *map(str, validation)]
    if options.tiny:
        command += ["--threads", "1"]
    if gpus > 1:
        command += ["--ranks", str(gpus)]
    _, seconds, memory = watched(command, environment, not options.tiny)
    log = (output / "log.txt").read_text()
    images = {stage: int(count.replace(",", "")) for stage, count in re.findall(r"Stage .*'(.*)': .* epochs of ([\d,]+) ", log)}
    with open(output / "metrics.csv", newline="") as file:
        rows = [
            {"stage": r["stage"], "seconds": float(r["seconds"]), "waited": float(r["waiting_seconds"]), "images": images[r["stage"]]}
            for r in csv.DictReader(file)]
    return stages(rows), seconds, memory


def theirs(path, manifests, validation, gpus, compiled, options, environment):
    start = [sys.executable] if gpus == 1 else [sys.executable, "-m", "torch.distributed.run", "--standalone",
                                                f"--nproc-per-node={gpus}"]
    command = [*start, str(HERE / "gpu_peer.py"), "--recipe", str(path), "--epochs", str(options.epochs),
               "--device", "cpu" if options.tiny else "cuda"]
    command += ["--manifest", *map(str, manifests), "--validation", *map(str, validation)]
    if compiled:
        command.append("--compile")
    if options.tiny:
        command += ["--workers", "1"]
    output, seconds, memory = watched(command, environment, not options.tiny)
    return stages([json.loads(line) for line in output.splitlines() if line.startswith("{")]), seconds, memory


def gpu_names():
    out = subprocess.run(
        ["nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"],
        capture_output=True, text=True, check=True).stdout
    return out.strip().splitlines()


def gib(size):
    return f"{size / 2**30:.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=pathlib.Path, default=os.environ.get("TUNINGFORK_DATA"), help="folder of the sample data")
    parser.add_argument("--jobs", nargs="+", choices=["sample", "paper"], default=["sample", "paper"])
    parser.add_argument("--gpus", type=int, nargs="+", help="how many GPUs; without it 1 and all there are")
    parser.add_argument("--epochs", type=int, default=1, help="epochs of the longest stages")
    parser.add_argument("--batch", type=int, help="galaxies a step of the paper's job, instead of 64")
    parser.add_argument("--skip-compiled", action="store_true", help="leave torch.compile out")
    parser.add_argument("--tiny", action="store_true", help="a rehearsal on the CPU: 48 pictures of 64 pixels")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / ".build/release/tuningfork")
    parser.add_argument("--output", required=True, help="Markdown file to write")
    options = parser.parse_args()
    if not options.program.exists():
        sys.exit(f"gpu.py: there is no program {options.program}: run make build, or name it with --program")
    if not options.tiny and not options.data:
        sys.exit("gpu.py: name the folder of the sample data with --data or TUNINGFORK_DATA, or try --tiny")
    import timm
    import torch

    gpus = [] if options.tiny else gpu_names()
    counts = options.gpus or ([1] if len(gpus) < 2 else [1, len(gpus)])
    environment = os.environ | ({"OMP_NUM_THREADS": "1"} if options.tiny else {})
    lines = [
        "# Training on a GPU", "", f"- date: {date_and_commit()}", f"- machine: {machine()}",
        f"- GPUs: {'none: a rehearsal on the CPU, whose figures mean nothing' if options.tiny else '; '.join(gpus)}",
        f"- torch {torch.__version__}, timm {timm.__version__}; one libtorch for all sides",
        f"- command: `{' '.join(['Benchmarks/gpu.sh', *sys.argv[1:-2]])}`", "",
        "bf16 autocast, channels_last, random weights. Seconds an epoch are means over the epochs of a stage and include "
        "validation; TuningFork computes the features of the frozen stage once, which counts for its first epoch. The wait "
        "for data is the time in which the steps of an epoch waited for their pictures; PyTorch's first two steps (compiling, choice of algorithms) are in the epoch "
        "and shown beside it. Memory is the most that all processes of a side had.", ""]
    with tempfile.TemporaryDirectory(prefix="tuningfork-gpu-") as name:
        folder = pathlib.Path(name)
        for job in options.jobs:
            path = recipe(job, options, folder)
            if options.tiny:
                source = folder / f"{job}-made-up"
                source.mkdir()
                rows = labelled(made_up(source, 40))
                training, validation = repeated(rows[8:], 48, folder / f"{job}-t"), repeated(rows[:8], 8, folder / f"{job}-v")
                about = "48 training pictures (32 made-up ones, repeated), 8 to validate"
            elif job == "paper":
                rows = labelled([options.data / name / "manifest.csv" for name in SAMPLE])
                # one in 30 validates
                held_out, rows = rows[::30], [row for number, row in enumerate(rows) if number % 30]
                training, validation = repeated(rows, PAPER[0], folder / "t"), repeated(held_out, PAPER[1], folder / "v")
                about = f"{PAPER[0]:,} training pictures ({len(rows):,} real cutouts, repeated), {PAPER[1]} to validate"
            else:
                about = "the sample's labelled pictures (TuningFork weighs its sets as the recipe says)"
            if job == "sample" and not options.tiny:
                manifests = [options.data / name / "manifest.csv" for name in SAMPLE]
                checks = [options.data / "decals_expert_examples/manifest.csv"]
            else:
                manifests, checks = [training], [validation]
            title = "A job of the paper's size" if job == "paper" else "The sample recipe"
            settings = tomllib.loads(path.read_text())
            lines += [
                f"## {title}", "",
                f"{settings['network']['backbone']}, {settings['input']['size']} px; {about}; batch "
                f"{settings['stage'][-1]['batch']}, epochs: {options.epochs} (the first stage at most its own).", "",
                "| side | GPUs | stage | s / epoch | img/s | waits for data, s | first steps, s | GPU memory, GiB | host, GiB | whole run, s |",
                "|---|---|---|---|---|---|---|---|---|---|"]
            for number in counts:
                sides = {"TuningFork": lambda: ours(
                    job, path, manifests, checks, number, options, environment, folder)}
                sides["PyTorch eager"] = lambda: theirs(
                    path, manifests, checks, number, False, options, environment)
                if not options.skip_compiled:
                    sides["torch.compile"] = lambda: theirs(
                        path, manifests, checks, number, True, options, environment)
                for side, measure in sides.items():
                    found, seconds, memory = measure()
                    for stage, row in found.items():
                        waits = f"{row['waited']:.1f}" if "waited" in row else "–"
                        first = f"{row['first_steps']:.1f}" if "first_steps" in row else "–"
                        lines.append(
                            f"| {side} | {number if not options.tiny else 0} | {stage} | {row['seconds']:.1f} | "
                            f"{row['images'] / row['seconds']:.0f} | {waits} | {first} | {gib(memory.device)} | {gib(memory.host)} | "
                            f"{seconds:.0f} |")
                    print("\n".join(lines[-len(found):]), file=sys.stderr, flush=True)
            if job == "paper":
                lines += ["", "Khan et al. 2019, table 3, seconds an epoch on K80 GPUs: " + "; ".join(
                    f"{n}: {a} / {b} / {c}" for n, (a, b, c) in K80.items()) + "."]
            lines.append("")
    pathlib.Path(options.output).write_text("\n".join(lines))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
