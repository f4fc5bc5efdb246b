"""What the tests share. They run against the installed wheel: ``python -m pytest python/tests``."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tuningfork._program import PROGRAM, environment


@pytest.fixture(scope="session")
def described() -> list[dict[str, Any]]:
    """The commands of the program with their arguments, as it describes them; a subcommand's path is in ``path``."""
    told = subprocess.run(
        [PROGRAM, "--experimental-dump-help"], check=True, capture_output=True, text=True, env=environment()
    ).stdout
    found = []

    def walk(command: dict[str, Any], above: tuple[str, ...]) -> None:
        below = [one for one in command.get("subcommands", []) if one["commandName"] != "help"]
        for one in below:
            walk(one, (*above, one["commandName"]))
        if not below:
            found.append({**command, "path": above})

    walk(json.loads(told)["command"], ())
    return found


@pytest.fixture
def catalogues(tmp_path: Path) -> tuple[Path, Path]:
    """Two small catalogues of the same three galaxies; the second one has a fourth."""
    left, right = tmp_path / "left.ecsv", tmp_path / "right.csv"
    left.write_text(
        "# %ECSV 1.0\n# ---\n# datatype:\n"
        "# - {name: id, datatype: string}\n"
        "# - {name: ra, unit: deg, datatype: float64}\n"
        "# - {name: dec, unit: deg, datatype: float64}\n"
        "# - {name: petro_r, unit: mag, datatype: float64}\n"
        "id ra dec petro_r\na 10.0 20.0 15.5\nb 10.1 20.0 16.5\nc 10.2 20.0 17.5\n"
    )
    right.write_text("id,ra,dec\n1,10.0,20.0001\n2,10.1,20.0001\n3,10.2,20.0001\n4,11.0,20.0\n")
    return left, right
