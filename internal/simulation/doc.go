// Package simulation plays the service against a chain that it is not told about: follower, sender and settler as they are, on a real
// PostgreSQL, stepped one at a time against a model of Base that forks, forgets and lies. It has tests only.
//
// A seed determines everything: what the pacts are, who steps when, where the process is killed, what the nodes do wrong. Time is of the seed too,
// the chain's, the process's (testing/synctest) and the database's. So a seed that fails fails again:
//
//	go test ./internal/simulation -run TestSeeds -seed 4711
//
//	set-up ──▶ rounds: blocks, a reorganization, faults, steps in any order, a crash ──▶ calm: faults end, the chain runs on ──▶ checks
//
// After the calm every verdict has been settled once and is final, what is stored of each pact is what the chain has of it, each nonce that was taken
// is used, and nothing was ever broadcast that had not been stored.
package simulation
