"""Makes a small SDSS frame as the archive writes it: image, calibration of each column, sky, astrometry; bzip2.

Run: python Tests/3-SkyToSet/CutoutsTests/Goldens/frame.py
Made with astropy 8.0.2. Unit 0 holds x + 100 y nanomaggies at column x and row y, both from 0.
"""
import bz2
import io
import os

import numpy as np
from astropy.io import fits

width, height, scale = 90, 70, 0.396127 / 3600
header = fits.Header()
header["FILTER"] = "r"
header["BUNIT"] = "nanomaggy"
header["RADECSYS"] = "ICRS"
header["EQUINOX"] = 2000.0
header["CTYPE1"], header["CTYPE2"] = "RA---TAN", "DEC--TAN"
header["CUNIT1"], header["CUNIT2"] = "deg", "deg"
header["CRPIX1"], header["CRPIX2"] = 45.5, 35.5
header["CRVAL1"], header["CRVAL2"] = 179.6, -0.45
turn = np.radians(1.5)
header["CD1_1"], header["CD1_2"] = scale * np.sin(turn), scale * np.cos(turn)
header["CD2_1"], header["CD2_2"] = scale * np.cos(turn), -scale * np.sin(turn)
y, x = np.mgrid[:height, :width]
units = fits.HDUList([
    fits.PrimaryHDU((x + 100 * y).astype(np.float32), header),
    fits.ImageHDU(np.full(width, 0.0048, np.float32)),
    fits.BinTableHDU.from_columns([fits.Column("ALLSKY", "6E", dim="(3,2)", array=np.zeros((1, 2, 3), np.float32))]),
    fits.BinTableHDU.from_columns([fits.Column("NODE", "D", array=[95.0])]),
])
buffer = io.BytesIO()
units.writeto(buffer)
folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "frame")
with open(folder + "/frame-r-001000-1-0027.fits.bz2", "wb") as file:
    file.write(bz2.compress(buffer.getvalue()))
