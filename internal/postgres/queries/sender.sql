-- name: TakeNonce :one
insert into relayer_keys (address, next_nonce) values (sqlc.arg(address), sqlc.arg(at_least)::bigint + 1)
on conflict (address) do update set next_nonce = greatest(relayer_keys.next_nonce, sqlc.arg(at_least)::bigint) + 1
returning (next_nonce - 1)::bigint;

-- name: InsertTransaction :one
insert into transactions (key, nonce, recipient, data, gas) values ($1, $2, $3, $4, $5) returning id;

-- name: FillTransaction :one
insert into transactions (key, nonce, recipient, data, gas) values ($1, $2, $3, $4, $5)
on conflict (key, nonce) do update set recipient = excluded.recipient, data = excluded.data, gas = excluded.gas, void = false
where transactions.void
returning id;

-- name: EmptyTransaction :exec
update transactions set recipient = key, data = '', gas = sqlc.arg(gas) where id = sqlc.arg(id);

-- name: VoidTransaction :one
update transactions set void = true where id = $1 returning key;

-- name: InsertAttempt :exec
insert into attempts (hash, transaction_id, raw, tip_cap, fee_cap, sent_at_block) values ($1, $2, $3, $4, $5, $6);

-- name: UnminedTransactions :many
select * from transactions where key = $1 and mined_hash is null and not void order by nonce;

-- name: UnfinalTransactions :many
select * from transactions
where key = $1 and mined_hash is not null and not final
  and mined_block between sqlc.arg(from_block)::bigint and sqlc.arg(to_block)::bigint
order by mined_block desc, id desc
limit sqlc.arg(size);

-- name: AttemptsOf :many
select * from attempts where transaction_id = any(sqlc.arg(ids)::bigint[]) order by transaction_id, seq;

-- name: SetMined :exec
update transactions t
set mined_hash = m.hash, mined_block = m.block, mined_block_hash = m.block_hash, succeeded = m.succeeded, gas_used = m.gas_used, fee = m.fee,
    checked = false
from (
    select unnest(sqlc.arg(ids)::bigint[]) as id, unnest(sqlc.arg(hashes)::bytea[]) as hash, unnest(sqlc.arg(blocks)::bigint[]) as block,
        unnest(sqlc.arg(block_hashes)::bytea[]) as block_hash, unnest(sqlc.arg(succeeded)::boolean[]) as succeeded,
        unnest(sqlc.arg(gas_used)::bigint[]) as gas_used, unnest(sqlc.arg(fees)::bigint[]) as fee
) m
where t.id = m.id;

-- name: SetUnmined :exec
update transactions
set mined_hash = null, mined_block = null, mined_block_hash = null, succeeded = null, gas_used = null, fee = null, checked = false
where id = any(sqlc.arg(ids)::bigint[]);

-- name: SetFinal :exec
-- And counts what became so.
with done as (
    update transactions set final = true where id = any(sqlc.arg(ids)::bigint[]) and not final
    returning id, key, succeeded, gas_used, fee
), sums as (
    select key, count(*) filter (where succeeded) as succeeded, count(*) filter (where not succeeded) as reverted,
        sum((select count(*) from attempts a where a.transaction_id = done.id)) as attempts,
        sum((select count(*) from intents i where i.transaction_id = done.id)) as intents,
        sum(gas_used) as gas_used, sum(fee) as fees
    from done group by key
)
update relayer_keys k
set succeeded = k.succeeded + s.succeeded, reverted = k.reverted + s.reverted, attempts = k.attempts + s.attempts,
    intents = k.intents + s.intents, gas_used = k.gas_used + s.gas_used, fees = k.fees + s.fees
from sums s where k.address = s.key;

-- name: UnminedIds :many
select id from transactions where key = $1 and mined_hash is null;

-- name: StopKey :exec
update relayer_keys set stopped = sqlc.arg(why) where address = sqlc.arg(address);

-- name: Stopped :one
select stopped from relayer_keys where address = $1;

-- name: ResumeKey :execrows
update relayer_keys set stopped = '' where address = $1 and stopped <> '';

-- name: RelayerKeys :many
select k.address, k.next_nonce, k.stopped,
    (select count(*) from transactions t where t.key = k.address and t.mined_hash is null and not t.void) as in_flight,
    coalesce((select l.holder from leases l where l.name = 'relayer 0x' || encode(k.address, 'hex') and l.expires > now()), '')::text as holder
from relayer_keys k order by k.address;
