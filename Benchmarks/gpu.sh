#!/usr/bin/env bash
# The one script to run when a GPU is at hand: builds the program and the NCCL plug-in, makes the Python environment, trains the
# sample recipe and a job of the paper's size beside PyTorch (eager, compiled), and writes a table to results/.
# gpu.sh [ARGUMENT…]: arguments go to gpu.py; --tiny rehearses everything on the CPU in some minutes. PEER_PYTHON names a Python
# that has what setup_peers.sh installs; TUNINGFORK_DATA the folder of the sample data.
set -euo pipefail
cd "$(dirname "$0")"
tiny=no
for argument; do [ "$argument" != --tiny ] || tiny=yes; done
if [ "$tiny" = no ]; then
    nvidia-smi >/dev/null 2>&1 || {
        echo "gpu.sh: nvidia-smi finds no GPU here: run this on a machine with one, or rehearse with --tiny." >&2
        exit 1
    }
fi
make -C .. build >&2
[ "$tiny" = yes ] || make -C .. nccl >&2
if [ -z "${PEER_PYTHON:-}" ]; then
    bash setup_peers.sh
    PEER_PYTHON=$PWD/.venv/bin/python
fi
# The program takes libtorch, and all of CUDA, from the wheels of the Python side: one libtorch for both.
if [ "$tiny" = no ]; then
    LD_LIBRARY_PATH=$("$PEER_PYTHON" -c 'import pathlib, torch; print(pathlib.Path(torch.__file__).parent / "lib")')${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    export LD_LIBRARY_PATH
fi
mkdir -p results
output=results/$(date -u +%Y-%m-%d)-gpu.md
[ "$tiny" = no ] || output=$(mktemp --suffix=.md)
"$PEER_PYTHON" gpu.py "$@" --output "$output"
