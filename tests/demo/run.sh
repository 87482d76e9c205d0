#!/usr/bin/env bash
# Makes two bundles and runs a container of the first: `run.sh BINARY DIRECTORY`.
set -euo pipefail

binary=$1
demo=$2
here=$(cd "$(dirname "$0")" && pwd)

# A bundle is a directory with a root filesystem and a config.json.
make_bundle() {
    local bundle=$demo/$1 program=$2 applet
    mkdir -p "$bundle"/rootfs/{bin,dev,etc,proc,sys,tmp}
    cp "$(command -v busybox)" "$bundle/rootfs/bin/busybox"
    for applet in $(busybox --list); do
        if [[ $applet != busybox ]]; then ln -sf busybox "$bundle/rootfs/bin/$applet"; fi
    done
    install -m 755 "$here/$program" "$bundle/rootfs/bin/$program"
    "$binary" spec "${rootless[@]}" --bundle "$bundle"
    sed -i -e 's|"terminal": true|"terminal": false|' \
        -e "s|\"sh\"|\"/bin/$program\"|" \
        -e 's|"hostname": "[^"]*"|"hostname": "'"$1"'"|' "$bundle/config.json"
}

rootless=()
if [[ $(id -u) != 0 ]]; then rootless=(--rootless); fi

rm -rf "$demo"
make_bundle show show
make_bundle clock clock

"$binary" run --bundle "$demo/show" "demo-$$"

cat <<NEXT

That was:  $binary run --bundle $demo/show demo

Now step by step, with a container that lives until it is told to go:

  $binary create --bundle $demo/clock clock </dev/null >$demo/clock.log 2>&1
  $binary state clock
  $binary start clock
  tail $demo/clock.log
  $binary list
  $binary ps clock
  $binary kill clock TERM
  $binary state clock
  $binary delete clock

The two bundles are yours to change: edit $demo/show/config.json and run it again.
NEXT
