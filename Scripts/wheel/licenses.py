"""The licences of everything that the wheel bundles, as files of its dist-info folder."""

from __future__ import annotations

import pathlib
import re

from elf import TOOLCHAIN, run

COMMON = pathlib.Path("/usr/share/common-licenses")


def own(root: pathlib.Path, checkouts: pathlib.Path) -> dict[str, pathlib.Path]:
    """Our own licence, and those of what is compiled into the program."""
    return {
        "LICENSE": root / "LICENSE",
        "Open_Sans.txt": root / "Sources/1-System/CTypeface/LICENSE.txt",
        "Swift.txt": TOOLCHAIN.parent / "share/swift/LICENSE.txt",
        "swift-argument-parser.txt": checkouts / "swift-argument-parser/LICENSE.txt",
        "TOMLKit.txt": checkouts / "TOMLKit/LICENSE",
    }


def debian(library: pathlib.Path) -> dict[str, pathlib.Path]:
    """The licence of a library of this Debian, with the common ones that it refers to."""
    package = ""
    # Packages may know a file under /lib or under /usr/lib.
    for path in (library, pathlib.Path(str(library).removeprefix("/usr"))):
        try:
            package = run("dpkg", "--search", path).split(":")[0]
            break
        except Exception:
            continue
    text = pathlib.Path(f"/usr/share/doc/{package}/copyright")
    if not package or not text.exists():
        raise SystemExit(f"wheel: no licence of {library} is found: is it from a Debian package?")
    found = {f"{package}.txt": text}
    for name in set(re.findall(r"/usr/share/common-licenses/([A-Za-z0-9.+-]*[A-Za-z0-9])", text.read_text(errors="replace"))):
        if (COMMON / name).exists():
            found[f"{(COMMON / name).resolve().name}.txt"] = COMMON / name
    return found
