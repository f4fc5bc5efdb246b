#!/usr/bin/env bash
# Checks that everything is there for a release, and builds it into dist/. The version stands in one place,
# Sources/2-Values/Process/ProgramVersion.swift; the changelog has a heading for it.
set -euo pipefail
cd "$(dirname "$0")/../.."

fail() {
    printf 'release: %s\n' "$*" >&2
    exit 1
}

version=$(sed -nE 's/.*current = "(.*)"/\1/p' Sources/2-Values/Process/ProgramVersion.swift)
[[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "'$version' in ProgramVersion.swift is no version of three numbers."
[ -z "$(git status --porcelain)" ] || fail "There are changes that are not committed."
! git rev-parse --quiet --verify "refs/tags/v$version" >/dev/null || fail "The tag v$version is there already: raise the version in ProgramVersion.swift."
grep -qE "^## \[$version\] - [0-9]{4}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md ||
    fail "CHANGELOG.md has no heading '## [$version] - DATE': move what stands under [Unreleased] there."
.ci/run
bash Scripts/wheel/build.sh dist
bash Scripts/wheel/dist.sh dist
(cd dist && sha256sum tuningfork-"$version"-*.whl tuningfork-"$version"-*.tar.gz >SHA256SUMS)
echo "release: dist/ holds the wheel, the tarball and their checksums; now: git tag v$version"
