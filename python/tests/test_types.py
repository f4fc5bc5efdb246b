"""Type checkers are content with the package, and see what is wrong with a call."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CALLS = """
import tuningfork
from pathlib import Path

result = tuningfork.crossmatch("a.csv", Path("b.csv"), radius_arcsec=2, mode="all", columns=["x"])
rows: int = result.table.num_rows
tuningfork.plot("map.csv", output="map.png", view=(10.0, 20.0))
tuningfork.crossmatch("a.csv", "b.csv", mode="any")
tuningfork.crossmatch("a.csv")
tuningfork.classify("run", manifest=3)
"""


def mypy(*arguments: str | Path) -> str:
    run = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", *arguments]
    return subprocess.run(run, capture_output=True, text=True).stdout


def test_the_package_is_typed_throughout() -> None:
    assert mypy("--package", "tuningfork") == ""


def test_wrong_calls_are_found(tmp_path: Path) -> None:
    calls = tmp_path / "calls.py"
    calls.write_text(CALLS)
    lines = [line.split(":")[1] for line in mypy(calls).splitlines() if ": error: " in line]
    assert lines == ["8", "9", "10"]
