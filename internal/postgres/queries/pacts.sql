-- name: ChainTime :one
select coalesce((select time from blocks order by number desc limit 1), 0)::bigint;

-- name: GetPact :one
select sqlc.embed(p), (p.state_block between 1 and (select finalized from follower))::boolean as final from pacts p where id = $1;

-- name: LockPact :one
select sqlc.embed(p), (p.state_block between 1 and (select finalized from follower))::boolean as final from pacts p where id = $1 for update of p;

-- name: LockNewPact :exec
select pg_advisory_xact_lock(get_byte(sqlc.arg(id)::bytea, 0));

-- name: ListPacts :many
select sqlc.embed(p), (p.state_block between 1 and (select finalized from follower))::boolean as final from pacts p
where (provider = sqlc.arg(account) or buyer = sqlc.arg(account) or arbiter = sqlc.arg(account))
  and (cardinality(sqlc.arg(states)::text[]) = 0 or state = any(sqlc.arg(states)::text[]::pact_state[]))
  and (sqlc.arg(after_time)::bigint = 0 or (create_time, id) < (sqlc.arg(after_time)::bigint, sqlc.arg(after_id)::bytea))
order by create_time desc, id desc
limit sqlc.arg(size);

-- name: SavePact :exec
insert into pacts (id, body, provider, buyer, arbiter, amount, fund_by, provider_signature, buyer_signature, state, held,
    provider_held, provider_paid, buyer_paid, fee_paid, since, state_block, on_chain, deadline, deliverable,
    evidence_root, buyer_evidence_root, create_time, quarantine)
values (sqlc.arg(id), sqlc.arg(body), sqlc.arg(provider), sqlc.arg(buyer), sqlc.arg(arbiter), sqlc.arg(amount), sqlc.arg(fund_by),
    sqlc.narg(provider_signature), sqlc.narg(buyer_signature), sqlc.arg(state), sqlc.arg(held), sqlc.arg(provider_held),
    sqlc.arg(provider_paid), sqlc.arg(buyer_paid), sqlc.arg(fee_paid), sqlc.arg(since), sqlc.arg(state_block), sqlc.arg(on_chain),
    sqlc.arg(deadline), sqlc.narg(deliverable), sqlc.narg(evidence_root), sqlc.narg(buyer_evidence_root), sqlc.arg(create_time), sqlc.arg(quarantine))
on conflict (id) do update set
    provider_signature = excluded.provider_signature, buyer_signature = excluded.buyer_signature, state = excluded.state,
    held = excluded.held, provider_held = excluded.provider_held, provider_paid = excluded.provider_paid,
    buyer_paid = excluded.buyer_paid, fee_paid = excluded.fee_paid, since = excluded.since, state_block = excluded.state_block,
    on_chain = excluded.on_chain, deadline = excluded.deadline, deliverable = excluded.deliverable,
    evidence_root = excluded.evidence_root, buyer_evidence_root = excluded.buyer_evidence_root,
    quarantine = excluded.quarantine;

-- name: Unfunded :many
select id from pacts
where (state in ('proposed', 'signed') and fund_by <= sqlc.arg(now)) or (state = 'expired' and fund_by > sqlc.arg(now));

-- name: DueToFinalize :many
select p.id from pacts p
where p.deadline > 0 and p.deadline <= sqlc.arg(before) and p.quarantine = '' and p.state in ('funded', 'delivered', 'evaluating', 'withheld', 'disputed')
  and not exists (select 1 from intents i
                  where i.pact_id = p.id and i.action = 'finalize' and i.epoch = p.state_block and i.state not in ('dropped', 'dead'))
order by p.deadline, p.id limit 100;

-- name: PactEvents :many
select body, block_time from chain_events where pact_id = $1 and canonical order by block_number, log_index;

-- name: ClaimRequest :execrows
insert into requests (party, id, hash) values ($1, $2, $3) on conflict do nothing;

-- name: RequestHash :one
select hash from requests where party = $1 and id = $2;

-- name: AppendJournal :exec
insert into journal (pact_id, time, state, kind, detail, transaction)
values ($1, $2, $3, $4, $5, $6);

-- name: NotifyJournal :exec
select pg_notify('journal', '');

-- name: ReadJournal :many
select j.seq, j.xid::text::bigint as xid, j.pact_id, j.time, j.state, j.kind, j.detail, j.transaction
from journal j join pacts p on p.id = j.pact_id
where j.xid < pg_snapshot_xmin(pg_current_snapshot())
  and (j.xid, j.seq) > (sqlc.arg(after_xid)::bigint::text::xid8, sqlc.arg(after_seq)::bigint)
  and (sqlc.narg(pact_id)::bytea is null or j.pact_id = sqlc.narg(pact_id))
  and (p.provider = sqlc.arg(account) or p.buyer = sqlc.arg(account) or p.arbiter = sqlc.arg(account))
order by j.xid, j.seq
limit 200;
