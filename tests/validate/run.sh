#!/usr/bin/env bash
# Runs all validation programs on a runtime and on its peers, and sets the results side by side: `run.sh BINARY PROGRAMS RESULTS [NAME]`.
# Our results go to RESULTS/NAME.xml (validate). VALIDATE_PEERS names the peers (runc crun).
#
# Exit code: 1 when a program fails that known.tsv does not excuse, or when one of them passes a runtime that does nothing but fail.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
binary=$1 programs=$2 results=$3 name=${4:-validate}
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
if [[ $(id -u) != 0 ]]; then echo 'validate: needs root, for runc and crun as for us' >&2; exit 1; fi

work=$(mktemp -d "${TMPDIR:-/tmp}/tinyo-validate-XXXXXX") || exit 1
trap 'rm -rf --one-file-system "$work"' EXIT
chmod 755 "$work" # for users of other namespaces
mkdir -p "$results"

runtimes=("$binary")
for peer in ${VALIDATE_PEERS-runc crun}; do
    if command -v "$peer" >/dev/null; then runtimes+=("$(command -v "$peer")"); else echo "validate: $peer is left out: it is not installed"; fi
done
failing=$(command -v false)

# Those that call their cgroups the same wait for each other; the others mostly sleep.
shared='linux_cgroups_|delete_resources$|delete_only_create_resources$'

run_all() {
    local lane
    for lane in "grep -E 1" "grep -vE 6"; do
        ${lane% *} "$(printf '\t')($shared)" "$1" | xargs -r -P "${lane##* }" -L 1 bash "$here/program.sh" "$programs" "$work" &
    done
    wait
}

list() { for runtime in "$@"; do ls "$programs/bin" | sed "s|^|$runtime\t|"; done; }

verdicts() {
    local file
    for file in "$work"/*/*/verdict; do
        IFS=/ read -r runtime program _ <<<"${file#"$work"/}"
        printf '%s\t%s\t%s\n' "$runtime" "$program" "$(cat "$file")"
    done
}

# What known.tsv says of the programs on this machine.
known() {
    local program pattern kind where cause
    while IFS=$'\t' read -r pattern kind where cause; do
        if [[ $pattern == '#'* ]] || ! applies "$where"; then continue; fi
        for program in $(ls "$programs/bin"); do
            if [[ $program == $pattern ]]; then printf '%s\t%s\t%s\n' "$program" "$kind" "$cause"; fi
        done
    done <"$here/known.tsv" | sort -s -u -t $'\t' -k 1,1
}

applies() {
    local held
    case $1 in
        always) ;;
        v2) [[ -e /sys/fs/cgroup/cgroup.controllers ]] ;;
        missing:*) [[ ! -e /sys/fs/cgroup/cgroup.controllers ]] && ! compgen -G "/sys/fs/cgroup/${1#*:}" >/dev/null ;;
        capability:*) held=$(sed -n 's/^CapEff:\t//p' /proc/self/status); (((0x$held >> ${1#*:} & 1) == 0)) ;;
    esac
}

known >"$work/known"
list "${runtimes[@]}" "$failing" >"$work/list"
echo "== validate: $(ls "$programs/bin" | wc -l) programs on $(printf '%s ' "${runtimes[@]##*/}")"
run_all "$work/list"

# Some race against the container that they started: once more, when all is quiet, for what failed and need not.
for try in 2 3; do
    list "${runtimes[@]}" | while IFS=$'\t' read -r runtime program; do
        grep -q ^passed "$work/${runtime##*/}/$program/verdict" || grep -q "^$program	" "$work/known" || printf '%s\t%s\t%s\n' "$runtime" "$program" "$try"
    done >"$work/again"
    xargs -r -L 1 bash "$here/program.sh" "$programs" "$work" <"$work/again"
done

verdicts >"$work/verdicts"
awk -v runtimes="${runtimes[*]##*/}" -v xml="$results/$name.xml" -f "$here/table.awk" "$work/known" "$work/verdicts"

fooled=$(awk -F '\t' '$1 == "false" && $3 == "passed" { print $2 }' "$work/verdicts")
if [[ -n $fooled ]]; then echo "validate: passed by a runtime that only fails:" $fooled >&2; exit 1; fi
echo "passed, of a runtime that only fails: none"
awk -f "$here/../results.awk" "$results/$name.xml" | tail -1
! grep -q 'result="Fail"' "$results/$name.xml"
