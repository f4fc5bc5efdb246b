#!/usr/bin/env python3
"""Puts the wheel together from what `make wheel` has built: program, libraries beside it, Python package, licences.

wheel.py --build BUILD --patchelf PATCHELF --output FOLDER
BUILD holds linked/ with the program, and libraries/ with the C libraries that were built for the wheel.
The same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

import elf
import licenses
import policy

ROOT = pathlib.Path(__file__).resolve().parents[2]

REQUIREMENTS = {"torch": "libtorch.txt", "pyarrow": "arrow.txt"}
# Who else brings a library: torch, pyarrow, and the machine (policy.py). Everything else lies beside the program.
TORCH = {"libtorch_cpu.so", "libc10.so"}
ARROW = {"libarrow.so.2600", "libparquet.so.2600"}
LARGEST = 40_000_000


def fail(text: str) -> None:
    sys.exit(f"wheel: {text}")


def version() -> str:
    """The version of the program, which stands in this one place."""
    source = (ROOT / "Sources/2-Values/Process/ProgramVersion.swift").read_text()
    found = re.search(r'current = "([^"]+)"', source)
    assert found
    return found[1]


def requirement(package: str) -> str:
    """``torch==2.11.0``, as set-up pins it."""
    found = re.search(rf"^{package}==\S+", (ROOT / "Scripts" / REQUIREMENTS[package]).read_text(), re.MULTILINE)
    assert found
    return found[0]


def place_program(build: pathlib.Path, folder: pathlib.Path, patcher: elf.Patcher) -> list[pathlib.Path]:
    """Puts the program and the libraries that it needs into ``folder``; gives the libraries where they came from."""
    folder.mkdir(parents=True)
    waiting = []
    for name in ("tuningfork", "libTuningForkTorch.so", "libTuningForkNCCL.so"):
        source = build / "linked" / name
        if name == "libTuningForkNCCL.so":
            source = ROOT / ".build/release" / name
            if not source.exists():
                continue  # made by `make nccl`; only ranks on several GPUs ask for it
        shutil.copy(source, folder / name)
        elf.strip(folder / name)
        (folder / name).chmod(0o755)
        waiting.append(folder / name)
    brought = []
    while waiting:
        file = waiting.pop()
        for name in patcher.needed(file):
            if name in TORCH | ARROW | policy.LIBRARIES or (folder / name).exists() or name.startswith("libtorch_cuda"):
                continue
            source = elf.library_path(name, [build / "libraries/lib"])
            if source is None:
                fail(f"{file.name} needs {name}, which this machine does not have.")
            shutil.copy(source, folder / name)
            elf.strip(folder / name)
            (folder / name).chmod(0o755)
            brought.append(source)
            waiting.append(folder / name)
    for file in folder.iterdir():
        patcher.look(file, "$ORIGIN", "$ORIGIN/../../pyarrow", "$ORIGIN/../../torch/lib")
    return brought


def metadata() -> str:
    readme = (ROOT / "README.md").read_text()
    lines = [
        "Metadata-Version: 2.4",
        "Name: tuningfork",
        f"Version: {version()}",
        "Summary: Fine-tune neural networks to sort galaxies along Hubble's tuning fork, and build the catalogue of a survey",
        "License-Expression: Apache-2.0",
        "Keywords: astronomy,galaxies,morphology,machine learning,catalogue",
        "Classifier: Environment :: Console",
        "Classifier: Intended Audience :: Science/Research",
        "Classifier: Operating System :: POSIX :: Linux",
        "Classifier: Programming Language :: Python :: 3",
        "Classifier: Topic :: Scientific/Engineering :: Astronomy",
        "Classifier: Typing :: Typed",
        "Requires-Python: >=3.11",
        *(f"Requires-Dist: {requirement(package)}" for package in REQUIREMENTS),
        "Provides-Extra: notebook",
        *(f'Requires-Dist: {package}; extra == "notebook"' for package in ("astropy>=7", "pandas", "ipykernel")),
        "Description-Content-Type: text/markdown",
    ]
    return "\n".join(lines) + "\n\n" + readme


def write_wheel(folder: pathlib.Path, path: pathlib.Path) -> None:
    """Zips ``folder`` with its RECORD; files are sorted and have one date."""
    date = subprocess.run(
        ["git", "-C", ROOT, "log", "-1", "--format=%cd", "--date=format-local:%Y %m %d %H %M %S"],
        capture_output=True, text=True, env={**os.environ, "TZ": "UTC"},
    ).stdout.split()  # fmt: skip
    moment = tuple(map(int, date)) if date else (1980, 1, 1, 0, 0, 0)
    info = next(folder.glob("*.dist-info")).name
    record = []
    unfinished = path.with_name(path.name + ".unfinished")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:

        def add(name: str, content: bytes, mode: int) -> None:
            entry = zipfile.ZipInfo(name, moment)  # type: ignore[arg-type]
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, content)

        files = sorted(file for file in folder.rglob("*") if file.is_file())
        # RECORD and the rest of dist-info stand last, where tools look for them.
        for file in sorted(files, key=lambda file: info in file.parts):
            name, content = file.relative_to(folder).as_posix(), file.read_bytes()
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record.append(f"{name},sha256={digest},{len(content)}")
            add(name, content, 0o755 if os.access(file, os.X_OK) else 0o644)
        record.append(f"{info}/RECORD,,")
        add(f"{info}/RECORD", ("\n".join(record) + "\n").encode(), 0o644)
    size = unfinished.stat().st_size
    if size > LARGEST:
        fail(f"{unfinished} has {size / 1e6:.1f} MB, and may have {LARGEST / 1e6:.0f}.")
    unfinished.rename(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--patchelf", required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    options = parser.parse_args()
    stage = options.build / "wheel"
    shutil.rmtree(stage, ignore_errors=True)
    package = stage / "tuningfork"
    shutil.copytree(ROOT / "python/tuningfork", package, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
    brought = place_program(options.build, package / "program", elf.Patcher(options.patchelf))
    policy.check(package / "program")
    tag = f"py3-none-{policy.TAG}"
    # The program as users get it, on set-up's Arrow, says what it can do.
    arrow = pathlib.Path(os.environ.get("ARROW_SITE", ROOT / ".deps/site")) / "pyarrow"
    for script, folder in (("bindings.py", package), ("manual.py", stage / f"tuningfork-{version()}.data/data")):
        subprocess.run(
            [sys.executable, ROOT / "Scripts/wheel" / script, package / "program/tuningfork", folder],
            check=True,
            env={**os.environ, "LD_LIBRARY_PATH": str(arrow)},
        )

    info = stage / f"tuningfork-{version()}.dist-info"
    texts = licenses.own(ROOT, ROOT / ".build/checkouts")
    for library in brought:
        built = options.build / "libraries"
        if library.is_relative_to(built.resolve()):
            continue
        texts |= licenses.debian(library)
    texts |= {file.name: file for file in (options.build / "libraries/licenses").glob("*.txt")}
    (info / "licenses").mkdir(parents=True)
    for name, text in sorted(texts.items()):
        shutil.copy(text, info / "licenses" / name)
        (info / "licenses" / name).chmod(0o644)
    head, rest = metadata().split("\n\n", 1)
    files = "".join(f"\nLicense-File: {name}" for name in sorted(texts))
    (info / "METADATA").write_text(head + files + "\n\n" + rest)
    (info / "WHEEL").write_text(f"Wheel-Version: 1.0\nGenerator: tuningfork\nRoot-Is-Purelib: false\nTag: {tag}\n")
    (info / "entry_points.txt").write_text("[console_scripts]\ntuningfork = tuningfork._program:main\n")

    options.output.mkdir(parents=True, exist_ok=True)
    path = options.output / f"tuningfork-{version()}-{tag}.whl"
    write_wheel(stage, path)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB, {len(brought)} libraries")


if __name__ == "__main__":
    main()
