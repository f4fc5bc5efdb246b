#!/usr/bin/env bash
# Tests that Scripts/setup.sh, where everything is in place, does nothing and says nothing, and that each way in which it
# can fail ends with exit code 1 and one clear sentence.
# shellcheck disable=SC2016 # the texts of pretended programs are not for this shell to expand
set -euo pipefail
cd "$(dirname "$0")/.."
fake=$(mktemp -d)
trap 'rm -rf "$fake"' EXIT
chmod 755 "$fake"

# A program of that name that comes before the real one in PATH; its text is read from standard input.
pretend() {
    mkdir -p "$fake/$1"
    { echo '#!/bin/sh' && cat; } >"$fake/$1/$2"
    chmod 755 "$fake/$1/$2"
}

# expect NAME SENTENCE COMMAND…: the command fails with 1, and its last line is the sentence (a pattern of bash).
expect() {
    local name=$1 sentence=$2 output code=0
    shift 2
    output=$("$@" 2>&1 </dev/null) || code=$?
    # shellcheck disable=SC2053
    if [ "$code" != 1 ] || [[ "$(tail -n 1 <<<"$output")" != $sentence ]]; then
        printf 'test_setup: %s: exit code %s and:\n%s\n' "$name" "$code" "$output" >&2
        exit 1
    fi
}

output=$(bash Scripts/setup.sh 2>&1 </dev/null)
[ -z "$output" ] || { echo "test_setup: a second run says: $output" >&2 && exit 1; }

pretend arm uname <<<'case "$1" in -m) echo aarch64 ;; *) echo Linux ;; esac'
expect "another architecture" "*only for now, and this is Linux aarch64: *" \
    env PATH="$fake/arm:$PATH" bash Scripts/setup.sh

pretend old swift <<<'echo "Swift version 5.10.1 (swift-5.10.1-RELEASE)"'
expect "an old Swift" "*needs Swift 6.3 or newer, and $fake/old/swift is 5.10.1: *" \
    env PATH="$fake/old:$PATH" bash Scripts/setup.sh

mkdir -p "$fake/none"
for tool in bash dirname uname; do ln -s "$(command -v "$tool")" "$fake/none/$tool"; done
expect "no Swift" "*Swift is missing: *" env PATH="$fake/none" bash Scripts/setup.sh

expect "no torch in TORCH_SITE" "*TORCH_SITE=$fake has no folder torch*" env TORCH_SITE="$fake" bash Scripts/setup.sh

for part in version.py include/torch/csrc/api/include/torch/torch.h include/ATen/ATen.h lib/libtorch_cpu.so lib/libc10.so; do
    mkdir -p "$(dirname "$fake/torch/$part")"
    touch "$fake/torch/$part"
done
echo "__version__ = '2.13.0+cpu'" >"$fake/torch/version.py"
expect "another torch in TORCH_SITE" "*holds torch 2.13.0, and only 2.11.0 *" env TORCH_SITE="$fake" bash Scripts/setup.sh
rm "$fake/torch/lib/libc10.so"
expect "half a torch in TORCH_SITE" "*lacks headers or libraries: *" env TORCH_SITE="$fake" bash Scripts/setup.sh

expect "no pyarrow in ARROW_SITE" "*ARROW_SITE=$fake has no folder pyarrow*" env ARROW_SITE="$fake" bash Scripts/setup.sh
for part in include/arrow/util/config.h include/arrow/api.h include/parquet/arrow/reader.h libparquet.so.2600; do
    mkdir -p "$(dirname "$fake/pyarrow/$part")"
    touch "$fake/pyarrow/$part"
done
echo '#define ARROW_VERSION_STRING "25.0.0"' >"$fake/pyarrow/include/arrow/util/config.h"
expect "another pyarrow in ARROW_SITE" "*holds pyarrow 25.0.0, and only 26.0.1 *" env ARROW_SITE="$fake" bash Scripts/setup.sh
echo '#define ARROW_VERSION_STRING "26.0.1"' >"$fake/pyarrow/include/arrow/util/config.h"
expect "half a pyarrow in ARROW_SITE" "*The pyarrow in ARROW_SITE=$fake lacks headers or libraries: *" \
    env ARROW_SITE="$fake" bash Scripts/setup.sh

pretend user id <<<'echo 1000'
expect "missing packages without root" "*only root can install them: run 'sudo apt-get install -y *wcslib-dev*', then this again." \
    env PATH="$fake/user:$PATH" PKG_CONFIG_LIBDIR=/nonexistent PKG_CONFIG_PATH= bash Scripts/setup.sh

pretend offline apt-get <<<'echo "Temporary failure resolving"; exit 100'
pretend offline id <<<'echo 0'
expect "missing packages without network" "*apt-get could not install *: check the network*" \
    env PATH="$fake/offline:$PATH" PKG_CONFIG_LIBDIR=/nonexistent PKG_CONFIG_PATH= bash Scripts/setup.sh

# In a copy without .deps, libtorch and Arrow have to come from the package index.
mkdir -p "$fake/clone/.build/checkouts"
cp -r Scripts "$fake/clone"
pretend away python3 <<<'case "$*" in *--version) echo pip ;; *) echo "NewConnectionError: Connection refused"; exit 1 ;; esac'
expect "libtorch without network" "*The Python package index cannot be reached*set TORCH_SITE*" \
    env -u TORCH_SITE PATH="$fake/away:$PATH" bash "$fake/clone/Scripts/setup.sh"
site=${TORCH_SITE:-$PWD/.deps/site}
expect "libtorch without Arrow, and no network" "*and Arrow 26.0.1 comes from there*set ARROW_SITE*pyarrow 26.0.1." \
    env -u ARROW_SITE TORCH_SITE="$site" PATH="$fake/away:$PATH" bash "$fake/clone/Scripts/setup.sh"
[ ! -e "$fake/clone/.deps/unfinished" ] || { echo "test_setup: a failed download leaves files" >&2 && exit 1; }

pretend full df <<<'echo header; echo "disk 1000000 900000 102400 90% /"'
expect "a full disk" "*its disk has 100 MiB free: *" env -u TORCH_SITE PATH="$fake/full:$PATH" bash "$fake/clone/Scripts/setup.sh"

pretend unresolved swift <<<'case "$1" in --version) echo "Swift version 6.3.1" ;; *) echo "error: failed to clone"; exit 1 ;; esac'
mkdir -p "$fake/bare"
cp -r Scripts "$fake/bare"
arrow=${ARROW_SITE:-$PWD/.deps/site}
expect "Swift packages without network" "*could not be fetched from github.com: *" \
    env TORCH_SITE="$site" ARROW_SITE="$arrow" PATH="$fake/unresolved:$PATH" bash "$fake/bare/Scripts/setup.sh"

echo "test_setup: passed"
