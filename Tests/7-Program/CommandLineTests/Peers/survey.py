"""Makes a survey's own HATS catalogue of a table: survey.py TABLE.csv FOLDER NAME."""
import sys

import dask
import lsdb
import pandas as pd

dask.config.set(scheduler="synchronous")
table, folder, name = sys.argv[1:4]
catalogue = lsdb.from_dataframe(
    pd.read_csv(table), ra_column="RA", dec_column="DEC", catalog_name=name, partition_rows=80, highest_order=10,
    margin_threshold=10,
)
catalogue.write_catalog(folder, catalog_name=name)
