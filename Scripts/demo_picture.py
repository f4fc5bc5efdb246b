"""Draws docs/images/demo.jpg from a demonstration's folder; needs Pillow.

    tuningfork demo --output demo
    python3 Scripts/demo_picture.py demo docs/images/demo.jpg

Four rows: spirals in simulated SDSS, the same in simulated DES, ellipticals in both. Eight of each, from the brightest to the
faintest that volunteers labelled, at even steps of rank by r magnitude. Whoever has data missing in either survey is left out.
"""

import csv
import io
import pathlib
import sys

from PIL import Image

COLUMNS, SIDE, GAP = 8, 96, 4


def read(folder, name):
    """The rows of a set's manifest."""
    with open(folder / "cutouts" / name / "manifest.csv", newline="") as file:
        return list(csv.DictReader(file))


def picture(folder, name, row):
    """A cutout: a piece of the set's store."""
    store, piece = row["file"].split("#")
    offset, length = map(int, piece.split("+"))
    with open(folder / "cutouts" / name / store, "rb") as file:
        file.seek(offset)
        return Image.open(io.BytesIO(file.read(length))).convert("RGB").resize((SIDE, SIDE))


def main(folder, output):
    sdss = read(folder, "fo_sdss")
    des = {row["objid"]: row for row in read(folder, "fo_des")}
    sheet = Image.new("RGB", (COLUMNS * (SIDE + GAP) + GAP, 4 * (SIDE + GAP) + GAP), "white")
    for pair, label in enumerate(["spiral", "elliptical"]):
        whole = [
            row for row in sdss
            if row["label"] == label and row["id"] in des
            and float(row["missing_fraction"]) == 0 and float(des[row["id"]]["missing_fraction"]) == 0
        ]
        whole.sort(key=lambda row: float(row["petroMag_r"]))
        for column in range(COLUMNS):
            row = whole[column * (len(whole) - 1) // (COLUMNS - 1)]
            for line, (name, found) in enumerate([("fo_sdss", row), ("fo_des", des[row["id"]])]):
                place = (GAP + column * (SIDE + GAP), GAP + (2 * pair + line) * (SIDE + GAP))
                sheet.paste(picture(folder, name, found), place)
    sheet.save(output, quality=88)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2])
