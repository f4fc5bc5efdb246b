"""Makes the goldens of FITS, WCS and Lupton colours with astropy.

Run: python Tests/2-Values/ImagesTests/Goldens/sky_images.py
Made with astropy 8.0.2, numpy as installed beside it.
"""
import json
import os

import numpy as np
from astropy.io import fits
from astropy.visualization import make_lupton_rgb
from astropy.wcs import WCS

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sky_images")
random = np.random.default_rng(20261122)


def several_units():
    """Primary float32, then int16, scaled int16, uint8 and a cube."""
    primary = fits.PrimaryHDU(random.normal(size=(5, 7)).astype(np.float32))
    primary.data[1, 2] = np.nan
    header = primary.header
    header["OBJECT"] = ("NGC 1300's arm", "quote inside")
    header["EXPTIME"] = (53.9, "[s] exposure")
    header["NEXP"] = (-12, "whole number")
    header["CLEAN"] = (True, "logical")
    header["EMPTY"] = (None, "no value")
    header["LONGTEXT"] = "x" * 60 + " and " + "y" * 80
    header["COMMENT"] = "a comment line"
    header["HISTORY"] = "a history line"
    whole = fits.ImageHDU(random.integers(-32768, 32768, size=(4, 6)).astype(np.int16), name="WHOLE")
    scaled = fits.ImageHDU((1000 * random.random((3, 4))).astype(np.float32), name="SCALED")
    scaled.scale("int16", bscale=0.05, bzero=700)
    small = fits.ImageHDU(random.integers(0, 256, size=(3, 5)).astype(np.uint8), name="SMALL")
    cube = fits.ImageHDU(random.normal(size=(3, 2, 4)).astype(np.float32), name="CUBE")
    table = fits.BinTableHDU.from_columns([fits.Column("a", "J", array=[1, 2])], name="TABLE")
    fits.HDUList([primary, whole, scaled, small, cube, table]).writeto(here + "/several_units.fits", overwrite=True)
    values = []
    with fits.open(here + "/several_units.fits") as file:
        for unit in range(5):
            values.append([None if np.isnan(v) else float(v) for v in np.asarray(file[unit].data, np.float64).ravel()])
    return values


def systems():
    """Headers of several kinds with pixels (from 0) and the sky positions that astropy gives for them."""
    kinds = {
        "des_tan": dict(CTYPE1="RA---TAN", CTYPE2="DEC--TAN", CRVAL1=42.0, CRVAL2=-0.6944, CRPIX1=5000.5, CRPIX2=5000.5,
                        CD1_1=-7.305556e-05, CD1_2=0.0, CD2_1=0.0, CD2_2=7.305556e-05),
        "sdss_turned": dict(CTYPE1="RA---TAN", CTYPE2="DEC--TAN", CRVAL1=201.3, CRVAL2=28.1, CRPIX1=1025.0, CRPIX2=745.0,
                            CD1_1=2.2e-05, CD1_2=1.0782e-04, CD2_1=1.0784e-04, CD2_2=-2.21e-05),
        "across_zero": dict(CTYPE1="RA---TAN", CTYPE2="DEC--TAN", CRVAL1=0.01, CRVAL2=60.0, CRPIX1=100.0, CRPIX2=80.0,
                            CDELT1=-0.0002, CDELT2=0.0002, PC1_1=0.9, PC1_2=-0.435889894, PC2_1=0.435889894, PC2_2=0.9),
        "zea": dict(CTYPE1="RA---ZEA", CTYPE2="DEC--ZEA", CRVAL1=120.0, CRVAL2=-45.0, CRPIX1=50.0, CRPIX2=50.0,
                    CDELT1=-0.01, CDELT2=0.01),
        "swapped": dict(CTYPE1="DEC--SIN", CTYPE2="RA---SIN", CRVAL1=10.0, CRVAL2=300.0, CRPIX1=20.0, CRPIX2=30.0,
                        CDELT1=0.0005, CDELT2=-0.0005),
    }
    result = {}
    for name, cards in kinds.items():
        header = fits.Header()
        for key, value in cards.items():
            header[key] = value
        header["CUNIT1"] = header["CUNIT2"] = "deg"
        header["RADESYS"] = "ICRS"
        fits.PrimaryHDU(np.zeros((2, 2), np.uint8), header).writeto(here + f"/wcs_{name}.fits", overwrite=True)
        wcs = WCS(header)
        pixels = np.stack([random.uniform(-50, 2 * cards["CRPIX1"], 12), random.uniform(-50, 2 * cards["CRPIX2"], 12)], 1)
        sky = wcs.pixel_to_world(pixels[:, 0], pixels[:, 1])
        result[name] = dict(pixels=pixels.tolist(), ra=sky.ra.deg.tolist(), dec=sky.dec.deg.tolist(),
                            scale=float(np.sqrt(wcs.proj_plane_pixel_area().to_value("arcsec2"))))
    return result


def lupton():
    result = []
    for minimum, stretch, softening in [(0.0, 5.0, 8.0), (-0.2, 0.5, 10.0), (0.1, 2.0, 0.0)]:
        height, width = 12, 9
        bands = (random.lognormal(0, 1.8, (3, height, width)) - 0.8).astype(np.float32)
        rgb = make_lupton_rgb(*bands, minimum=minimum, stretch=stretch, Q=softening)
        result.append(dict(minimum=minimum, stretch=stretch, softening=softening, width=width, height=height,
                           bands=[b.ravel().astype(float).tolist() for b in bands], rgb=rgb.ravel().tolist()))
    return result


with open(here + "/expected.json", "w") as file:
    json.dump(dict(units=several_units(), systems=systems(), lupton=lupton()), file)
