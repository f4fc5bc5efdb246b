#!/usr/bin/env bash
# Installs what TuningFork needs and this machine lacks: Debian packages (as root), libtorch in .deps/, Swift packages.
# Run again, it finds everything in place and does nothing. TORCH_SITE names another site-packages folder with torch.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly torch_version=2.11.0 swift_version=6.3
readonly site=.deps/site download_mib=2500
# The library that pkg-config knows, and the Debian package that brings it; the same list as in Package.swift.
readonly libraries="cfitsio:libcfitsio-dev wcslib:wcslib-dev libturbojpeg:libturbojpeg0-dev libpng:libpng-dev
    hdf5:libhdf5-dev libcurl:libcurl4-openssl-dev libcrypto:libssl-dev zlib:zlib1g-dev"

say() { printf 'setup: %s\n' "$*" >&2; }
fail() {
    say "$*"
    exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

check_machine() {
    local system
    system="$(uname -s) $(uname -m)"
    [ "$system" = "Linux x86_64" ] ||
        fail "TuningFork builds on Linux x86_64 only for now, and this is $system: use a 64-bit Intel or AMD Linux machine."
}

check_swift() {
    has swift ||
        fail "Swift is missing: install the Swift $swift_version toolchain from https://www.swift.org/install/linux/ and put its usr/bin into PATH."
    local text version
    text=$(swift --version 2>/dev/null) || fail "'swift --version' fails: reinstall the Swift $swift_version toolchain."
    version=$(sed -nE 's/.*Swift version ([0-9]+\.[0-9]+(\.[0-9]+)?).*/\1/p' <<<"$text" | head -n 1)
    if [ "$(printf '%s\n' "$swift_version" "${version:-0}" | sort -V | head -n 1)" != "$swift_version" ]; then
        fail "TuningFork needs Swift $swift_version or newer, and $(command -v swift) is ${version:-of an unknown version}: install the toolchain from https://www.swift.org/install/linux/."
    fi
}

# The Debian packages that are missing, one a line.
missing_packages() {
    has pkg-config || echo pkg-config
    local pair
    for pair in $libraries; do
        if ! has pkg-config || ! pkg-config --exists "${pair%%:*}"; then echo "${pair##*:}"; fi
    done
    compgen -G '/usr/include/c++/*/vector' >/dev/null || echo libstdc++-12-dev
    has git || echo git
    [ -n "${TORCH_SITE:-}" ] || [ "$(torch_in "$site")" = "$torch_version" ] || {
        has python3 || echo python3
        python3 -m pip --version >/dev/null 2>&1 || echo python3-pip
    }
}

install_packages() {
    local packages
    packages=$(missing_packages | xargs)
    [ -n "$packages" ] || return 0
    has apt-get ||
        fail "These libraries are missing, and this system has no apt-get to install them with: $packages (Debian's names)."
    [ "$(id -u)" = 0 ] ||
        fail "These Debian packages are missing, and only root can install them: run 'sudo apt-get install -y $packages', then this again."
    say "installing Debian packages: $packages"
    local log
    log=$(mktemp)
    # A stale package list is refreshed only when the packages are not found in it.
    # shellcheck disable=SC2086
    if ! apt_install $packages >"$log" 2>&1 && ! { apt-get update && apt_install $packages; } >"$log" 2>&1; then
        tail -n 3 "$log" >&2
        rm -f "$log"
        fail "apt-get could not install $packages: check the network and /etc/apt/sources.list, then run this again."
    fi
    rm -f "$log"
    packages=$(missing_packages | xargs)
    [ -z "$packages" ] || fail "apt-get reported no error, but pkg-config still does not find: $packages."
}
apt_install() { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" </dev/null; }

# The version of the torch in a site-packages folder; "nothing" when there is none, "incomplete" when parts are missing.
torch_in() {
    local part
    [ -f "$1/torch/version.py" ] || { echo nothing && return; }
    for part in include/torch/csrc/api/include/torch/torch.h include/ATen/ATen.h lib/libtorch_cpu.so lib/libc10.so; do
        [ -e "$1/torch/$part" ] || { echo incomplete && return; }
    done
    sed -nE "s/^__version__ = '([0-9.]+).*/\1/p" "$1/torch/version.py"
}

# Refuses a TORCH_SITE that does not hold the one version whose binary interface fits.
check_torch_site() {
    local found advice="run 'pip install torch==$torch_version' for it, or unset TORCH_SITE"
    found=$(torch_in "$TORCH_SITE")
    case "$found" in
        "$torch_version") ;;
        nothing) fail "TORCH_SITE=$TORCH_SITE has no folder torch with version.py: name a site-packages folder; $advice." ;;
        incomplete) fail "The torch in TORCH_SITE=$TORCH_SITE lacks headers or libraries: $advice." ;;
        *) fail "TORCH_SITE=$TORCH_SITE holds torch $found, and only $torch_version has the binary interface that TuningFork is built for: $advice." ;;
    esac
}

check_space() {
    local free
    free=$(($(df -Pk .deps | awk 'NR == 2 { print $4 }') / 1024))
    [ "$free" -ge "$download_mib" ] ||
        fail "Getting libtorch and building need $download_mib MiB in $PWD, and its disk has $free MiB free: free some space, then run this again."
}

install_torch() {
    [ "$(torch_in "$site")" = "$torch_version" ] && return
    if ! mkdir -p .deps 2>/dev/null || [ ! -w .deps ]; then fail "Cannot write into $PWD/.deps: run this as the folder's owner."; fi
    exec 9>.deps/lock
    flock 9
    [ "$(torch_in "$site")" = "$torch_version" ] && return # another run was faster
    check_space
    say "getting libtorch $torch_version (530 MB) into .deps/"
    work=$PWD/.deps/unfinished
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM
    rm -rf "$work"
    mkdir -p "$work/wheels" "$work/tmp" "$work/site"
    download_wheels
    unpack_wheels
    [ "$(torch_in "$work/site")" = "$torch_version" ] || fail "The downloaded wheels do not hold what was expected: $(torch_in "$work/site")."
    rm -rf "$site"
    mv "$work/site" "$site"
    rm -rf "$work"
    trap - EXIT INT TERM
}

download_wheels() {
    local tags=(--platform linux_x86_64 --platform manylinux2014_x86_64) minor
    # pip does not infer older manylinux tags from a newer one.
    for minor in 17 24 25 26 27 28; do tags+=(--platform "manylinux_2_${minor}_x86_64"); done
    local log
    if ! log=$(TMPDIR="$work/tmp" python3 -m pip download --quiet --disable-pip-version-check --no-input --no-cache-dir \
        --retries 2 --no-deps --only-binary=:all: --require-hashes --implementation cp --python-version 3.11 \
        --abi cp311 --abi none "${tags[@]}" -d "$work/wheels" -r Scripts/libtorch.txt 2>&1 </dev/null); then
        case "${log,,}" in
            *"no space left"* | *"errno 28"*)
                fail "The disk of $PWD is full: free some space, then run this again." ;;
            *connection* | *resolution* | *"timed out"* | *unreachable* | *proxy* | *ssl*)
                fail "The Python package index cannot be reached, and libtorch $torch_version comes from there: check the network (and https_proxy), then run this again; or set TORCH_SITE to a site-packages folder with torch $torch_version." ;;
        esac
        tail -n 2 <<<"$log" >&2
        fail "pip could not download the wheels in Scripts/libtorch.txt; its last lines stand above."
    fi
}

# Only headers and the libraries that a machine without a GPU needs; 500 MB of 1.6 GB.
unpack_wheels() {
    python3 - "$work/wheels" "$work/site" <<'PYTHON' || fail "The wheels could not be unpacked into $PWD/.deps: is the disk full?"
import glob, re, sys, zipfile

wheels, site = sys.argv[1:]
wanted = {
    "torch-*.whl": r"torch/(include/|version\.py|lib/lib(torch_cpu|c10|gomp)\b.*\.so)|[^/]*\.dist-info/licenses/",
    "nvidia_cuda_*.whl": r"nvidia/cu13/lib/lib(cudart|cupti)\.so|[^/]*\.dist-info/licenses/",
}
try:
    for pattern, keep in wanted.items():
        for path in glob.glob(f"{wheels}/{pattern}"):
            with zipfile.ZipFile(path) as wheel:
                wheel.extractall(site, [name for name in wheel.namelist() if re.match(keep, name)])
except OSError as error:
    sys.exit(f"setup: {error}")
PYTHON
}

fetch_swift_packages() {
    [ -d .build/checkouts/swift-argument-parser ] && [ -d .build/checkouts/TOMLKit ] && return
    local log
    if ! log=$(swift package resolve 2>&1 </dev/null); then
        grep -i -m 2 error <<<"$log" >&2 || true
        fail "The Swift packages named in Package.swift could not be fetched from github.com: check the network, then run this again."
    fi
}

check_machine
check_swift
install_packages
if [ -n "${TORCH_SITE:-}" ]; then check_torch_site; else install_torch; fi
fetch_swift_packages
