"""What files say of a table as a whole: written by astropy and pyarrow, with what they hold (table_info/expected.json).

Run: python table_info.py (astropy 8, pyarrow, numpy).
With --check: reads the files that TuningFork wrote (table_info/written.*, see TableInfoTests) with both.
"""
import io
import json
import pathlib
import sys
import warnings

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from astropy.io import fits, votable
from astropy.io.votable import tree
from astropy.table import Table

here = pathlib.Path(__file__).parent / "table_info"
quoted = "it's 'two' & <three> / 4"
long_text = "the quick brown fox's 'jump' " * 9 + "ends"
written = {
    "name": "GALAXIES",
    "description": "Types of galaxies & \"probabilities\" <each> of " + "many galaxies, " * 8 + "one row a galaxy",
    "parameters": [
        ["MODEL", "InceptionV3", "network"],
        ["network.weights.sha256", "0123456789abcdef" * 4, "sum of the weights that gave the probabilities, of the file as "
         "it lay on the disk when the run began, before anything was read of it"],
        ["classes", "spiral, elliptical", None],
        ["quoted", quoted, "a / b 'c'"],
        ["EMPTY", "", None],
        ["LONG", long_text, "goes on"],
        ["made with", "x" * 70 + "&", None],
    ],
}


def foreign():
    header = fits.Header()
    header["EXTNAME"] = ("STARS", "name of it")
    header["TELESCOP"] = ("CTIO 4.0-m telescope", "which telescope")
    header["EQUINOX"] = 2000.0
    header["NIGHTS"] = (575, "nights, of all years")
    header["PUBLIC"] = True
    header["HIERARCH ESO TPL ID"] = (quoted, "words of its own")
    header["HIERARCH tuning.sum"] = ("f" * 90, "a sum")
    header["STORY"] = (long_text, "a long comment that goes on and on " * 4)
    header["COMMENT"] = "no parameter"
    header["HISTORY"] = "no parameter either"
    columns = [fits.Column(name="ID", format="J", array=np.arange(3, dtype=np.int32), unit="deg")]
    fits.HDUList([fits.PrimaryHDU(), fits.BinTableHDU.from_columns(columns, header=header)]).writeto(
        here / "astropy.fits", overwrite=True)
    read = fits.getheader(here / "astropy.fits", 1)
    shown = {"EQUINOX": "2000.0", "NIGHTS": "575", "PUBLIC": "T"}
    expected = {"astropy.fits": {"name": "STARS", "description": None, "parameters": [
        [key, shown.get(key, read[key]), read.comments[key] or None]
        for key in ("TELESCOP", "EQUINOX", "NIGHTS", "PUBLIC", "ESO TPL ID", "tuning.sum", "STORY")]}}

    document = votable.from_table(Table({"ID": np.arange(3, dtype=np.int32)}))
    resource, table = document.resources[0], document.get_first_table()
    document.infos.append(tree.Info(name="request_date", value="2026-01-02"))
    resource.infos.append(tree.Info(name="QUERY_STATUS", value="OK"))
    resource.infos.append(tree.Info(name="citation", value="doi:1/2"))
    resource.description = "of the resource"
    table.name, table.description = "STARS", "Stars\n  & more"
    epoch = tree.Param(document, name="epoch", datatype="double", value=2015.5)
    epoch.description = "of the positions"
    table.params.append(epoch)
    table.params.append(tree.Param(document, name="survey", datatype="char", arraysize="*", value="DES DR2"))
    group = tree.Group(table, name="quality")
    group.entries.append(tree.Param(document, name="inner", datatype="int", value=3))
    group.description = "of the group"
    table.groups.append(group)
    document.to_xml(str(here / "astropy.vot"))
    expected["astropy.vot"] = {"name": "STARS", "description": "Stars & more", "parameters": [
        ["request_date", "2026-01-02", None], ["citation", "doi:1/2", None], ["epoch", "2015.5", "of the positions"],
        ["survey", "DES DR2", None]]}

    arrow = pa.table({"ID": pa.array([1, 2, 3])}).replace_schema_metadata({"creator": "pyarrow", "survey": "DES é"})
    pq.write_table(arrow, here / "pyarrow.parquet")
    expected["pyarrow.parquet"] = {"name": None, "description": None, "parameters": [
        ["creator", "pyarrow", None], ["survey", "DES é", None]]}
    return expected


def check():
    header = fits.getheader(here / "written.fits", 1)
    assert header["EXTNAME"] == written["name"] and header["DESCRIP"] == written["description"]
    for name, value, comment in written["parameters"]:
        assert header[name.upper()] == value, (name, header[name.upper()])
        assert header.comments[name.upper()] == (comment or ""), (name, header.comments[name.upper()])
    fits.open(here / "written.fits")[1].verify("exception")
    assert list(Table.read(here / "written.fits")["id"]) == [7, 8]

    footer = {k.decode(): v.decode() for k, v in pq.read_metadata(here / "written.parquet").metadata.items()}
    assert footer["table.name"] == written["name"] and footer["table.description"] == written["description"]
    for name, value, _ in written["parameters"]:
        assert footer[name] == value, name
    tables = [votable.parse(str(here / "written.vot")), votable.parse(io.BytesIO(footer["IVOA.VOTable-Parquet.content"].encode()))]
    for document in tables:
        table = document.get_first_table()
        assert (table.name, table.description) == (written["name"], written["description"])
        found = [[p.name, p.value, p.description or None] for p in table.params]
        assert found == written["parameters"], found
    assert votable.validate(str(here / "written.vot"), filename=None) is not None
    print("astropy and pyarrow read the same")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if "--check" in sys.argv:
        check()
    else:
        here.mkdir(exist_ok=True)
        expected = {"written": written} | foreign()
        (here / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")
