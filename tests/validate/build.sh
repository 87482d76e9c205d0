#!/usr/bin/env bash
# Builds OCI runtime-tools' validation programs out of Debian's source package: `build.sh DIRECTORY`. Does nothing when this recipe made what is there.
#
#   bin/PROGRAM                 one for each of validation/
#   runtimetest, rootfs-*.gz    what they put into their bundles, found in their working directory
set -euo pipefail

package=golang-github-opencontainers-runtime-tools
version=0.9.0.109.ge931285
archive=${package}_$version.orig.tar.xz
sha256=203989a1ea98cf2aaced79155bbda09270b20db19b03376dde91ab12e5e6a0fe

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
target=$(cd "$1" && pwd)
cannot() { echo "validate: no programs: $*" >&2; exit 1; }

stamp=$(cat "$here/build.sh" "$here/tap.go" | sha256sum)
if [[ $(cat "$target/stamp" 2>/dev/null) == "$stamp" ]]; then exit 0; fi

# The machine's own mirror and client; the checksum stands for the signature.
fetch() {
    local mirror
    if echo "$sha256  $target/$archive" | sha256sum --check --status 2>/dev/null; then return; fi
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Component: main' 'Origin: Debian' 2>/dev/null | sed -n 1p)
    [[ -n $mirror ]] || cannot "this machine's apt knows no Debian archive"
    rm -f "$target/$archive"
    # As root apt would let a user fetch who may not see this directory.
    (cd "$target" && /usr/lib/apt/apt-helper -o APT::Sandbox::User=root download-file \
        "${mirror%/}/pool/main/g/$package/$archive" "$archive" "SHA256:$sha256") >/dev/null || cannot "$archive could not be fetched"
}

# The libraries are Debian's, but for the one that has no package: tap.go stands in for it.
build() {
    local source=$work/src/github.com/opencontainers/runtime-tools tap=$work/src/github.com/mndrix/tap-go
    mkdir -p "$source" "$tap" "$target/bin"
    tar -x -C "$source" --strip-components 1 -f "$target/$archive"
    cp "$here/tap.go" "$tap/"
    cp "$source/rootfs-amd64.tar.gz" "$source/LICENSE" "$target/"
    cd "$source"
    GO111MODULE=off CGO_ENABLED=0 GOPATH=$work:/usr/share/gocode GOCACHE=$work/cache GOFLAGS=-trimpath \
        go build -ldflags '-s -w' -o "$target/bin/" ./validation/... ./cmd/runtimetest || cannot 'go build failed'
    mv "$target/bin/runtimetest" "$target/runtimetest"
}

[[ $(go env GOARCH) == amd64 ]] || cannot 'their root filesystem is for amd64'
fetch
work=$(mktemp -d "$target/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
rm -rf "$target/bin" "$target/stamp"
echo '== validate: building the validation programs (half a minute, once)'
build
echo "$stamp" >"$target/stamp"
