-- name: InsertIntent :execrows
insert into intents (pact_id, action, epoch, call, deadline) values ($1, $2, $3, $4, $5) on conflict do nothing;

-- name: GetIntent :one
select * from intents where pact_id = $1 and action = $2 order by id desc limit 1;

-- name: PendingIntents :many
select * from intents
where state = 'pending' and next_try <= now()
order by deadline = 0, deadline, id
limit sqlc.arg(size);

-- name: LockIntent :one
select * from intents where id = $1 for update;

-- name: PostponeIntent :exec
update intents
set tries = tries + 1, error = sqlc.arg(error)::text, next_try = now() + power(2, least(tries, 6)) * interval '1 second',
    state = case when sqlc.arg(hopeless)::boolean then 'dropped'::intent_state else state end
where id = sqlc.arg(id) and state = 'pending';

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
select id from intents where transaction_id = $1;

-- name: SetIntents :exec
update intents set state = sqlc.arg(state) where transaction_id = sqlc.arg(transaction_id)::bigint;

-- name: IntentsReverted :exec
-- What a party signed is not paid for without end: its own contract may be what reverts.
update intents
set state = case when tries >= 10 and action not in ('verdict', 'finalize') then 'dropped'::intent_state else 'pending' end,
    transaction_id = null, tries = tries + 1, error = 'the transaction was mined and reverted',
    next_try = now() + power(2, least(tries, 6)) * interval '1 second'
where transaction_id = sqlc.arg(transaction_id)::bigint;

-- name: RequeueIntents :execrows
update intents i set state = 'pending', transaction_id = null, next_try = now()
from transactions t
where t.id = i.transaction_id and i.state = 'sent' and t.mined_hash is null and t.key <> sqlc.arg(key);

-- name: IntentCounts :many
select state, count(*) from intents group by state;

-- name: EnsureKey :exec
insert into relayer_keys (address, next_nonce) values ($1, 0) on conflict do nothing;

-- name: TakeNonce :one
update relayer_keys set next_nonce = greatest(next_nonce, sqlc.arg(at_least)::bigint) + 1 where address = sqlc.arg(address)
returning (next_nonce - 1)::bigint;

-- name: InsertTransaction :one
insert into transactions (key, nonce, recipient, data, gas) values ($1, $2, $3, $4, $5) returning id;

-- name: InsertAttempt :exec
insert into attempts (hash, transaction_id, raw, tip_cap, fee_cap, sent_at_block) values ($1, $2, $3, $4, $5, $6);

-- name: UnminedTransactions :many
select * from transactions where key = $1 and mined_hash is null order by nonce;

-- name: UnfinalTransactions :many
select * from transactions where key = $1 and mined_hash is not null and not final order by nonce;

-- name: AttemptsOf :many
select * from attempts where transaction_id = any(sqlc.arg(ids)::bigint[]) order by transaction_id, seq;

-- name: SetMined :exec
update transactions
set mined_hash = $2, mined_block = $3, mined_block_hash = $4, succeeded = $5, gas_used = $6
where id = $1;

-- name: SetFinal :exec
update transactions set final = true where id = $1;
