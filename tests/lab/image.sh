#!/usr/bin/env bash
# Makes the lab's guest out of Debian packages: `image.sh DIRECTORY`. Does nothing when this recipe made what is there.
#
#   tree       the guest's root filesystem: systemd as PID 1, cgroup v2 alone, an unprivileged user (for ns)
#   root.img   the same as an ext4 image (for uml and qemu)
#   linux.uml  user-mode-linux, a kernel that is a program
#   vmlinuz    Debian's kernel for virtual machines, whose NVMe and ext4 need no initrd
#
# Where it can't be made, the last line says why.
set -euo pipefail

suite=trixie
packages=(
    systemd systemd-sysv systemd-container dbus dbus-user-session libpam-systemd
    uidmap procps iproute2 kmod util-linux-extra strace
    apparmor libseccomp2 libstdc++6
    busybox-static runc crun podman
)

# What only costs boot time on a machine that lives for one command.
masked=(
    getty.target getty@tty1.service serial-getty@.service console-getty.service timers.target remote-fs.target
    machines.target systemd-random-seed.service systemd-journal-catalog-update.service systemd-journal-flush.service
    systemd-pcrphase.service systemd-pcrphase-sysinit.service systemd-binfmt.service proc-sys-fs-binfmt_misc.automount
    ldconfig.service systemd-update-done.service systemd-hibernate-clear.service systemd-tpm2-setup.service
    systemd-tpm2-setup-early.service systemd-hwdb-update.service e2scrub_reap.service systemd-networkd.service
    systemd-networkd.socket systemd-boot-random-seed.service modprobe@configfs.service modprobe@drm.service
    modprobe@efi_pstore.service modprobe@fuse.service sys-kernel-debug.mount sys-kernel-tracing.mount
    sys-kernel-config.mount run-lock.mount systemd-modules-load.service kmod-static-nodes.service
    systemd-importd.socket systemd-sysext.socket systemd-hostnamed.socket
    podman.socket podman.service podman-auto-update.service podman-restart.service podman-clean-transient.service
)

here=$(cd "$(dirname "$0")" && pwd)
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

say() { echo "lab: [${SECONDS}s] $*"; }
cannot() { echo "lab: no image: $*" >&2; exit 1; }

# linux.uml is told where its libraries lie, so the place is part of the recipe.
recipe() { (cd "$here" && echo "$image" && find image.sh guest -type f -print0 | sort -z | xargs -0 sha256sum) | sha256sum; }

check_machine() {
    local program
    if [[ $(id -u) != 0 ]]; then cannot 'making it needs root'; fi
    if ! command -v apt-get >/dev/null || [[ $(dpkg --print-architecture) != amd64 ]]; then cannot 'it takes Debian on amd64'; fi
    for program in mmdebstrap mke2fs patchelf; do
        command -v "$program" >/dev/null || cannot "$program is missing"
    done
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Component: main' 'Origin: Debian' | sed -n 1p)
    if [[ -z $mirror ]]; then cannot "this machine's apt knows no Debian archive"; fi
}

make_tree() {
    local include
    include=$(IFS=,; echo "${packages[*]}")
    mmdebstrap --mode=root --variant=minbase --architectures=amd64 --include="$include" \
        --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
        "$suite" "$tree" "$mirror" 2>"$work/log" || { tail -5 "$work/log" >&2; cannot "mmdebstrap failed"; }
}

# unpack SUITE DIRECTORY PACKAGE...: the packages, and the kernel that one of them stands for, out of any suite.
# apt gets a state of its own, which is neither this machine's nor the guest's.
unpack() {
    local state=$work/apt-$1 directory=$2 wanted package deb
    local apt=(-o "Dir::Etc::sourcelist=$state/list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$state/lists"
        -o "Dir::State::status=$state/status" -o "Dir::Cache=$state/cache" -o APT::Sandbox::User=root
        -o Acquire::Languages=none -o APT::Architecture=amd64)
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/debs" "$directory"
    : >"$state/status"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $1 main" >"$state/list"
    apt-get "${apt[@]}" -qq update || cannot "the archive of $1 could not be read"
    wanted="^($(IFS='|'; echo "${*:3}")|linux-image-[0-9].*)\$"
    for package in $(apt-cache "${apt[@]}" depends --recurse --important "$3" | grep -E "$wanted"); do
        (cd "$state/debs" && apt-get "${apt[@]}" -qq download "$package") || cannot "$package could not be fetched"
    done
    for deb in "$state"/debs/*.deb; do dpkg-deb -x "$deb" "$directory"; done
}

make_kernels() {
    local version
    unpack "$suite" "$work/kernel" linux-image-cloud-amd64
    unpack sid "$work/uml" user-mode-linux libc6
    mkdir -p "$tree/usr/lib/modules"
    cp -a "$work"/kernel/{usr/,}lib/modules/* "$work"/uml/usr/lib/uml/modules/* "$tree/usr/lib/modules/" 2>/dev/null || true
    for version in "$tree"/usr/lib/modules/*; do chroot "$tree" depmod "${version##*/}"; done
    cp "$work"/kernel/boot/vmlinuz-* "$image/vmlinuz"

    # It may want a newer libc than this machine has, so it brings its own.
    mkdir -p "$image/lib"
    cp -L "$work"/uml/usr/lib/x86_64-linux-gnu/{ld-linux-x86-64.so.2,libc.so.6} "$image/lib/"
    cp "$work/uml/usr/bin/linux.uml" "$image/linux.uml"
    patchelf --set-interpreter "$image/lib/ld-linux-x86-64.so.2" --set-rpath "$image/lib" "$image/linux.uml"
}

configure() {
    local unit
    mkdir "$tree/tinyo"
    cp -a --no-preserve=ownership "$here/guest/." "$tree/"
    md5sum <<<lab | cut -d' ' -f1 >"$tree/etc/machine-id"      # a fixed one: no work at first boot
    chroot "$tree" useradd -m -u 1000 -s /bin/bash tester
    ln -s /usr/lib/systemd/system/multi-user.target "$tree/etc/systemd/system/default.target"
    ln -s ../lab.service "$tree/etc/systemd/system/multi-user.target.wants/lab.service"
    for unit in "${masked[@]}"; do ln -sf /dev/null "$tree/etc/systemd/system/$unit"; done
    find "$tree/etc/apparmor.d" -maxdepth 1 -type f -delete    # AppArmor stays; its stock profiles cost boot time
    rm -rf "$tree"/var/cache/apt/* "$tree"/var/lib/apt/lists/* "$tree"/var/log/*.log
    touch "$tree/etc/.updated" "$tree/var/.updated"            # for ConditionNeedsUpdate=
}

make_disk() {
    local used
    used=$(du -sm "$tree" | cut -f1)
    mke2fs -q -t ext4 -m 0 -O ^has_journal -E lazy_itable_init=1 -d "$tree" "$image/root.img" "$((used + used / 4 + 1024))M" >/dev/null
}

mkdir -p "$1"
image=$(cd "$1" && pwd)
exec 9>"$image/lock"
flock 9
stamp=$(recipe)
if [[ $(cat "$image/stamp" 2>/dev/null) == "$stamp" ]]; then exit 0; fi

check_machine
rm -rf --one-file-system "$image"/{stamp,tree,root.img,lib,linux.uml,vmlinuz} "$image"/{work.,booted-}*
work=$(mktemp -d "$image/work.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
tree=$image/tree

say "installing Debian $suite into $image (a minute or two, once)"
make_tree
say 'adding the kernels'
make_kernels
say 'configuring the guest'
configure
make_disk
echo "$stamp" >"$image/stamp"
say "done: $(du -sm "$image/root.img" | cut -f1) MiB"
