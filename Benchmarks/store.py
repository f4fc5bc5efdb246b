#!/usr/bin/env python3
"""The store of cutouts: pictures a second from it against PyTorch's loader with Pillow on the same archives, and one cutout
among ten million against SQLite; writes a table as Markdown.

The pictures are made from a seed: exponential discs on a noisy sky, 200 x 200 pixels, JPEG of quality 90 with the usual
halved colours, as the surveys' services send them. Both sides take turns.
"""

import argparse
import datetime
import io
import os
import pathlib
import platform
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
WORKER = HERE / ".build/release/TuningForkBenchmark"


class Worker:
    """One TuningFork process that does its work once for each line it is sent."""

    def __init__(self, worker, *arguments):
        self.process = subprocess.Popen(
            [worker, "store", *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ready = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.process.args} ended early with exit code {self.process.wait()}")
        return line.split()

    def ask(self, line=""):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return [float(word) for word in self.read()]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def make_pictures(folder, count, side, seed):
    import numpy
    from PIL import Image

    generator = numpy.random.default_rng(seed)
    y, x = numpy.mgrid[:side, :side] - (side - 1) / 2
    for number in range(count):
        angle, ratio, length = generator.uniform(0, numpy.pi), generator.uniform(0.3, 1), generator.uniform(8, 30)
        u = x * numpy.cos(angle) + y * numpy.sin(angle)
        v = (-x * numpy.sin(angle) + y * numpy.cos(angle)) / ratio
        light = 220 * numpy.exp(-numpy.hypot(u, v) / length)
        colours = light[..., None] * generator.uniform(0.7, 1, 3) + generator.normal(12, 4, (side, side, 3))
        picture = Image.fromarray(numpy.clip(colours, 0, 255).astype(numpy.uint8))
        picture.save(folder / f"{number:04}.jpg", quality=90)


def pieces(store):
    """Every cutout of the archives: path, first byte, bytes."""
    import tarfile

    found = []
    for path in sorted(store.glob("*.tar")):
        with tarfile.open(path) as archive:
            found += [(str(path), member.offset_data, member.size) for member in archive]
    return found


class Pictures:
    """The same pictures as a PyTorch data set."""

    def __init__(self, places, size):
        self.places, self.size, self.files = places, size, {}

    def __len__(self):
        return len(self.places)

    def __getitem__(self, index):
        import numpy
        import torch
        from PIL import Image

        path, start, count = self.places[index]
        if path not in self.files:
            self.files[path] = os.open(path, os.O_RDONLY)
        picture = Image.open(io.BytesIO(os.pread(self.files[path], count, start))).convert("RGB")
        picture = picture.resize((self.size, self.size), Image.Resampling.BILINEAR)
        return torch.from_numpy(numpy.asarray(picture, dtype=numpy.float32) / 255)


def loading(options, folder):
    import torch.utils.data

    pictures, store = folder / "pictures", folder / "store"
    pictures.mkdir()
    make_pictures(pictures, 200, 200, options.seed)
    kilobytes = statistics.mean(path.stat().st_size for path in pictures.iterdir()) / 1000
    subprocess.run(
        [options.worker, "store", "fill", str(store), "--pictures", str(pictures), "--count", str(options.count)],
        check=True, stdout=subprocess.DEVNULL)
    places = pieces(store)
    assert len(places) == options.count
    rows = []
    for size in options.sizes:
        ours = Worker(options.worker, "read", store, "--count", options.count, "--size", size, "--threads", options.threads)
        loader = torch.utils.data.DataLoader(
            Pictures(places, size), batch_size=32, num_workers=options.threads, persistent_workers=True,
            multiprocessing_context="spawn")
        rates = {"ours": [], "cores": [], "theirs": []}
        for turn in range(options.rounds + 1):
            seconds, processor = ours.ask()
            start = time.perf_counter()
            for _ in loader:
                pass
            theirs = time.perf_counter() - start
            if turn > 0:
                rates["ours"].append(options.count / seconds)
                rates["cores"].append(options.count / processor)
                rates["theirs"].append(options.count / theirs)
        ours.close()
        del loader
        median = {key: statistics.median(values) for key, values in rates.items()}
        rows.append(
            f"| {size} px | {median['ours']:.0f} | {median['cores']:.0f} | {median['theirs']:.0f} "
            f"| {median['ours'] / median['theirs']:.1f} |")
    return [
        f"Pictures a second, read from the store, decoded (200 px, {kilobytes:.1f} kB) and resampled with "
        f"{options.threads} threads; the peer is torch's DataLoader with Pillow on the same archives:", "",
        "| to | TuningFork | a second of one core | torch and Pillow | ratio |", "|---|---|---|---|---|", *rows, ""]


def make_database(path, count):
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("CREATE TABLE cutouts (name TEXT PRIMARY KEY, content BLOB) WITHOUT ROWID")
    content = bytes([7]) * 16
    names = sorted(f"galaxy-{number}.jpg" for number in range(count))
    database.executemany("INSERT INTO cutouts VALUES (?, ?)", ((name, content) for name in names))
    database.commit()
    return database


def looking(options, folder):
    store = folder / "many"
    fill = float(subprocess.run(
        [options.worker, "store", "fill", str(store), "--count", str(options.many)], check=True, stdout=subprocess.PIPE,
        text=True).stdout)
    database = make_database(folder / "many.sqlite", options.many)
    index = (store / "cutouts.index").stat().st_size / 1e6
    ours = Worker(options.worker, "look", store)
    chosen = random.Random(options.seed)
    times = {"ours": [], "theirs": []}
    for _ in range(options.rounds):
        names = [f"galaxy-{chosen.randrange(options.many)}.jpg" for _ in range(options.looks)]
        times["ours"] += ours.ask(" ".join(names))
        for name in names:
            start = time.perf_counter()
            found = database.execute("SELECT content FROM cutouts WHERE name = ?", (name,)).fetchone()
            times["theirs"].append((time.perf_counter() - start) * 1e6)
            assert found is not None
    opening = float(ours.ready[2])
    ours.close()

    def row(title, values):
        values = sorted(values)
        share = lambda part: values[min(len(values) - 1, int(part * len(values)))]
        return f"| {title} | {share(0.5):.1f} | {share(0.99):.1f} | {values[-1]:.0f} |"

    return [
        f"Microseconds to find and read one cutout among {options.many:,} by its name ({len(times['ours']):,} random ones):",
        "", "| | median | 99 % | longest |", "|---|---|---|---|", row("TuningFork", times["ours"]),
        row("SQLite, from Python", times["theirs"]), "",
        f"The store was filled at {options.many / fill:,.0f} cutouts a second; its index has {index:.0f} MB and is opened in "
        f"{opening * 1000:.1f} ms.", ""]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", help="Markdown file to write")
    parser.add_argument("--count", type=int, default=10_000, help="pictures a round")
    parser.add_argument("--sizes", type=int, nargs="+", default=[128, 224, 299], help="sides of the network's input")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--many", type=int, default=10_000_000, help="cutouts among which one is sought (1 KB of disk each)")
    parser.add_argument("--looks", type=int, default=10_000, help="look-ups a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parts", nargs="+", choices=["loading", "looking"], default=["loading", "looking"])
    parser.add_argument("--worker", default=str(WORKER), help="built TuningForkBenchmark")
    options = parser.parse_args()
    lines = [
        "# The store of cutouts", "",
        f"{datetime.date.today()}, {platform.machine()}, {os.cpu_count()} cores: `{' '.join(sys.argv)}`. Medians of "
        f"{options.rounds} rounds.", ""]
    with tempfile.TemporaryDirectory() as folder:
        for part in options.parts:
            lines += {"loading": loading, "looking": looking}[part](options, pathlib.Path(folder))
    text = "\n".join(lines)
    print(text)
    if options.output:
        pathlib.Path(options.output).write_text(text)


if __name__ == "__main__":
    main()
