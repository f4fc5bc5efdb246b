#!/usr/bin/env python3
"""TuningFork against PyTorch eager, step by step in turns on one machine; writes a table as Markdown.

Run by run.sh. Each row starts one process of either side with the same network, batch and number of threads, warms both
up, and then lets them take turns, one step each, the first of a round changing from round to round.
"""

import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

from turns import HERE, Side, date_and_commit, machine

WORKER = HERE / ".build/release/TuningForkBenchmark"
# What TuningFork asks of glibc when it starts: to keep the memory of freed tensors.
KEEP_MEMORY = {"GLIBC_TUNABLES": "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=68719476736"}
SIZES = {"xception": 299, "inception_v3": 299, "mobilenet_v1": 224, "efficientnet_lite0": 224}


class Network(Side):
    """A process that runs a step for each line it is sent."""

    def __init__(self, command, priority, environment=None):
        super().__init__(
            command, start_new_session=True, preexec_fn=self.hurry if priority else None,
            env=os.environ | (environment or {}))
        self.parameters, self.threads = int(self.ready[1]), int(self.ready[2])

    @staticmethod
    def hurry():
        """Puts this process before all others: its session, or itself where sessions have no priority. Not both, for
        threads need not have the process's own priority (Dispatch's have that of no niceness)."""
        group = pathlib.Path("/proc/self/autogroup")
        if group.exists():
            group.write_text("-20")
        else:
            os.nice(-20)


def compare(network, mode, precision, options):
    arguments = ["--network", network, "--mode", mode, "--precision", precision]
    arguments += ["--batch", str(options.batch), "--size", str(SIZES[network]), "--threads", str(options.threads)]
    keeping = KEEP_MEMORY if options.peer_keeps_memory else {}
    exact = ["--micro-batch", str(options.micro_batch)] if options.micro_batch and mode == "train" else []
    ours = Network([str(WORKER), "step", *arguments, *exact], options.priority)
    theirs = Network([sys.executable, str(HERE / "peer.py"), *arguments], options.priority, keeping)
    if ours.parameters != theirs.parameters:
        sys.exit(f"{network}: {ours.parameters} parameters here, {theirs.parameters} in PyTorch: not the same network")
    for _ in range(options.warmup):
        ours.step(), theirs.step()
    times = {ours: [], theirs: []}
    for number in range(options.rounds):
        for side in (ours, theirs) if number % 2 else (theirs, ours):
            times[side].append(side.step())
    ours.close(), theirs.close()
    # Each round's own ratio, since a machine's speed drifts from round to round.
    wall, processor = (sorted(a[i] / b[i] for a, b in zip(times[ours], times[theirs])) for i in (0, 1))
    row = {
        "network": network,
        "mode": mode,
        "precision": precision,
        "ours": statistics.median(wall for wall, _ in times[ours]),
        "theirs": statistics.median(wall for wall, _ in times[theirs]),
        "ratio": statistics.median(wall),
        "low": wall[len(wall) // 4],
        "high": wall[(3 * len(wall)) // 4],
        "best": min(times[ours])[0] / min(times[theirs])[0],
        "processor": statistics.median(processor),
    }
    print(json.dumps(row), file=sys.stderr, flush=True)
    return row


def machine_with_flags():
    flags = [f for f in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if f in open("/proc/cpuinfo").read()]
    return f"{machine()}; {', '.join(flags)}"


def loading(options):
    """Pictures a second of one loading thread, and of training on one core, for each network."""
    rows = []
    for network, size in SIZES.items():
        command = [str(WORKER), "load", "--size", str(size)]
        if options.manifest:
            command += ["--manifest", options.manifest]
        rate = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for precision in options.precisions:
            arguments = ["--network", network, "--mode", "train", "--precision", precision]
            arguments += ["--batch", str(options.batch), "--size", str(size), "--threads", "1"]
            side = Network([str(WORKER), "step", *arguments], options.priority)
            side.step()
            step = statistics.median(side.step()[0] for _ in range(3))
            side.close()
            rows.append((network, size, precision, rate, options.batch / step))
            print(rows[-1], file=sys.stderr, flush=True)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--modes", nargs="+", choices=["infer", "train"], default=["infer", "train"])
    parser.add_argument("--precisions", nargs="+", choices=["float32", "bfloat16"], default=["float32", "bfloat16"])
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument(
        "--micro-batch", type=int, default=0, help="TuningFork trains in exact steps of such micro-batches, one a thread")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--warmup", type=int, default=3)
    parser.add_argument("--manifest", help="pictures for the loader; without it, made-up ones")
    parser.add_argument("--skip-loading", action="store_true")
    parser.add_argument("--peer-keeps-memory", action="store_true", help="PyTorch too keeps the memory of freed tensors")
    parser.add_argument("--priority", action="store_true", help="both sides run before other programs (as root)")
    parser.add_argument("--output", required=True, help="Markdown file to write")
    options = parser.parse_args()

    import timm
    import torch
    import torchvision

    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    rows = [
        compare(network, mode, precision, options)
        for network in options.networks
        for mode in options.modes
        for precision in options.precisions
    ]
    exact = (
        f"TuningFork trains in exact steps, the rule of `train` on CPUs: micro-batches of {options.micro_batch}, each one "
        "thread's work and normalised by its own statistics; PyTorch takes the batch as a whole. "
        if options.micro_batch
        else ""
    )
    lines = [
        "# TuningFork against PyTorch eager",
        "",
        f"- date: {date_and_commit()}",
        f"- machine: {machine_with_flags()}",
        f"- {swift}; libtorch 2.11.0 from the wheel; Python {platform.python_version()}, torch {torch.__version__}, "
        f"torchvision {torchvision.__version__}, timm {timm.__version__}",
        f"- command: `Benchmarks/run.sh steps {' '.join(sys.argv[1:-2])}`".rstrip(),
        "",
        f"Both sides: {'highest priority, ' if options.priority else ''}"
        f"{'PyTorch also keeps freed memory, ' if options.peer_keeps_memory else ''}"
        f"batch {options.batch}, channels_last, {options.threads} threads, the paper's head, Adam, autocast "
        f"for bfloat16; {options.rounds} rounds in turns after {options.warmup} to warm up. "
        f"{exact}Seconds are medians; a ratio is "
        "the median of the rounds' own ratios, with their quartiles. Below 1, TuningFork is faster. The ratio of processor "
        "time is the one to look at when other programs were running.",
        "",
        "| network | step | type | TuningFork, s | PyTorch, s | ratio | quartiles | ratio of the fastest | of processor time |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    names = {"infer": "inference", "train": "training"}
    lines += [
        f"| {r['network']} {SIZES[r['network']]} | {names[r['mode']]} | {r['precision']} | {r['ours']:.3f} | "
        f"{r['theirs']:.3f} | **{r['ratio']:.3f}** | {r['low']:.3f}–{r['high']:.3f} | {r['best']:.3f} | {r['processor']:.3f} |"
        for r in rows
    ]
    if not options.skip_loading:
        source = f"the pictures of `{pathlib.Path(options.manifest).parent.name}`" if options.manifest else "made-up JPEGs"
        lines += [
            "",
            f"## Loading against training, one core each ({source})",
            "",
            "Loading: read, decode, augment as in the paper, resample. Training: whole network, one thread.",
            "",
            "| network | type of training | loading, img/s | training, img/s | loading / training |",
            "|---|---|---|---|---|",
        ]
        lines += [f"| {n} {s} | {p} | {load:.0f} | {train:.2f} | **{load / train:.0f}** |" for n, s, p, load, train in loading(options)]
    pathlib.Path(options.output).write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
