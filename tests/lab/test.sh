#!/usr/bin/env bash
# Runs the end-to-end tests that are for the lab: `test.sh RESULTS`, where host.xml lies, and where each guest's BACKEND.xml goes.
# The next backend gets what the ones before it had to skip. TINYO_OCI_LAB names the backends (uml hybrid ns qemu), and may be empty.
#
# Exit code: 1 when a guest broke down or a test failed; 0 otherwise, also when this machine can have no lab.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
image=${LAB_IMAGE:-$here/../../out/lab/image}
program=tests/Tinyo.Oci.EndToEnd/bin/Release/net10.0/Tinyo.Oci.EndToEnd
engines=out/engines # below the checkout: what the tests on this machine have unpacked
results=$1
broken=0

# A slow guest gets nothing that has run elsewhere.
waiting() { awk -v show=lab -v slow="$([[ $1 == qemu ]] && echo 1)" -f "$here/../results.awk" "$results"/*.xml; }

# Whether a guest has ever come up here: only then is a breakdown a test's fault.
boots() { [[ -e $image/booted-$1 ]] || bash "$here/run.sh" -b "$1" -i "$image" -t 180 true >/dev/null 2>&1; }

run_tests() {
    local backend=$1 methods also=()
    shift
    if [[ $backend == uml && -e $here/../../$engines/stamp ]]; then also=(-a "$engines/tree" -a "$engines/stamp"); fi
    methods=$(printf ' -method %s' "$@")
    echo "== lab: $backend: $# test methods"
    bash "$here/run.sh" -b "$backend" -i "$image" -t "${LAB_SECONDS:-900}" "${also[@]}" -r "$results" \
        "as-tester true; ./$program -noLogo -noColor -xml \$LAB_RESULTS/$backend.xml$methods" || broken=1
    if [[ ! -s $results/$backend.xml ]]; then echo "lab: $backend: no results" >&2; broken=1; fi
}

made=
for backend in ${TINYO_OCI_LAB-uml hybrid ns qemu}; do
    mapfile -t methods < <(waiting "$backend")
    if ((${#methods[@]} == 0)); then break; fi
    if [[ -z $made ]]; then
        bash "$here/image.sh" "$image" || { echo 'lab: not on this machine: the tests that need it are skipped'; break; }
        made=1
    fi
    if ! boots "$backend"; then echo "lab: $backend does not start here: it is left out"; continue; fi
    run_tests "$backend" "${methods[@]}"
done
exit $broken
