"""What the wheel asks of programs and libraries: what they need, which glibc, and where they look."""

from __future__ import annotations

import pathlib
import re
import shutil
import subprocess

TOOLCHAIN = pathlib.Path(shutil.which("swift") or "swift").parent


def run(*command: str | pathlib.Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Patcher:
    """patchelf, from a build environment or from PATH."""

    def __init__(self, patchelf: str) -> None:
        self.patchelf = patchelf

    def needed(self, file: pathlib.Path) -> list[str]:
        """Names of the libraries that the loader opens for it."""
        return run(self.patchelf, "--print-needed", file).split()

    def look(self, file: pathlib.Path, *folders: str) -> None:
        """Sets the folders in which the loader looks for them: before LD_LIBRARY_PATH (DT_RPATH), for clusters fill that with
        other versions of the same libraries."""
        run(self.patchelf, "--force-rpath", "--set-rpath", ":".join(folders), file)


def strip(file: pathlib.Path) -> None:
    """Removes all that is there for debuggers alone."""
    run(TOOLCHAIN / "llvm-objcopy", "--strip-all", file)


def versions(file: pathlib.Path, prefix: str) -> set[tuple[int, ...]]:
    """The versions of symbols that it asks for, such as GLIBC_2.34 with the prefix ``GLIBC``."""
    told = run(TOOLCHAIN / "llvm-objdump", "-p", file)
    told = told.partition("Version References:")[2]
    return {tuple(map(int, found.split("."))) for found in re.findall(rf"\b{prefix}_([0-9.]+)\b", told)}


def library_path(name: str, folders: list[pathlib.Path]) -> pathlib.Path | None:
    """The file of a library: in ``folders``, or where the loader of this machine finds it."""
    for folder in folders:
        if (folder / name).exists():
            return (folder / name).resolve()
    found = re.search(rf"^\s*{re.escape(name)} \(libc6,x86-64[^)]*\) => (.+)$", run("/sbin/ldconfig", "-p"), re.MULTILINE)
    return pathlib.Path(found[1]).resolve() if found else None
