"""What the benchmarks share: two processes that take turns, and what machine they ran on."""

import datetime
import os
import pathlib
import platform
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


class Side:
    """One process that prints `ready`, then does its work once for each line it is sent and prints numbers about it."""

    def __init__(self, command, **options):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options)
        self.ready = self.read().split()
        assert self.ready[0] == "ready", self.ready

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.process.args[0]} ended early with exit code {self.process.wait()}")
        return line

    def step(self):
        self.process.stdin.write("step\n")
        self.process.stdin.flush()
        return tuple(float(word) for word in self.read().split())

    def finish(self):
        if self.process.wait() != 0:
            sys.exit(f"{self.process.args[0]} ended with exit code {self.process.returncode}")

    def close(self):
        self.process.stdin.close()
        self.finish()


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


def date_and_commit():
    commit = subprocess.run(
        ["git", "-C", str(HERE), "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip()
    return f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, commit {commit}"
