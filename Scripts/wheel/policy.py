"""What the wheel may take from a machine: that of the tag manylinux_2_34 (PEP 600), as RHEL 9 and all newer systems have it."""

from __future__ import annotations

import pathlib
import sys

import elf

TAG = "manylinux_2_34_x86_64"
# Libraries of the machine. torch and pyarrow take C++'s from it, too, and one process can have one of them alone.
LIBRARIES = {
    "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libresolv.so.2", "ld-linux-x86-64.so.2",
    "libstdc++.so.6", "libgcc_s.so.1",
}  # fmt: skip
# The newest versions of their symbols.
NEWEST = {"GLIBC": (2, 34), "GLIBCXX": (3, 4, 29), "CXXABI": (1, 3, 13), "GCC": (7, 0, 0)}


def check(folder: pathlib.Path) -> None:
    """Ends the build where a file of ``folder`` asks for what a machine of the tag need not have."""
    late = []
    for file in sorted(folder.iterdir()):
        for prefix, newest in NEWEST.items():
            asked = max(elf.versions(file, prefix), default=newest)
            if asked > newest:
                late.append(f"{file.name} for {prefix}_{'.'.join(map(str, asked))}")
    if late:
        sys.exit(f"wheel: some files ask for more than {TAG} has: {', '.join(late)}.")
