#!/usr/bin/env bash
# Builds the wheel: the program with Swift's libraries inside it, the C libraries that it needs, the Python package.
# build.sh [FOLDER]: leaves tuningfork-VERSION-….whl in FOLDER (dist). The program is compiled once, in .build, and linked
# a second time; what the wheel needs besides lies in .build-wheel.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly output=${1:-dist} build=.build-wheel

mkdir -p "$build"
bash Scripts/wheel/setup.sh "$build"
for product in tuningfork TuningForkTorch; do
    swift build -c release --product "$product"
done
bash Scripts/wheel/libraries.sh "$build/libraries"
python3 Scripts/wheel/link.py .build "$build/linked"
rm -f "$output"/tuningfork-*.whl
python3 Scripts/wheel/wheel.py --build "$build" --patchelf "$build/tools/bin/patchelf" --output "$output"
