#!/usr/bin/env bash
# Trains on the machines of a Slurm cluster, one rank for each task:
#
#   sbatch --nodes 4 --ntasks-per-node 8 --gpus-per-node 8 cluster/slurm.sh train --manifest sdss.csv --output runs/a
#
# TUNINGFORK names the program where it is not in PATH. Options of sbatch on the command line go before those here.
# Three minutes before the time limit Slurm sends SIGUSR1: the ranks write a checkpoint, and the job queues up again.
# A rank that dies (exit code 75, or that of a signal) is tried three times; the same command goes on from the newest
# checkpoint.
#SBATCH --job-name=tuningfork
#SBATCH --nodes=1
#SBATCH --ntasks-per-node=2
#SBATCH --time=24:00:00
#SBATCH --signal=USR1@180
#SBATCH --requeue
#SBATCH --open-mode=append
set -u

program=${TUNINGFORK:-tuningfork}
# srun no longer takes this from the job by itself (Slurm 22.05).
export SRUN_CPUS_PER_TASK=${SLURM_CPUS_PER_TASK:-1}

for attempt in 1 2 3; do
    # A task that fails ends the step: the other ranks end by themselves, one that is stopped does not.
    srun --kill-on-bad-exit=1 "$program" "$@"
    code=$?
    echo "srun, attempt $attempt: exit code $code"
    case $code in
    0 | 64 | 65) exit $code ;;  # done; what another attempt does not mend
    130)  # asked to stop, with a checkpoint
        [ "${SLURM_RESTART_COUNT:-0}" -lt 100 ] && scontrol requeue "$SLURM_JOB_ID"
        exit $code ;;
    esac
done
exit "$code"
