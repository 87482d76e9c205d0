#!/usr/bin/env bash
# Counts the system calls of every command anew, on this machine and on cgroup v2 in the lab, and writes the table of SystemCallBounds.cs.
set -euo pipefail
cd "$(dirname "$0")/../.."

table=tests/Tinyo.Oci.EndToEnd/Performance/SystemCallBounds.cs
count="tests/Tinyo.Oci.EndToEnd/bin/Release/net10.0/Tinyo.Oci.EndToEnd -noLogo -noColor -class *SystemCallSpecs"
image=${LAB_IMAGE:-out/lab/image}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

bash -c "set -f; TINYO_OCI_UPDATE_BOUNDS=1 $count"
if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    echo 'bounds: the column for cgroup v1 is as it was: this machine has none'
elif bash tests/lab/image.sh "$image"; then
    bash tests/lab/run.sh -b uml -i "$image" -a "$table" -r "$results" \
        "set -f; cp $table \$LAB_RESULTS/; TINYO_OCI_UPDATE_BOUNDS=\$LAB_RESULTS/${table##*/} $count"
    cp "$results/${table##*/}" "$table"
else
    echo 'bounds: the column for cgroup v2 is as it was: no lab here'
fi
git --no-pager diff --stat -- "$table"
grep 'new("' "$table"
