#!/usr/bin/env bash
# Builds and runs both test projects; the last line is `N passed, N failed, N skipped`.
set -uo pipefail
cd "$(dirname "$0")/.."

passed=0 failed=0 skipped=0 broken=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

count() { local number; number=$(sed -n "s/.* $2: \([0-9]*\).*/\1/p" <<<"$1"); echo "${number:-0}"; }

run_project() {
    local project=tests/$1 summary total
    dotnet build "$project" -c Release --nologo --verbosity quiet -clp:NoSummary || { broken=1; return; }
    "$project/bin/Release/net10.0/$1" -noLogo -noColor | tee -a "$log" || broken=1
    summary=$(grep -E '^ +[A-Za-z.]+ +Total: ' "$log" | tail -1)
    total=$(count "$summary" Total)
    if [[ $summary != *" $1 "* ]]; then echo "$1: no summary" >&2; broken=1; return; fi
    skipped=$((skipped + $(count "$summary" Skipped)))
    failed=$((failed + $(count "$summary" Failed) + $(count "$summary" Errors)))
    passed=$((passed + total - $(count "$summary" Failed) - $(count "$summary" Skipped) - $(count "$summary" 'Not Run')))
}

for project in ${TINYO_OCI_TESTS:-Tinyo.Oci.Tests Tinyo.Oci.EndToEnd}; do
    echo "== $project"
    run_project "$project"
done

if ((skipped > 0)); then
    echo '== skipped, and why'
    grep -A1 '\[SKIP\]' "$log" | grep -v '^--$'
fi
if ((passed + failed == 0)); then echo 'no test ran' >&2; broken=1; fi

echo "$passed passed, $failed failed, $skipped skipped"
exit $((broken || failed > 0))
