"""JPEG and PNG files of several kinds, each beside what Pillow decodes it to (NAME.expected.png).

Run: python decode.py (pillow, numpy).
"""
import pathlib

import numpy as np
from PIL import Image

here = pathlib.Path(__file__).parent / "decode"
height, width = 33, 41
y, x = np.mgrid[:height, :width]
colour = np.stack([
    40 + 200 * np.exp(-((x - 20) ** 2 + (y - 16) ** 2) / 90.0),
    30 + 150 * np.exp(-((x - 22) ** 2 + (y - 15) ** 2) / 200.0),
    20 + 5.0 * y,
], axis=2).clip(0, 255).astype(np.uint8)
picture = Image.fromarray(colour)


def keep(name, image, **options):
    image.save(here / name, **options)
    # The expected picture of a 16-bit file is its high byte; Pillow would clip it.
    opened = Image.open(here / name)
    if opened.mode.startswith("I"):
        opened = Image.fromarray((np.asarray(opened) // 257).astype(np.uint8))
    opened.convert("RGB").save(here / (name + ".expected.png"))


keep("subsampled.jpg", picture, quality=90)
keep("full.jpg", picture, quality=95, subsampling=0)
keep("progressive.jpg", picture, quality=90, progressive=True)
keep("grey.jpg", picture.convert("L"), quality=90)
keep("cmyk.jpg", picture.convert("CMYK"), quality=95)
keep("grey.png", picture.convert("L"))
keep("palette.png", picture.convert("P", palette=Image.ADAPTIVE, colors=64))
keep("grey16.png", Image.fromarray((colour[:, :, 0].astype(np.uint16) * 256 + 77)))
keep("bilevel.png", picture.convert("1"))
# Wholly transparent on the left, opaque on the right; the transparent colour must not show.
alpha = np.where(x < 12, 0, 255).astype(np.uint8)
Image.fromarray(np.dstack([colour, alpha])).save(here / "alpha.png")
Image.fromarray(np.where(alpha[..., None] > 0, colour, 0).astype(np.uint8)).save(here / "alpha.png.expected.png")
picture.save(here / "colour.png")
(here / "colour.raw").write_bytes(colour.tobytes())
