#!/usr/bin/env bash
# Builds and runs both test projects, and in the lab what needs it; the last line is `N passed, N failed, N skipped`.
set -uo pipefail
cd "$(dirname "$0")/.."

results=out/results
broken=0

# run_project PROJECT NAME: its results go to NAME.xml.
run_project() {
    local project=tests/$1
    echo "== $1"
    dotnet build "$project" -c Release --nologo --verbosity quiet -clp:NoSummary || { broken=1; return; }
    "$project/bin/Release/net10.0/$1" -noLogo -noColor -xml "$results/$2.xml" || broken=1
    if [[ ! -s $results/$2.xml ]]; then echo "$1: no results" >&2; broken=1; fi
}

rm -rf "$results"
mkdir -p "$results"
for project in ${TINYO_OCI_TESTS:-Tinyo.Oci.Tests Tinyo.Oci.EndToEnd}; do
    case $project in
        Tinyo.Oci.EndToEnd) run_project "$project" host && { bash tests/lab/test.sh "$results" || broken=1; } ;;
        *) run_project "$project" "$project" ;;
    esac
done

counts=$(awk -f tests/results.awk "$results"/*.xml)
echo "$counts"
if ! grep -qE '^[1-9][0-9]* passed|[1-9][0-9]* failed' <<<"$counts"; then echo 'no test ran' >&2; broken=1; fi
[[ $broken == 0 && ${counts##*$'\n'} == *' 0 failed'* ]]
