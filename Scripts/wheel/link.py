#!/usr/bin/env python3
"""Links the products of a release build anew, for other machines: the program with Swift's own libraries inside it.

link.py SCRATCH FOLDER: SCRATCH is SwiftPM's folder (.build) after ``swift build -c release``, FOLDER gets tuningfork and
libTuningForkTorch.so. Nothing is compiled but hypot.c and wait.c: what runs on other machines are the objects that the tests
ran with. What to link, SwiftPM's own plan of the build says.
"""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import sys

from elf import TOOLCHAIN

# What Foundation consists of where it is an archive; the objects ask for Foundation alone.
ARCHIVES = [
    "FoundationEssentials", "FoundationInternationalization", "CoreFoundation", "_FoundationCShims", "_FoundationCollections",
    "_FoundationICU",
]  # fmt: skip


def planned(scratch: pathlib.Path) -> dict[str, list[str]]:
    """The commands that link the products of the release build, by the name of what they write."""
    plan = scratch / "release.yaml"
    if not plan.exists():
        sys.exit(f"wheel: there is no {plan}: run 'swift build -c release' first.")
    found = {}
    for line in plan.read_text().splitlines():
        line = line.strip()
        if line.startswith("args: [") and re.search(r'"-emit-(executable|library)"', line):
            command = json.loads(line.removeprefix("args: "))
            found[pathlib.Path(command[command.index("-o") + 1]).name] = command
    return found


def compiled(name: str, folder: pathlib.Path) -> str:
    source, output = pathlib.Path(__file__).with_name(name), (folder / name).with_suffix(".o")
    subprocess.run([TOOLCHAIN / "clang", "-O2", "-fPIC", "-c", source, "-o", output], check=True)
    return str(output)


def relinked(command: list[str], output: pathlib.Path) -> list[str]:
    command = [argument for argument in command if argument != "-g"]
    command[command.index("-o") + 1] = str(output)
    command += [compiled("hypot.c", output.parent), "-lm"]
    if "-emit-executable" in command:
        return [*command, compiled("wait.c", output.parent), "-static-stdlib", *(f"-l{archive}" for archive in ARCHIVES)]
    # There is no Swift in libTuningForkTorch.so, and swiftc would link the whole of its runtime to it.
    for option in ("-module-name", "-runtime-compatibility-version"):
        place = command.index(option)
        del command[place : place + 2]
    command.remove("-emit-library")
    return [str(TOOLCHAIN / "clang++"), "-shared", *command[1:]]


def main() -> None:
    scratch, folder = map(pathlib.Path, sys.argv[1:])
    commands = planned(scratch)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("tuningfork", "libTuningForkTorch.so"):
        if name not in commands:
            sys.exit(f"wheel: {scratch}/release.yaml does not say how {name} is linked: was it built by SwiftPM's native build system?")
        outcome = subprocess.run(relinked(commands[name], folder / name), capture_output=True, text=True)
        if outcome.returncode:
            sys.exit(f"{outcome.stderr}wheel: {name} could not be linked; what the linker said stands above.")


if __name__ == "__main__":
    main()
