#!/usr/bin/env bash
# Boots a fresh guest and runs one command in it, as root, in a copy of the checkout at /tinyo:
#
#   run.sh [-b uml|hybrid|qemu|ns] [-i IMAGE] [-a PATH]... [-r RESULTS] [-t SECONDS] [-v] [COMMAND]
#
#   -b  uml: a kernel that is a program; CPUs at native speed, but one, and no cpuset, hugetlb, rdma, PSI
#       hybrid: the same with version 1 hierarchies, of cpu, blkio, devices, freezer, net_cls and pids
#       qemu: Debian's own kernel; emulated, some 20 times slower, unless KVM works here
#       ns: namespaces of this machine's kernel, which keeps the controllers that version 1 holds
#   -a  takes along one more file or folder of the checkout
#   -r  receives what COMMAND leaves in $LAB_RESULTS       -v  shows the guest's console
#   Without COMMAND: a shell on this terminal. In the guest, `as-tester COMMAND` is an unprivileged user's session.
#
# Exit code: the command's own; 124 after SECONDS (600; a shell may take forever); 125 when the guest did not report one.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
backend=uml image=$top/out/lab/image results= limit= verbose= also=()
usage() { sed -n '4,14s/^# \{0,1\}//p' "$0" >&2; exit 2; }
while getopts b:i:a:r:t:v option; do
    case $option in
        b) backend=$OPTARG ;;
        i) image=$OPTARG ;;
        a) also+=("$OPTARG") ;;
        r) results=$OPTARG ;;
        t) limit=$OPTARG ;;
        v) verbose=1 ;;
        *) usage ;;
    esac
done
shift $((OPTIND - 1))
command=$*
limit=${limit:-$([[ -n $command ]] && echo 600 || echo 0)}
[[ -f $here/boot-$backend.sh ]] || usage
if [[ -z $command && ! -t 0 ]]; then echo 'lab: a shell needs a terminal; without one, give a command' >&2; exit 2; fi
[[ -f $image/stamp ]] || { echo "lab: no image in $image: tests/lab/image.sh makes it" >&2; exit 125; }
image=$(cd "$image" && pwd)

# What tests need of the checkout, laid out as it is there, and this machine's .NET. Hard links where they are possible.
stage() {
    local checkout=$run/checkout path dotnet
    mkdir -p "$checkout/.dotnet/shared/Microsoft.NETCore.App"
    for path in Tinyo.Oci.sln README.md out/tinyo-oci tests/demo tests/Tinyo.Oci.EndToEnd/bin/Release/net10.0 "${also[@]}"; do
        if [[ -e $top/$path ]]; then mkdir -p "$(dirname "$checkout/$path")" && copy "$top/$path" "$checkout/$path"; fi
    done
    if dotnet=$(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \(10[^ ]*\) \[\(.*\)\]$/\2\/\1/p' | tail -1) && [[ -n $dotnet ]]; then
        copy "${dotnet%/shared/*}/host" "$checkout/.dotnet/host"
        copy "$dotnet" "$checkout/.dotnet/shared/Microsoft.NETCore.App/${dotnet##*/}"
    fi
    if [[ -n $command ]]; then printf '%s\n' "$command" >"$checkout/.lab-command"; fi
}

copy() { cp -rlT "$1" "$2" 2>/dev/null || cp -rT "$1" "$2"; }

# A file system of its own for kernels that don't see ours.
make_disk() {
    PATH=$PATH:/usr/sbin:/sbin mke2fs -q -t ext4 -m 0 -O ^has_journal -E lazy_itable_init=1 -d "$run/checkout" "$run/disk" \
        $(($(du -sm "$run/checkout" | cut -f1) * 5 / 4 + 16))M >/dev/null
}

# Nothing outlives us, whatever ends us: the kernel sees to it.
guard() { setpriv --pdeathsig KILL timeout --foreground --signal KILL "$limit" setpriv --pdeathsig KILL "$@"; }

mkdir -p "$top/out/lab"
run=$(mktemp -d "$top/out/lab/run.XXXXXX")
console=$run/console
terminal=
cleanup() {
    if [[ -n $terminal ]]; then stty "$terminal_was" <"$terminal" 2>/dev/null || true; fi
    unboot
    rm -rf --one-file-system "$run"
}
unboot() { :; }
trap cleanup EXIT

# Each boot-BACKEND.sh defines `boot`, which returns when the guest is off, and may define `unboot`. They read: image, run,
# terminal, console, kernel_arguments, job_arguments; the guest prints to the pipe $run/port, also 7, and writes $run/results, also 6.
kernel_arguments="rw rootfstype=ext4 panic=-1 quiet loglevel=4 lsm=landlock,yama,apparmor,bpf rcupdate.rcu_expedited=1 systemd.show_status=0"
job_arguments="lab.backend=$backend"
. "$here/boot-$backend.sh"

stage
: >"$console"
if [[ -n $verbose ]]; then
    setpriv --pdeathsig KILL tail -s 0.2 -f "$console" >&2 &
fi
exec 6>"$run/results"
if [[ -z $command ]]; then
    terminal=$(tty) terminal_was=$(stty -g) size=$(stty size)
    job_arguments+=" lab.size=${size/ /x} lab.term=$TERM"
    boot || true
else
    # Through a pipe, for a kernel may make what it writes to non-blocking, which our caller's output must not become.
    mkfifo "$run/port"
    cat "$run/port" 6>&- &
    reader=$!
    exec 7>"$run/port"
    boot || status=$?
    exec 7>&-
    wait "$reader"
fi
exec 6>&-

mkdir "$run/left"
if tar -x -C "$run/left" -f "$run/results" 2>/dev/null && [[ -f $run/left/status ]]; then
    touch "$image/booted-$backend"
    status=$(<"$run/left/status")
    rm "$run/left/status"
    if [[ -n $results ]]; then mkdir -p "$results" && cp -r "$run/left/." "$results/"; fi
    exit "$status"
fi

tail -n 40 "$console" >&2
if [[ ${status:-0} == 137 ]]; then echo "lab: $backend: no result within $limit s" >&2; exit 124; fi
echo "lab: $backend: the guest ended without a result" >&2
exit 125
