#!/usr/bin/env bash
# Trains on the GPUs of one machine of a Slurm cluster, with the TuningFork of a Python environment:
#
#   python3 -m venv ~/tuningfork && ~/tuningfork/bin/pip install tuningfork
#   ENVIRONMENT=~/tuningfork sbatch --gpus 4 cluster/slurm_gpus.sh --manifest sdss.csv --output runs/a
#
# ENVIRONMENT: the folder of the environment (~/tuningfork). One rank a GPU; several need libTuningForkNCCL.so beside the
# program (docs/GPU.md). Three minutes before the time limit Slurm sends SIGUSR1: a checkpoint is written, and the job
# queues up again and goes on from there.
#SBATCH --job-name=tuningfork
#SBATCH --nodes=1
#SBATCH --gpus=1
#SBATCH --cpus-per-gpu=8
#SBATCH --time=24:00:00
#SBATCH --signal=B:USR1@180
#SBATCH --requeue
#SBATCH --open-mode=append
set -u

program=${ENVIRONMENT:-$HOME/tuningfork}/bin/tuningfork
ranks=${SLURM_GPUS_ON_NODE:-1}
"$program" train --device cuda --ranks "$ranks" "$@" &
trap 'kill -USR1 %1' USR1
wait %1
code=$?
# The trap ends the first wait; the program is still writing its checkpoint.
[ "$code" -le 128 ] || { wait %1 && code=0 || code=$?; }
[ "$code" != 130 ] || scontrol requeue "$SLURM_JOB_ID"
exit "$code"
