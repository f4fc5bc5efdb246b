#!/usr/bin/env bash
# A real Slurm on this one machine, for tests: start FOLDER | stop FOLDER. Needs slurm-wlm and munge (Debian), and root.
# All that belongs to it lies in FOLDER; it uses free ports and a munge of its own. After start:
# export SLURM_CONF=FOLDER/slurm.conf
set -euo pipefail
folder=$(realpath -m "$2")
host=$(hostname -s)

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Starts a daemon that holds none of the files which this process has inherited (who has started it may wait until they are
# closed), and that signals reach (who has started it may have blocked them).
alone() {
    python3 -c 'import os, signal, sys
signal.pthread_sigmask(signal.SIG_SETMASK, [])
os.closerange(3, 4096)
os.execvp(sys.argv[1], sys.argv[1:])' "$@"
}

case $1 in
start)
    mkdir -p "$folder"/{controller,node,munge}
    chmod 755 "$folder"
    chmod 700 "$folder/munge"
    cat >"$folder/slurm.conf" <<CONF
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
StateSaveLocation=$folder/controller
SlurmdSpoolDir=$folder/node
SlurmctldPidFile=$folder/controller.pid
SlurmdPidFile=$folder/node.pid
ReturnToService=2
MpiDefault=none
KillWait=5
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
    head -c 1024 /dev/urandom >"$folder/munge/munge.key"
    chmod 600 "$folder/munge/munge.key"
    alone munged --force --socket="$folder/munge.socket" --key-file="$folder/munge/munge.key" \
        --pid-file="$folder/munge/munge.pid" --log-file="$folder/munge/munge.log" --seed-file="$folder/munge/munge.seed" \
        2>"$folder/munge/start.log"
    export SLURM_CONF=$folder/slurm.conf
    alone slurmctld -c -L "$folder/controller.log"
    alone slurmd -L "$folder/node.log"
    for _ in $(seq 60); do
        sinfo -h -o %t 2>/dev/null | grep -q idle && exit 0
        sleep 0.5
    done
    echo "slurm did not come up: see $folder/controller.log and node.log" >&2
    exit 1
    ;;
stop)
    for file in node.pid controller.pid munge/munge.pid; do
        [ -s "$folder/$file" ] || continue
        number=$(cat "$folder/$file")
        kill "$number" || continue
        for _ in $(seq 50); do
            kill -0 "$number" 2>/dev/null || continue 2
            [ "$(cut -d ' ' -f 3 "/proc/$number/stat" 2>/dev/null)" = Z ] && continue 2
            sleep 0.1
        done
        kill -9 "$number"
    done
    ;;
esac
