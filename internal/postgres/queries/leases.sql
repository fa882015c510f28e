-- name: AcquireLease :one
-- The subquery keeps those who wait from locking the row.
insert into leases (name, term, holder, expires)
select sqlc.arg(name), 1, sqlc.arg(holder), clock_timestamp() + make_interval(secs => sqlc.arg(seconds)::float8)
where not exists (select from leases l where l.name = sqlc.arg(name) and l.expires > clock_timestamp())
on conflict (name) do update set term = leases.term + 1, holder = excluded.holder, expires = clock_timestamp() + make_interval(secs => sqlc.arg(seconds)::float8)
where leases.expires <= clock_timestamp()
returning term;

-- name: RenewLease :execrows
update leases set expires = clock_timestamp() + make_interval(secs => sqlc.arg(seconds)::float8) where name = $1 and term = $2;

-- name: ReleaseLease :exec
update leases set expires = clock_timestamp() where name = $1 and term = $2;

-- name: LockTerm :execrows
select from leases where name = $1 and term = $2 for key share;
