#!/usr/bin/env bash
# Makes the Python environment that TuningFork is timed against, in Benchmarks/.venv; does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")"
readonly wanted=(torch==2.11.0 torchvision==0.26.0 timm==1.0.31 astropy==8.0.2 scipy==1.17.1 pyarrow==26.0.1
    cutana==0.4.0 pillow==13.0.0 matplotlib==3.11.2 faiss-cpu==1.15.1 hnswlib==0.8.0
    openTSNE==1.0.4 scikit-learn==1.9.1 hdbscan==0.8.44 fast_hdbscan==0.3.4 pynndescent==0.7.0)
if [ -x .venv/bin/python ] && .venv/bin/python - "${wanted[@]}" 2>/dev/null <<'PYTHON'; then exit 0; fi
import sys
from importlib.metadata import version
assert all(version(name).split("+")[0] == number for name, number in (w.split("==") for w in sys.argv[1:]))
PYTHON
python3 -m venv --clear .venv || {
    echo "setup_peers: python3 -m venv fails: install the Debian package python3-venv." >&2
    exit 1
}
.venv/bin/python -m pip install --quiet --disable-pip-version-check "${wanted[@]}" || {
    echo "setup_peers: pip could not install ${wanted[*]}: check the network, or name another Python in PEER_PYTHON." >&2
    exit 1
}
