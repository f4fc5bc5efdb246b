"""Makes the goldens of tile-compressed images with astropy.

Run: python Tests/ImagesTests/Goldens/compressed.py
Made with astropy 8.0.2. Each NAME.fits.fz has its image in unit 1; NAME.fits holds the pixels that astropy reads from it.
"""
import os

import numpy as np
from astropy.io import fits

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "compressed")
random = np.random.default_rng(20261122)
width, height = 70, 50
sky = (random.normal(0, 3, (height, width)) + 400 * np.exp(-((np.indices((height, width)).T - [25, 35]) ** 2).sum(2).T / 50))
sky = sky.astype(np.float32)
holes = sky.copy()
holes[10:14, 20:30] = np.nan
mask = random.integers(0, 2, (height, width)).astype(np.int32) << random.integers(0, 31, (height, width)).astype(np.int32)
counts = random.integers(-3000, 3000, (height, width)).astype(np.int16)

cases = {
    "rice_rows": (sky, dict(compression_type="RICE_1", quantize_level=16, quantize_method=1, dither_seed=5)),
    "rice_blocks": (holes, dict(compression_type="RICE_1", quantize_level=4, quantize_method=2, dither_seed=9, tile_shape=(16, 24))),
    "rice_plain": (holes, dict(compression_type="RICE_1", quantize_level=16, quantize_method=-1)),
    "rice_mask": (mask, dict(compression_type="RICE_1")),
    "rice_short": (counts, dict(compression_type="RICE_1", tile_shape=(50, 70))),
    "gzip": (sky, dict(compression_type="GZIP_2", quantize_level=0)),
    "hcompress": (counts, dict(compression_type="HCOMPRESS_1", hcomp_scale=0, tile_shape=(10, 70))),
    "plio": ((mask != 0).astype(np.int16), dict(compression_type="PLIO_1")),
}
for name, (pixels, options) in cases.items():
    unit = fits.CompImageHDU(pixels, name="SCI", **options)
    unit.header["BAND"] = "r"
    unit.header["CRPIX1"] = (3.5, "kept in the image's header")
    fits.HDUList([fits.PrimaryHDU(), unit]).writeto(f"{here}/{name}.fits.fz", overwrite=True)
    with fits.open(f"{here}/{name}.fits.fz") as file:
        fits.PrimaryHDU(np.array(file[1].data)).writeto(f"{here}/{name}.fits", overwrite=True)
