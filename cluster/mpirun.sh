#!/usr/bin/env bash
# Trains on machines that Open MPI's mpirun starts ranks on:
#
#   HOSTS=node1:8,node2:8 cluster/mpirun.sh train --manifest sdss.csv --output runs/a
#
# HOSTS: machines with the number of ranks on each (localhost:2), the first one is where the ranks meet; TUNINGFORK names
# the program where it is not in PATH; OPTIONS: more for mpirun. The output folder is one that all machines see.
set -eu

hosts=${HOSTS:-localhost:2}
first=${hosts%%,*}
# Without --bind-to none every rank has one core.
# shellcheck disable=SC2086
exec mpirun --host "$hosts" --bind-to none -x MASTER_ADDR="${first%%:*}" -x MASTER_PORT="${PORT:-29400}" \
    ${OPTIONS:-} "${TUNINGFORK:-tuningfork}" "$@"
