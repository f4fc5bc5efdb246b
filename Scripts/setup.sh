#!/usr/bin/env bash
# Installs what TuningFork needs and this machine lacks: Debian packages (as root), libtorch and Arrow in .deps/, Swift
# packages. Run again, it finds everything in place and does nothing. TORCH_SITE and ARROW_SITE name other site-packages
# folders, with torch and with pyarrow.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly torch_version=2.11.0 arrow_version=26.0.1 swift_version=6.3
readonly site=.deps/site
# The library that pkg-config knows, and the Debian package that brings it; the same list as in Package.swift.
readonly libraries="cfitsio:libcfitsio-dev wcslib:wcslib-dev libturbojpeg:libturbojpeg0-dev libpng:libpng-dev
    hdf5:libhdf5-dev libcurl:libcurl4-openssl-dev libcrypto:libssl-dev zlib:zlib1g-dev
    libxml-2.0:libxml2-dev cairo-ft:libcairo2-dev sqlite3:libsqlite3-dev"

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
    { has_torch && has_arrow; } || {
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
    [ -f "$1/torch/version.py" ] || { echo nothing && return; }
    has_parts "$1/torch" include/torch/csrc/api/include/torch/torch.h include/ATen/ATen.h lib/libtorch_cpu.so lib/libc10.so ||
        { echo incomplete && return; }
    sed -nE "s/^__version__ = '([0-9.]+).*/\1/p" "$1/torch/version.py"
}

# The same for the Arrow C++ in pyarrow.
arrow_in() {
    [ -f "$1/pyarrow/include/arrow/util/config.h" ] || { echo nothing && return; }
    local library=${arrow_version%%.*}00
    local version
    version=$(sed -nE 's/^#define ARROW_VERSION_STRING "([0-9.]+)"/\1/p' "$1/pyarrow/include/arrow/util/config.h")
    [ "$version" = "$arrow_version" ] || { echo "$version" && return; }
    has_parts "$1/pyarrow" include/arrow/api.h include/parquet/arrow/reader.h "libarrow.so.$library" "libparquet.so.$library" ||
        { echo incomplete && return; }
    echo "$version"
}

# has_parts FOLDER PATH…
has_parts() {
    local folder=$1 part
    shift
    for part; do [ -e "$folder/$part" ] || return 1; done
}

has_torch() { [ -n "${TORCH_SITE:-}" ] || [ "$(torch_in "$site")" = "$torch_version" ]; }
has_arrow() { [ -n "${ARROW_SITE:-}" ] || [ "$(arrow_in "$site")" = "$arrow_version" ]; }

# check_site VARIABLE PACKAGE FOUND WANTED: refuses a folder that does not hold the one version whose binary interface fits.
check_site() {
    local found=$3 place="$1=${!1}" advice="run 'pip install $2==$4' for it, or unset $1"
    case "$found" in
        "$4") ;;
        nothing) fail "$place has no folder $2 with its headers: name a site-packages folder; $advice." ;;
        incomplete) fail "The $2 in $place lacks headers or libraries: $advice." ;;
        *) fail "$place holds $2 $found, and only $4 has the binary interface that TuningFork is built for: $advice." ;;
    esac
}

# What is not there yet of libtorch and Arrow.
install_wheels() {
    if has_torch && has_arrow; then return; fi
    if ! mkdir -p "$site" 2>/dev/null || [ ! -w "$site" ]; then fail "Cannot write into $PWD/$site: run this as the folder's owner."; fi
    exec 9>.deps/lock
    flock 9
    # Another run may have been faster.
    has_torch || install_wheel "libtorch $torch_version" "530 MB" Scripts/libtorch.txt 2500 torch
    has_arrow || install_wheel "Arrow $arrow_version" "50 MB" Scripts/arrow.txt 400 pyarrow
}

# install_wheel WHAT SIZE REQUIREMENTS MIB PACKAGE
install_wheel() {
    local what=$1 size=$2 requirements=$3 needed=$4 package=$5 free
    free=$(($(df -Pk .deps | awk 'NR == 2 { print $4 }') / 1024))
    [ "$free" -ge "$needed" ] ||
        fail "Getting $what and building need $needed MiB in $PWD, and its disk has $free MiB free: free some space, then run this again."
    say "getting $what ($size) into .deps/"
    work=$PWD/.deps/unfinished
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM
    rm -rf "$work"
    mkdir -p "$work/wheels" "$work/tmp" "$work/site"
    download_wheels "$what" "$requirements" "$package"
    unpack_wheels
    # The folder that is looked for comes last: an interrupted run has not installed it.
    mv "$work/site/$package" "$work/package"
    local folder
    for folder in "$work/site"/* "$work/package"; do
        local target=$site/${folder##*/}
        [ "$folder" != "$work/package" ] || target=$site/$package
        rm -rf "$target"
        mv "$folder" "$target"
    done
    "has_${package#py}" || fail "The downloaded wheels do not hold what was expected of $what."
    rm -rf "$work"
    trap - EXIT INT TERM
}

# download_wheels WHAT REQUIREMENTS PACKAGE
download_wheels() {
    local tags=(--platform linux_x86_64 --platform manylinux2014_x86_64) minor variable
    variable=$(tr '[:lower:]' '[:upper:]' <<<"${3#py}")_SITE
    # pip does not infer older manylinux tags from a newer one.
    for minor in 17 24 25 26 27 28; do tags+=(--platform "manylinux_2_${minor}_x86_64"); done
    local log
    if ! log=$(TMPDIR="$work/tmp" python3 -m pip download --quiet --disable-pip-version-check --no-input --no-cache-dir \
        --retries 2 --no-deps --only-binary=:all: --require-hashes --implementation cp --python-version 3.11 \
        --abi cp311 --abi none "${tags[@]}" -d "$work/wheels" -r "$2" 2>&1 </dev/null); then
        case "${log,,}" in
            *"no space left"* | *"errno 28"*)
                fail "The disk of $PWD is full: free some space, then run this again." ;;
            *connection* | *resolution* | *"timed out"* | *unreachable* | *proxy* | *ssl*)
                fail "The Python package index cannot be reached, and $1 comes from there: check the network (and https_proxy), then run this again; or set $variable to a site-packages folder with $3 ${1##* }." ;;
        esac
        tail -n 2 <<<"$log" >&2
        fail "pip could not download the wheels in $2; its last lines stand above."
    fi
}

# Only headers and the libraries that a machine without a GPU needs: of torch 500 MB of 1.6 GB, of pyarrow 65 of 160 MB.
unpack_wheels() {
    python3 - "$work/wheels" "$work/site" <<'PYTHON' || fail "The wheels could not be unpacked into $PWD/.deps: is the disk full?"
import glob, re, sys, zipfile

wheels, site = sys.argv[1:]
wanted = {
    "torch-*.whl": r"torch/(include/|version\.py|lib/lib(torch_cpu|c10|gomp)\b.*\.so)|[^/]*\.dist-info/licenses/",
    "pyarrow-*.whl": r"pyarrow/(include/(arrow|parquet)/|lib(arrow|parquet)\.so\.)|[^/]*\.dist-info/licenses/",
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
[ -z "${TORCH_SITE:-}" ] || check_site TORCH_SITE torch "$(torch_in "$TORCH_SITE")" "$torch_version"
[ -z "${ARROW_SITE:-}" ] || check_site ARROW_SITE pyarrow "$(arrow_in "$ARROW_SITE")" "$arrow_version"
install_wheels
fetch_swift_packages
