#!/usr/bin/env bash
# Times the runtimes side by side: `run.sh BINARY [REPORT]`. What it measures and how: docs/performance.md, which is also the REPORT to write.
#
#   BENCH_ROUNDS   how often each one runs (200)
#   BENCH_PAUSE    milliseconds between two measurements (0)
#   BENCH_CRUN, BENCH_RUNC   the peers, by name or path (crun, runc); empty: none
#   BENCH_CRUN_STATIC        one more build of crun
set -euo pipefail
cd "$(dirname "$0")"

if [[ $(id -u) != 0 ]]; then echo 'bench: needs root, for runc and crun as for us' >&2; exit 1; fi

export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

# crun refuses a cgroup2 mount beside v1 hierarchies: nobody gets to see it then, so that all do the same work.
# The tmpfs catches the plain directories that crun makes in its place.
if grep -q ' /sys/fs/cgroup/unified cgroup2 ' /proc/self/mounts; then
    echo 'bench: hybrid cgroups: all run in a private mount namespace without the cgroup2 mount'
    exec unshare --mount sh -c 'umount /sys/fs/cgroup/unified && mount -t tmpfs none /sys/fs/cgroup/unified && exec bash "$@"' sh run.sh "$@"
fi

binary=$1
export BENCH_REPORT=${2-}
room=$(mktemp -d /tmp/tinyo-bench-XXXXXX)
chmod 755 "$room"

# Whatever ended us: our containers and their cgroups carry the id of the process that made them.
cleanup() {
    local entry name path id
    if [[ -n $measure ]] && kill -KILL "$measure" 2>/dev/null; then sleep 2; fi # for what it has started to end
    for entry in "${runtimes[@]}"; do
        name=${entry%%=*} path=${entry#*=}
        for id in $(ls "$room/state-${name// /-}" 2>/dev/null || true); do "$path" --root "$room/state-${name// /-}" delete --force "$id" >/dev/null 2>&1 || true; done
    done
    if [[ -n $measure ]]; then
        find /sys/fs/cgroup -depth -type d -name "*bench-$measure-*" -exec rmdir {} + 2>/dev/null || true
    fi
    rm -rf --one-file-system "$room"
}
runtimes=("tinyo-oci=$binary") measure=
trap cleanup EXIT
trap 'exit 130' INT TERM

# peer NAME WORD: takes part when WORD, a name or a path, is there.
peer() {
    if [[ -z $2 ]]; then return; fi
    if command -v "$2" >/dev/null; then runtimes+=("$1=$(command -v "$2")"); else echo "bench: $1 is left out: $2 is not there"; fi
}
peer crun "${BENCH_CRUN-crun}"
peer 'crun static' "${BENCH_CRUN_STATIC-}"
peer runc "${BENCH_RUNC-runc}"

echo '== bench: building'
compiler=$(command -v cc || command -v gcc || command -v clang)
"$compiler" -O2 -static -Wall -Wextra -Werror -o "$room/floor" floor.c
"$compiler" -O2 -static -Wall -Wextra -Werror -o "$room/peak" peak.c
dotnet build Bench.csproj -c Release --nologo --verbosity quiet -o "$room/bin" >"$room/build.log" || { cat "$room/build.log"; exit 1; }

mkdir -p "$room/rootfs"/{bin,dev,etc,proc,run,sys}
cp "$(command -v busybox)" "$room/rootfs/bin/busybox"
ln "$room/rootfs/bin/busybox" "$room/rootfs/bin/true"
ln "$room/rootfs/bin/busybox" "$room/rootfs/bin/sleep"

# runc's own default spec, where runc is there to write it.
fixtures=../../spec-fixtures
writer=$binary
if [[ ${runtimes[*]} == *runc=* ]]; then writer=${runtimes[-1]#*=}; fi
"$writer" spec --bundle "$room"
mv "$room/config.json" "$room/default.json"
cp "$fixtures/bundles/podman-default/config.json" "$room/podman.json"
cp "$fixtures/seccomp/podman-default.json" "$room/seccomp.json"

dotnet "$room/bin/Bench.dll" "$room" "${runtimes[@]}" &
measure=$!
wait "$measure"
