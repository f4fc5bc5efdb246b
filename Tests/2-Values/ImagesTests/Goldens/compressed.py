"""Makes the goldens of tile-compressed images with astropy.

Run: python Tests/2-Values/ImagesTests/Goldens/compressed.py
Made with astropy 8.0.2. Each NAME.fits.fz has its image in unit 1; NAME.fits holds the pixels that astropy reads from it.
Those made last are only compared with what cfitsio's own decoder reads from them, so they have no NAME.fits.
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

steps = random.integers(0, 256, (height, width)).astype(np.uint8)
steps[20:30] = 7
steps[30:40] = 100 + steps[30:40] // 32
noise = random.integers(-(2**31), 2**31, (height, width)).astype(np.int32)
noise[::3] >>= random.integers(0, 32, noise[::3].shape).astype(np.int32)
noise[40:43, :40] = -5
zeros = sky.astype(np.float64) * 1e-3
zeros[15:30, 40:] = 0
zeros[31, :] = np.nan
some = sky.copy()
some[20:23] = 1.5  # has no noise, so that these tiles are not quantised but stored by gzip
wide = np.tile(np.cumsum(random.normal(0, 1, 12000)), (2, 1)).astype(np.float32)
others = {
    "rice_bytes": (steps, dict(compression_type="RICE_1")),
    "rice_noise": (noise, dict(compression_type="RICE_1", tile_shape=(7, 33))),
    "rice_doubles": (zeros, dict(compression_type="RICE_1", quantize_level=8, quantize_method=2, dither_seed=9999, tile_shape=(10, 70))),
    "rice_some": (some, dict(compression_type="RICE_1", quantize_level=16, quantize_method=1, dither_seed=3)),
    "rice_wide": (wide, dict(compression_type="RICE_1", quantize_level=-0.5, quantize_method=1, dither_seed=9999)),
}
for name, (pixels, options) in others.items():
    unit = fits.CompImageHDU(pixels, name="SCI", **options)
    fits.HDUList([fits.PrimaryHDU(), unit]).writeto(f"{here}/{name}.fits.fz", overwrite=True)

# Two units: whole numbers with dithering, then floats as they are. cfitsio carries notes from one unit to the next.
units = [
    fits.CompImageHDU(sky, name="SCI", compression_type="GZIP_2", quantize_level=16, quantize_method=2, dither_seed=5),
    fits.CompImageHDU(np.full((height, width), 0.1, np.float32), name="WGT", compression_type="GZIP_2", quantize_level=0),
]
fits.HDUList([fits.PrimaryHDU(), *units]).writeto(f"{here}/gzip_units.fits.fz", overwrite=True)
with fits.open(f"{here}/gzip_units.fits.fz") as file:
    fits.PrimaryHDU(np.array(file[1].data)).writeto(f"{here}/gzip_units.fits", overwrite=True)
