"""The program as it was installed: what it is made of, how it starts and stops, what it refuses."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import tuningfork
from tuningfork._program import PACKAGES, PROGRAM, SITE, environment

COMMAND = Path(sys.executable).with_name("tuningfork")
# What every machine of the tag manylinux_2_34 has: glibc, and C++'s library, which torch and pyarrow take from it, too.
SYSTEM = re.compile(r"^(linux-vdso|ld-linux-x86-64|lib(c|m|dl|pthread|rt|resolv|util|stdc\+\+|gcc_s))\.so")


def test_the_command_is_the_program() -> None:
    told = subprocess.run([COMMAND, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    assert told == tuningfork.__version__


@pytest.mark.parametrize("name", ["tuningfork", "libTuningForkTorch.so"])
def test_nothing_of_the_system_but_glibc_and_cxx_is_used(name: str) -> None:
    file = Path(PROGRAM).with_name(name)
    told = subprocess.run(["ldd", file], capture_output=True, text=True, check=True, env=environment()).stdout
    places = [os.path.realpath(SITE), *(os.path.realpath(package.libraries()) for package in PACKAGES)]
    # Libraries that the wheel of torch for CUDA brings lie beside it.
    places.append(str(Path(places[1]).parents[1]))
    assert "not found" not in told
    for line in told.splitlines():
        library, _, path = line.strip().partition(" => ")
        if SYSTEM.match(os.path.basename(library.split()[0])):
            continue
        real = os.path.realpath(path.split()[0])
        assert any(real.startswith(place) for place in places), line


def test_importing_takes_no_time() -> None:
    def seconds(code: str) -> float:
        best = 1.0
        for _ in range(10):
            before = os.times()
            subprocess.run([sys.executable, "-c", code], check=True)
            after = os.times()
            spent = after.children_user - before.children_user + after.children_system - before.children_system
            best = min(best, spent)
        return best

    # Processor time, since other processes may be running; the second is Python itself.
    assert seconds("import tuningfork") <= 0.05 + seconds("pass")


def fake_site(folder: Path, torch: str | None, arrow: str | None) -> Path:
    """A site-packages folder with this package and others that hold nothing but their version."""
    shutil.copytree(Path(SITE) / "tuningfork", folder / "tuningfork", ignore=shutil.ignore_patterns("program"))
    (folder / "tuningfork/program").symlink_to(Path(PROGRAM).parent)
    for name, version, file in (("torch", torch, "version.py"), ("pyarrow", arrow, "_generated_version.py")):
        if version:
            (folder / name).mkdir()
            (folder / name / "__init__.py").touch()
            (folder / name / file).write_text(f"__version__ = version = '{version}'\n")
    return folder


@pytest.mark.parametrize(
    ("torch", "arrow", "sentence"),
    [
        ("2.13.0+cpu", "26.0.1", "holds torch 2.13.0, and only 2.11.0 has the binary interface that TuningFork is built for: run 'pip install torch==2.11.0'."),
        ("2.11.0+cu130", "25.0.0", "holds pyarrow 25.0.0, and only 26.0.1 has the binary interface that TuningFork is built for: run 'pip install pyarrow==26.0.1'."),
        (None, "26.0.1", "torch 2.11.0 is missing, and the program computes with its libraries: run 'pip install torch==2.11.0'."),
        ("2.11.0", None, "pyarrow 26.0.1 is missing, and the program computes with its libraries: run 'pip install pyarrow==26.0.1'."),
    ],
)  # fmt: skip
def test_other_libraries_are_refused_in_one_sentence(
    tmp_path: Path, torch: str | None, arrow: str | None, sentence: str
) -> None:
    folder = fake_site(tmp_path / "site", torch, arrow)
    # -S: no site-packages of this Python besides.
    run = [sys.executable, "-S", "-m", "tuningfork", "--version"]
    outcome = subprocess.run(run, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(folder)})
    assert outcome.returncode == 1 and outcome.stdout == ""
    assert outcome.stderr.strip().endswith(sentence) and outcome.stderr.count("\n") == 1
    code = "import tuningfork\ntry: tuningfork.weights.list()\nexcept tuningfork.TuningForkError as error: print(error)"
    run = [sys.executable, "-S", "-c", code]
    outcome = subprocess.run(run, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(folder)})
    assert outcome.stdout.strip().endswith(sentence), outcome.stderr


def test_an_old_processor_is_refused_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    described = Path("/proc/cpuinfo").read_text()
    # A processor without AVX2 and AVX-512 is fine.
    for name, fits in (("sse4_2", False), ("avx[0-9a-z_]*", True)):
        file = tmp_path / "cpuinfo"
        file.write_text(re.sub(rf"\b{name}\b", "", described))
        monkeypatch.setattr("tuningfork._program.PROCESSOR", str(file))
        if fits:
            assert tuningfork.weights.list().report
            continue
        with pytest.raises(tuningfork.TuningForkError, match="has no SSE4.2, for which .*: use a machine"):
            tuningfork.weights.list()


@pytest.mark.parametrize("to_all", [False, True])
def test_ctrl_c_stops_the_program_gracefully(tmp_path: Path, to_all: bool) -> None:
    """Whether the signal reaches Python alone or, as from a terminal, the program too."""
    code = "import tuningfork; tuningfork.demo(output='demo', from_scratch=True)"
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "demo").exists():
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.05)
    if to_all:
        os.killpg(process.pid, signal.SIGINT)
    else:
        os.kill(process.pid, signal.SIGINT)
    errors = process.communicate(timeout=60)[1]
    assert process.returncode == -signal.SIGINT
    assert "Stopped." in errors and "KeyboardInterrupt" in errors, errors
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_manual_pages_and_completions_are_installed() -> None:
    prefix = Path(sys.prefix) / "share"
    assert ".SH SYNOPSIS" in (prefix / "man/man1/tuningfork-crossmatch.1").read_text()
    for name in ("bash-completion/completions/tuningfork", "zsh/site-functions/_tuningfork", "fish/vendor_completions.d/tuningfork.fish"):
        assert "crossmatch" in (prefix / name).read_text()
