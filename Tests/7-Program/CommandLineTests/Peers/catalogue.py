"""Asks the field's own readers about a catalogue: catalogue.py CATALOG RA DEC RADIUS_DEG; prints what they say as JSON.

Every warning that one of them gives is listed; the numbers are compared by the test.
"""
import glob
import json
import logging
import sys
import warnings

import dask
import duckdb
import lsdb
import numpy as np
import pyarrow.parquet as pq
from astropy import units
from astropy.coordinates import SkyCoord
from astropy.io.votable.ucd import parse_ucd
from astropy.table import Table
from hats.io.validation import is_valid_catalog

path, ra, dec, radius = sys.argv[1], *map(float, sys.argv[2:5])
dask.config.set(scheduler="synchronous")
told = []


class Listener(logging.Handler):
    def emit(self, record):
        if record.levelno >= logging.WARNING:
            told.append(record.getMessage())


logging.getLogger().addHandler(Listener())
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    valid = is_valid_catalog(path, strict=True)
    catalogue = lsdb.open_catalog(path)
    cone = catalogue.cone_search(ra, dec, radius * 3600).compute()
    told += [f"{type(w.message).__name__}: {w.message}" for w in warned if "hats" in str(w.filename)]

files = sorted(glob.glob(f"{path}/dataset/Norder=*/Dir=*/Npix=*.parquet"))
whole = [pq.read_table(f) for f in files]
center = SkyCoord(ra, dec, unit="deg")
brute = []
for table in whole:
    near = SkyCoord(table["ra"].to_numpy(), table["dec"].to_numpy(), unit="deg").separation(center).deg <= radius
    brute += [i for i, n in zip(table["id"].to_pylist(), near) if n]
    pixels = table["_healpix_29"].to_numpy()
    assert (np.diff(pixels) >= 0).all(), "rows are not sorted"

first = Table.read(files[0], format="parquet.votable")
vectors = {}
if "embedding" in whole[0].column_names:
    every = lsdb.open_catalog(path, columns="all").compute()
    finite = [np.isfinite(t["embedding"].combine_chunks().flatten().to_numpy().reshape(len(t), -1)).all(1) for t in whole]
    vectors = {
        "vector_type": str(whole[0].schema.field("embedding").type),
        "vectors": int(sum(f.sum() for f in finite)),
        "lsdb_vectors": sum(bool(np.isfinite(np.asarray(v)).all()) for v in every["embedding"]),
        "duckdb_vectors": duckdb.sql(
            f"select count(*) from read_parquet('{path}/dataset/*/*/*.parquet') where not isnan(embedding[1])"
        ).fetchall()[0][0],
        "astropy_vector": list(first["embedding"].shape[1:]),
    }
columns = {}
for field in pq.read_schema(f"{path}/dataset/_common_metadata"):
    metadata = {k.decode(): v.decode() for k, v in (field.metadata or {}).items()}
    if "unit" in metadata:
        units.Unit(metadata["unit"], parse_strict="raise")
    if "ucd" in metadata:
        parse_ucd(metadata["ucd"], check_controlled_vocabulary=True, has_colon=False)
    columns[field.name] = metadata
print(
    json.dumps(
        {
            **vectors,
            "valid": valid,
            "told": told,
            "rows": sum(t.num_rows for t in whole),
            "partitions": len(files),
            "duckdb": duckdb.sql(f"select count(*) from read_parquet('{path}/dataset/*/*/*.parquet')").fetchall()[0][0],
            "metadata_rows": pq.read_metadata(f"{path}/dataset/_metadata").num_rows,
            "cone": sorted(cone["id"].tolist()),
            "brute": sorted(brute),
            "ucds": {name: m.get("ucd") for name, m in columns.items()},
            "astropy_unit": str(first["ra"].unit),
            "astropy_ucd": first["p_spiral"].meta.get("ucd"),
        }
    )
)
