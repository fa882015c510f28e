-- name: InsertIntent :execrows
with added as (
    insert into intents (pact_id, action, epoch, call, deadline, create_time, alone)
    values ($1, $2, $3, $4, $5, coalesce((select time from blocks order by number desc limit 1), 0), $6)
    on conflict do nothing
    returning id
)
select pg_notify('intents', '') from added;

-- name: NotifyIntents :exec
select pg_notify('intents', '');

-- name: GetIntent :one
select * from intents where pact_id = $1 and action = $2 order by id desc limit 1;

-- name: InOrder :exec
-- For the transaction. A backlog that is younger than the planner's statistics would otherwise be read and sorted whole for every claim.
select set_config('enable_bitmapscan', 'off', true);

-- name: ClaimIntents :many
-- A verdict waits while the ledger has no use for it: until its pact is funded again, or is final without it.
with next as materialized (
    select i.id, p.provider
    from intents i join pacts p on p.id = i.pact_id
    where i.state = 'pending' and i.alone = sqlc.arg(alone)::boolean and i.next_try <= now() and p.quarantine = ''
      and not (select paused from settler)
      and (i.action <> 'verdict' or p.state in ('funded', 'delivered', 'evaluating'))
    order by i.deadline = 0, i.deadline, i.id
    limit sqlc.arg(size)
    for update of i skip locked
), claimed as (
    update intents i set next_try = now() + interval '3 seconds' from next where next.id = i.id
    returning i.*, next.provider
)
select id, pact_id, action, epoch, call, deadline, state from claimed
order by case when sqlc.arg(alone)::boolean then '' else provider end, deadline = 0, deadline, id;

-- name: UnclaimIntents :exec
update intents set next_try = now() where id = any(sqlc.arg(ids)::bigint[]) and state = 'pending';

-- name: LockIntent :one
select * from intents where id = $1 for update;

-- name: FailIntent :one
-- What a party signed is not tried without end; a verdict, and the end of a passed deadline, are.
update intents
set tries = tries + 1, error = sqlc.arg(error)::text, next_try = now() + power(2, least(tries, 6)) * interval '1 second',
    alone = true,
    state = case when sqlc.arg(late)::boolean then 'dropped'
                 when sqlc.arg(lasting)::boolean and tries >= sqlc.arg(most_tries)::int - 1 and action not in ('verdict', 'finalize') then 'dead'
                 else 'pending' end::intent_state
where id = sqlc.arg(id) and state = 'pending'
returning state;

-- name: CheckMined :many
-- Transactions whose block the ledger has come to have.
with mined as (
    select t.id from transactions t
    where t.mined_hash is not null and not t.checked
      and (exists (select 1 from blocks b where b.number = t.mined_block and b.hash = t.mined_block_hash)
           or t.final and t.mined_block <= (select finalized from follower))
    order by t.mined_block
    limit 64
    for update of t skip locked
)
update transactions t set checked = true from mined where mined.id = t.id returning t.id;

-- name: MissedIntents :many
-- A batch passes over what it finds settled, or out of time, without a word: only the chain's events close a verdict. One that others carried
-- is kept until the pact is final without it: a reorganization may take theirs back.
update intents i
set state = 'pending', transaction_id = null, alone = true, tries = tries + 1, error = 'the batch was mined and passed over the pact',
    next_try = now() + power(2, least(tries, 6)) * interval '1 second'
from transactions t
where i.transaction_id = any(sqlc.arg(transaction_ids)::bigint[]) and t.id = i.transaction_id and i.action = 'verdict' and i.state in ('mined', 'final')
  and not exists (select 1 from chain_events e
                  where e.pact_id = i.pact_id and e.canonical and e.block_number = t.mined_block and e.block_hash = t.mined_block_hash
                    and e.kind in ('Released', 'Settled', 'Withheld', 'Escalated'))
returning i.id;

-- name: Troubled :many
-- The service's own come first, then the newest: a party may have as many fail as it likes.
select * from intents
where state in ('pending', 'dead') and tries > 0 and (state = 'dead' or tries >= sqlc.arg(most_tries)::int)
order by action not in ('verdict', 'finalize'), id desc limit sqlc.arg(size);

-- name: Backlog :one
select count(*) filter (where state = 'pending') as pending, count(*) filter (where state = 'sent') as sent,
    count(*) filter (where state = 'dead') as dead,
    coalesce(min(create_time) filter (where state <> 'dead'), 0)::bigint as oldest
from intents where state in ('pending', 'sent', 'dead');

-- name: ListIntents :many
select i.*, p.state as pact_state, p.held, p.quarantine, t.key, t.nonce, t.mined_block,
    coalesce(t.mined_hash, (select a.hash from attempts a where a.transaction_id = t.id order by a.seq desc limit 1))::bytea as hash
from intents i join pacts p on p.id = i.pact_id left join transactions t on t.id = i.transaction_id
where (cardinality(sqlc.arg(states)::text[]) = 0 or i.state = any(sqlc.arg(states)::text[]::intent_state[]))
  and (sqlc.arg(id)::bigint = 0 or i.id = sqlc.arg(id))
  and encode(i.pact_id, 'hex') like sqlc.arg(pact)::text
order by i.deadline = 0, i.deadline, i.id
limit sqlc.arg(size);

-- name: RetryIntents :many
update intents i set state = 'pending', tries = 0, next_try = now()
from pacts p
where p.id = i.pact_id and i.id = any(sqlc.arg(ids)::bigint[]) and i.state in ('dead', 'pending')
returning i.id, p.quarantine;

-- name: SetPaused :exec
update settler set paused = $1;

-- name: Paused :one
select paused from settler;

-- name: ClaimAudit :one
-- One that did not come to an end is begun again soon.
update settler set audit_claimed = now()
where (audited = 0 or audit_time <= now() - sqlc.arg(every)::bigint * interval '1 second')
  and audit_claimed <= now() - sqlc.arg(again)::bigint * interval '1 second'
returning audited;

-- name: SetAudited :exec
update settler set audited = $1, differences = $2, audit_time = now();

-- name: LastAudit :one
select extract(epoch from now() - audit_time)::bigint as age, differences from settler;

-- name: FinalBlock :one
select coalesce(least((select finalized from follower), (select max(number) from blocks)), 0)::bigint;

-- name: Holdings :many
select id, state, on_chain, provider, held, provider_held, since from pacts
where id > sqlc.arg(after) and state_block between 1 and sqlc.arg(block)
  and (held > 0 or state_block > sqlc.arg(since)::bigint)
order by id limit sqlc.arg(size);

-- name: Owed :one
select coalesce(sum((body ->> 'Amount')::numeric * case kind when 'Owed' then 1000000 else -1000000 end), 0)::bigint
from chain_events
where pact_id is null and canonical and kind in ('Owed', 'Withdrawn') and block_number <= sqlc.arg(block)::bigint;

-- name: LinkIntents :execrows
update intents set state = 'sent', transaction_id = sqlc.arg(transaction_id), error = ''
where id = any(sqlc.arg(ids)::bigint[]) and state = 'pending';

-- name: JournalIntents :exec
insert into journal (pact_id, time, state, kind, detail, transaction)
select p.id, coalesce((select time from blocks order by number desc limit 1), 0), p.state, sqlc.arg(kind)::text,
       i.action || sqlc.arg(detail)::text, sqlc.narg(transaction)::bytea
from intents i join pacts p on p.id = i.pact_id
where i.id = any(sqlc.arg(ids)::bigint[]);

-- name: IntentsOf :many
select id from intents where transaction_id = any(sqlc.arg(transaction_ids)::bigint[]) order by id;

-- name: SetIntents :exec
update intents set state = sqlc.arg(state) where transaction_id = any(sqlc.arg(transaction_ids)::bigint[]);

-- name: IntentsReverted :exec
-- What a party signed is not paid for without end: its own contract may be what reverts.
update intents
set state = case when tries >= 10 and action not in ('verdict', 'finalize') then 'dead'::intent_state else 'pending' end,
    transaction_id = null, alone = true, tries = tries + 1, error = 'the transaction was mined and reverted',
    next_try = now() + power(2, least(tries, 6)) * interval '1 second'
where transaction_id = any(sqlc.arg(transaction_ids)::bigint[]);

-- name: FreeIntents :many
-- failed: the fault may be the call's own.
update intents
set state = 'pending', transaction_id = null, error = sqlc.arg(why)::text, tries = tries + sqlc.arg(failed)::boolean::int,
    alone = alone or sqlc.arg(failed)::boolean,
    next_try = case when sqlc.arg(failed)::boolean then now() + power(2, least(tries, 6)) * interval '1 second' else now() end
where transaction_id = any(sqlc.arg(transaction_ids)::bigint[]) and state = 'sent'
returning id;

-- name: DisownIntents :execrows
update intents i set state = 'pending', transaction_id = null, next_try = now()
from transactions t
where t.id = i.transaction_id and i.state = 'sent' and t.mined_hash is null and t.key <> all(sqlc.arg(but)::bytea[])
  and not exists (select from leases l where l.name = 'relayer 0x' || encode(t.key, 'hex') and l.expires > now() - interval '10 seconds');
