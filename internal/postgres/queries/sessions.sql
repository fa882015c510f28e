-- name: AddChallenge :exec
with gone as (delete from challenges where expires < now())
insert into challenges (nonce, expires) values ($1, $2);

-- name: TakeChallenge :execrows
delete from challenges where nonce = $1 and expires >= now();

-- name: AddSession :exec
with gone as (delete from sessions where expires < now())
insert into sessions (token_hash, account, expires) values ($1, $2, $3);

-- name: SessionAccount :one
select account from sessions where token_hash = $1 and expires >= now();
