"""Pillow's anti-aliased resizes of one small picture. Run: python resize.py (pillow, numpy)."""
import pathlib

import numpy as np
from PIL import Image

here = pathlib.Path(__file__).parent / "resize"
random = np.random.default_rng(20)
height, width = 47, 61
y, x = np.mgrid[:height, :width]
picture = np.stack([
    127 + 120 * np.sin(x / 4.0 + y / 9.0),
    255.0 * ((x // 5 + y // 7) % 2),
    random.integers(0, 256, (height, width)),
], axis=2).clip(0, 255).astype(np.uint8)
source = Image.fromarray(picture)
source.save(here / "source.png")
filters = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC, "lanczos": Image.LANCZOS}
for name, kernel in filters.items():
    for size in [(20, 15), (61, 30), (100, 80), (33, 90), (1, 1)]:
        result = source.resize(size, kernel)
        if size == (1, 1):  # the package refuses pictures below 8 px: repeat the pixel
            result = result.resize((8, 8), Image.NEAREST)
        result.save(here / f"{name}_{size[0]}x{size[1]}.png")
    source.resize((24, 24), kernel, box=(10.25, 3.5, 50.75, 44.0)).save(here / f"{name}_box_24x24.png")
