"""Binary and ASCII tables written by astropy, with the values that astropy reads back from them.

    python Tests/2-Values/TablesTests/Goldens/fits.py     (astropy 8; writes the folder fits/ beside it)
"""

import gzip
import pathlib
import shutil

import numpy as np
from astropy.io import fits

folder = pathlib.Path(__file__).parent / "fits"
folder.mkdir(exist_ok=True)
rng = np.random.default_rng(20190101)
n = 60


def column(name, format, array, **more):
    return fits.Column(name=name, format=format, array=array, **more)


integers = rng.integers(-100, 100, n)
columns = [
    column("ID", "K", 587731512000000117 + 65536 * np.arange(n)),
    column("FLAG", "L", rng.random(n) < 0.5),
    column("BYTE", "B", rng.integers(0, 256, n).astype(np.uint8)),
    column("SIGNED_BYTE", "B", rng.integers(-128, 128, n).astype(np.int8), bzero=-128),
    column("SHORT", "I", rng.integers(-32768, 32768, n).astype(np.int16)),
    column("UNSIGNED_SHORT", "I", rng.integers(0, 65536, n).astype(np.uint16), bzero=32768),
    column("LONG", "J", np.where(integers > 60, -99, integers).astype(np.int32), null=-99),
    column("UNSIGNED_LONG", "J", rng.integers(0, 2**32, n).astype(np.uint32), bzero=2**31),
    column("UNSIGNED_64", "K", rng.integers(0, 2**63, n).astype(np.uint64), bzero=2**63),
    column("FLUX", "E", rng.normal(0, 1e-9, n).astype(np.float32), unit="nmgy"),
    column("RA", "D", rng.uniform(0, 360, n), unit="deg"),
    column("SCALED", "I", rng.integers(-3000, 3000, n).astype(np.int16), null=-32768),
    column("TILENAME", "14A", np.array([f"DES{i * 37 % 2400:04d}-{i:04d}  " for i in range(n)])),
    column("EMPTY", "5A", np.array(["" if i % 3 else "x" for i in range(n)])),
    column("MAG", "3E", rng.normal(20, 1, (n, 3)).astype(np.float32), unit="mag"),
    column("LIST", "PJ()", np.array([np.arange(i % 4, dtype=np.int32) for i in range(n)], dtype=object)),
    column("BITS", "11X", rng.random((n, 11)) < 0.5),
    column("VISIBILITY", "C", (rng.normal(size=n) + 1j * rng.normal(size=n)).astype(np.complex64)),
    column("LAST", "D", np.where(rng.random(n) < 0.2, np.nan, rng.normal(size=n))),
]
table = fits.BinTableHDU.from_columns(columns)
for number, col in enumerate(columns, 1):
    if col.name == "RA":
        table.header[f"TUCD{number}"] = "pos.eq.ra;meta.main"
        table.header[f"TCOMM{number}"] = "Right ascension, " + "in words that go on into another card, " * 3
# astropy does not write scaled columns beside lists of varying length: these two become TSCAL12 and TZERO12 below.
table.header["XSCAL12"] = 0.01
table.header["XZERO12"] = 5.0
image = fits.ImageHDU(np.arange(5000, dtype=np.int16).reshape(50, 100))
files = fits.HDUList([fits.PrimaryHDU(np.zeros((3, 7), np.float32)), image, table])
files.writeto(folder / "types.fits", overwrite=True)

# A truth value of byte 0 is missing; astropy cannot write one.
content = (folder / "types.fits").read_bytes()
content = bytearray(content.replace(b"XSCAL12", b"TSCAL12").replace(b"XZERO12", b"TZERO12"))
with fits.open(folder / "types.fits") as opened:
    start = opened[2].fileinfo()["datLoc"]
    width = opened[2].header["NAXIS1"]
content[start + 5 * width + 8] = 0
# A scaled integer that stands for a missing value.
offset = 8 + 1 + 1 + 1 + 2 + 2 + 4 + 4 + 8 + 4 + 8
content[start + 7 * width + offset : start + 7 * width + offset + 2] = (-32768).to_bytes(2, "big", signed=True)
(folder / "types.fits").write_bytes(content)
with open(folder / "types.fits", "rb") as plain, gzip.GzipFile(folder / "types.fits.gz", "wb", mtime=0) as packed:
    shutil.copyfileobj(plain, packed)

with fits.open(folder / "types.fits", uint=True) as opened:
    data = opened[2].data
    names = [c.name for c in columns if c.name not in ("LIST", "BITS", "VISIBILITY", "MAG")]
    lines = [",".join(names + ["MAG_1", "MAG_2", "MAG_3"])]
    for row in range(n):
        cells = []
        for name in names:
            value = data[name][row]
            if name == "LONG" and value == -99 or name == "SCALED" and row == 7 or value != value:
                cells.append("")
            elif name == "FLAG":
                cells.append("" if row == 5 else str(bool(value)).lower())
            elif isinstance(value, str):
                cells.append(value.rstrip())
            elif np.issubdtype(data[name].dtype, np.integer):
                cells.append(str(int(value)))
            else:
                cells.append(repr(float(value)))
        cells += [repr(float(value)) for value in data["MAG"][row]]
        lines.append(",".join(cells))
(folder / "types.csv").write_text("\n".join(lines) + "\n")

# An ASCII table: the columns stand apart.
n = 40
numbers = rng.integers(-99999, 99999, n)
columns = [
    column("COUNT", "I7", np.where(numbers > 50000, -999, numbers), null="-999", start=2),
    column("SCALED", "I6", rng.integers(-3000, 3000, n), start=20),
    column("RA", "F11.6", rng.uniform(0, 360, n).round(6), unit="deg", start=30),
    column("FLUX", "E16.8", rng.normal(0, 1e-9, n), unit="nmgy", start=42),
    column("ID", "I19", 587731512000000117 + 65536 * np.arange(n), start=60),
    column("LAST", "D25.17", rng.normal(0, 1e150, n), null="NULL", start=90),
    column("NAME", "A9", np.array(["" if i % 7 == 3 else f"{' ' * (i % 2)}NGC {i * 37}" for i in range(n)]), start=120),
]
table = fits.TableHDU.from_columns(columns)
table.header["TUCD3"] = "pos.eq.ra;meta.main"
table.header["TCOMM3"] = "Right ascension"
table.header["XSCAL2"] = 0.25
table.header["XZERO2"] = 100.0
path = folder / "ascii.fits"
fits.HDUList([fits.PrimaryHDU(), image, table]).writeto(path, overwrite=True)
with fits.open(path) as opened:
    start = opened[2].fileinfo()["datLoc"]
    width = opened[2].header["NAXIS1"]
content = bytearray(path.read_bytes().replace(b"XSCAL2", b"TSCAL2").replace(b"XZERO2", b"TZERO2"))
for row in range(0, n, 6):
    content[start + row * width + 89 : start + row * width + 114] = b"NULL".rjust(25)
    content[start + row * width + 29 : start + row * width + 40] = b" " * 11
path.write_bytes(content)
with open(path, "rb") as plain, gzip.GzipFile(folder / "ascii.fits.gz", "wb", mtime=0) as packed:
    shutil.copyfileobj(plain, packed)
with fits.open(path) as opened:
    data = opened[2].data
    lines = [",".join(c.name for c in columns)]
    for row in range(n):
        cells = []
        for col in columns:
            value = data[col.name][row]
            # astropy gives 0 for a whole number that is missing.
            isMissing = value != value or col.name == "COUNT" and numbers[row] > 50000
            cells.append("" if isMissing else value if isinstance(value, str) else repr(value.item()))
        lines.append(",".join(f'"{cell}"' if cell.startswith(" ") else cell for cell in cells))
(folder / "ascii.csv").write_text("\n".join(lines) + "\n")
