#!/usr/bin/env bash
# Puts libtorch (headers and CPU libraries) into .deps/site from the PyPI wheel.
set -euo pipefail
cd "$(dirname "$0")/.."
V=2.11.0; W=.deps/wheels; S=.deps/site
if [ -f "$S/torch/version.py" ] && grep -q "'$V" "$S/torch/version.py"; then exit 0; fi
rm -rf "$W"; mkdir -p "$W" "$S"
plat=(--platform linux_x86_64); for n in 28 27 26 25 24 17; do plat+=(--platform "manylinux_2_${n}_x86_64"); done; plat+=(--platform manylinux2014_x86_64)
dl() { python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --implementation cp --python-version 3.11 --abi cp311 --abi none "${plat[@]}" -d "$W" "$@"; }
dl "torch==$V"
dl "nvidia-cuda-runtime>=13.0,<13.1" "nvidia-cuda-cupti>=13.0,<13.1"
python3 - "$W" "$S" <<'PY'
import glob, re, sys, zipfile
w, s = sys.argv[1:]
def take(pattern, keep):
    for f in glob.glob(f"{w}/{pattern}"):
        with zipfile.ZipFile(f) as z:
            for n in z.namelist():
                if re.match(keep, n): z.extract(n, s)
take("torch-*.whl", r"torch/(include/|version\.py|lib/lib(torch_cpu|c10|gomp)\.so)")
take("nvidia_cuda_*.whl", r"nvidia/cu13/lib/lib(cudart|cupti)\.so")
PY
rm -rf "$W"
