"""The page of a map with 100,000 galaxies and their thumbnails: size, time to make it, first paint, frames while turning.

Pictures are those of the sample data (sdss_gz2_kaggle5000), over and over; places on the map and on the sky are made up."""

import argparse
import csv
import math
import os
import pathlib
import random
import re
import statistics
import subprocess
import tempfile
import time

from browser import Browser
from turns import HERE, date_and_commit, machine

# How Chromium draws without a graphics card: by itself, and with everything, its own layers too, by OpenGL on the processor.
WAYS = {"without OpenGL": ["--disable-gpu"],
        "all by SwiftShader": ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]}
COUNT_FRAMES = """new Promise(done => {
  GalaxyMap.setTurning(true);
  const [first, start] = [GalaxyMap.view.frames, performance.now()];
  setTimeout(() => done((GalaxyMap.view.frames - first) / (performance.now() - start) * 1000), 5000);
})"""


def write(path, names, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(rows)


def tables(data, count, folder):
    """A map of eight clouds, a manifest and predictions."""
    with open(data / "manifest.csv") as file:
        files = [str(data / row["file"]) for row in csv.DictReader(file)]
    draw = random.Random(1)
    centres = [[draw.gauss(0, 20) for _ in range(3)] for _ in range(8)]
    ids = [str(1_237_648_702_966_988_820 + draw.randrange(10**15)) for _ in range(count)]
    groups = [draw.randrange(8) for _ in ids]
    shares = [min(1, max(0, draw.gauss(group % 2, 0.2))) for group in groups]
    write(folder / "map.csv", ["id", "map_x", "map_y", "map_z"],
          ([id, *(f"{draw.gauss(value, 6):.5f}" for value in centres[group])] for id, group in zip(ids, groups)))
    write(folder / "manifest.csv", ["id", "file", "survey", "ra", "dec", "mag_r"],
          ([id, files[row % len(files)], "SDSS", f"{draw.uniform(110, 260):.6f}",
            f"{math.degrees(math.asin(draw.uniform(-0.05, 0.9))):.6f}", f"{draw.gauss(16.5, 1):.3f}"]
           for row, id in enumerate(ids)))
    write(folder / "predictions.csv", ["id", "p_elliptical", "p_spiral", "class", "flag"],
          ([id, f"{share:.5f}", f"{1 - share:.5f}", "elliptical" if share > 0.5 else "spiral", "ok"]
           for id, share in zip(ids, shares)))


def look(page, flags):
    """Milliseconds to the first picture of the points, and frames a second while the map turns by itself."""
    browser = Browser(*flags)
    browser.call("Page.navigate", url=f"file://{page}")
    while not browser.evaluate("typeof App !== 'undefined' && App.isReady"):
        time.sleep(0.05)
    failures = browser.evaluate("failures")
    assert failures == [], failures
    first = browser.evaluate("App.firstPicture")
    paint = browser.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
    frames = browser.evaluate(COUNT_FRAMES)
    drawing = browser.evaluate("GalaxyMap.view.points.constructor.name")
    browser.close()
    return max(first, paint), frames, drawing


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--output", required=True)
    options.add_argument("--data", default=os.environ.get("TUNINGFORK_DATA"), help="folder of the sample data")
    options.add_argument("--galaxies", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--tuningfork", default=HERE.parent / ".build/release/tuningfork")
    options = options.parse_args()
    if not options.data:
        print("page.py: skipped, for it needs the sample data's pictures: name their folder with --data or TUNINGFORK_DATA")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        tables(pathlib.Path(options.data) / "sdss_gz2_kaggle5000", options.galaxies, folder)
        page = folder / "page.html"
        start = time.monotonic()
        subprocess.run(
            [options.tuningfork, "page", folder / "map.csv", "--output", page, "--manifest", folder / "manifest.csv",
             "--predictions", folder / "predictions.csv", "--quiet"], check=True)
        seconds = time.monotonic() - start
        side = re.search(rb'"thumbnails":\{"side":(\d+)', page.read_bytes()).group(1).decode()
        results = {way: [] for way in WAYS}
        for _ in range(options.rounds):
            for way, flags in WAYS.items():
                results[way].append(look(page, flags))
        size = page.stat().st_size / 1e6
    lines = [
        f"# The page of {options.galaxies:,} galaxies", "", f"{date_and_commit()}; {machine()}; medians of {options.rounds}.", "",
        f"Made in {seconds:.0f} s: {size:.1f} MB with thumbnails of {side} px.", "",
        "| headless Chromium | first picture (ms) | frames a second while turning | drawn by |", "|---|---|---|---|"]
    for way, rows in results.items():
        lines.append(
            f"| {way} | {statistics.median(row[0] for row in rows):.0f} | {statistics.median(row[1] for row in rows):.0f} "
            f"| {rows[0][2]} |")
    pathlib.Path(options.output).write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


main()
