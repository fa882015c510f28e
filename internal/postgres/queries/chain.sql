-- name: Head :one
select number, hash, parent, time from blocks order by number desc limit 1;

-- name: Finalized :one
select finalized from follower;

-- name: LockFollower :one
select finalized from follower for update;

-- name: BlockHash :one
select hash from blocks where number = $1;

-- name: InsertBlock :exec
insert into blocks (number, hash, parent, time) values ($1, $2, $3, $4);

-- name: DeleteBlocksAfter :exec
delete from blocks where number > $1;

-- name: PruneBlocks :exec
delete from blocks b where b.number < $1 and b.number < (select max(m.number) from blocks m);

-- name: SetFinalized :exec
update follower set finalized = $1 where finalized < $1;

-- name: InsertEvent :exec
insert into chain_events (block_hash, log_index, block_number, block_time, pact_id, kind, body, canonical)
values ($1, $2, $3, $4, $5, $6, $7, true)
on conflict (block_hash, log_index) do update set canonical = true;

-- name: OrphanEventsAfter :many
update chain_events set canonical = false where canonical and block_number > $1 returning pact_id;

-- name: FinalizePacts :many
update pacts set final = true
where not final and state_block > 0 and state_block <= $1
returning id, state;

-- name: DropIntentsOfFinalPacts :exec
update intents i set state = 'dropped', error = 'the pact closed without it'
from pacts p
where p.id = i.pact_id and i.state = 'pending' and p.final and p.state in ('released', 'refunded', 'resolved');
