#!/usr/bin/env bash
# Labels the parts of a survey, one task of a Slurm array each:
#
#   sbatch --array 0-99 cluster/slurm_classify.sh runs/a parts labels
#
# runs/a is a finished training run; parts holds a manifest for each task, in the order of their names; the tables are
# written into labels under the same names. A task that was killed goes on where it was when it is queued again.
# TUNINGFORK names the program where it is not in PATH.
#SBATCH --job-name=tuningfork-classify
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=8
#SBATCH --time=12:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
set -eu

run=$1 parts=$2 labels=$3
manifests=("$parts"/*)
manifest=${manifests[$SLURM_ARRAY_TASK_ID]:-}
[ -n "$manifest" ] || { echo "$parts has ${#manifests[@]} manifests, and none for the task $SLURM_ARRAY_TASK_ID" >&2 && exit 64; }
mkdir -p "$labels"
exec "${TUNINGFORK:-tuningfork}" classify "$run" --manifest "$manifest" --output "$labels/$(basename "$manifest")" \
    --threads "${SLURM_CPUS_PER_TASK:-1}"
