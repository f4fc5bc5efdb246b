#!/usr/bin/env bash
# Makes the catalogue of a survey, by all tasks of a Slurm array together:
#
#   sbatch --array 0-99 cluster/slurm_catalog.sh runs/a des.parquet des_catalogue --cell-rows 200000
#
# runs/a is a finished training run, des.parquet the table of galaxies; what follows the catalogue's folder are options of
# tuningfork catalog. Tasks share no list: each takes cells that no other has, so that any number of them will do, and one that
# begins late or is lost takes or leaves what is left. Three minutes before the time limit Slurm sends SIGUSR1: the task stops
# with what it has, and queues up again. TUNINGFORK names the program where it is not in PATH.
#SBATCH --job-name=tuningfork-catalog
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=8
#SBATCH --time=12:00:00
#SBATCH --signal=B:USR1@180
#SBATCH --requeue
#SBATCH --open-mode=append
set -u

[ $# -ge 3 ] || { echo "usage: slurm_catalog.sh RUN TABLE CATALOG [OPTION …]" >&2 && exit 64; }
run=$1 table=$2 catalog=$3
shift 3
"${TUNINGFORK:-tuningfork}" catalog "$run" --manifest "$table" --output "$catalog" \
    --threads "${SLURM_CPUS_PER_TASK:-1}" "$@" &
child=$!
# The signal comes to this script alone; a wait that it ends is begun again.
trap 'kill -USR1 "$child"' USR1
while :; do
    wait "$child"
    code=$?
    kill -0 "$child" 2>/dev/null || break
done
if [ "$code" = 130 ] && [ -n "${SLURM_JOB_ID:-}" ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 100 ]; then scontrol requeue "$SLURM_JOB_ID"; fi
exit "$code"
