#!/usr/bin/env bash
# Checks the files that other people's tools read: CITATION.cff, codemeta.json, the Dockerfile, the scripts of packaging.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly tools=.build-wheel/linters

if [ ! -x "$tools/bin/cffconvert" ] || [ ! -x "$tools/bin/hadolint" ]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check -r packaging/linters.txt </dev/null
fi
"$tools/bin/cffconvert" --validate --infile CITATION.cff
python3 -m json.tool codemeta.json >/dev/null
"$tools/bin/hadolint" packaging/Dockerfile
# Versions stand in one place each.
! grep -nE '"?version"?:' CITATION.cff codemeta.json | grep -v cff-version || { echo "metadata: the version stands in ProgramVersion.swift alone" >&2 && exit 1; }
