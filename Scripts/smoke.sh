#!/usr/bin/env bash
# A short run of the real program: a small simulated sky, then every command on what it left.
# smoke.sh PROGRAM FOLDER
set -euo pipefail
program=$1 folder=$2

# check TEXT COMMAND…: the command must succeed.
check() {
    local text=$1
    shift
    "$@" || { echo "smoke: $text" >&2 && exit 1; }
}

"$program" --version
"$program" demo --galaxies 400 --epochs 2 --output "$folder"
for file in report.html catalogue_des.csv run/weights.safetensors run/recipe.toml run/run.json run/metrics.csv \
    most_confident_{spiral,elliptical}_{sdss,des}.png; do
    check "the demonstration left no $file" test -s "$folder/$file"
done

"$program" evaluate "$folder/run" --manifest "$folder/cutouts/fo_des/manifest.csv" --json "$folder/des.json" --report "$folder/des.html"
check "the JSON has no ROC AUC" grep -q '"roc_auc"' "$folder/des.json"
check "the report is not whole" grep -q '</html>' "$folder/des.html"

# A picture that cannot be read is flagged, and every row comes back.
cutouts=$folder/cutouts/fo_sdss
cp "$cutouts/manifest.csv" "$cutouts/broken.csv"
name=$(tail -n 1 "$cutouts/broken.csv" | grep -o 'cutouts-[^,]*')
echo "not a picture" >"$cutouts/broken.jpg"
sed -i "\$s|$name|broken.jpg|" "$cutouts/broken.csv"
"$program" classify "$folder/run" --manifest "$cutouts/broken.csv" --output "$folder/classified.csv"
check "classify lost rows" test "$(wc -l <"$folder/classified.csv")" = "$(wc -l <"$cutouts/broken.csv")"
check "the unreadable picture is not flagged" test "$(grep -c ,unreadable, "$folder/classified.csv")" = 1
"$program" embed "$folder/run" --manifest "$folder/cutouts/unlabelled/manifest.csv" --output "$folder/embedded.npy"
check "there are no embeddings" test -s "$folder/embedded.npy"

# The steps of the demonstration by hand; every format holds the same pairs.
for ending in csv fits vot parquet; do
    "$program" crossmatch "$folder/sky/sdss.csv" "$folder/sky/des.csv" --quiet --output "$folder/pairs.$ending"
    "$program" crossmatch "$folder/pairs.$ending" "$folder/sky/galaxyzoo.csv" --quiet --output "$folder/voted_$ending.csv"
    check "the pairs of .$ending differ" cmp "$folder/voted_csv.csv" "$folder/voted_$ending.csv"
done
"$program" cutouts "$folder/sets/hp_des.csv" --tiles "$folder/sky/des" --output "$folder/fits" --format fits jpg --quiet
check "not every galaxy has its cutout" test "$(wc -l <"$folder/fits/manifest.csv")" = "$(wc -l <"$folder/sets/hp_des.csv")"
check "the store is no tar archive" tar -tf "$folder/fits/cutouts-00000.tar" >/dev/null

# Mistakes end with the right exit code.
code=0
"$program" classify "$folder/nowhere" --manifest "$cutouts/broken.csv" --output "$folder/x.csv" 2>/dev/null || code=$?
check "a missing run ended with $code, not 65" test "$code" = 65
code=0
"$program" classify --no-such-option 2>/dev/null || code=$?
check "a wrong option ended with $code, not 64" test "$code" = 64
check "a failed command left a file" test ! -e "$folder/x.csv"
echo "smoke: passed"
