"""What the field's readers find in the exports of one catalogue: exports.py FOLDER; prints it as JSON, a reader each.

The folder has c.fits, c.vot, c.csv, c.csv.gz, c.parquet and c.sqlite. Every warning of a reader is listed.
"""
import hashlib
import json
import logging
import math
import sqlite3
import sys
import warnings

import duckdb
import pyarrow.parquet as pq
from astropy import log
from astropy.table import Table

folder = sys.argv[1]
NAMES = ["id", "_healpix_29", "magnitude", "p_spiral", "note"]
told = []


class Listener(logging.Handler):
    def emit(self, record):
        if record.levelno >= logging.WARNING:
            told.append(record.getMessage())


log.addHandler(Listener())


def text(cell):
    """Without the blanks about it: FITS has none at the end of a text, and astropy takes those of a VOTable away."""
    return (cell.decode() if isinstance(cell, bytes) else "" if cell is None else str(cell)).strip()


def number(cell):
    return None if cell is None or not isinstance(cell, (int, float)) and math.isnan(float(cell)) else float(cell)


def summary(rows):
    """Of rows in the order of NAMES."""
    rows = sorted(([text(i), int(h), number(m), number(p), text(n)] for i, h, m, p, n in rows), key=lambda row: row[0])
    missing = sum(row[2] is None or math.isnan(row[2]) for row in rows)
    return {
        "rows": len(rows),
        "ids": hashlib.sha256("\n".join(row[0] for row in rows).encode()).hexdigest(),
        "notes": hashlib.sha256("\n".join(row[4] for row in rows).encode()).hexdigest(),
        "pixels": sum(row[1] for row in rows) % 1_000_003,
        "magnitudes": round(sum(row[2] for row in rows if row[2] is not None and not math.isnan(row[2])), 6),
        "probabilities": round(sum(row[3] for row in rows), 4),
        "missing": missing,
    }


def astropy(path, **options):
    table = Table.read(path, **options)
    return summary(zip(*(filled(table[name]) for name in NAMES)))


def filled(column):
    mask = getattr(column, "mask", None)
    cells = column.tolist()
    return cells if mask is None else [None if m else c for c, m in zip(cells, mask.tolist())]


found = {}
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    found["fits, astropy"] = astropy(f"{folder}/c.fits")
    found["votable, astropy"] = astropy(f"{folder}/c.vot")
    found["parquet, astropy"] = astropy(f"{folder}/c.parquet", format="parquet")
    found["parquet with VOTable, astropy"] = astropy(f"{folder}/c.parquet", format="parquet.votable")
    told += [f"{type(w.message).__name__}: {w.message}" for w in warned]
columns = ", ".join(f'"{name}"' for name in NAMES)
table = pq.read_table(f"{folder}/c.parquet")
found["parquet, pyarrow"] = summary(zip(*(table[name].to_pylist() for name in NAMES)))
assert table["note"].null_count == 0, "an empty text is a null"
for name in ["c.csv", "c.csv.gz"]:
    reading = f"read_csv('{folder}/{name}', header=true, types={{'id': 'VARCHAR', 'note': 'VARCHAR'}})"
    found[f"{name}, duckdb"] = summary(duckdb.sql(f"select {columns} from {reading}").fetchall())
found["parquet, duckdb"] = summary(duckdb.sql(f"select {columns} from '{folder}/c.parquet'").fetchall())
database = sqlite3.connect(f"{folder}/c.sqlite")
found["sqlite3"] = summary(database.execute(f"select {columns} from galaxies"))
assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
indices = [row[0] for row in database.execute("select name from sqlite_master where type = 'index'")]
units = dict(database.execute("select name, unit from columns"))
plan = database.execute("explain query plan select * from galaxies where id = '007'").fetchall()
print(
    json.dumps(
        {
            "found": found,
            "told": told,
            "indices": sorted(indices),
            "unit": units["ra"],
            "uses_index": "USING INDEX" in plan[0][3],
            "parameters": [row[0] for row in database.execute("select name from parameters")],
        }
    )
)
