#!/usr/bin/env bash
# Unpacks newer engines than this machine has, out of Debian's archive: `engines.sh DIRECTORY`. Nothing is installed.
# Does nothing when it has done so before. Where it can't, the last line says why.
set -euo pipefail

suite=sid
packages=(containerd docker.io docker-cli tini-static)

here=$(cd "$(dirname "$0")" && pwd)
cannot() { echo "no newer engines: $*" >&2; exit 1; }

mkdir -p "$1"
directory=$(cd "$1" && pwd)
exec 9>"$directory/lock"
flock 9
stamp=$(sha256sum <"$here/engines.sh")
if [[ $(cat "$directory/stamp" 2>/dev/null) == "$stamp" ]]; then exit 0; fi

command -v apt-get >/dev/null || cannot 'they are Debian packages, and this machine has no apt'
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Component: main' 'Origin: Debian' | sed -n 1p)
if [[ -z $mirror ]]; then cannot "this machine's apt knows no Debian archive"; fi

# apt gets a state of its own, which is not this machine's.
rm -rf "$directory"/{stamp,tree,work}
work=$directory/work
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists/partial,cache/archives/partial,debs}
: >"$work/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$work/list"
apt=(apt-get -qq -o "Dir::Etc::sourcelist=$work/list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$work/lists"
    -o "Dir::State::status=$work/status" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root
    -o Acquire::Languages=none -o Acquire::Retries=2 -o Acquire::http::Timeout=20 -o APT::Update::Error-Mode=any)
"${apt[@]}" update || cannot "the archive of $suite can not be read from $mirror"
(cd "$work/debs" && "${apt[@]}" download "${packages[@]}") || cannot "${packages[*]} can not be fetched from $mirror"
for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$directory/tree"; done

# They are linked with libraries that any machine of the last years has; one that hasn't can't use them.
for program in containerd ctr docker dockerd; do
    PATH=$directory/tree/usr/bin:$directory/tree/usr/sbin "$program" --version >/dev/null || cannot "$program does not start here"
done
echo "$stamp" >"$directory/stamp"
