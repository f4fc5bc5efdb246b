"""Asks the field's own readers and validators about a published catalogue:

    publication.py FOLDER NAME RA DEC RADIUS_ARCSEC [SURVEY ID_COLUMN]

prints what they say as JSON. Every warning that one of them gives is listed; the numbers are compared by the test. RA and
DEC are a place at a cell's edge; SURVEY is the catalogue that the publication extends.
"""
import glob
import hashlib
import io
import json
import logging
import pathlib
import subprocess
import sys
import warnings

import dask
import duckdb
import lsdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import yaml
from astropy import units
from astropy.coordinates import SkyCoord, search_around_sky
from astropy.io.votable import parse
from astropy.io.votable.ucd import parse_ucd
from astropy.table import Table
from hats.io.validation import is_valid_catalog, is_valid_collection
from mocpy import MOC
from prov.model import ProvDocument
from vo_parquet import read_vo_parquet_metadata

root, name = sys.argv[1:3]
ra, dec, radius = map(float, sys.argv[3:6])
dask.config.set(scheduler="synchronous")
told, said = [], {}


class Listener(logging.Handler):
    def emit(self, record):
        if record.levelno >= logging.WARNING:
            told.append(f"{record.name}: {record.getMessage()}")


def tool(*arguments):
    """What a program of this environment prints where it does not end well, or has warnings."""
    program = str(pathlib.Path(sys.executable).parent / arguments[0])
    done = subprocess.run([program, *arguments[1:]], capture_output=True, text=True, cwd=root)
    text = done.stdout + done.stderr
    if done.returncode != 0 or "warn" in text.lower() or "error" in text.lower():
        told.append(f"{arguments[0]}: {text}")
    return done.returncode


logging.getLogger().addHandler(Listener())
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    said["valid"] = is_valid_catalog(f"{root}/{name}", strict=True)
    said["valid_collection"] = is_valid_collection(root, strict=True)
    catalogue = lsdb.open_catalog(root, columns="all")
    said["margin"] = catalogue.margin is not None
    whole = catalogue.compute()
    schemas = [pq.read_schema(f"{root}/{part}/dataset/_common_metadata") for part in (name, f"{name}_margin_10arcsec")]
    said["margin_schema"] = schemas[0].equals(schemas[1], check_metadata=False)
    said["vectors"] = len({len(v) for v in whole["embedding"]} | {len(v) for v in catalogue.margin.compute()["embedding"]}) == 1
    said["rows"] = len(whole)
    said["cone"] = sorted(catalogue.cone_search(ra, dec, radius).compute()["id"].tolist())
    pairs = catalogue.crossmatch(
        catalogue, radius_arcsec=10, n_neighbors=50, suffixes=("_a", "_b"), suffix_method="all_columns"
    ).compute()
    said["pairs"] = sorted(f"{a} {b}" for a, b in zip(pairs["id_a"], pairs["id_b"]))
    wanted = whole["id"].tolist()[7]
    said["wanted"] = wanted
    said["found"] = catalogue.id_search(values={"id": wanted}).compute()["id"].tolist()
    if len(sys.argv) > 6:
        survey, column = sys.argv[6:8]
        base = lsdb.open_catalog(survey)
        joined = base.load_extension(f"{root}/{name}_extension.properties", columns="all").compute()
        said["survey_rows"] = len(base.compute())
        said["joined"] = {
            str(i): [None if pd.isna(c) else str(c), None if pd.isna(p) else round(float(p), 6)]
            for i, c, p in zip(joined[column], joined["class"], joined["p_spiral"])
        }
        said["valid_extension"] = is_valid_collection(f"{root}/{name}_extension", strict=True)

    votable = parse(f"{root}/{name}.vot", verify="exception").get_first_table()
    fits = Table.read(f"{root}/{name}.fits")
    said["fits_rows"], said["votable_rows"] = len(fits), len(votable.array)
    text = Table.read(f"{root}/{name}.dat", readme=f"{root}/ReadMe", format="ascii.cds")
    said["text_rows"] = len(text)
    said["text_equal"] = [
        c
        for c in fits.colnames
        if not np.array_equal(
            [str(v).strip() for v in np.ma.filled(np.ma.asarray(text[c]).astype(fits[c].dtype), "" if fits[c].dtype.kind in "SU" else 0)],
            [str(v).strip() for v in np.ma.filled(np.ma.asarray(fits[c]), "" if fits[c].dtype.kind in "SU" else 0)],
        )
        and not (fits[c].dtype.kind == "f" and np.allclose(
            np.ma.filled(np.ma.asarray(text[c]).astype(float), np.nan), np.ma.filled(np.ma.asarray(fits[c]).astype(float), np.nan),
            rtol=1e-6, atol=0, equal_nan=True))
    ]
    files = sorted(glob.glob(f"{root}/**/dataset/Norder=*/Dir=*/Npix=*.parquet", recursive=True))
    said["parquet_files"] = len(files)
    for file in files:
        described = read_vo_parquet_metadata(file).get_first_table()
        units_and_ucds = {f.name: (str(f.unit or ""), f.ucd) for f in described.fields}
        read = Table.read(file, format="parquet.votable")
        if units_and_ucds["ra" if "ra" in units_and_ucds else "RA"] != ("deg", "pos.eq.ra;meta.main"):
            told.append(f"{file}: {units_and_ucds}")
        if str(read["ra" if "ra" in read.colnames else "RA"].unit) != "deg":
            told.append(f"{file}: no unit")
    ucds = {}
    for field in votable.fields:
        if field.unit is not None:
            units.Unit(str(field.unit), parse_strict="raise")
        if field.ucd:
            parse_ucd(field.ucd, check_controlled_vocabulary=True, has_colon=False)
        ucds[field.name] = field.ucd
    said["ucds"] = ucds
    said["without_ucd"] = [f.name for f in votable.fields if not f.ucd]
    moc = MOC.from_fits(f"{root}/{name}.moc.fits")
    said["inside"] = int(moc.contains_lonlat(whole["ra"].to_numpy() * units.deg, whole["dec"].to_numpy() * units.deg).sum())
    said["sky_fraction"] = moc.sky_fraction
    schema = yaml.safe_load(open(f"{root}/schema.yaml"))
    said["felis_columns"] = [c["name"] for c in schema["tables"][0]["columns"]]
    for file in ("README.md", "MODEL_CARD.md"):
        front = yaml.safe_load(open(f"{root}/{file}").read().split("---\n")[1])
        if "astronomy" not in front["tags"]:
            told.append(f"{file}: {front}")
        for part in front.get("configs", []):
            if not glob.glob(f"{root}/{part['data_dir']}/**/*.parquet", recursive=True):
                told.append(f"{file}: {part}")
    document = ProvDocument.deserialize(source=f"{root}/provenance.json", format="json")
    sums = {}
    for record in document.records:
        values = {str(k): v for k, v in record.attributes}
        if str(record.identifier or "").startswith("tf:file/"):
            sums[str(record.identifier)[8:]] = values["tf:sha256"]
    there = [str(p.relative_to(root)) for p in pathlib.Path(root).rglob("*") if p.is_file() and p.name != "provenance.json"]
    said["digests"] = sorted(sums) == sorted(there) and all(
        hashlib.sha256(open(f"{root}/{f}", "rb").read()).hexdigest() == s for f, s in sums.items()
    )
    said["relations"] = len(document.records)
    # What the libraries tell their own developers is no matter of the files.
    own = (DeprecationWarning, PendingDeprecationWarning, ResourceWarning)
    told += [f"{w.category.__name__}: {w.message} ({w.filename})" for w in warned if not issubclass(w.category, own)]

said["felis"] = tool("felis", "validate", "--check-description", f"{root}/schema.yaml")
said["citation"] = tool("cffconvert", "--validate", "-i", f"{root}/CITATION.cff")
place = SkyCoord(whole["ra"].to_numpy(), whole["dec"].to_numpy(), unit="deg")
ids = whole["id"].tolist()
said["brute"] = sorted(i for i, near in zip(ids, place.separation(SkyCoord(ra, dec, unit="deg")).arcsec <= radius) if near)
one, two, _, _ = search_around_sky(place, place, 10 * units.arcsec)
said["brute_pairs"] = sorted(f"{ids[a]} {ids[b]}" for a, b in zip(one, two))
parts = {tuple(r) for r in np.loadtxt(f"{root}/{name}/partition_info.csv", delimiter=",", skiprows=1, ndmin=2).astype(int).tolist()}
cells = whole.index.to_numpy() if whole.index.name == "_healpix_29" else whole["_healpix_29"].to_numpy()
own = [next(p for p in parts if int(c) >> 2 * (29 - p[0]) == p[1]) for c in cells]
said["pairs_across"] = sum(own[a] != own[b] for a, b in zip(one, two))
said["cone_cells"] = len({o for o, i in zip(own, ids) if i in set(said["brute"])})
said["duckdb"] = duckdb.sql(f"select count(*) from read_parquet('{root}/{name}/dataset/*/*/*.parquet')").fetchall()[0][0]
said["told"] = told
print(json.dumps(said))
