#!/usr/bin/env bash
# Publishes the version of the tag that is checked out, with provenance, and a release with its bill of materials.
# DRY_RUN=true does everything but the two that others see.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(node -p 'require("./package.json").version')
[ "$(git describe --tags --exact-match)" = "v$version" ] || { echo "HEAD is not tagged v$version"; exit 1; }
[ -z "$(git status --porcelain)" ] || { echo 'The checkout has changes.'; exit 1; }

npm ci
PATH=$PWD/node_modules/.bin:$PATH
out=$(mktemp -d)
npm run -s sbom > "$out/sbom.cdx.json"
npm pack --pack-destination "$out" > /dev/null
# The notes are the version's part of the changelog.
awk -v head="## $version" 'index($0, "## ") == 1 { on = index($0, head) == 1; next } on' CHANGELOG.md > "$out/notes.md"
ls -l "$out"
[ "${DRY_RUN:-false}" = true ] && exit 0

# Provenance names the repository that the package says it comes from.
npm pkg set "repository.type=git" "repository.url=git+$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git"
npm publish --provenance --access public
gh release create "v$version" --notes-file "$out/notes.md" --verify-tag "$out/sbom.cdx.json" "$out"/*.tgz
