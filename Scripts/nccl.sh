#!/usr/bin/env bash
# Builds the plug-in through which ranks on NVIDIA GPUs speak with one another, libTuningForkNCCL.so, beside the program.
# nccl.sh [FOLDER]: puts it there instead of into .build/release. The headers of NCCL and CUDA are fetched with pip into
# .deps/nccl when they are not there; no GPU is needed to build.
set -euo pipefail
folder=$(mkdir -p "${1:-$(dirname "$0")/../.build/release}" && cd "${1:-$(dirname "$0")/../.build/release}" && pwd)
cd "$(dirname "$0")/.."
readonly torch=${TORCH_SITE:-.deps/site}/torch headers=.deps/nccl source=Sources/1-System/CNCCL

fail() {
    printf 'nccl: %s\n' "$*" >&2
    exit 1
}

[ -f "$torch/include/torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp" ] ||
    fail "There is no libtorch in $torch: run 'make setup' first."

fetch_headers() {
    printf 'nccl: getting the headers of NCCL and CUDA (200 MB, of which 23 MB stay) into %s\n' "$headers" >&2
    local work=.deps/unfinished-nccl
    trap 'rm -rf .deps/unfinished-nccl' EXIT
    rm -rf "$work"
    mkdir -p "$work/wheels"
    python3 -m pip download --quiet --disable-pip-version-check --no-input --no-cache-dir --no-deps --only-binary=:all: \
        --require-hashes --platform manylinux2014_x86_64 --platform manylinux_2_18_x86_64 --python-version 3.11 \
        -d "$work/wheels" -r Scripts/nccl.txt </dev/null ||
        fail "pip could not download the wheels in Scripts/nccl.txt: check the network, then run this again."
    python3 - "$work" <<'PYTHON' || fail "The wheels could not be unpacked into $PWD/.deps: is the disk full?"
import glob, sys, zipfile

for path in glob.glob(f"{sys.argv[1]}/wheels/*.whl"):
    with zipfile.ZipFile(path) as wheel:
        wheel.extractall(f"{sys.argv[1]}/site", [n for n in wheel.namelist() if "/include/" in n or "/licenses/" in n])
PYTHON
    mv "$work/site" "$headers"
}
[ -f "$headers/nvidia/nccl/include/nccl.h" ] || fetch_headers

# What is not found is in libtorch_cuda, which is loaded before the plug-in is.
compiler=$(dirname "$(command -v swift)")/clang++
[ -x "$compiler" ] || fail "The Swift toolchain has no clang++ beside swift: install the toolchain from https://www.swift.org/install/linux/."
unfinished=$(mktemp "$folder/.nccl.XXXXXX")
trap 'rm -rf "$unfinished" .deps/unfinished-nccl' EXIT
"$compiler" -std=c++20 -O2 -fPIC -shared -fvisibility=hidden \
    -isystem "$torch/include" -isystem "$torch/include/torch/csrc/api/include" \
    -isystem "$headers/nvidia/nccl/include" -isystem "$headers/nvidia/cu13/include" -isystem "$source/CUDA" \
    "$source/NCCL.cpp" -L"$torch/lib" -ltorch_cpu -lc10 -o "$unfinished" ||
    fail "The plug-in does not compile: its errors stand above."
chmod 755 "$unfinished"
mv "$unfinished" "$folder/libTuningForkNCCL.so"
