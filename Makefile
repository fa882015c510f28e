.DEFAULT_GOAL := help

# Somebody without a usable home keeps the caches here.
ifeq ($(shell d=$$(go env GOCACHE) && mkdir -p "$$d" 2>/dev/null && test -w "$$d" && echo ok),)
export GOCACHE := $(CURDIR)/.cache/go-build
export GOMODCACHE := $(CURDIR)/.cache/mod
export GOFLAGS := $(shell go env GOFLAGS) -modcacherw
export npm_config_cache := $(CURDIR)/.cache/npm
endif

# Where goroutines share something. The service as a whole is not among them: its kills and outages have a patience that the race detector outlasts.
CONCURRENT := ./internal/chain/... ./internal/evaluation/jury/... ./internal/postgres ./internal/settlement ./internal/signer ./pkg/client

GOTOOLS := abigen golangci-lint protoc-gen-go protoc-gen-go-grpc sqlc
BUF     := internal/tools/node_modules/.bin/buf
export PATH := $(CURDIR)/.bin:$(CURDIR)/internal/tools/node_modules/.bin:$(PATH)

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: needs ## play the six stories of a pact on a private database and chain
	go run ./cmd/surety-devnet demo

.PHONY: test
test: needs ## run every Go test
	go test -timeout 20m ./...

.PHONY: anvil
anvil: needs contracts/node_modules ## play the stories and a trajectory run on Foundry's anvil, a block every 200 ms, reorganized the whole time
	go test -count 1 -v ./internal/demo -run Anvil

.PHONY: race
race: needs ## run the tests of the concurrent packages under the race detector
	go test -race -timeout 20m $(CONCURRENT)

SEEDS ?= 50000
FIRST ?= -1

.PHONY: simulate
simulate: needs ## play SEEDS seeds of the simulation, from a random one or from FIRST
	go test -c -o .bin/simulate ./internal/simulation
	.bin/simulate -test.run '^TestSeeds' -test.timeout 0 -seeds $(SEEDS) -first $(FIRST)

.PHONY: replicas
replicas: needs ## three suretyds settle 500 pacts in two minutes while they are killed, stopped and cut off
	go test ./internal/app -run Replica -long -v -timeout 15m

.PHONY: bench
bench: needs ## run the benchmarks
	go test -run '^$$' -bench . -benchmem ./...

.PHONY: lint
lint: .bin/golangci-lint $(BUF) ## check style, package direction and the wire contract
	golangci-lint run
	go mod tidy -diff
	buf lint proto
	buf format --diff --exit-code proto
	@! go list -deps ./cmd/surety | grep -E '^github.com/(jackc/pgx|ethereum/go-ethereum/(core/vm|node|eth)(/|$$))' || \
		{ echo 'cmd/surety must need no node and no database, but imports the packages above.'; exit 1; }

.PHONY: generate
generate: $(GOTOOLS:%=.bin/%) $(BUF) contracts/node_modules ## write the generated code: gRPC, SQL, contract bindings
	cd proto && buf build --output /dev/null && rm -f ../pkg/suretypb/*.pb.go && buf generate
	cd internal/postgres && sqlc compile && rm -rf db && sqlc generate
	contracts/script/bindings.sh

.PHONY: contracts
contracts: contracts/node_modules ## build and test the contracts, print the gas they use
	contracts/script/check.sh

.PHONY: contracts-long
contracts-long: contracts/node_modules ## a night against the contracts: their invariants (140 million moves), then the Go model (5 million calls)
	cd contracts && FOUNDRY_PROFILE=long $$(echo node_modules/@foundry-rs/forge-*/bin/forge) test --match-contract InvariantTest
	go test ./internal/lifecycle -run TheContract -rapid.checks=100000 -timeout 3h -v

.PHONY: coverage
coverage: contracts/node_modules ## fail unless the contracts' tests run every line and branch of them
	contracts/script/coverage.sh

.PHONY: mutation
mutation: contracts/node_modules ## break the contracts in every simple way: a test must fail each time (10 minutes)
	cd contracts && node_modules/@foundry-rs/forge-*/bin/forge build && node script/mutate.mjs

.PHONY: gas
gas: contracts/node_modules ## measure what the contract's calls cost, write contracts/gas.json
	cd contracts && $$(echo node_modules/@foundry-rs/forge-*/bin/forge) build --skip test && node script/gas.mjs

.PHONY: ci
ci: ## run all that a change must pass
	.ci/run

.PHONY: needs
needs:
	@command -v go >/dev/null || { echo 'Go 1.26 is needed: https://go.dev/dl'; exit 1; }
	@internal/tools/postgres.sh

# Tools, at the versions that internal/tools pins.
.bin/%: internal/tools/go.mod
	go -C internal/tools build -o $(CURDIR)/$@ $$(go -C internal/tools list tool | grep '/$*$$')
	@touch $@

$(BUF): internal/tools/package-lock.json
	npm --prefix internal/tools install --ignore-scripts --no-save --no-audit --no-fund
	@touch $@

contracts/node_modules: contracts/package-lock.json
	npm --prefix contracts install --ignore-scripts --no-save --no-audit --no-fund
	@touch $@
