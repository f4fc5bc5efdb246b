#!/usr/bin/env bash
# Builds the benchmark, makes the Python environment, times both in turns, and writes a table to results/.
# PEER_PYTHON names a Python that has torch 2.11.0, torchvision and timm; arguments go to compare.py.
set -euo pipefail
cd "$(dirname "$0")"
bash ../Scripts/setup.sh
swift build -c release
if [ -z "${PEER_PYTHON:-}" ]; then
    bash setup_peers.sh
    PEER_PYTHON=$PWD/.venv/bin/python
fi
mkdir -p results
exec "$PEER_PYTHON" compare.py "$@" --output "results/$(date -u +%Y-%m-%d)-$(uname -m)-$(nproc)-cores.md"
