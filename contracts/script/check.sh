#!/bin/sh
# Everything that can be said about the contracts: built, tested, noticed when broken, as cheap as designed, and hashing as
# others do.
# Installs its tools when the lock file asks for others than are there.
set -eu
cd "$(dirname "$0")/.."

installed=node_modules/.package-lock.json
if [ ! -f "$installed" ] || [ package-lock.json -nt "$installed" ]; then
	# Not "npm ci": it asks for every platform's binaries in the lock file, and not every platform's are published.
	npm install --ignore-scripts --no-audit --no-fund
fi
forge=$(echo node_modules/@foundry-rs/forge-*/bin/forge) # npm's own launcher answers 0 even when a test fails
"$forge" build
"$forge" test
node script/broken.mjs
node script/vectors.mjs --check
node script/gas.mjs --check
node script/mutate.mjs --check
script/coverage.sh
