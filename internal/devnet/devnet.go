// Package devnet is everything Surety needs around it, on one machine: a private PostgreSQL, an Ethereum chain inside
// the process, and accounts with money on it. cmd/surety-devnet runs on it, and the tests of every package that needs a
// real database or a real chain. It is for development only: its keys are public, its data is thrown away.
//
// What it guarantees:
//   - Nothing outlives the process that started it: no server, no port, no file, however that process ends (SIGKILL too).
//   - Several databases and chains live side by side, in one process and in several; they listen on loopback only.
//   - Blocks and database commits are real: go-ethereum's own execution, pool and JSON-RPC; PostgreSQL with fsync on.
//
// Postgres:
//
//	StartPostgres ──▶ running ──Stop, or the process ends──▶ gone
//
// Chain:
//
//	                      ┌── Pause ──▶ paused ──┐
//	StartChain ──▶ mining ┤                      ├── Stop, or the process ends ──▶ gone
//	                      └──◀ Resume ───────────┘
//
// Mine, Jump and Reorg work in both states. Tests that count blocks start paused.
package devnet
