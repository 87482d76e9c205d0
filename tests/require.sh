#!/usr/bin/env bash
# Sees to what a target needs: `require.sh GROUP...`.
# A missing Debian package is installed where we are root; elsewhere the one command that does it is named.
set -euo pipefail

# What is needed, one line each: group, how to see that it is there, the Debian package that brings it.
needs() {
    cat <<'LIST'
publish  command:gcc|clang          gcc
publish  command:ld.lld             lld
publish  library:*-linux-musl/libc.a musl-dev
publish  header:zlib.h              zlib1g-dev
busybox  static:busybox             busybox-static
bench    command:cc|gcc|clang       gcc
bench    library:*-linux-gnu/libc.a libc6-dev
bench    static:busybox             busybox-static
peers    command:runc               runc
peers    command:crun               crun
engines  command:runc               runc
engines  command:crun               crun
engines  command:podman             podman
engines  command:conmon             conmon
engines  command:containerd         containerd
engines  command:dockerd            docker.io
engines  command:buildah            buildah
engines  library:podman/netavark    netavark
engines  command:ip                 iproute2
engines  command:iptables           iptables
engines  command:newuidmap          uidmap
engines  command:strace             strace
engines  command:dbus-daemon        dbus
engines  command:ps                 procps
engines  command:tmux               tmux
validate command:go                 golang-go
validate go:github.com/google/uuid  golang-github-google-uuid-dev
validate go:github.com/hashicorp/go-multierror golang-github-hashicorp-go-multierror-dev
validate go:github.com/mrunalp/fileutils golang-github-mrunalp-fileutils-dev
validate go:github.com/opencontainers/runtime-spec golang-github-opencontainers-specs-dev
validate go:github.com/opencontainers/selinux golang-github-opencontainers-selinux-dev
validate go:github.com/sirupsen/logrus golang-github-sirupsen-logrus-dev
validate go:github.com/syndtr/gocapability golang-gocapability-dev
validate go:github.com/urfave/cli   golang-github-urfave-cli-dev
lab      command:mmdebstrap         mmdebstrap
lab      command:mke2fs             e2fsprogs
lab      command:patchelf           patchelf
lab      command:qemu-system-x86_64 qemu-system-x86
LIST
}

# Without these the target still makes sense: a test that needs one skips and says so.
optional=' peers engines lab '

present() {
    local kind=${1%%:*} name=${1#*:} one
    case $kind in
        command) for one in ${name//|/ }; do command -v "$one" >/dev/null && return 0; done; return 1 ;;
        library) compgen -G "/usr/lib/$name" >/dev/null || compgen -G "/usr/lib*/*/$name" >/dev/null ;;
        header) [[ -e /usr/include/$name ]] ;;
        go) [[ -d /usr/share/gocode/src/$name ]] ;;
        static) command -v "$name" >/dev/null && ! ldd "$(command -v "$name")" >/dev/null 2>&1 ;;
    esac
}

missing() {
    local group test package wanted
    while read -r group test package; do
        for wanted in "$@"; do
            if [[ $group == "$wanted" ]] && ! present "$test"; then echo "$package"; fi
        done
    done < <(needs) | sort -u | tr '\n' ' '
}

need_sdk() {
    if ! command -v dotnet >/dev/null; then
        echo "the .NET SDK 10 is missing; this gets it: curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0 && export PATH=\$HOME/.dotnet:\$PATH" >&2
        exit 1
    fi
}

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    echo "== installing: $*"
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }
}

export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
if [[ " $* " == *' sdk '* ]]; then need_sdk; fi

packages=$(missing "$@")
if [[ -z $packages ]]; then exit 0; fi

if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    install_packages $packages || true
    packages=$(missing "$@")
    if [[ -z $packages ]]; then exit 0; fi
    echo "could not install: ${packages% }" >&2
else
    echo "missing: ${packages% }; this installs it: sudo apt-get install -y --no-install-recommends ${packages% }" >&2
fi

for group in "$@"; do
    if [[ $optional != *" $group "* && -n $(missing "$group") ]]; then exit 1; fi
done
echo 'what needs it is left out, with a line saying so' >&2
