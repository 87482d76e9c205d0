#!/usr/bin/env bash
# Writes SyscallTable.Data.cs out of the newest kernel headers that Debian has: `make syscalls`.
# Nothing is installed: the package lists and the package go to a scratch directory that is removed afterwards.
# Headers that are already unpacked may be named instead: `syscalls.sh DIRECTORY VERSION`.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The packages of all architectures are one since Linux 6.9: it holds the headers of each.
fetch() {
    local mirror apt
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Component: main' 'Origin: Debian' | sed -n 1p)
    if [[ -z $mirror ]]; then echo "syscalls: this machine's apt knows no Debian archive" >&2; exit 1; fi
    mkdir -p "$scratch"/lists/partial "$scratch"/cache/archives/partial
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" > "$scratch/sources.list"
    apt=(apt-get -qq -o "Dir::Etc::sourcelist=$scratch/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$scratch/lists" -o "Dir::Cache=$scratch/cache" -o APT::Sandbox::User=root)
    "${apt[@]}" update
    (cd "$scratch" && "${apt[@]}" download linux-libc-dev)
    dpkg -x "$scratch"/linux-libc-dev_*.deb "$scratch/headers"
    basename "$scratch"/linux-libc-dev_*.deb | cut -d_ -f2 > "$scratch/version"
}

# "name number" of each call in a header: the base of x32 and arm is left away, the kernel adds it by itself.
numbers() {
    sed -nE -e 's/^#define __NR_([a-z0-9_]+) \(?(__X32_SYSCALL_BIT \+ |__NR_SYSCALL_BASE \+ )?([0-9]+)\)?$/\1 \3/p' "$@"
}

# Calls that only arm has stand far off the others: 0xf0000 and up, kept here as 0xf000 and up.
arm_private() {
    sed -nE -e 's/^#define __ARM_NR_([a-z0-9_]+)[ \t]+\(__ARM_NR_BASE\+([0-9]+)\)$/\1 \2/p' "$1" | awk '{ print $1, 61440 + $2 }'
}

if [[ $# -eq 2 ]]; then
    asm=$1/usr/lib/linux/uapi
    version=$2
else
    fetch
    asm=$scratch/headers/usr/lib/linux/uapi
    version=$(<"$scratch/version")
fi

cd "$scratch"
numbers "$asm/x86/asm/unistd_64.h" > 0
numbers "$asm/x86/asm/unistd_32.h" > 1
numbers "$asm/x86/asm/unistd_x32.h" > 2
numbers "$asm/arm64/asm/unistd_64.h" > 3
{ numbers "$asm/arm/asm/unistd-eabi.h"; arm_private "$asm/arm/asm/unistd.h"; echo "sync_file_range2 341"; } > 4
numbers "$asm/riscv/asm/unistd_64.h" > 5
numbers "$asm/powerpc/asm/unistd_64.h" > 6
numbers "$asm/s390/asm/unistd_64.h" > 7
for column in 0 1 2 3 4 5 6 7; do
    [[ $(wc -l < $column) -gt 300 ]] || { echo "syscalls.sh: column $column has too few calls: the headers look different" >&2; exit 1; }
done

cut -d' ' -f1 [0-7] | LC_ALL=C sort -u > names
awk -v version="$version" '
    FILENAME == "names" { name[count++] = $1; next }
    { number[$1, FILENAME] = $2 }
    END {
        print "// Written by syscalls.sh out of linux-libc-dev " version "; not to be changed by hand."
        print "namespace Tinyo.Oci.Runtime.Seccomp;"
        print ""
        print "/// <content>Names in order, each with its number on every architecture.</content>"
        print "internal static partial class SyscallTable"
        print "{"
        print "    private const int Count = " count ";"
        print ""
        print "    // All names, one after the other."
        print "    private static ReadOnlySpan<byte> Names =>"
        line = ""
        for (i = 0; i < count; i++) {
            line = line name[i]
            if (length(line) > 120 || i == count - 1) {
                print "        \"" line "\"u8" (i == count - 1 ? ";" : " +")
                line = ""
            }
        }
        print ""
        print "    // Where each begins; one more says where the last one ends."
        print "    private static ReadOnlySpan<ushort> Starts =>"
        print "    ["
        line = ""; start = 0
        for (i = 0; i <= count; i++) {
            line = line (line == "" ? "" : " ") start ","
            start += length(name[i])
            if (length(line) > 120 || i == count) { print "        " line; line = "" }
        }
        print "    ];"
        print ""
        print "    // For each name its numbers on: x86-64, x86, x32, arm64, arm, riscv64, ppc64le, s390x."
        print "    private static ReadOnlySpan<ushort> Numbers =>"
        print "    ["
        line = ""
        for (i = 0; i < count; i++) {
            for (a = 0; a < 8; a++) {
                line = line (line == "" ? "" : " ") (((name[i], a) in number) ? number[name[i], a] : "No") ","
            }
            if (length(line) > 110 || i == count - 1) { print "        " line; line = "" }
        }
        print "    ];"
        print "}"
    }' names 0 1 2 3 4 5 6 7 > "$here/SyscallTable.Data.cs"
echo "SyscallTable.Data.cs: $(wc -l < names) system calls of Linux $version"
