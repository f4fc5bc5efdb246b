#!/usr/bin/env bash
# Trains on machines that torchrun (of torch 2.11) starts ranks on. On each of them, at the same time:
#
#   NODES=4 HEAD=node1 RANKS=8 cluster/torchrun.sh train --manifest sdss.csv --output runs/a
#
# NODES: how many machines (1); HEAD: one of them, the same for all (this one); RANKS: ranks on each (1); RESTARTS: how
# often torchrun starts all ranks again after one has died (3), which go on from the newest checkpoint; TUNINGFORK names
# the program where it is not in PATH. The output folder is one that all machines see.
set -eu

exec torchrun --no-python --nnodes "${NODES:-1}" --nproc-per-node "${RANKS:-1}" --max-restarts "${RESTARTS:-3}" \
    --rdzv-backend c10d --rdzv-endpoint "${HEAD:-localhost}:${PORT:-29400}" --rdzv-id "${ID:-tuningfork}" \
    "${TUNINGFORK:-tuningfork}" "$@"
