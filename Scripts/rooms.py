#!/usr/bin/env python3
"""Draws the rooms of Package.swift into docs/ARCHITECTURE.md, between its two marker lines.

swift package dump-package | python3 Scripts/rooms.py [--check]
With --check nothing is written; a drawing that is out of date, or a room that imports a later one, ends with exit code 1.
"""

import json
import pathlib
import sys

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs/ARCHITECTURE.md"
BEGIN, END = "<!-- rooms: drawn by `make format` from Package.swift -->\n", "<!-- end of rooms -->\n"

SHIMS = ("CMachine", "CTypeface", "CTorchLibrary", "CArrow")  # our own C and C++, no rooms


def imports(target):
    return [next(iter(d.values()))[0] for d in target["dependencies"]]


def main():
    package = json.load(sys.stdin)
    rooms = [t for t in package["targets"] if t["type"] in ("regular", "executable") and t["name"] not in SHIMS]
    rooms = [t for t in rooms if "Tests/" not in (t.get("path") or "")]
    names = [t["name"] for t in rooms]
    systems = {t["name"]: t.get("pkgConfig") for t in package["targets"] if t["type"] == "system"}
    lines = ["| room | imports rooms | imports libraries |", "|---|---|---|"]
    for number, room in enumerate(rooms):
        found = imports(room)
        late = [name for name in found if name in names[number:]]
        if late:
            sys.exit(f"{room['name']} imports {', '.join(late)}, which stands later in Package.swift.")
        inside = ", ".join(name for name in names if name in found)
        outside = ", ".join(f"{n} ({systems[n]})" if systems.get(n) else n for n in found if n not in names)
        lines.append(f"| {room['name']} | {inside} | {outside} |")
    page = PAGE.read_text()
    start, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    drawn = page[:start] + "\n".join(lines) + "\n" + page[end:]
    if "--check" in sys.argv:
        if drawn != page:
            sys.exit("docs/ARCHITECTURE.md is out of date: run 'make format'.")
    else:
        PAGE.write_text(drawn)


if __name__ == "__main__":
    main()
