#!/usr/bin/env python3
"""Writes the footprints of this folder with mocpy 0.21 (run it here, no arguments), or compares one: FILE ASCII-MOC."""

import sys

from mocpy import MOC

if len(sys.argv) == 3:
    read = MOC.load(sys.argv[1], format="fits")
    wanted = MOC.from_string(sys.argv[2])
    assert read == wanted and read.max_order == wanted.max_order, (read.to_string(), read.max_order)
    sys.exit()

moc = MOC.from_string("2/11 3/1-5 8 4/99 7/196000-196003")
moc.save("range.fits", format="fits", overwrite=True)
moc.save("nuniq.fits", format="fits", overwrite=True, v1_compatible=True)
moc.save("moc.txt", format="ascii", overwrite=True)
MOC.new_empty(5).save("empty.fits", format="fits", overwrite=True)
