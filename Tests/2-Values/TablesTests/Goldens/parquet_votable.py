"""Parquet files by pyarrow and VOTables by astropy, and what is in them (expected.json).

Run: python parquet_votable.py (pyarrow, astropy, numpy).
With --check: reads the files that TuningFork wrote (written.*, see ParquetTests and VOTableTests) with both, and with
`stilts votlint` where that is installed.
"""
import datetime
import decimal
import io
import json
import pathlib
import shutil
import subprocess
import sys
import warnings

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from astropy.io import votable
from astropy.table import MaskedColumn, Table

here = pathlib.Path(__file__).parent / "parquet_votable"
words = ["spiral", None, "elliptical & <S0>", "Pérez\n𝛼", ""]
expected = {}


def cells(values):
    """Cells as JSON: null where missing; not-a-number is missing, an empty text too."""
    result = []
    for value in values:
        if isinstance(value, (bytes, np.bytes_)):
            value = value.decode()
        if value is None or value is np.ma.masked or value == "" or value != value:
            result.append(None)
        else:
            result.append(value.item() if isinstance(value, np.generic) else value)
    return result


def column(name, kind, values, **info):
    return {"name": name, "type": kind, "cells": cells(values)} | info


def parquet():
    position = {"unit": "deg", "ucd": "pos.eq.ra;meta.main", "description": "Right ascension"}
    moment = datetime.datetime(2013, 11, 9, 3, 4, 5, 250000)
    plain = [
        ("flag", pa.array([True, None, False, True, False]), "boolean", None),
        ("tiny", pa.array([-128, None, 0, 1, 127], pa.int8()), "int32", None),
        ("short", pa.array([-(2**15), None, 0, 1, 2**15 - 1], pa.int16()), "int32", None),
        ("int", pa.array([-(2**31), None, 0, 1, 2**31 - 1], pa.int32()), "int32", None),
        ("long", pa.array([-(2**63), None, 0, 1, 2**63 - 1], pa.int64()), "int64", None),
        ("byte", pa.array([0, None, 1, 2, 255], pa.uint8()), "int32", None),
        ("ushort", pa.array([0, None, 1, 2, 2**16 - 1], pa.uint16()), "int32", None),
        ("uint", pa.array([0, None, 1, 2, 2**32 - 1], pa.uint32()), "int64", None),
        ("ulong", pa.array([0, None, 1, 2, 2**63 - 1], pa.uint64()), "int64", None),
        ("half", pa.array(np.array([0.5, np.nan, -2, 1, 65504], np.float16)), "float", None),
        ("single", pa.array([0.1, None, float("nan"), 1e-38, -3.5], pa.float32()), "float", None),
        ("RA", pa.array([0.1, None, float("nan"), 1e-300, 359.99999999999994]), "double", None),
        ("text", pa.array(words), "string", None),
        ("large_text", pa.array(words, pa.large_string()), "string", None),
        ("category", pa.array(words).dictionary_encode(), "string", None),
        ("numbered", pa.array([7, None, 7, 8, 7], pa.int32()).dictionary_encode(), "int32", None),
        ("nothing", pa.nulls(5), "string", None),
        ("day", pa.array([moment.date(), None, datetime.date(1969, 12, 31), moment.date(), moment.date()]), "string",
         ["2013-11-09", None, "1969-12-31", "2013-11-09", "2013-11-09"]),
        ("time", pa.array([moment, None, moment, moment, moment], pa.timestamp("ms")), "string",
         ["2013-11-09T03:04:05.250", None] + 3 * ["2013-11-09T03:04:05.250"]),
        ("utc", pa.array([moment, None, moment, moment, moment], pa.timestamp("us", "UTC")), "string",
         ["2013-11-09T03:04:05.250000Z", None] + 3 * ["2013-11-09T03:04:05.250000Z"]),
        ("price", pa.array([decimal.Decimal("1.25"), None, decimal.Decimal("-7.50"), decimal.Decimal("0"), decimal.Decimal("9")],
                           pa.decimal128(9, 2)), "double", [1.25, None, -7.5, 0.0, 9.0]),
        ("count", pa.array([decimal.Decimal(10**17), None, decimal.Decimal(-1), decimal.Decimal(0), decimal.Decimal(9)],
                           pa.decimal128(18, 0)), "int64", [10**17, None, -1, 0, 9]),
    ]
    fields = [pa.field(n, a.type, metadata=position if n == "RA" else None) for n, a, _, _ in plain]
    table = pa.table([a for _, a, _, _ in plain], schema=pa.schema(fields))
    pq.write_table(table, here / "types.parquet", row_group_size=3)
    expected["types.parquet"] = [
        column(n, kind, values if values is not None else a.to_pylist(), **(position if n == "RA" else {}))
        for n, a, kind, values in plain]
    pq.write_table(table.slice(0, 0), here / "empty.parquet")
    expected["empty.parquet"] = [column(n, kind, [], **(position if n == "RA" else {})) for n, _, kind, _ in plain]
    odd = pa.table({"id": pa.array([1, 2]), "list": pa.array([[1.0], [2.0, 3.0]]), "thumbnail": pa.array([b"x", b"y"])})
    pq.write_table(odd, here / "nested.parquet")
    pq.write_table(pa.table({"id": pa.array([1, None, 2**63], pa.uint64())}), here / "too_large.parquet")
    number = decimal.Decimal
    wide = pa.table({
        "ulong": pa.array([2**64 - 1, None, 7], pa.uint64()), "small": pa.array([5, None, 2**63 - 1], pa.uint64()),
        "ra": pa.array([number("179.6892"), None, number("-0.0000000001")], pa.decimal128(20, 10)),
        "objid": pa.array([number(587722981742084144), None, number(12345678901234567890)], pa.decimal128(20, 0)),
        "author": pa.array([b"P\xe9rez", None, "Müller".encode()]).view(pa.string())})
    pq.write_table(wide, here / "wide.parquet", write_statistics=False)
    # VOParquet: unit and UCD stand only in the VOTable of the footer.
    described = {"unit": "deg", "ucd": "pos.eq.ra;meta.main", "utype": ""}
    stars = Table({"ra": [1.5, 2.5], "dec": [-3.5, 4.5]})
    stars.write(here / "voparquet.parquet", format="parquet.votable", overwrite=True,
                metadata={"ra": described, "dec": {"unit": "deg", "ucd": "pos.eq.dec;meta.main", "utype": ""}})
    expected["voparquet.parquet"] = [
        column("ra", "double", [1.5, 2.5], unit="deg", ucd="pos.eq.ra;meta.main"),
        column("dec", "double", [-3.5, 4.5], unit="deg", ucd="pos.eq.dec;meta.main")]


def votables():
    gap = [False, True, False, False]
    table = Table({
        "flag": MaskedColumn([True, False, False, True], mask=gap),
        "byte": MaskedColumn(np.array([0, 0, 7, 255], np.uint8), mask=gap),
        "short": MaskedColumn(np.array([-5, 0, 7, 32767], np.int16), mask=gap),
        "int": MaskedColumn(np.array([-5, 0, 7, 2**31 - 1], np.int32), mask=gap),
        "long": MaskedColumn(np.array([-5, 0, 7, 2**63 - 1], np.int64), mask=gap),
        "single": MaskedColumn(np.array([0.1, 0, np.nan, 1e-38], np.float32), mask=gap),
        "RA": MaskedColumn([0.1, 0, np.nan, 359.99999999999994], mask=gap),
        "name": ["spiral", "", "elliptical & <S0>", "Pérez 𝛼"],
        "bands": np.arange(8.0).reshape(4, 2),
    })
    table["RA"].unit = "deg"
    table["RA"].description = "Right ascension <J2000>"
    kinds = ["boolean", "int32", "int32", "int32", "int64", "float", "double", "string"]
    document = votable.from_table(table)
    ra = document.get_first_table().get_field_by_id("RA")
    ra.ucd = "pos.eq.ra;meta.main"
    for name, null in (("byte", 9), ("short", -99), ("int", -99), ("long", -99)):
        document.get_first_table().get_field_by_id(name).values.null = null
    document.get_first_table().get_field_by_id("flag").datatype = "boolean"
    for encoding in ("tabledata", "binary", "binary2"):
        document.to_xml(str(here / f"{encoding}.vot"), tabledata_format=encoding)
        columns = []
        for name, kind in zip(table.colnames, kinds):
            info = {"unit": "deg", "ucd": ra.ucd, "description": ra.description} if name == "RA" else {}
            columns.append(column(name, kind, table[name], **info))
        columns += [column(f"bands_{i + 1}", "double", table["bands"][:, i]) for i in range(2)]
        expected[f"{encoding}.vot"] = columns


def written():
    """The table of the files that TuningFork writes."""
    expected["written"] = [
        column("flag", "boolean", [True, None, False, True]),
        column("visits", "int32", [-5, None, 0, 2**31 - 1], description="Visits of \"good\" seeing & more"),
        column("id", "int64", [1237648720693755918, None, -1, 2**63 - 1], ucd="meta.id;meta.main"),
        column("mag", "float", [float(np.float32(17.25)), None, 0.0, -2.5], unit="mag", ucd="phot.mag;em.opt.r"),
        column("RA", "double", [0.1, None, 1e-300, 359.99999999999994], unit="deg", ucd="pos.eq.ra;meta.main",
               description="Right ascension"),
        column("DEC", "double", [-89.5, None, 0.0, 1.0], unit="deg", ucd="pos.eq.dec;meta.main"),
        column("name", "string", ["spiral", None, "a & <b> \"c\"", "Pérez 𝛼"]),
    ]


def check():
    rows = json.loads((here / "expected.json").read_text())["written"]
    stored = pq.read_table(here / "written.parquet")
    by_format = {"written.parquet": stored.to_pydict()}
    for field in rows:
        metadata = {k.decode(): v.decode() for k, v in (stored.schema.field(field["name"]).metadata or {}).items()}
        assert metadata == {k: field[k] for k in ("unit", "ucd", "description") if k in field}, metadata
    footer = pq.read_metadata(here / "written.parquet").metadata
    assert footer[b"IVOA.VOTable-Parquet.version"] == b"1.0"
    content = votable.parse(io.BytesIO(footer[b"IVOA.VOTable-Parquet.content"])).get_first_table()
    assert [(f.name, f.unit and str(f.unit), f.ucd) for f in content.fields] == [
        (f["name"], f.get("unit"), f.get("ucd")) for f in rows], content.fields
    for name in ("written.vot", "written_binary2.vot"):
        table = Table.read(here / name, format="votable")
        assert str(table["RA"].unit) == "deg" and table["RA"].meta["ucd"] == "pos.eq.ra;meta.main", table["RA"].meta
        by_format[name] = {c: list(table[c]) for c in table.colnames}
        document = votable.parse(str(here / name))
        assert document.version == "1.4" and [c.system for c in document.resources[0].coordinate_systems] == ["ICRS"]
        assert votable.validate(str(here / name), filename=None) is not None
        if shutil.which("stilts"):
            lint = subprocess.run(["stilts", "votlint", str(here / name)], capture_output=True, text=True)
            assert lint.returncode == 0 and not lint.stdout + lint.stderr, lint
    for name, values in by_format.items():
        for field in rows:
            found, wanted = cells(values[field["name"]]), field["cells"]
            if field["type"] == "float":
                found = [f if f is None else float(np.float32(f)) for f in found]
                wanted = [w if w is None else float(np.float32(w)) for w in wanted]
            assert found == wanted, (name, field, found)
    print("pyarrow, astropy and votlint read the same")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if "--check" in sys.argv:
        check()
    else:
        here.mkdir(exist_ok=True)
        parquet()
        votables()
        written()
        lines = [f'"{name}": [\n' + ",\n".join(json.dumps(c, ensure_ascii=False) for c in columns) + "]"
                 for name, columns in expected.items()]
        (here / "expected.json").write_text("{" + ",\n".join(lines) + "}\n")
