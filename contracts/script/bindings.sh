#!/bin/sh
# Compiles the contracts and writes what the Go code is built from, so that building it needs no Node:
#   abi/NAME.json                     ABI, creation and deployed bytecode, where this holds the immutables
#   pkg/escrow/bindings.go            the escrow            (package escrow)
#   pkg/escrow/committee_bindings.go  the committee contract
#   pkg/escrow/runtime.go             where the escrow's immutables are in its code
#   pkg/escrow/usdc_bindings.go       USDC as clients use it, no bytecode
#   internal/devnet/devusdc.go        the devnet's token    (package devnet)
# All of them are committed; a difference after this script is drift.
set -eu
cd "$(dirname "$0")/.."
root=$(cd .. && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

abigen=github.com/ethereum/go-ethereum/cmd/abigen
[ -x "$root/.bin/abigen" ] || go -C "$root/internal/tools" build -o "$root/.bin/" "$abigen"

# npm's own launcher answers 0 even when a build fails
"$(echo node_modules/@foundry-rs/forge-*/bin/forge)" build --skip test
node script/abi.mjs "$work"

# bind NAME PACKAGE FILE: binds $work/NAME.abi, deployable when $work/NAME.bin is there.
bind() {
	mkdir -p "$(dirname "$root/$3")"
	bin=
	[ ! -f "$work/$1.bin" ] || bin="--bin=$work/$1.bin"
	"$root/.bin/abigen" --v2 --abi "$work/$1.abi" $bin --type "$1" --pkg "$2" --out "$root/$3"
	chmod 644 "$root/$3" # abigen writes for its owner alone
}
bind PactEscrow escrow pkg/escrow/bindings.go
bind Committee escrow pkg/escrow/committee_bindings.go
cp "$work/runtime.go" "$root/pkg/escrow/runtime.go"
bind USDC escrow pkg/escrow/usdc_bindings.go
bind DevUSDC devnet internal/devnet/devusdc.go
