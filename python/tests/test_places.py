"""Folders that cannot be written to, disks that are full: in a mount namespace of its own, so that root meets them, too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tuningfork._program import SITE

NAMESPACE = ["unshare", "--map-root-user", "--mount"]

pytestmark = pytest.mark.skipif(
    subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode != 0, reason="this machine allows no mount namespaces"
)


def run(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs lines of the shell in a namespace; ``$PYTHON`` is this Python, and what they mount is gone in the end."""
    surroundings = {**os.environ, "PYTHON": sys.executable, "SITE": SITE, **variables}
    return subprocess.run([*NAMESPACE, "sh", "-ec", script], cwd=folder, env=surroundings, capture_output=True, text=True)


def test_site_packages_may_be_read_only(tmp_path: Path) -> None:
    """The program writes nothing beside itself."""
    outcome = run(
        """
        mount --bind "$SITE" "$SITE" && mount -o remount,bind,ro "$SITE"
        ! touch "$SITE/tuningfork/written" 2>/dev/null
        "$PYTHON" -c "import tuningfork; tuningfork.demo(output='demo', galaxies=200, epochs=1, from_scratch=True, quiet=True)"
        """,
        tmp_path,
    )
    assert outcome.returncode == 0, outcome.stderr
    assert (tmp_path / "demo/report.html").exists()


def test_a_home_without_room_for_weights_is_told_in_one_sentence(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    script = """
        mount -t tmpfs -o size=1m tmpfs "$HOME"
        code=0
        "$PYTHON" -m tuningfork weights fetch efficientnet_lite0 || code=$?
        find "$HOME" -type f -size +100k
        exit $code
        """
    outcome = run(script, tmp_path, HOME=str(home), TUNINGFORK_CACHE="", XDG_CACHE_HOME=str(home / "cache"))
    assert outcome.returncode == 1, outcome
    errors = outcome.stderr.strip().splitlines()
    assert errors[-1].startswith("Error: ") and "No space left on device" in errors[-1] and "free some space" in errors[-1].lower()
    assert outcome.stdout == "", "a part of the download is left"
