"""The wheel as a file: for which machines it is, and what it holds. TUNINGFORK_WHEEL names it."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import os
import subprocess
import sys
import zipfile
from importlib.metadata import metadata
from pathlib import Path

import pytest

WHEEL = Path(os.environ["TUNINGFORK_WHEEL"])


def pip(*options: str) -> subprocess.CompletedProcess[str]:
    """What pip says to installing it on a machine of that kind; nothing is installed."""
    run = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps", "--only-binary=:all:", "--target=nowhere"]
    return subprocess.run([*run, *options, WHEEL], capture_output=True, text=True)


def test_it_can_be_installed_where_glibc_is_new_enough() -> None:
    outcome = pip("--platform=manylinux_2_34_x86_64", "--python-version=3.11")
    assert outcome.returncode == 0, outcome.stderr


@pytest.mark.parametrize(
    "platform", ["manylinux_2_33_x86_64", "musllinux_1_2_x86_64", "manylinux_2_39_aarch64", "macosx_15_0_arm64"]
)
def test_pip_refuses_it_on_other_machines(platform: str) -> None:
    outcome = pip(f"--platform={platform}", "--python-version=3.11")
    assert outcome.returncode == 1
    assert f"{WHEEL.name} is not a supported wheel on this platform" in outcome.stderr


def test_pip_is_told_what_it_needs() -> None:
    told = metadata("tuningfork")
    assert told["Requires-Python"] == ">=3.11"
    assert {"torch==2.11.0", "pyarrow==26.0.1"} <= set(told.get_all("Requires-Dist") or [])


def test_its_record_is_right() -> None:
    with zipfile.ZipFile(WHEEL) as wheel:
        names = set(wheel.namelist())
        info = next(name.split("/")[0] for name in names if name.endswith(".dist-info/RECORD"))
        recorded = list(csv.reader(io.StringIO(wheel.read(f"{info}/RECORD").decode())))
        assert {row[0] for row in recorded} == names
        for name, digest, size in recorded:
            if name != f"{info}/RECORD":
                content = wheel.read(name)
                found = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
                assert (digest, size) == (f"sha256={found}", str(len(content))), name


def test_every_bundled_library_has_its_licence() -> None:
    """Debian's packages are named after their libraries; those that were built for the wheel have plain names."""
    with zipfile.ZipFile(WHEEL) as wheel:
        names = wheel.namelist()
        licenses = {Path(name).stem.lower() for name in names if ".dist-info/licenses/" in name}
        libraries = [Path(name).name for name in names if name.startswith("tuningfork/program/lib")]
        assert all(wheel.read(name).strip() for name in names if ".dist-info/licenses/" in name)
    others = {"libssl": "libssl3", "libcrypto": "libssl3", "libz": "zlib1g", "libbrotlicommon": "libbrotli1", "libbrotlidec": "libbrotli1"}
    assert len(libraries) > 10
    for library in libraries:
        stem = library.split(".so")[0].split("_serial")[0].removesuffix("-1").lower()
        if stem.startswith("libtuningfork"):
            continue
        wanted = others.get(stem, stem)
        assert any(name.startswith((wanted, wanted.removeprefix("lib"))) for name in licenses), library
