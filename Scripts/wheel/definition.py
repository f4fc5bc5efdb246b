#!/usr/bin/env python3
"""Checks an Apptainer definition: its header, the names of its sections, and the shell in them.

definition.py FILE SHELLCHECK
"""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys

HEADER = {"Bootstrap", "From", "Stage", "Fingerprints"}
SHELL = {"setup", "pre", "post", "test", "runscript", "startscript", "environment"}
TEXT = {"files", "labels", "help"}


def main() -> None:
    path, shellcheck = sys.argv[1:]
    head, *parts = re.split(r"^%", pathlib.Path(path).read_text(), flags=re.MULTILINE)
    keys = {line.split(":")[0] for line in head.splitlines() if line.strip() and not line.startswith("#")}
    if missing := {"Bootstrap", "From"} - keys:
        sys.exit(f"{path}: the header has no {' and no '.join(sorted(missing))}")
    if unknown := keys - HEADER:
        sys.exit(f"{path}: the header's '{min(unknown)}' is none of Apptainer's")
    for part in parts:
        title, _, body = part.partition("\n")
        name = title.split()[0]
        if name not in SHELL | TEXT:
            sys.exit(f"{path}: '%{name}' is none of Apptainer's sections")
        if name in SHELL and subprocess.run([shellcheck, "--shell=sh", "-"], input=body, text=True).returncode:
            sys.exit(f"{path}: shellcheck has something to say about %{name}")


if __name__ == "__main__":
    main()
