#!/usr/bin/env python3
"""Cutouts from one DES-like tile: TuningFork against astropy's Cutout2D and against cutana.

Run by run.sh. The tile (10,000 x 10,000, plain and RICE-compressed with quantised, dithered floats, as fpack does for DES) and the
positions are made from a seed. Both sides open the tile, find each position's pixel through the WCS and take a square of
its pixels as float32; the pixels must be identical. They take turns on one core; medians of processor time (user and
system) are printed, which the load of a shared machine changes least.

Peers: Cutout2D on a memory-mapped plain tile; on .fz the documented way for parts (CompImageHDU.section), of which only a
tenth of the cutouts are timed, and the other way round, the whole tile decompressed first; cutana's
create_cutouts_direct, which reads plain tiles only: its own pixels, and brought to 224 px; and with its own writer of FITS
files against 'tuningfork cutouts' with the program's start and all its tables (--tuningfork).
"""
import argparse
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from importlib.metadata import version

import numpy as np
from astropy import units
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.nddata import Cutout2D
from astropy.nddata.utils import overlap_slices
from astropy.wcs import WCS

from turns import HERE, date_and_commit, machine

warnings.simplefilter("ignore")
RESIZED = 224



def make(folder, side, count, cut):
    """The tile's two files and positions that lie wholly inside it."""
    random = np.random.default_rng(20261122)
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = ["RA---TAN", "DEC--TAN"]
    wcs.wcs.crval = [42.0, -0.6944]
    wcs.wcs.crpix = [side / 2 + 0.5] * 2
    wcs.wcs.cd = [[-7.305556e-05, 0], [0, 7.305556e-05]]
    pixels = random.standard_normal((side, side), dtype=np.float32) * 4
    places = random.uniform(cut, side - cut, (count, 2))
    y, x = np.mgrid[-40:41, -40:41]
    for place in places:
        column, row = place.astype(int)
        flux = random.uniform(20, 2000) * np.exp(-np.hypot(x, y) / random.uniform(3, 9))
        pixels[row - 40:row + 41, column - 40:column + 41] += flux.astype(np.float32)
    header = wcs.to_header()
    header["BAND"] = "r"
    header["MAGZERO"] = 30.0
    plain, packed = folder + "/tile.fits", folder + "/tile.fits.fz"
    fits.PrimaryHDU(pixels, header).writeto(plain)
    unit = fits.CompImageHDU(
        pixels, header, name="SCI", compression_type="RICE_1", quantize_level=16, quantize_method=1, dither_seed=7)
    fits.HDUList([fits.PrimaryHDU(), unit]).writeto(packed)
    sky = wcs.pixel_to_world(places[:, 0], places[:, 1])
    np.concatenate([sky.ra.deg, sky.dec.deg]).tofile(folder + "/positions.bin")
    return plain, packed, sky.ra.deg, sky.dec.deg


class Swift:
    """The benchmark's own process, which waits for a line before each run."""

    def __init__(self, program, folder, tile, hdu, cut, mode):
        self.output = f"{folder}/{os.path.basename(tile)}.{mode}"
        self.process = subprocess.Popen(
            [program, "cutouts", "--tile", tile, "--hdu", str(hdu), "--positions", folder + "/positions.bin",
             "--side", str(cut), "--size", str(RESIZED), "--mode", mode, "--output", self.output],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()

    def __call__(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline().split()[1])

    def pixels(self):
        self.process.stdin.close()
        self.process.wait()
        return np.fromfile(self.output, np.float32)


def cutout2d(ra, dec, cut):
    def run(data, wcs):
        return [Cutout2D(data, SkyCoord(r * units.deg, d * units.deg), cut, wcs=wcs, mode="partial").data.astype(np.float32)
                for r, d in zip(ra, dec)]
    return run


def astropy_plain(tile, ra, dec, cut):
    def run():
        with fits.open(tile, memmap=True) as file:
            return cutout2d(ra, dec, cut)(file[0].data, WCS(file[0].header))
    return run


def astropy_whole(tile, ra, dec, cut):
    def run():
        with fits.open(tile) as file:
            return cutout2d(ra, dec, cut)(file[1].data, WCS(file[1].header))
    return run


def astropy_section(tile, ra, dec, cut):
    def run():
        with fits.open(tile) as file:
            section, wcs = file[1].section, WCS(file[1].header)
            shape = file[1].shape
            x, y = wcs.world_to_pixel_values(ra, dec)
            return [section[overlap_slices(shape, (cut, cut), (b, a))[0]].astype(np.float32) for a, b in zip(x, y)]
    return run


def cutana_run(tile, ra, dec, cut, resized):
    import pandas
    from cutana import create_cutouts_direct, get_default_config
    config = get_default_config()
    config.console_log_level = "ERROR"
    config.skip_fits_check = True
    config.apply_flux_conversion = False
    config.selected_extensions = [{"name": "PRIMARY", "ext": "PRIMARY"}]
    config.data_type = "float32"
    config.do_only_cutout_extraction = not resized
    if resized:
        config.target_resolution = RESIZED
        config.normalisation_method = "none"
        config.interpolation = "bicubic"
    table = pandas.DataFrame(dict(
        SourceID=[str(i) for i in range(len(ra))], RA=ra, Dec=dec, diameter_pixel=cut, fits_file_paths=str([tile])))
    return lambda: create_cutouts_direct(table, config)


def cutana_disk(tile, ra, dec, cut, folder):
    """Cutouts as FITS files, by the functions that cutana's own worker calls."""
    import pandas
    from cutana import create_cutouts_direct, get_default_config
    from cutana.cutout_writer_fits import write_fits_batch
    config = get_default_config()
    config.console_log_level = "ERROR"
    config.skip_fits_check = True
    config.apply_flux_conversion = False
    config.selected_extensions = [{"name": "PRIMARY", "ext": "PRIMARY"}]
    config.do_only_cutout_extraction = True
    config.output_format = "fits"
    table = pandas.DataFrame(dict(
        SourceID=[str(i) for i in range(len(ra))], RA=ra, Dec=dec, diameter_pixel=cut, fits_file_paths=str([tile])))

    def run():
        shutil.rmtree(folder + "/cutana", ignore_errors=True)
        paths = write_fits_batch(create_cutouts_direct(table, config), folder + "/cutana", config)
        assert len(paths) == len(ra), len(paths)
    return run


class TuningForkDisk:
    """The whole command: catalogue in, FITS cutouts in a store, manifest."""

    def __init__(self, program, folder, tile, ra, dec, cut):
        self.output = folder + "/store"
        os.makedirs(folder + "/tiles")
        os.link(tile, folder + "/tiles/tile.fits")
        with open(folder + "/catalogue.csv", "w") as file:
            file.write("id,ra,dec\n" + "".join(f"{i},{r!r},{d!r}\n" for i, (r, d) in enumerate(zip(ra.tolist(), dec.tolist()))))
        self.command = [program, "cutouts", folder + "/catalogue.csv", "--tiles", folder + "/tiles", "--output", self.output,
                        "--survey", "des", "--bands", "r", "--format", "fits", "--field-arcsec", str(cut * 0.263),
                        "--threads", "1", "--quiet"]

    def __call__(self):
        shutil.rmtree(self.output, ignore_errors=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(self.command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def megabytes(self):
        """The most memory that one run holds; looked at while it runs, as its account would count this script's too."""
        shutil.rmtree(self.output, ignore_errors=True)
        most = 0
        with subprocess.Popen(self.command, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None:
                with open(f"/proc/{process.pid}/status") as file:
                    peak = next((line for line in file if line.startswith("VmHWM:")), "VmHWM: 0 kB")
                most = max(most, int(peak.split()[1]))
                time.sleep(0.005)
        return most / 1024

    def pixels(self):
        return None


def timed(body):
    start = time.process_time()
    result = body()
    return time.process_time() - start, result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--swift", default=str(HERE / ".build/release/TuningForkBenchmark"), help="built TuningForkBenchmark")
    parser.add_argument(
        "--tuningfork", default=str(HERE.parent / ".build/release/tuningfork"),
        help="the program itself, for the job from catalogue to disk")
    parser.add_argument("--side", type=int, default=10000)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--cut", type=int, default=150)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--output")
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    rows, memory = [], None
    with tempfile.TemporaryDirectory() as folder:
        plain, packed, ra, dec = make(folder, options.side, options.count, options.cut)
        tenth = slice(0, max(1, options.count // 10))
        cases = [
            ("plain, own pixels", plain, 0, "native", "astropy Cutout2D, memmap", astropy_plain(plain, ra, dec, options.cut), 1, True),
            ("plain, own pixels", plain, 0, "native", "cutana, extraction", cutana_run(plain, ra, dec, options.cut, False), 1, False),
            (f"plain, to {RESIZED} px", plain, 0, "resized", "cutana, bicubic", cutana_run(plain, ra, dec, options.cut, True), 1, False),
            (".fz, own pixels", packed, 1, "native", "astropy section", astropy_section(packed, ra[tenth], dec[tenth], options.cut), options.count / (tenth.stop), True),
            (".fz, own pixels", packed, 1, "native", "astropy, whole tile, Cutout2D", astropy_whole(packed, ra, dec, options.cut), 1, True),
        ]
        if os.path.exists(options.tuningfork):
            disk = cutana_disk(plain, ra, dec, options.cut, folder)
            cases.append(("plain, catalogue to FITS on disk", plain, 0, "disk", "cutana, extraction and its FITS writer", disk, 1, False))
        for job, tile, hdu, mode, peer, body, factor, compared in cases:
            if mode == "disk":
                swift = TuningForkDisk(options.tuningfork, folder, tile, ra, dec, options.cut)
            else:
                swift = Swift(options.swift, folder, tile, hdu, options.cut, mode)
            ours, theirs, result = [], [], None
            swift(), body()
            for _ in range(options.repeats):
                ours.append(swift())
                seconds, result = timed(body)
                theirs.append(seconds * factor)
            pixels = swift.pixels()
            if compared:
                wanted = np.stack(result).ravel()
                if not np.array_equal(pixels[:wanted.size], wanted, equal_nan=True):
                    sys.exit(f"{job}: the pixels differ from those of {peer}")
            if mode == "disk":
                memory = swift.megabytes()
            a, b = statistics.median(ours), statistics.median(theirs)
            rows.append((job, peer, 1e3 * a / options.count, 1e3 * b / options.count, b / a,
                         "identical" if compared else "not compared"))
            print(rows[-1], flush=True)
    lines = ["# Cutouts: TuningFork against astropy and cutana", "",
             f"- date: {date_and_commit()}",
             f"- machine: {machine()}, of which one is used",
             f"- Python {platform.python_version()}, astropy {version('astropy')}, cutana {version('cutana')}, numpy {np.__version__}",
             f"- command: `Benchmarks/run.sh cutouts {' '.join(sys.argv[1:-2])}`".rstrip(' `') + '`', "",
             f"{options.count} cutouts of {options.cut} px from a tile of {options.side} x {options.side}; milliseconds of processor time a cutout, median of {options.repeats}.", "",
             "| job | peer | TuningFork ms | peer ms | times faster | pixels |", "|---|---|---|---|---|---|"]
    lines += [f"| {job} | {peer} | {a:.3f} | {b:.3f} | {ratio:.1f} | {same} |" for job, peer, a, b, ratio, same in rows]
    if memory:
        lines += ["", f"From catalogue to disk TuningFork holds {memory:.0f} MB at most, libtorch among them, which the program loads "
                  f"for other work; the tile has {options.side ** 2 // 250000} MB."]
    print("\n".join(lines))
    if options.output:
        with open(options.output, "w") as file:
            file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
