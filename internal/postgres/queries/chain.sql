-- name: Head :one
select number, hash, parent, time from blocks order by number desc limit 1;

-- name: Finalized :one
select finalized from follower;

-- name: LockFollower :one
select finalized from follower for update;

-- name: BlockHash :one
select hash from blocks where number = $1;

-- name: InsertBlocks :exec
insert into blocks (number, hash, parent, time)
select unnest(sqlc.arg(numbers)::bigint[]), unnest(sqlc.arg(hashes)::bytea[]), unnest(sqlc.arg(parents)::bytea[]), unnest(sqlc.arg(times)::bigint[]);

-- name: DeleteBlocksAfter :exec
delete from blocks where number > $1;

-- name: PruneBlocks :exec
delete from blocks b where b.number < $1 and b.number < (select max(m.number) from blocks m);

-- name: SetFinalized :exec
update follower set finalized = $1 where finalized < $1;

-- name: InsertEvents :exec
insert into chain_events (block_hash, log_index, block_number, block_time, pact_id, kind, body, canonical)
select unnest(sqlc.arg(block_hashes)::bytea[]), unnest(sqlc.arg(log_indexes)::bigint[]), unnest(sqlc.arg(block_numbers)::bigint[]),
       unnest(sqlc.arg(block_times)::bigint[]), unnest(sqlc.arg(pact_ids)::bytea[]), unnest(sqlc.arg(kinds)::text[]),
       unnest(sqlc.arg(bodies)::jsonb[]), true
on conflict (block_hash, log_index) do update set canonical = true, kind = excluded.kind, body = excluded.body;

-- name: EventsInRange :many
select block_hash, log_index, kind from chain_events
where canonical and block_number between sqlc.arg(first)::bigint and sqlc.arg(last)::bigint;

-- name: Verified :one
select verified from follower;

-- name: SetVerified :exec
update follower set verified = $1 where verified < $1;

-- name: LockPacts :many
-- What a fold needs of them: the covenant stays where it is.
select id, (body -> 'terms')::jsonb as terms, provider_signature, buyer_signature, state, held, provider_held, provider_paid, buyer_paid, fee_paid,
       since, state_block, on_chain, (p.state_block between 1 and (select finalized from follower))::boolean as final, quarantine, deliverable, evidence_root,
       buyer_evidence_root, create_time
from pacts p where id = any(sqlc.arg(ids)::bytea[]) order by id for update of p;

-- name: LockNewPacts :exec
select pg_advisory_xact_lock(k) from (select distinct get_byte(unnest(sqlc.arg(ids)::bytea[]), 0) as k order by k) as bytes;

-- name: EventsOfPacts :many
-- Without the terms, which each pact has itself.
select pact_id, (body - 'Terms')::jsonb as body, block_time from chain_events
where pact_id = any(sqlc.arg(ids)::bytea[]) and canonical order by pact_id, block_number, log_index;

-- name: SaveFolded :exec
update pacts p set
    state = u.state::pact_state, held = u.held, provider_held = u.provider_held, provider_paid = u.provider_paid, buyer_paid = u.buyer_paid,
    fee_paid = u.fee_paid, since = u.since, state_block = u.state_block, on_chain = u.on_chain, deadline = u.deadline, deliverable = u.deliverable,
    quarantine = u.quarantine
from (
    select unnest(sqlc.arg(ids)::bytea[]) as id, unnest(sqlc.arg(states)::text[]) as state, unnest(sqlc.arg(held)::bigint[]) as held,
           unnest(sqlc.arg(provider_held)::bigint[]) as provider_held, unnest(sqlc.arg(provider_paid)::bigint[]) as provider_paid,
           unnest(sqlc.arg(buyer_paid)::bigint[]) as buyer_paid, unnest(sqlc.arg(fee_paid)::bigint[]) as fee_paid,
           unnest(sqlc.arg(since)::bigint[]) as since, unnest(sqlc.arg(state_blocks)::bigint[]) as state_block,
           unnest(sqlc.arg(on_chain)::bool[]) as on_chain, unnest(sqlc.arg(deadlines)::bigint[]) as deadline,
           unnest(sqlc.arg(deliverables)::bytea[]) as deliverable, unnest(sqlc.arg(quarantines)::text[]) as quarantine
) u
where p.id = u.id;

-- name: AppendLines :exec
insert into journal (pact_id, time, state, kind, detail, transaction)
select unnest(sqlc.arg(pact_ids)::bytea[]), unnest(sqlc.arg(times)::bigint[]), unnest(sqlc.arg(states)::text[])::pact_state,
       unnest(sqlc.arg(kinds)::text[]), unnest(sqlc.arg(details)::text[]), unnest(sqlc.arg(transactions)::bytea[]);

-- name: OrphanEventsAfter :many
update chain_events set canonical = false where canonical and block_number > $1 returning pact_id;

-- name: BecomeFinal :many
-- What will be final when block number is, and is not yet.
select id, state from pacts
where state_block > (select finalized from follower) and state_block between 1 and sqlc.arg(number)::bigint
order by id;

-- name: DropMootIntents :exec
-- What a final end has made needless, what is dead and has run out of time, which a consent does not, and the finalizing of a state that a
-- reorganization took back: it is intended anew when another is due.
update intents i set state = 'dropped', error = 'the pact stands otherwise and needs it no more'
from pacts p
where p.id = i.pact_id and i.state in ('pending', 'dead')
  and (p.state_block between 1 and (select finalized from follower) and (p.state in ('released', 'refunded', 'resolved') or i.action = 'verdict' and p.state in ('withheld', 'disputed'))
       or i.state = 'dead' and i.deadline between 1 and sqlc.arg(now)::bigint and i.action <> 'consent'
       or i.action = 'finalize' and i.epoch <> p.state_block);
