#!/usr/bin/env bash
# Checks the files that other people's tools read: CITATION.cff, codemeta.json, the Dockerfile, the Apptainer definition, the
# scripts of the shell.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly tools=.build-wheel/linters

fail() {
    printf 'metadata: %s\n' "$*" >&2
    exit 1
}

if ! cmp -s packaging/linters.txt "$tools/linters.txt"; then
    rm -rf "$tools"
    python3 -m venv "$tools" || fail "python3 cannot make an environment: install python3-venv."
    "$tools/bin/pip" install --quiet --disable-pip-version-check -r packaging/linters.txt </dev/null ||
        fail "pip could not install the linters in packaging/linters.txt: check the network, then run this again."
    cp packaging/linters.txt "$tools"
fi
"$tools/bin/cffconvert" --validate --infile CITATION.cff
python3 -m json.tool codemeta.json >/dev/null
"$tools/bin/hadolint" --no-color packaging/Dockerfile
python3 Scripts/wheel/definition.py packaging/tuningfork.def "$tools/bin/shellcheck"
"$tools/bin/shellcheck" .ci/run Scripts/*.sh Scripts/wheel/*.sh cluster/*.sh
# Versions stand in one place each.
! grep -nE '"?version"?:' CITATION.cff codemeta.json | grep -v cff-version || fail "the version stands in ProgramVersion.swift alone."
