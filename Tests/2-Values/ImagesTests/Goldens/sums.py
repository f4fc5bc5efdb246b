"""Makes a file whose units state the sums of their data, with astropy, and a list of where the data lie.

Run: python Tests/2-Values/ImagesTests/Goldens/sums.py
Made with astropy 8.0.2; cfitsio 4.2's ffvcks finds all sums right. The units are a plain image, a RICE-compressed one, a mask, and
weights without loss.
"""
import json
import os

import numpy as np
from astropy.io import fits

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sums")
random = np.random.default_rng(20261122)
width, height = 60, 50
sky = random.normal(0, 4, (height, width)).astype(np.float32)
options = dict(compression_type="RICE_1", quantize_level=16, quantize_method=1, dither_seed=3)
units = [
    fits.PrimaryHDU(random.integers(-3000, 3000, (height, width)).astype(np.int16)),
    fits.CompImageHDU(sky, name="SCI", **options),
    fits.CompImageHDU((random.random((height, width)) < 0.02).astype(np.int32), name="MSK", compression_type="RICE_1"),
    fits.CompImageHDU(np.abs(sky), name="WGT", compression_type="GZIP_2", quantize_level=0),
]
path = here + "/sums.fits.fz"
fits.HDUList(units).writeto(path, overwrite=True, checksum=True)
expected = []
with fits.open(path, disable_image_compression=True, checksum=True) as file:
    for unit in file:
        place = unit.fileinfo()
        expected.append(dict(start=place["datLoc"], count=place["datSpan"], sum=int(unit.header["DATASUM"])))
with open(here + "/expected.json", "w") as file:
    json.dump(expected, file)
