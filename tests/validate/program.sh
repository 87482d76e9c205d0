#!/usr/bin/env bash
# Runs one validation program on one runtime: `program.sh PROGRAMS RESULTS RUNTIME PROGRAM [TRY]`, in namespaces of its own, which take along all that it leaves.
# In RESULTS/NAME-OF-RUNTIME/PROGRAM: tap, stderr, log (the runtime's) and verdict (as verdict.awk prints it, and the try).
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
programs=$1 runtime=$3 program=$4 try=${5:-1}
results=$2/${runtime##*/}/$program

inside() {
    export TMPDIR=$room/tmp RUNTIME=$room/runtime
    mount -t tmpfs -o mode=755 none "$room"
    mkdir "$TMPDIR"
    # Older runtimes give the owner of stdio to the container's user: not that of the machine's own null device.
    mknod -m 666 "$room/null" c 1 3 && mount --bind "$room/null" /dev/null
    # killsig does not wait for the shell inside to have set its traps.
    cat >"$RUNTIME" <<EOT
#!/bin/sh
case $program-\$1 in killsig-kill) sleep 0.3 ;; esac
exec "$runtime" --root "$room/state" --log "$log" "\$@"
EOT
    chmod +x "$RUNTIME"
    # crun refuses version 2 beside version 1; the tmpfs catches the plain directories that it makes in its place.
    if mountpoint -q /sys/fs/cgroup/unified; then
        umount /sys/fs/cgroup/unified && mount -t tmpfs none /sys/fs/cgroup/unified
    fi
    cd "$programs" || exit 1
    "bin/$program"
}

run() {
    timeout --signal KILL "${VALIDATE_SECONDS:-60}" \
        unshare --mount --propagation private --pid --fork --kill-child --mount-proc bash -c 'inside; exit $?' \
        >"$results/tap" 2>"$results/stderr" </dev/null
}

# The programs that look into cgroups all call theirs the same, those of other checkouts too; a runtime that did its work has left none.
run_alone() {
    local status path
    exec 9</sys/fs/cgroup
    flock 9
    run 9>&-
    status=$?
    for path in /sys/fs/cgroup/{,*/}{cgrouptest,testdir/cgrouptest/container,testdir/cgrouptest,testdir}; do
        if [[ -d $path ]]; then rmdir "$path" 2>/dev/null; fi
    done
    return $status
}

verdict() {
    local pattern
    pattern=$(awk -F '\t' -v program="$program" '$1 == program { print $2 }' "$here/refusals.tsv")
    awk -v status="$1" -v refusal="$pattern" -v said="$results/stderr $results/log" -f "$here/verdict.awk" "$results/tap"
}

rm -rf "$results"
mkdir -p "$results/room"
: >"$results/log"
export -f inside
export programs runtime program room="$results/room" log="$results/log"
case $program in
    linux_cgroups_*|delete_resources|delete_only_create_resources) run_alone ;;
    *) run ;;
esac
printf '%s\t%s\n' "$(verdict $?)" "$try" >"$results/verdict"
rm -rf --one-file-system "$results/room"
