#!/usr/bin/env python3
"""Shows every reader of the program damaged files: none may crash, hang for 10 s, or take more than a gigabyte.

mutations.py [--count 100000] [--reader NAME …] [--program .build/release/mutations] [--keep FOLDER]

Files that the tests keep are damaged at random, each number in the same way on every machine, and read by the code that the
program uses (Tests/7-Program/Mutations). What ends badly is kept in FOLDER under its reader and number, and the exit code is 1.
"""

import argparse
import json
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

HOME = pathlib.Path(__file__).resolve().parent.parent
TESTS = HOME / "Tests"
CHUNK = 10_000  # files of one process: what a library leaks does not add up to the limit

TABLE = """# a comment
id,ra,dec,survey,file,votes_smooth,petroRad_r,name,note
587722981742084144,150.1,2.2,sdss,a.jpg,0.95,3.2,NGC 4321,"one, two"
12,10:00:01.5,+02:10:11,sdss,b.jpg,,4.1,"M ""31"" x",
"13",150.3,-2.4,des,"c,d.jpg",nan,1e3,,x
"""
RUN = {
    "program": "0.1.0", "torch": "2.11.0", "classes": ["spiral", "elliptical"], "backbone": "xception_small",
    "origin": "keras", "endpoint": "", "firstWeights": "", "fingerprint": "0" * 64, "seed": 1, "device": "cpu", "threads": 1,
    "manifests": [{"path": "/sets/training.csv", "sha256": "0" * 64, "rows": 100, "used": 90}], "skipsUnreadable": False,
    "started": "2026-01-01T00:00:00Z", "finished": "2026-01-01T00:01:00Z", "seconds": 60.5, "validationLoss": 0.1,
    "validationAccuracy": 0.97,
}
SURVEY = {
    "name": "kids", "bands": ["i", "r", "g"], "pixel_scale_arcsec": 0.2, "zero_point": 0, "id_columns": ["ID"],
    "size": {"kron_radius": "KRON_RADIUS", "semi_major_axis": "A_IMAGE"}, "cuts": ["2DPHOT=0"],
    "services": [{"interface": "simple_image_access", "address": "https://archive.example.org/sia", "connections": 1,
                  "requests_per_second": 1, "picture_size": 224}],
}


def card(name, value):
    text = f"'{value}'" if isinstance(value, str) else {True: "T", False: "F"}.get(value, str(value))
    return f"{name:<8}= {text:>20}".ljust(80).encode()


def sky(width, height):
    """Cards that lay an image on the sky at 150°, +2°, 0.26 arcsec a pixel."""
    return [
        card("CTYPE1", "RA---TAN"), card("CTYPE2", "DEC--TAN"), card("CRVAL1", 150.0), card("CRVAL2", 2.0),
        card("CRPIX1", width / 2), card("CRPIX2", height / 2), card("CDELT1", -7.2e-5), card("CDELT2", 7.2e-5),
        card("FILTER", "r"), card("MAGZERO", 30.0),
    ]


def padded(data, fill):
    return data + fill * (-len(data) % 2880)


def tile(bitpix, width=40, height=30):
    number = {-32: "f", 16: "h"}[bitpix]
    values = [(x * 7 + y * 13) % 50 for y in range(height) for x in range(width)]
    cards = [card("SIMPLE", True), card("BITPIX", bitpix), card("NAXIS", 2), card("NAXIS1", width), card("NAXIS2", height)]
    header = b"".join(cards + sky(width, height) + [b"END".ljust(80)])
    return padded(header, b" ") + padded(struct.pack(f">{len(values)}{number}", *values), b"\0")


def cutout():
    """A cutout as `cutouts` writes it: where its galaxy is, how much sky to show, and a mask."""
    image = tile(-32)
    end = image.find(b"END     ")
    cards = [card("RA_CUTOUT", 150.0), card("DEC_CUTOUT", 2.0), card("SIZE_CUT", 7.5)]
    image = padded(image[:end] + b"".join(cards) + b"END".ljust(80), b" ") + image[(end // 2880 + 1) * 2880 :]
    cards = [card("XTENSION", "IMAGE"), card("BITPIX", 8), card("NAXIS", 2), card("NAXIS1", 40), card("NAXIS2", 30)]
    cards += [card("PCOUNT", 0), card("GCOUNT", 1), card("EXTNAME", "MSK"), card("SIZE_CUT", 7.5)]
    header = padded(b"".join(cards + sky(40, 30) + [b"END".ljust(80)]), b" ")
    return image + header + padded(bytes(16 if x < 3 else x % 7 == 0 for y in range(30) for x in range(40)), b"\0")


def on_the_sky(data):
    """A compressed golden whose last unit has a place on the sky."""
    start = data.rfind(b"XTENSION")
    end = next(p for p in range(start, len(data), 80) if data[p : p + 8] == b"END     ")
    after = (end // 2880 + 1) * 2880
    return data[:start] + padded(data[start:end] + b"".join(sky(40, 30)) + b"END".ljust(80), b" ") + data[after:]


def npy(dtype, count):
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': ({count // 4}, 4), }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + bytes(count * int(dtype[-1]))


def without_sums(data):
    """A ZIP archive that states no sums, so that damage reaches what lies behind them."""
    data = bytearray(data)
    for signature, place in ((b"PK\3\4", 14), (b"PK\1\2", 16)):
        start = data.find(signature)
        while start >= 0:
            data[start + place : start + place + 4] = bytes(4)
            start = data.find(signature, start + 4)
    return bytes(data)


def seeds(folder):
    """Whole files for each reader."""
    goldens = lambda pattern: [p.read_bytes() for p in sorted(TESTS.glob(f"*/*/Goldens/{pattern}")) if p.stat().st_size < 60_000]
    compressed = goldens("compressed/*.fz") + goldens("sums/*.fz")
    pickles = goldens("pickles/*.*")
    archives = [data for data in pickles if data.startswith(b"PK")]
    text = lambda value: json.dumps(value, indent=2).encode()
    files = {
        "csv": [TABLE.encode(), TABLE.replace(",", ";").encode(), TABLE.replace(",", "\t").encode()] + goldens("fits/ascii.csv"),
        "fits": goldens("fits/*.fits*") + goldens("table_info/*.fits"),
        "votable": goldens("parquet_votable/*.vot") + goldens("table_info/*.vot"),
        "parquet": goldens("parquet_votable/*.parquet") + goldens("table_info/*.parquet"),
        "moc": goldens("moc/*.fits") + goldens("moc/*.txt"),
        "jpeg": goldens("decode/*.jpg"),
        "png": goldens("decode/*.png"),
        "tiles": [tile(-32), tile(16)] + compressed + [on_the_sky(data) for data in compressed] + goldens("sky_images/*.fits"),
        "cutout": [tile(-32), tile(16), cutout()] + [on_the_sky(data) for data in compressed],
        "safetensors": goldens("*.safetensors"),
        "hdf5": goldens("*.h5") + goldens("keras3/*.h5"),
        "keras": goldens("keras3/*.keras") + [without_sums(data) for data in goldens("keras3/*.keras")],
        "pickle": archives + [without_sums(data) for data in archives],
        "old_pickle": [data for data in pickles if not data.startswith(b"PK")],
        "vectors": goldens("vectors/*.parquet"),
        "index": goldens("mutations.index"),
        "npy": [npy("<f4", 64), npy("<f8", 40), npy("<i8", 12)],
        "recipe": [p.read_bytes() for p in sorted(HOME.glob("recipes/*.toml"))],
        "tree": [p.read_bytes() for p in sorted(HOME.glob("Sources/5-Learning/Training/Trees/*.toml"))],
        "survey": [text(SURVEY)],
        "run": [text(RUN)],
    }
    made = {}
    for reader, contents in files.items():
        assert contents, f"there are no files for {reader}"
        made[reader] = []
        for number, content in enumerate(contents):
            path = folder / f"seed-{reader}-{number}"
            path.write_bytes(content)
            made[reader].append(str(path))
    return made


def show(reader, paths, options, folder):
    """Runs one reader over all numbers; gives what ended badly as (number, reason)."""
    bad, first, read, peak, started = [], 0, 0, 0, time.monotonic()
    command = [options.program, reader, str(folder), *paths]
    while first < options.count:
        part = min(CHUNK - first % CHUNK, options.count - first)
        done = subprocess.run(
            [*command, "--first", str(first), "--count", str(part)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={"SWIFT_BACKTRACE": "enable=no", "OMP_NUM_THREADS": "1"})
        if done.returncode == 0:
            figures = json.loads(done.stdout)
            read, peak, first = read + figures["read"], max(peak, figures["peak_mb"]), first + part
            continue
        number = struct.unpack("<q", (folder / "number").read_bytes())[0]
        reasons = {-signal.SIGALRM: "takes more than 10 s", 3: "takes more than a gigabyte"}
        reason = reasons.get(done.returncode, f"ends with {done.returncode}")
        words = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        bad.append((number, " ".join([reason] + words)))
        print(f"{reader} {number}: {bad[-1][1]}", flush=True)
        options.keep.mkdir(parents=True, exist_ok=True)
        newest = max((p for p in folder.iterdir() if p.stem in ("damaged", "run")), key=lambda p: p.stat().st_mtime_ns)
        shutil.copy(newest, options.keep / f"{reader}-{number}{newest.suffix}")
        first = number + 1
    seconds = time.monotonic() - started
    print(f"{reader}: {options.count} files, {read} of them still read, {len(bad)} bad; {peak} MB at most, {seconds:.0f} s", flush=True)
    return bad


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000, help="damaged files for each reader")
    parser.add_argument("--reader", action="append", help="only this reader; may be given several times")
    parser.add_argument("--program", default=str(HOME / ".build/release/mutations"))
    parser.add_argument("--keep", type=pathlib.Path, default=pathlib.Path("mutations"), help="folder for files that end badly")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None) as name:
        folder = pathlib.Path(name)
        made = seeds(folder)
        unknown = set(options.reader or []) - set(made)
        if unknown:
            sys.exit(f"mutations.py: there is no reader {', '.join(unknown)}; the readers are {', '.join(made)}.")
        bad = [show(reader, made[reader], options, folder) for reader in options.reader or made]
    sys.exit(1 if any(bad) else 0)


if __name__ == "__main__":
    main()
