#!/usr/bin/env bash
# Times the runtimes side by side: `run.sh BINARY`. BENCH_ROUNDS (200) is how often each one runs.
set -euo pipefail
cd "$(dirname "$0")"

if [[ $(id -u) != 0 ]]; then echo 'bench: needs root, for runc and crun as for us' >&2; exit 1; fi

export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
room=$(mktemp -d /tmp/tinyo-bench-XXXXXX)
trap 'rm -rf "$room"' EXIT
mkdir -p "$room/bundle/rootfs/bin"
cp "$(command -v busybox)" "$room/bundle/rootfs/bin/true"

# runc's own default spec, where runc is there to write it.
writer=$1
if command -v runc >/dev/null; then writer=runc; fi
"$writer" spec --bundle "$room/bundle"
sed -i -e 's|"terminal": true|"terminal": false|' -e 's|"sh"|"/bin/true"|' "$room/bundle/config.json"

runtimes=("$1")
for peer in runc crun; do
    if command -v "$peer" >/dev/null; then runtimes+=("$(command -v "$peer")"); else echo "bench: $peer is left out: it is not installed"; fi
done

echo '== bench: building'
dotnet build bench.cs -c Release --nologo --verbosity quiet -o "$room/bin" >"$room/build.log" || { cat "$room/build.log"; exit 1; }
measure=(dotnet "$room/bin/bench.dll" "${BENCH_ROUNDS:-200}" "$room" "${runtimes[@]}")

# crun refuses a cgroup2 mount beside v1 hierarchies: nobody gets to see it then, so that all do the same work.
# The tmpfs catches the plain directories that crun makes in its place.
if mountpoint -q /sys/fs/cgroup/unified; then
    echo 'bench: hybrid cgroups: all run in a private mount namespace without the cgroup2 mount'
    unshare --mount sh -c 'umount /sys/fs/cgroup/unified && mount -t tmpfs none /sys/fs/cgroup/unified && exec "$@"' sh "${measure[@]}"
else
    "${measure[@]}"
fi
