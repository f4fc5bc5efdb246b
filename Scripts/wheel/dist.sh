#!/usr/bin/env bash
# Puts a folder and a tarball together that run where there is no Python either, from what build.sh has left: the program,
# its C libraries, and of libtorch and Arrow what a machine without a GPU needs.
# dist.sh [FOLDER]: leaves tuningfork-VERSION-linux-x86_64 and its .tar.gz in FOLDER (dist).
set -euo pipefail
output=$(mkdir -p "${1:-dist}" && cd "${1:-dist}" && pwd)
cd "$(dirname "$0")/../.."
readonly stage=.build-wheel/wheel torch=${TORCH_SITE:-.deps/site} arrow=${ARROW_SITE:-.deps/site}

version=$(sed -nE 's/.*current = "(.*)"/\1/p' Sources/2-Values/Process/ProgramVersion.swift)
name=tuningfork-$version-linux-x86_64
work=$output/.$name.unfinished
trap 'rm -rf "$work"' EXIT
rm -rf "$work" && mkdir -p "$work/lib/tuningfork" "$work/lib/torch/lib" "$work/lib/pyarrow" "$work/licenses"

cp -a "$stage/tuningfork/program" "$work/lib/tuningfork/"
cp -a "$stage/tuningfork-$version.data/data/share" "$work/"
cp "$torch"/torch/lib/lib{torch_cpu,c10,gomp}*.so* "$work/lib/torch/lib/"
if [ -d "$torch/nvidia/cu13/lib" ]; then
    # what libtorch_cpu.so of the build for CUDA needs on every machine
    mkdir -p "$work/lib/nvidia/cu13/lib"
    cp "$torch"/nvidia/cu13/lib/lib{cudart,cupti}.so* "$work/lib/nvidia/cu13/lib/"
fi
cp "$arrow"/pyarrow/lib{arrow,parquet}.so.2600 "$work/lib/pyarrow/"
cp "$stage/tuningfork-$version.dist-info"/licenses/* "$work/licenses/"
for folder in "$torch"/{torch,nvidia_cuda_}*.dist-info/licenses "$arrow"/pyarrow-*.dist-info/licenses; do
    [ -d "$folder" ] || continue
    package=${folder%.dist-info/licenses}
    cp -r "$folder" "$work/licenses/${package##*/}"
done

cat >"$work/tuningfork" <<'LAUNCHER'
#!/bin/sh
# TuningFork with all that it needs beside it. Where systems keep the certificates of servers differs.
if [ -z "${SSL_CERT_FILE:-}${SSL_CERT_DIR:-}" ]; then
    for file in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem; do
        [ -e "$file" ] && export SSL_CERT_FILE="$file" && break
    done
fi
if grep -qs '^flags' /proc/cpuinfo && ! grep -qs '^flags.* sse4_2 ' /proc/cpuinfo; then
    echo "Error: This machine's processor has no SSE4.2, for which Arrow's libraries are built: use a machine with a processor of 2009 or newer." >&2
    exit 1
fi
exec "$(dirname "$(readlink -f "$0")")/lib/tuningfork/program/tuningfork" "$@"
LAUNCHER
chmod 755 "$work/tuningfork"
[ "$("$work/tuningfork" --version)" = "$version" ] || { echo "dist: the folder's program does not start" >&2 && exit 1; }

rm -rf "${output:?}/$name"
mv "$work" "$output/$name"
tar -C "$output" --sort=name --owner=0 --group=0 --numeric-owner -czf "$output/.$name.tar.gz" "$name"
mv "$output/.$name.tar.gz" "$output/$name.tar.gz"
du -h "$output/$name.tar.gz"
