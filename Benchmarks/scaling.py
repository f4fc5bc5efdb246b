#!/usr/bin/env python3
"""What many ranks cost on this machine: the reduction alone and the whole trainer, on one network interface and across links of
limited bandwidth and with a delay (network namespaces; needs root). Adds what it measured to a JSON file.

    scaling.py links   --output FILE     the reduction, ranks behind links
    scaling.py ranks   --output FILE     the trainer, ranks on this machine side by side
    scaling.py apart   --output FILE     the trainer, ranks behind links

Medians of several repeats. Run it on a machine that does nothing else; the file keeps the load that it found.
"""

import argparse
import csv
import json
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile

from network import Network
from turns import HERE, date_and_commit, machine

PORT = 29650
LINKS = [(1000, 0.1), (200, 0.5), (100, 2.0), (50, 5.0)]  # megabits a second, milliseconds one way


def variables(rank, ranks, address):
    return {
        "RANK": str(rank), "WORLD_SIZE": str(ranks), "LOCAL_RANK": "0", "LOCAL_WORLD_SIZE": "1",
        "MASTER_ADDR": address, "MASTER_PORT": str(PORT)}


def together(commands, environments):
    """Runs one command a rank; the standard output of each."""
    started = [
        subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True)
        for command, environment in zip(commands, environments)]
    outputs = [process.communicate()[0] for process in started]
    if any(process.returncode for process in started):
        sys.exit(f"scaling.py: {' '.join(commands[0])} ended with exit codes {[p.returncode for p in started]}")
    return outputs


def reduction(network, pattern, floats, rounds, options):
    """One group that sums again and again: seconds of a round (the slowest rank's), bytes that a rank sent in it."""
    before = network.sent()
    commands = [
        network.command(
            i, str(options.benchmark), "reduce", "--pattern", pattern, "--floats", str(floats), "--rounds", str(rounds),
            "--host", network.addresses[i])
        for i in range(network.count)]
    outputs = together(commands, [variables(i, network.count, network.addresses[0]) for i in range(network.count)])
    sent = [(b - a, p - q) for (b, p), (a, q) in zip(network.sent(), before)]
    slowest = [max(seconds) for seconds in zip(*([float(x) for x in o.split()] for o in outputs))]
    count = network.count
    return {
        "kind": "reduction", "pattern": pattern, "ranks": count, "floats": floats, "megabits": network.megabits,
        "delay_ms": network.delay, "mtu": network.mtu, "seconds": statistics.median(slowest),
        "seconds_quartiles": [sorted(slowest)[len(slowest) // 4], sorted(slowest)[3 * len(slowest) // 4]],
        # two rounds are not timed
        "frame_bytes": sum(b for b, _ in sent) / count / (rounds + 2),
        "frames": sum(p for _, p in sent) / count / (rounds + 2),
        "optimum_bytes": 2 * (count - 1) / count * 4 * floats}


def links(options):
    for count in options.ranks:
        settings = [(megabits, delay, 9000) for megabits, delay in LINKS] + [(100, 2.0, 1500)]
        for megabits, delay, mtu in settings:
            with Network(count, megabits, delay, mtu) as network:
                for pattern in ("exact", "overlapped"):
                    for floats in (250_000, 2_000_000):
                        yield reduction(network, pattern, floats, options.rounds, options)


def pictures(folder, count, size=160):
    """JPEGs of noise and a manifest of them."""
    from PIL import Image

    generator = random.Random(1)
    (folder / "pictures").mkdir()
    rows = ["id,file,label"]
    for number in range(count + 8):
        small = Image.frombytes("RGB", (20, 20), generator.randbytes(20 * 20 * 3))
        small.resize((size, size)).save(folder / f"pictures/{number}.jpg", quality=90)
        rows.append(f"galaxy{number},pictures/{number}.jpg,{'spiral' if number % 2 else 'elliptical'}")
    (folder / "manifest.csv").write_text("\n".join(rows[: count + 1]) + "\n")
    (folder / "validation.csv").write_text("\n".join(rows[:1] + rows[count + 1 :]) + "\n")


def recipe(folder, reduction, options):
    path = folder / f"{reduction}.toml"
    path.write_text(f"""name = "scaling"
[ranks]
reduction = "{reduction}"
[network]
backbone = "{options.network}"
[head]
hidden = 256
embedding = 256
[input]
size = {options.size}
[[stage]]
epochs = {options.epochs}
batch = {options.batch}
""")
    return path


def parameters(run):
    """How many numbers move, as the run's log says."""
    return int(re.search(r"([\d,]+) parameters move", (run / "log.txt").read_text())[1].replace(",", ""))


def epoch_seconds(run):
    """Seconds of each epoch but the first, in which memory is taken for the first time."""
    with open(run / "metrics.csv", newline="") as file:
        return [float(row["seconds"]) for row in csv.DictReader(file)][1:]


def training(folder, reduction, ranks, threads, options, network=None):
    output = folder / "run"
    command = [
        str(options.program), "train", "--manifest", str(folder / "manifest.csv"), "--validation", str(folder / "validation.csv"),
        "--recipe", str(recipe(folder, reduction, options)), "--output", str(output), "--force", "--threads", str(threads)]
    before = network.sent() if network else []
    if network:
        together(
            [network.command(i, *command) for i in range(ranks)],
            [variables(i, ranks, network.addresses[0]) for i in range(ranks)])
    else:
        together([command + (["--ranks", str(ranks)] if ranks > 1 else [])], [{}])
    sent = [(b - a, p - q) for (b, p), (a, q) in zip(network.sent(), before)] if network else []
    seconds = epoch_seconds(output)
    steps = options.pictures // options.batch
    row = {
        "kind": "training", "reduction": reduction, "ranks": ranks, "threads": threads, "network": options.network,
        "size": options.size, "batch": options.batch, "seconds": statistics.median(seconds) / steps,
        "seconds_range": [min(seconds) / steps, max(seconds) / steps]}
    if network:
        row |= {
            "megabits": network.megabits, "delay_ms": network.delay, "mtu": network.mtu,
            "frame_bytes": sum(b for b, _ in sent) / ranks / (steps * options.epochs),
            "frames": sum(p for _, p in sent) / ranks / (steps * options.epochs),
            "optimum_bytes": 2 * (ranks - 1) / ranks * 4 * parameters(output)}
    return row


def ranks(options):
    with tempfile.TemporaryDirectory(prefix="tuningfork-scaling-") as name:
        folder = pathlib.Path(name)
        pictures(folder, options.pictures)
        for _ in range(options.repeats):
            for reduction in ("exact", "overlapped"):
                yield training(folder, reduction, 1, 1, options)
                yield training(folder, reduction, 1, 2, options)
                yield training(folder, reduction, 2, 1, options)
                yield training(folder, reduction, 4, 1, options)


def apart(options):
    with tempfile.TemporaryDirectory(prefix="tuningfork-scaling-") as name:
        folder = pathlib.Path(name)
        pictures(folder, options.pictures)
        for count in options.ranks:
            for megabits, delay in LINKS[:3]:
                for reduction in ("exact", "overlapped"):
                    with Network(count, megabits, delay) as network:
                        yield training(folder, reduction, count, 1, options, network)


def hurry():
    """Puts this process and those that it starts before all others."""
    os.nice(-20)
    group = pathlib.Path("/proc/self/autogroup")
    if group.exists():
        group.write_text("-20")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["links", "ranks", "apart"])
    parser.add_argument("--ranks", type=int, nargs="+", default=[2, 4, 8])
    parser.add_argument("--rounds", type=int, default=8, help="reductions that are timed")
    parser.add_argument("--repeats", type=int, default=3, help="runs of the trainer, each setting in turn")
    parser.add_argument("--network", default="efficientnet_lite0")
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--pictures", type=int, default=320)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--program", type=pathlib.Path, default=HERE.parent / ".build/release/tuningfork")
    parser.add_argument("--benchmark", type=pathlib.Path, default=HERE / ".build/release/TuningForkBenchmark")
    parser.add_argument("--priority", action="store_true", help="run before other programs (as root)")
    parser.add_argument("--output", required=True, help="JSON lines; what is there stays")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    if options.priority:
        hurry()
    with open(options.output, "a") as file:
        head = {
            "kind": "run", "part": options.part, "date": date_and_commit(), "machine": machine(),
            "load": load, "command": " ".join(sys.argv)}
        print(json.dumps(head), file=file, flush=True)
        for row in {"links": links, "ranks": ranks, "apart": apart}[options.part](options):
            print(json.dumps(row), file=file, flush=True)
            print(json.dumps(row), file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
