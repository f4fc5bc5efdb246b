#!/usr/bin/env bash
# Builds the benchmark, makes the Python environment, times TuningFork and its peers in turns, and writes tables to results/.
# run.sh [TOPIC [ARGUMENT…]]: a topic is steps, crossmatch, tables, cutouts, store, classify, catalogue, neighbours, maps, clusters
# or page, and its arguments go to TOPIC.py; without one all run. PEER_PYTHON names a Python that has what setup_peers.sh installs.
set -euo pipefail
cd "$(dirname "$0")"
readonly topics=(steps crossmatch tables cutouts store classify catalogue neighbours maps clusters page)
topic=${1:-}
if [ -n "$topic" ]; then
    [ -f "$topic.py" ] && [[ " ${topics[*]} " == *" $topic "* ]] || {
        echo "run.sh: there is no topic '$topic'; the topics are ${topics[*]}." >&2
        exit 64
    }
    shift
fi
bash ../Scripts/setup.sh
swift build -c release
if [ -z "${PEER_PYTHON:-}" ]; then
    bash setup_peers.sh
    PEER_PYTHON=$PWD/.venv/bin/python
fi
mkdir -p results
for name in ${topic:-"${topics[@]}"}; do
    "$PEER_PYTHON" "$name.py" "$@" --output "results/$(date -u +%Y-%m-%d)-$name-$(uname -m)-$(nproc)-cores.md"
done
