"""Kills ranks and their launcher at random moments of one training, and compares the weights with those of a run that was
left alone.

    python3 Benchmarks/kills.py --program .build/release/tuningfork --manifest M.csv --recipe R.toml [--kills 20] [--ranks 2]

After each kill all processes must end; then the same command goes on. Prints, for each kill, what was killed, after how many
seconds the last process had ended, how long the next start took until it went on training, and where; then the two digests.
"""
import argparse
import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time


def command(options, output):
    return [options.program, "train", "--ranks", str(options.ranks), "--threads", "1", "--manifest", options.manifest,
            "--recipe", options.recipe, "--output", output, "--checkpoint-steps", str(options.steps), "--rank-patience", "30"]


def children(pid):
    """The ranks of the launcher `pid`."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(word) for word in file.read().split()]
    except FileNotFoundError:
        return []


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def log_lines(run):
    try:
        with open(os.path.join(run, "log.txt")) as file:
            return file.read().splitlines()
    except FileNotFoundError:
        return []


def digest(run):
    with open(os.path.join(run, "weights.safetensors"), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--manifest", required=True)
    parser.add_argument("--recipe", required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--steps", type=int, default=5, help="steps between two checkpoints")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        alone, killed = os.path.join(folder, "alone"), os.path.join(folder, "killed")
        started = time.monotonic()
        subprocess.run(command(options, alone), check=True, capture_output=True)
        whole = time.monotonic() - started
        print(f"left alone: {whole:.1f} s", flush=True)
        slowest_end = slowest_start = kills = 0
        while True:
            before = len(log_lines(killed))
            started = time.monotonic()
            launcher = subprocess.Popen(command(options, killed), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            again = None
            # What comes first: the moment of the kill, counted from the first step of this start, or the end.
            moment = draw.uniform(0.2, 0.1 * whole) if kills < options.kills else float("inf")
            while launcher.poll() is None:
                if again is None and any("Going on" in line or "Stage 1" in line for line in log_lines(killed)[before:]):
                    again = time.monotonic() - started
                    begun = time.monotonic()
                if again is not None and time.monotonic() - begun > moment:
                    break
                time.sleep(0.02)
            if launcher.poll() is not None:
                if launcher.returncode:
                    sys.exit(f"ended with {launcher.returncode}:\n{launcher.stdout.read()}")
                break
            ranks = children(launcher.pid)
            victims = {f"rank {number}": pid for number, pid in enumerate(sorted(ranks))} | {"launcher": launcher.pid}
            name = draw.choice(sorted(victims))
            os.kill(victims[name], signal.SIGKILL)
            killed_at = time.monotonic()
            while any(is_alive(pid) for pid in ranks + [launcher.pid]) and time.monotonic() - killed_at < 120:
                launcher.poll()
                time.sleep(0.02)
            ended = time.monotonic() - killed_at
            kills += 1
            slowest_end, slowest_start = max(slowest_end, ended), max(slowest_start, again)
            text = launcher.stdout.read()
            said = next((line for line in text.splitlines() if "has died" in line or "launcher" in line.lower()), "")
            went_on = next((line for line in reversed(log_lines(killed)) if "Going on" in line), "from the beginning")
            place = re.search(r"stage .*|from the beginning", went_on).group(0)
            print(f"{kills:2d}  {name:9s} all ended after {ended:.1f} s; this start trained after {again:.1f} s, {place}; {said[:90]}",
                  flush=True)
        print(f"{kills} kills: all processes ended within {slowest_end:.1f} s, trained again within {slowest_start:.1f} s")
        print(f"left alone {digest(alone)}\nkilled     {digest(killed)}")
        if digest(alone) != digest(killed):
            sys.exit("the weights differ")


main()
