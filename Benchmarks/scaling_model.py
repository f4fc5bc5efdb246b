#!/usr/bin/env python3
"""What many ranks would cost elsewhere: a model fitted to what scaling.py measured, extended to 1,024 GPUs, with a plot.

    scaling_model.py MEASURED.jsonl --plot docs/images/scaling.svg

A reduction of S bytes over R ranks takes

    t = a · s / B  +  m · (alpha + L)  +  c · s · R / cores,      s = 2 (R - 1) / R · S,   m = 2 (R - 1)

(bandwidth B, delay L; a: how much longer than the link needs, alpha: software's share of a message, c: processor time of a byte,
which all ranks of this machine share). In `exact` a step lasts as long as computing and the reduction; in `overlapped` the
reduction hides behind the backward pass, two thirds of computing, but for its last bucket.
"""

import argparse
import json
import math
import pathlib
import statistics

CORES = 2
# Khan et al. 2019, table 3: seconds an epoch of 36,620 pictures in stage 3, by K80 GPUs, 16 pictures a step on each.
PAPER, PICTURES = {1: 1626, 4: 427, 16: 109, 64: 27}, 36_620
XCEPTION = 4 * 24_000_000  # bytes of gradients: backbone and head
BUCKET = 25 << 20
# Name, pictures a second of one GPU, pictures a step of each, gigabits a second, seconds of delay and of software a message.
SYSTEMS = [
    ("K80, 56 Gbit/s (the paper's cluster)", PICTURES / PAPER[1], 16, 56, 2e-6, 20e-6, "#1f6f8b"),
    ("2,500 img/s, 16 a GPU, 400 Gbit/s", 2500, 16, 400, 2e-6, 10e-6, "#c0392b"),
    ("2,500 img/s, 64 a GPU, 400 Gbit/s", 2500, 64, 400, 2e-6, 10e-6, "#e08e0b"),
    ("2,500 img/s, 64 a GPU, 50 Gbit/s", 2500, 64, 50, 5e-6, 20e-6, "#7d3c98"),
]
GPUS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]


def solved(matrix, right):
    """Gauss' elimination with pivots."""
    rows = [list(row) + [value] for row, value in zip(matrix, right)]
    size = len(rows)
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(size):
            if r != i:
                factor = rows[r][i] / rows[i][i]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[i])]
    return [rows[i][size] / rows[i][i] for i in range(size)]


def terms(row):
    """What the coefficients a, alpha and c multiply, and what none does."""
    ranks = row["ranks"]
    sent = 2 * (ranks - 1) / ranks * 4 * row["floats"]
    messages = 2 * (ranks - 1)
    return [sent / (row["megabits"] * 1e6 / 8), messages, sent * ranks / CORES], messages * row["delay_ms"] / 1e3


def fitted(rows):
    """Coefficients by least squares of the relative error; a negative one is set to 0 and the others fitted again."""
    columns = [0, 1, 2]
    while True:
        scaled = []
        for row in rows:
            x, fixed = terms(row)
            scaled.append(([x[c] / row["seconds"] for c in columns], 1 - fixed / row["seconds"]))
        normal = [[sum(x[i] * x[j] for x, _ in scaled) for j in range(len(columns))] for i in range(len(columns))]
        found = solved(normal, [sum(x[i] * y for x, y in scaled) for i in range(len(columns))])
        if min(found) >= 0:
            coefficients = [0.0, 0.0, 0.0]
            for column, value in zip(columns, found):
                coefficients[column] = value
            return coefficients
        columns.remove(columns[found.index(min(found))])


def predicted(row, coefficients):
    x, fixed = terms(row)
    return sum(a * b for a, b in zip(x, coefficients)) + fixed


def reduction(size, ranks, link, delay, software, share, tree=False):
    """Seconds of a reduction of `size` bytes where each rank has processors of its own; a tree has fewer messages."""
    if ranks == 1:
        return 0.0
    messages = 2 * math.ceil(math.log2(ranks)) if tree else 2 * (ranks - 1)
    return share * 2 * (ranks - 1) / ranks * size / link + messages * (delay + software)


def efficiency(ranks, rate, batch, gigabits, delay, software, share, overlapped, tree):
    """How much of `ranks` times the rate of one GPU is left, each with its own constant batch."""
    computing = batch / rate
    link = gigabits * 1e9 / 8
    whole = reduction(XCEPTION, ranks, link, delay, software, share, tree)
    if not overlapped:
        return computing / (computing + whole)
    last = reduction(min(BUCKET, XCEPTION), ranks, link, delay, software, share, tree)
    return computing / (computing + max(whole - 2 / 3 * computing, last))


def plot(rows, fits, path):
    """Two panels as SVG: measured against fitted seconds, and efficiency by number of GPUs."""
    width, height, left, top, panel = 1080, 480, 70, 40, 400
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">',
        f'<rect width="{width}" height="{height}" fill="white"/>']

    def text(x, y, content, anchor="middle", extra=""):
        out.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {extra}>{content}</text>')

    def frame(x0, title, xlabel, ylabel):
        out.append(f'<rect x="{x0}" y="{top}" width="{panel}" height="{panel - 20}" fill="none" stroke="#444"/>')
        text(x0 + panel / 2, top - 14, title, extra='font-weight="bold"')
        text(x0 + panel / 2, top + panel + 20, xlabel)
        text(x0 - 48, top + panel / 2, ylabel, extra=f'transform="rotate(-90 {x0 - 48} {top + panel / 2})"')

    low, high = 0.01, 5.0
    place = lambda value: math.log(value / low) / math.log(high / low)
    frame(left, "One reduction: measured and fitted", "seconds, fitted", "seconds, measured")
    tall = panel - 20
    for tick in (0.01, 0.1, 1.0):
        text(left + place(tick) * panel, top + tall + 18, f"{tick:g}")
        text(left - 8, top + tall - place(tick) * tall + 4, f"{tick:g}", "end")
    out.append(f'<line x1="{left}" y1="{top + tall}" x2="{left + panel}" y2="{top}" stroke="#bbb"/>')
    colours, shapes = {"exact": "#c0392b", "overlapped": "#1f6f8b"}, {2: 3.0, 4: 4.5, 8: 6.0}
    for row in rows:
        x = left + place(predicted(row, fits[row["pattern"]])) * panel
        y = top + tall - place(row["seconds"]) * tall
        out.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{shapes[row["ranks"]]}" fill="none" stroke="{colours[row["pattern"]]}"/>')
    for number, (name, colour) in enumerate(colours.items()):
        text(left + 12, top + 20 + 18 * number, name, "start", f'fill="{colour}"')
    text(left + 12, top + 56, "larger circles: 2, 4, 8 ranks", "start", 'fill="#666"')

    x0 = 590
    frame(x0, "Efficiency, overlapped: model and the paper", "GPUs", "efficiency")
    across = lambda gpus: x0 + math.log2(gpus) / 10 * panel
    up = lambda value: top + tall - value * tall
    for gpus in (1, 4, 16, 64, 256, 1024):
        text(across(gpus), top + tall + 18, f"{gpus:,}")
    for value in (0, 0.25, 0.5, 0.75, 1):
        text(x0 - 8, up(value) + 4, f"{value:g}", "end")
        out.append(f'<line x1="{x0}" y1="{up(value):.1f}" x2="{x0 + panel}" y2="{up(value):.1f}" stroke="#eee"/>')
    share = fits["overlapped"][0]
    for number, (name, rate, batch, gigabits, delay, software, colour) in enumerate(SYSTEMS):
        for tree in (True, False):
            points = " ".join(
                f"{across(g):.1f},{up(efficiency(g, rate, batch, gigabits, delay, software, share, True, tree)):.1f}"
                for g in GPUS)
            dashes = "" if tree else ' stroke-dasharray="4 3"'
            out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.6"{dashes}/>')
        text(x0 + 10, up(0.30 - 0.05 * number), name, "start", f'fill="{colour}"')
    text(x0 + 10, up(0.10), "lines: trees; dashed: rings", "start", 'fill="#666"')
    for gpus, seconds in PAPER.items():
        out.append(f'<circle cx="{across(gpus):.1f}" cy="{up(PAPER[1] / seconds / gpus):.1f}" r="5" fill="#1f6f8b"/>')
    text(x0 + 10, up(0.05), "points: Khan et al. 2019, stage 3", "start", 'fill="#1f6f8b"')
    out.append("</svg>")
    pathlib.Path(path).write_text("\n".join(out) + "\n")


def measured_tables(rows):
    """What was measured, as Markdown; several runs of one setting as their median."""
    found = {}
    for row in rows:
        if row["kind"] == "training":
            key = row["reduction"], row["ranks"], row["threads"], row.get("megabits"), row.get("delay_ms")
            found.setdefault(key, []).append(row)
    middle = {key: statistics.median(row["seconds"] for row in same) for key, same in found.items()}
    print("| reduction | ranks | threads a rank | s / step | rate, 1 rank with 2 threads = 1 |\n|---|---|---|---|---|")
    for (pattern, ranks, threads, megabits, _), seconds in middle.items():
        if megabits is None:
            print(f"| {pattern} | {ranks} | {threads} | {seconds:.3f} | {middle[pattern, 1, 2, None, None] / seconds:.2f} |")
    print("\n| ranks | link, Mbit/s, delay | exact, s / step | overlapped, s / step | bytes / optimum |\n|---|---|---|---|---|")
    for (pattern, ranks, threads, megabits, delay), seconds in middle.items():
        if pattern == "exact" and megabits:
            other = ("overlapped", ranks, threads, megabits, delay)
            bytes_sent = [r["frame_bytes"] / r["optimum_bytes"] for key in ((pattern, *other[1:]), other) for r in found[key]]
            print(f"| {ranks} | {megabits}, {delay} ms | {seconds:.2f} | {middle[other]:.2f} | "
                  f"{min(bytes_sent):.3f}–{max(bytes_sent):.3f} |")
    reductions = [row for row in rows if row["kind"] == "reduction"]
    largest = max((row["floats"] for row in reductions), default=0)
    print("\n| ranks | link, Mbit/s, delay | at least, s | exact, s | overlapped, s | bytes / optimum |\n|---|---|---|---|---|---|")
    for row in reductions:
        if row["pattern"] == "exact" and row["floats"] == largest and row["mtu"] == 9000:
            other = next(
                r for r in reductions if r["pattern"] == "overlapped" and all(
                    r[key] == row[key] for key in ("ranks", "floats", "megabits", "delay_ms", "mtu")))
            least = row["optimum_bytes"] * 8e-6 / row["megabits"]
            print(f"| {row['ranks']} | {row['megabits']}, {row['delay_ms']} ms | {least:.3f} | {row['seconds']:.3f} | "
                  f"{other['seconds']:.3f} | {row['frame_bytes'] / row['optimum_bytes']:.3f}, "
                  f"{other['frame_bytes'] / other['optimum_bytes']:.3f} |")
    for mtu in sorted({row["mtu"] for row in reductions}):
        framed = [r["frame_bytes"] / r["optimum_bytes"] for r in reductions if r["mtu"] == mtu]
        # Ethernet 14, IP 20, TCP 32 bytes
        bare = [(r["frame_bytes"] - 66 * r["frames"]) / r["optimum_bytes"] for r in reductions if r["mtu"] == mtu]
        print(f"\nPackets of {mtu} bytes: {min(framed):.3f}–{max(framed):.3f} of the optimum, without headers and "
              f"acknowledgements {min(bare):.4f}–{max(bare):.4f}.")
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measured", help="what scaling.py wrote")
    parser.add_argument("--plot", required=True, help="SVG to write")
    options = parser.parse_args()
    with open(options.measured) as file:
        everything = [json.loads(line) for line in file]
    measured_tables(everything)
    rows = [row for row in everything if row["kind"] == "reduction"]
    fits = {}
    print("| pattern | a | alpha, µs | c, ns a byte | median error | worst error |\n|---|---|---|---|---|---|")
    for pattern in ("exact", "overlapped"):
        own = [row for row in rows if row["pattern"] == pattern]
        fits[pattern] = fitted(own)
        errors = [abs(predicted(row, fits[pattern]) / row["seconds"] - 1) for row in own]
        a, alpha, c = fits[pattern]
        print(f"| {pattern} | {a:.2f} | {1e6 * alpha:.0f} | {1e9 * c:.2f} | {100 * statistics.median(errors):.0f} % | "
              f"{100 * max(errors):.0f} % |")
    print("\n| GPUs | paper, s / epoch | paper, efficiency | " + " | ".join(s[0] for s in SYSTEMS) + " |")
    print("|---|---|---|" + "---|" * len(SYSTEMS))
    for gpus in GPUS:
        paper = PAPER.get(gpus)
        cells = [f"{paper}" if paper else "", f"{PAPER[1] / paper / gpus:.2f}" if paper else ""]
        for _, rate, batch, gigabits, delay, software, _ in SYSTEMS:
            cells.append(" / ".join(
                f"{efficiency(gpus, rate, batch, gigabits, delay, software, fits['overlapped'][0], True, tree):.2f}"
                for tree in (True, False)))
        print(f"| {gpus:,} | " + " | ".join(cells) + " |")
    plot(rows, fits, options.plot)


if __name__ == "__main__":
    main()
