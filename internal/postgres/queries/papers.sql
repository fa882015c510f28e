-- name: InsertEvidence :exec
insert into evidence (pact_id, party, root, signature, since) values ($1, $2, $3, $4, $5);

-- name: InsertChunk :exec
insert into evidence_chunks (root, n, data) values ($1, $2, $3) on conflict do nothing;

-- name: LockUploads :exec
-- Of one party, until the transaction ends: they share its quota.
select pg_advisory_xact_lock(3, hashtext(encode(sqlc.arg(party)::bytea, 'hex')));

-- name: DeleteExpiredUploads :exec
delete from uploads where expires < now();

-- name: DeleteUpload :exec
delete from uploads where pact_id = $1 and party = $2;

-- name: EndUpload :exec
delete from uploads where pact_id = $1 and party = $2 and root = $3;

-- name: InsertUpload :exec
insert into uploads (pact_id, party, root, size, expires) values ($1, $2, $3, $4, $5);

-- name: GetUpload :one
select * from uploads where pact_id = $1 and party = $2 and root = $3 and expires >= now();

-- name: UploadsSize :one
select coalesce(sum(size), 0)::bigint from uploads where party = $1;

-- name: AdvanceUpload :execrows
update uploads set received = received + sqlc.arg(more)::bigint, expires = sqlc.arg(expires)
where pact_id = sqlc.arg(pact_id) and party = sqlc.arg(party) and root = sqlc.arg(root) and received = sqlc.arg(received);

-- name: InsertUploadChunk :exec
insert into upload_chunks (pact_id, party, start, data) values ($1, $2, $3, $4);

-- name: UploadChunks :many
select data from upload_chunks where pact_id = $1 and party = $2 order by start;

-- name: GetEvidence :one
select * from evidence where pact_id = $1 and party = $2;

-- name: EvidenceChunks :many
select data from evidence_chunks where root = $1 order by n;

-- name: EvidenceFixed :one
-- Whether the evaluation rests on what is in, so that nothing may join it.
select exists (select from evaluations where pact_id = $1 and fixed);

-- name: InsertEvaluation :exec
insert into evaluations (pact_id) values ($1) on conflict do nothing;

-- name: TryLockEvaluation :one
-- Held by the connection, not by a transaction: it delays no reader of the journal, and ends with the process.
select pg_try_advisory_lock(2, hashtext(encode(sqlc.arg(pact_id)::bytea, 'hex')));

-- name: UnlockEvaluation :exec
select pg_advisory_unlock(2, hashtext(encode(sqlc.arg(pact_id)::bytea, 'hex')));

-- name: DecideEvaluation :execrows
update evaluations
set outcome = sqlc.arg(outcome)::text, report = sqlc.arg(report)::bytea, report_hash = sqlc.arg(report_hash)::bytea,
    provider_amount = sqlc.narg(provider_amount), signature = sqlc.arg(signature)::bytea
where pact_id = sqlc.arg(pact_id) and outcome is null;

-- name: KeepProgress :exec
-- Each step is taken once: what is stored stays.
update evaluations
set fixed = fixed or sqlc.arg(fixed)::boolean, fixed_block = coalesce(fixed_block, sqlc.narg(fixed_block)), seed = coalesce(seed, sqlc.narg(seed)),
    calibration = coalesce(calibration, sqlc.narg(calibration))
where pact_id = sqlc.arg(pact_id);

-- name: BeginJuryCall :execrows
insert into jury_calls (pact_id, key, begun, body) values ($1, $2, true, $3) on conflict do nothing;

-- name: RecordJuryCall :exec
insert into jury_calls (pact_id, key, begun, body) values ($1, $2, false, $3)
on conflict (pact_id, key) do update set begun = false, body = excluded.body where jury_calls.begun;

-- name: JuryCalls :many
select body from jury_calls where pact_id = $1 order by key;

-- name: InsertProbe :exec
insert into probes (key, body) values ($1, $2) on conflict do nothing;

-- name: WithdrawProbes :exec
delete from probes where key <> all (sqlc.arg(keep)::text[]);

-- name: Probes :many
select p.key, p.body, count(c.correct) filter (where c.correct)::bigint as right, count(c.correct) filter (where not c.correct)::bigint as wrong,
    (count(c.id) - count(c.correct))::bigint as no_votes
from probes p left join probe_calls c on c.probe = p.key group by p.key order by p.key;

-- name: BeginProbeCall :execrows
insert into probe_calls (pact_id, probe, juror, model, begun, body) values ($1, $2, $3, $4, true, $5) on conflict do nothing;

-- name: RecordProbeCall :exec
insert into probe_calls (pact_id, probe, juror, model, begun, correct, body) values ($1, $2, $3, $4, false, $5, $6)
on conflict (pact_id, probe, juror) do update set begun = false, correct = excluded.correct, body = excluded.body where probe_calls.begun;

-- name: ProbeCalls :many
select body from probe_calls where pact_id = $1 order by id;

-- name: ProbeResults :many
-- Of a withdrawn probe none counts.
select c.probe, c.juror, c.model, c.correct::boolean as correct from probe_calls c join probes p on p.key = c.probe where c.correct is not null order by c.id;

-- name: InsertPolicy :execrows
insert into policies (version, hash, document) values ($1, $2, $3) on conflict do nothing;

-- name: PolicyByHash :one
select document from policies where hash = $1;

-- name: NewestPolicy :one
select document from policies order by version desc limit 1;

-- name: GetEvaluation :one
select * from evaluations where pact_id = $1;

-- name: SaveConsent :exec
insert into consents (pact_id, provider_amount, buyer_amount, signer, signature) values ($1, $2, $3, $4, $5)
on conflict (pact_id, provider_amount, buyer_amount, signer) do update set signature = excluded.signature;

-- name: Consents :many
select signer, signature from consents where pact_id = $1 and provider_amount = $2 and buyer_amount = $3;

-- name: SaveDispute :exec
insert into disputes (pact_id, party, statement) values ($1, $2, $3)
on conflict (pact_id) do update set party = excluded.party, statement = excluded.statement;

-- name: SaveRuling :exec
insert into disputes (pact_id, ruling, provider_amount, buyer_amount, ruling_signature) values ($1, $2, $3, $4, $5)
on conflict (pact_id) do update
set ruling = excluded.ruling, provider_amount = excluded.provider_amount, buyer_amount = excluded.buyer_amount,
    ruling_signature = excluded.ruling_signature;

-- name: GetDispute :one
select * from disputes where pact_id = $1;
