#!/usr/bin/env bash
# Installs the wheel into a fresh Python environment and runs the tests of the Python package and of the notebooks there; the
# program in it has to give the bytes that the one in .build gives.
# test.sh [FOLDER]: the wheel lies in FOLDER (dist). libtorch is that of set-up: the wheel of torch, with CUDA, has 4 GB.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly environment=.build-wheel/environment site=${TORCH_SITE:-$PWD/.deps/site}
wheel=$(realpath "${1:-dist}"/tuningfork-*.whl)

fail() {
    printf 'wheel tests: %s\n' "$*" >&2
    exit 1
}

rm -rf "$environment"
python3 -m venv "$environment"
pip() { "$environment/bin/pip" install --quiet --disable-pip-version-check --no-input --no-compile "$@" </dev/null; }
pip "$(sed -nE 's/^(pyarrow==[0-9.]+).*/\1/p' Scripts/arrow.txt)" -r python/tests/requirements.txt ||
    fail "pip could not install what the tests need: check the network, then run this again."
pip --no-deps "$wheel"
# A folder of its own, where site packages are looked for last: it holds part of pyarrow, too.
mkdir -p "$environment/torch"
ln -sfn "$site/torch" "$environment/torch/torch"
[ ! -d "$site/nvidia" ] || ln -sfn "$site/nvidia" "$environment/torch/nvidia"
echo "$PWD/$environment/torch" >"$(echo "$environment"/lib/python3*/site-packages)/torch.pth"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
small=(demo --galaxies 200 --epochs 1 --from-scratch --quiet --output)
.build/release/tuningfork "${small[@]}" "$work/built" >"$work/built.txt"
"$environment/bin/tuningfork" "${small[@]}" "$work/installed" >"$work/installed.txt"
# All but what has the time of day, a machine or a path in it.
diff -rq --exclude={report.html,galaxies.csv,log.txt,metrics.csv,run.json,"*.rerun.json",tuningfork,published} "$work/built" "$work/installed" ||
    fail "the installed program writes other files than the one in .build: those named above."

TUNINGFORK_WHEEL=$wheel "$environment/bin/python" -m pytest -q -p no:cacheprovider python/tests
