#!/usr/bin/env bash
# The table of Khan et al. 2019 from catalogues and tiles, by one command: accuracy on the HP and FO test sets, in SDSS and in DES,
# before and after recursion, for all galaxies and the most confident 75 and 50 %, with n and 95 % intervals.
#
#   examples/paper_table.sh galaxy_zoo1.csv sdss_dr7.fits des_dr1.fits sdss_frames des_tiles paper
#
# The arguments: Galaxy Zoo 1's votes, catalogues of SDSS and of DES, folders with their FITS tiles, and a folder for everything. It then
# holds tables/, sets/, cutouts/, ten/ (the networks' mean), taught/ (the same, taught once), table.md, table.csv, table.json and accuracy.pdf.
# Stopped or killed, the same command goes on.
#
# RECIPE: the recipe of both trainings (recipes/paper_recursive.toml beside this folder: ten Xceptions, the thousand most probable galaxies of
# each class). SELECT, CUTOUTS, TRAIN, RECURSE: more options of those commands; SELECT="--box 0,45.2944,-7.4792,5.3708
# --box 316.0517,360,-2.4819,2.5153" is the paper's overlap, TRAIN="--ranks 4" trains four networks at a time. TUNINGFORK names the program
# where it is not in PATH.
set -eu

if [ $# -ne 6 ]; then
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 64
fi
votes=$1 sdss=$2 des=$3 sdss_tiles=$4 des_tiles=$5 output=$6
program=${TUNINGFORK:-tuningfork}
recipe=${RECIPE:-$(dirname "$0")/../recipes/paper_recursive.toml}

mkdir -p "$output/tables"
"$program" crossmatch "$sdss" "$votes" --output "$output/tables/votes.csv"
"$program" crossmatch "$output/tables/votes.csv" "$des" --output "$output/tables/matched.csv"
# shellcheck disable=SC2086
"$program" select "$output/tables/votes.csv" --matched "$output/tables/matched.csv" --catalogue "$des" --output "$output/sets" ${SELECT:-}
for set in training validation hp_sdss fo_sdss hp_des fo_des unlabelled; do
    case $set in *_des | unlabelled) tiles=$des_tiles ;; *) tiles=$sdss_tiles ;; esac
    # shellcheck disable=SC2086
    "$program" cutouts "$output/sets/$set.csv" --tiles "$tiles" --output "$output/cutouts/$set" ${CUTOUTS:-}
done

cutouts=$output/cutouts
# shellcheck disable=SC2086
"$program" train --recipe "$recipe" --manifest "$cutouts/training/manifest.csv" --validation "$cutouts/validation/manifest.csv" \
    --output "$output/ten" ${TRAIN:-}
tests=()
for set in hp_sdss hp_des fo_sdss fo_des; do tests+=("$(echo "$set" | tr a-z_ 'A-Z ')=$cutouts/$set/manifest.csv"); done
# shellcheck disable=SC2086
"$program" recurse "$output/ten" --unlabelled "$cutouts/unlabelled/manifest.csv" --test "${tests[@]#*=}" --output "$output/taught" ${RECURSE:-}
"$program" compare "before=$output/ten" "after=$output/taught" --test "${tests[@]}" --title "Before and after recursion" \
    --output "$output/table.csv" --markdown "$output/table.md" --json "$output/table.json" --picture "$output/accuracy.pdf"
