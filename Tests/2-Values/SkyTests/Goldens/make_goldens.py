#!/usr/bin/env python3
"""Writes the goldens of this folder with astropy 8.0, healpy 1.20 and mocpy 0.21: run it here, no arguments."""

import astropy.units as u
import healpy
import numpy as np
from astropy.coordinates import Latitude, Longitude, SkyCoord, search_around_sky
from astropy.wcs import WCS
from mocpy import MOC

random = np.random.default_rng(20190301)


def sphere(count):
    return random.uniform(0, 360, count), np.degrees(np.arcsin(random.uniform(-1, 1, count)))


def special():
    """Poles, right ascension 0, the circles sin(dec) = ±2/3 and the borders of the base pixels."""
    edge = float(np.degrees(np.arcsin(2 / 3)))
    decs = [-90, -90 + 1e-12, -89.9999999, -edge, -45, -1e-13, 0, 1e-13, 30, edge, np.nextafter(edge, 90), 89.9999999, 90]
    ras = [0, 1e-13, 1e-9, 22.5, 45, np.nextafter(45, 0), 90, 135, 180, np.nextafter(180, 360), 225, 270, 315]
    ras += [359.9999999999, np.nextafter(360, 0)]
    points = [(ra, dec) for ra in ras for dec in decs]
    for pixel in range(12):
        lon, lat = healpy.vec2ang(healpy.boundaries(1, pixel, step=16, nest=True).T, lonlat=True)
        points += list(zip(lon % 360, np.clip(lat, -90, 90)))
    return np.array(points).T


def pixels():
    """Position and pixel of order 29; at every other order healpy gives the pixel around that one."""
    ra, dec = np.concatenate([np.round(sphere(2000), 8), special()], axis=1)
    finest = healpy.ang2pix(1 << 29, ra, dec, nest=True, lonlat=True)
    for order in range(29):
        here = healpy.ang2pix(1 << order, ra, dec, nest=True, lonlat=True)
        assert np.array_equal(here, finest >> (2 * (29 - order)))
    with open("pixels.txt", "w") as file:
        for row in zip(ra.tolist(), dec.tolist(), finest.tolist()):
            print(*row, file=file)


def shapes():
    """Order, pixel, its middle, its corners (south, east, north, west), its neighbours from the south-west clockwise."""
    with open("shapes.txt", "w") as file:
        for order in range(30):
            side, count = 1 << order, 12 << (2 * order)
            chosen = list(range(12)) if order == 0 else random.integers(0, count, 5).tolist()
            # The corners of a base pixel, where three or four of them meet.
            face = int(random.integers(0, 12)) << (2 * order)
            last = (1 << (2 * order)) - 1
            chosen += [face, face + last, face + last // 3, face + 2 * (last // 3)] if order else []
            for pixel in chosen:
                middle = healpy.pix2ang(side, pixel, nest=True, lonlat=True)
                corners = healpy.vec2ang(healpy.boundaries(side, pixel, step=1, nest=True).T, lonlat=True)
                numbers = [order, pixel, *(float(x) for x in middle)]
                for corner in (2, 3, 0, 1):
                    numbers += [float(corners[0][corner]), float(corners[1][corner])]
                print(*numbers, *healpy.get_all_neighbours(side, pixel, nest=True).tolist(), file=file)


def runs(pixels):
    pixels = sorted(pixels)
    text, start = [], 0
    for index in range(len(pixels)):
        if index + 1 == len(pixels) or pixels[index + 1] != pixels[index] + 1:
            text.append(f"{pixels[start]}-{pixels[index]}")
            start = index + 1
    return ",".join(text) or "none"


def cones():
    """Order, centre, radius; pixels whose middle lies within; pixels of healpy's inclusive search; all in degrees."""
    cases = [(3, 0, 0, 20), (4, 10, 90, 12), (4, 200, -90, 3), (5, 359.9, 41.81, 8), (5, 45, -41.81, 0.4)]
    cases += [(2, 120, 30, 100), (1, 300, -20, 170), (3, 0, 0, 180), (6, 90, 66, 3), (7, 270, -1, 1.5), (0, 77, 12, 5)]
    cases += [(13, 12.3456, -45.6, 0.02), (20, 0.00001, 0, 0.0002), (28, 222.2, 88.8, 1e-6), (9, 33, 44, 0)]
    with open("cones.txt", "w") as file:
        for order, ra, dec, radius in cases:
            center = healpy.ang2vec(ra, dec, lonlat=True)
            found = []
            for inclusive in (False, True):
                if order <= 13:
                    found.append(runs(healpy.query_disc(
                        1 << order, center, np.radians(radius), inclusive=inclusive, nest=True, fact=16).tolist()))
                else:
                    # healpy's search takes too long at fine orders: the rings around the middle pixel instead.
                    near = {int(healpy.ang2pix(1 << order, ra, dec, nest=True, lonlat=True))}
                    reach = np.radians(radius) + (healpy.max_pixrad(1 << order) if inclusive else 0)
                    while True:
                        more = {p for q in near for p in healpy.get_all_neighbours(1 << order, q, nest=True).tolist()}
                        more = sorted(p for p in more - near if p >= 0)
                        away = np.linalg.norm(
                            np.array(healpy.pix2vec(1 << order, more, nest=True)).T - center, axis=1)
                        more = [p for p, distance in zip(more, away) if distance <= reach]
                        if not more:
                            break
                        near |= set(more)
                    found.append(runs(near))
            print(order, ra, dec, radius, *found, file=file)


def footprints():
    """Pairs of footprints and what mocpy makes of them; the last line of each: positions and whether the first has them."""
    with open("footprints.txt", "w") as file:
        def put(name, value):
            print(name, value, file=file)

        for number in range(6):
            pair = []
            for _ in range(2):
                order = int(random.integers(2, 8))
                ra, dec, radius = random.uniform(0, 360), random.uniform(-90, 90), random.uniform(5, 40)
                first = MOC.from_cone(
                    lon=Longitude(ra * u.deg), lat=Latitude(dec * u.deg), radius=radius * u.deg, max_depth=order)
                lon, lat = sphere(20)
                pair.append(first.union(MOC.from_lonlat(lon * u.deg, lat * u.deg, max_norder=order)))
            a, b = pair
            put("a", a.to_string().replace("\n", " "))
            put("b", b.to_string().replace("\n", " "))
            put("union", a.union(b).to_string().replace("\n", " "))
            put("intersection", a.intersection(b).to_string().replace("\n", " "))
            put("difference", a.difference(b).to_string().replace("\n", " "))
            put("complement", a.complement().to_string().replace("\n", " "))
            put("degraded", a.degrade_to_order(min(2, a.max_order)).to_string().replace("\n", " "))
            put("fraction", repr(float(a.sky_fraction)))
            lon, lat = sphere(40)
            inside = a.contains_lonlat(lon * u.deg, lat * u.deg)
            put("positions", " ".join(f"{x!r},{y!r},{int(i)}" for x, y, i in zip(lon.tolist(), lat.tolist(), inside)))


def projections():
    """Projection, right ascension in the middle, position, x, y from astropy's WCS."""
    with open("projections.txt", "w") as file:
        for code, name in (("MOL", "mollweide"), ("AIT", "hammerAitoff")):
            for center in (0, 180, 266.4):
                wcs = WCS(naxis=2)
                wcs.wcs.ctype = [f"RA---{code}", f"DEC--{code}"]
                wcs.wcs.crval = [center, 0]
                wcs.wcs.crpix = [0, 0]
                wcs.wcs.cdelt = [-1, 1]
                ra, dec = sphere(25)
                ra = np.append(ra, [center, 0, 359.99999, 12, 12, 100, 200])
                dec = np.append(dec, [0, 0, 0, 90, -90, 89.999, -89.99])
                x, y = wcs.wcs_world2pix(ra, dec, 0)
                scale = np.degrees(np.sqrt(2))
                for row in zip(ra.tolist(), dec.tolist(), ((x + 1) / scale).tolist(), ((y + 1) / scale).tolist()):
                    print(name, center, *row, file=file)


def matches():
    """Two lists of positions in clumps, at the poles and at right ascension 0; nearest and all pairs by astropy."""
    global random
    random = np.random.default_rng(20190302)

    def clumps():
        ra, dec = sphere(30)
        ra = np.concatenate([ra, [0, 359.9999, 0.0001, 10, 190, 77], random.uniform(0, 360, 10), random.normal(150, 1e-4, 12)])
        dec = np.concatenate([dec, [0, 0, 0, 90, 89.9999999, -90], np.full(10, 89.9999), random.normal(-30, 1e-4, 12)])
        return ra % 360, dec

    left, right = clumps(), clumps()
    a, b = (SkyCoord(ra * u.deg, dec * u.deg) for ra, dec in (left, right))
    with open("matches.txt", "w") as file:
        for name, (ra, dec) in (("left", left), ("right", right)):
            for row in zip(ra.tolist(), dec.tolist()):
                print(name, *row, file=file)
        index, separation, _ = a.match_to_catalog_sky(b)
        for number, (found, distance) in enumerate(zip(index.tolist(), separation.arcsec.tolist())):
            print("nearest", number, found, distance, file=file)
        for radius in (0.3, 600.0):
            first, second, separation, _ = search_around_sky(a, b, radius * u.arcsec)
            rows = sorted(zip(first.tolist(), second.tolist(), separation.arcsec.tolist()))
            for row in rows:
                print(f"within{radius}", *row, file=file)


for make in (pixels, shapes, cones, footprints, projections, matches):
    make()
