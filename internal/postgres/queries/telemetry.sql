-- name: MinedIntents :one
select count(*) from transactions t join intents i on i.transaction_id = t.id where t.mined_hash is not null and not t.final;

-- name: KeyVitals :many
select k.address, k.stopped <> '' as stopped, k.succeeded, k.reverted, k.attempts, k.intents, k.gas_used, k.fees::float8 as fees,
    (select count(*) from transactions t where t.key = k.address and t.mined_hash is null and not t.void) as unmined
from relayer_keys k;

-- name: EvaluationOutcomes :many
select coalesce(outcome, 'waiting')::text as outcome, count(*) as evaluations from evaluations group by 1;

-- name: QuarantinedCount :one
select count(*) from pacts where quarantine <> '';

-- name: Traced :one
select xid, seq from tracer;

-- name: SetTraced :exec
update tracer set xid = $1, seq = $2;

-- name: JournalSteps :many
-- Lines after a place, each with when its pact's line before was written, and its first.
select j.seq, j.xid::text::bigint as xid, j.pact_id, j.state, j.kind, j.detail, j.transaction, j.written,
    coalesce((select b.written from journal b where b.pact_id = j.pact_id and (b.xid, b.seq) < (j.xid, j.seq) order by b.xid desc, b.seq desc limit 1),
        j.written)::timestamptz as since,
    (select f.written from journal f where f.pact_id = j.pact_id order by f.xid, f.seq limit 1)::timestamptz as first
from journal j
where j.xid < pg_snapshot_xmin(pg_current_snapshot())
  and (j.xid, j.seq) > (sqlc.arg(after_xid)::bigint::text::xid8, sqlc.arg(after_seq)::bigint)
order by j.xid, j.seq
limit 500;
