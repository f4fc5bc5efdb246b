"""Makes a small DES-like tile with astropy, and what astropy's Cutout2D cuts from it.

Run: python Tests/3-SkyToSet/CutoutsTests/Goldens/des.py
Made with astropy 8.0.2. SCI is RICE-compressed with quantised, dithered floats, as fpack does for DES; each unit has CHECKSUM and
DATASUM.
"""
import json
import os

import numpy as np
from astropy import units
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.nddata import Cutout2D
from astropy.wcs import WCS

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "des")
random = np.random.default_rng(20261122)
width, height = 150, 130
header = fits.Header()
for key, value in dict(
    CTYPE1="RA---TPV", CTYPE2="DEC--TPV", CUNIT1="deg", CUNIT2="deg", CRVAL1=42.0, CRVAL2=-58.6944, CRPIX1=2100.5,
    CRPIX2=-1900.5, CD1_1=-7.305556e-05, CD1_2=3.1e-07, CD2_1=3.2e-07, CD2_2=7.305556e-05, RADESYS="ICRS",
    PV1_0=1e-4, PV1_1=1.001, PV1_2=2e-4, PV1_4=-3e-3, PV2_0=-2e-4, PV2_1=0.999, PV2_2=1e-4, PV2_4=2e-3,
    FILTER="r DECam SDSS c0002 6415.0 1480.0", MAGZERO=30.0, SATURATE=20000.0, TILENAME="DES0248-5842",
).items():
    header[key] = value
y, x = np.indices((height, width))
pixels = random.normal(0, 4, (height, width))
for place, flux, sigma in [((60, 60), 9e4, 4), ((110, 40), 3e4, 2), ((30, 100), 2e4, 3)]:
    square = (x - place[0]) ** 2 + (y - place[1]) ** 2
    pixels += flux / (2 * np.pi * sigma**2) * np.exp(-square / (2 * sigma**2))
pixels = pixels.astype(np.float32)
pixels[62:64, 66:69] = 30000
mask = np.zeros((height, width), np.int32)
mask[58, 50:70] = 2
mask[90:96, :] = 1 << 30
weight = np.ones((height, width), np.float32)
weight[:, 55] = 0
options = dict(compression_type="RICE_1", quantize_level=16, quantize_method=1, dither_seed=3)
hdus = [fits.PrimaryHDU(), fits.CompImageHDU(pixels, header, name="SCI", **options),
        fits.CompImageHDU(mask, name="MSK", compression_type="RICE_1"),
        # The second kind of dither keeps zeros exact, which a weight needs.
        fits.CompImageHDU(weight, name="WGT", **(options | dict(quantize_method=2)))]
fits.HDUList(hdus).writeto(here + "/DES0248-5842_r.fits.fz", overwrite=True, checksum=True)

cutouts = []
with fits.open(here + "/DES0248-5842_r.fits.fz") as file:
    wcs = WCS(file["SCI"].header)
    for place, size in [((60.2, 60.7), 24), ((110, 40), 31), ((30.5, 100.49), 10), ((3, 126), 20)]:
        sky = wcs.pixel_to_world(*place)
        sky = SkyCoord(round(sky.ra.deg, 8) * units.deg, round(sky.dec.deg, 8) * units.deg)
        cut = Cutout2D(file["SCI"].data, sky, size, wcs=wcs, mode="partial", fill_value=np.nan)
        corners = cut.wcs.pixel_to_world([0, size - 1, 0, 7.25], [0, 0, size - 1, 3.5])
        cutouts.append(dict(
            ra=sky.ra.deg, dec=sky.dec.deg, size=size,
            pixels=[None if np.isnan(v) else float(v) for v in cut.data.ravel()],
            at=[[0, 0], [size - 1, 0], [0, size - 1], [7.25, 3.5]], corner_ra=corners.ra.deg.tolist(), corner_dec=corners.dec.deg.tolist(),
            scale=float(np.sqrt(wcs.proj_plane_pixel_area().to_value("arcsec2")))))
with open(here + "/expected.json", "w") as file:
    json.dump(cutouts, file)
