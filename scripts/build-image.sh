#!/usr/bin/env bash
# Builds the Dockerfile's images where no registry of images can be reached: with buildah, on a base of the name that
# the Dockerfile gives, made here of Debian's packages and of the Node and npm of this machine. Needs root, buildah and
# debootstrap, and takes about 3 minutes.
#
#   scripts/build-image.sh FOLDER      the images gateway and sandbox are then in FOLDER/storage
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(realpath "$1")
base=$folder/base
. /etc/os-release

image() { buildah --root "$folder/storage" --runroot "$folder/run" --storage-driver vfs "$@"; }

mirror=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $VERSION_CODENAME" 'Created-By: Packages' | head -n 1)
mkdir -p "$base"
mount -t tmpfs none "$base" # dpkg waits for the disk after each file
trap 'umount "$base"' EXIT
debootstrap --variant=minbase --include=ca-certificates,libatomic1 "$VERSION_CODENAME" "$base" "$mirror" >"$folder/debootstrap.log"
rm -rf "$base"/var/cache/apt/* "$base"/var/lib/apt/lists/* "$base"/usr/share/{doc,man,locale}
chroot "$base" useradd --uid 1000 --create-home node
cp "$(realpath node_modules/node/bin/node)" "$base/usr/local/bin/node"
mkdir -p "$base/usr/local/lib/node_modules"
cp -r "$(dirname "$(realpath "$(command -v npm)")")/.." "$base/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$base/usr/local/bin/npm"

container=$(image from scratch)
image add --quiet "$container" "$base" / >/dev/null
image commit --quiet "$container" "$(sed -n 's/^FROM \(\S*\).*/\1/p' Dockerfile | sort -u)" >/dev/null
image rm "$container" >/dev/null

# npm in the build trusts whom this machine trusts, and shares its cache.
certificates=/etc/ssl/certs/ca-certificates.crt
{ echo "registry=$(npm config get registry)"; echo "cafile=$certificates"; } >"$folder/npmrc"
for target in sandbox gateway; do
  options=(--tag "$target")
  [ "$target" = gateway ] || options+=(--target "$target")
  image build --isolation chroot --format docker --pull-never "${options[@]}" \
    --volume "$folder/npmrc:/root/.npmrc:ro" --volume "$certificates:$certificates:ro" --volume "$(npm config get cache):/root/.npm" . >>"$folder/build.log" 2>&1 ||
    { tail -n 40 "$folder/build.log" >&2; exit 1; }
done
