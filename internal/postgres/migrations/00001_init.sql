-- The whole schema. Amounts are USDC base units, times Unix seconds by the chain's clock (columns of type timestamptz: by
-- the database's), addresses 20 bytes, hashes 32. What the chain said is append-only: a reorganization marks, it never deletes.

-- +goose Up
create type pact_state as enum ('proposed', 'signed', 'expired', 'funded', 'delivered', 'evaluating', 'withheld', 'disputed',
    'released', 'refunded', 'resolved');
create type intent_action as enum ('fund', 'deliver', 'verdict', 'consent', 'dispute', 'rule', 'finalize');
create type intent_state as enum ('pending', 'sent', 'mined', 'final', 'dropped', 'dead');

create table pacts (
    id                 bytea primary key check (octet_length(id) = 32),
    body               jsonb not null, -- pkg/pact's JSON; id is its hash
    provider           bytea not null check (octet_length(provider) = 20),
    buyer              bytea not null check (octet_length(buyer) = 20),
    arbiter            bytea not null check (octet_length(arbiter) = 20),
    amount             bigint not null check (amount > 0),
    fund_by            bigint not null,
    provider_signature bytea,
    buyer_signature    bytea,
    state              pact_state not null,
    held               bigint not null check (held >= 0),
    provider_held      bigint not null check (provider_held between 0 and held),
    provider_paid      bigint not null check (provider_paid >= 0),
    buyer_paid         bigint not null check (buyer_paid >= 0),
    fee_paid           bigint not null check (fee_paid >= 0),
    since              bigint not null,
    state_block        bigint not null, -- where it came into this state, which is final once the follower is past it; 0: not from the chain
    on_chain           boolean not null, -- the deliverable is registered
    deadline           bigint not null,  -- when the state ends by itself; 0: never
    quarantine         text not null default '', -- why no money of it is moved; empty: nothing is wrong
    deliverable        bytea check (octet_length(deliverable) = 32),
    evidence_root      bytea check (octet_length(evidence_root) = 32), -- the provider's
    buyer_evidence_root bytea check (octet_length(buyer_evidence_root) = 32),
    create_time        bigint not null,
    check (provider <> buyer),
    -- What was funded is either held or paid, to the base unit; before that there is nothing.
    constraint conserved check (
        held + provider_paid + buyer_paid + fee_paid
            = case when state in ('proposed', 'signed', 'expired') then 0 else amount end),
    constraint closed_is_empty check ((held = 0) = (state not in ('funded', 'delivered', 'evaluating', 'withheld', 'disputed')))
);
create index on pacts (provider, create_time desc, id);
create index on pacts (buyer, create_time desc, id);
create index on pacts (arbiter, create_time desc, id);
create index on pacts (deadline) where deadline > 0;
create index on pacts (fund_by) where state in ('proposed', 'signed');
create index on pacts (fund_by) where state = 'expired';
create index on pacts (state_block) where state_block > 0;
create index on pacts (id) where quarantine <> '';

-- Blocks applied and not yet pruned: the newest is the cursor.
create table blocks (
    number bigint primary key,
    hash   bytea not null check (octet_length(hash) = 32),
    parent bytea not null check (octet_length(parent) = 32),
    time   bigint not null
);

create table follower (
    one       boolean primary key default true check (one),
    finalized bigint not null,
    verified  bigint not null -- up to here everything was read twice
);
insert into follower (finalized, verified) values (0, 0);

create table chain_events (
    block_hash   bytea not null check (octet_length(block_hash) = 32),
    log_index    bigint not null,
    block_number bigint not null,
    block_time   bigint not null,
    pact_id      bytea check (octet_length(pact_id) = 32), -- null: about an account
    kind         text not null,
    body         jsonb not null, -- pkg/escrow's Event
    canonical    boolean not null,
    primary key (block_hash, log_index)
);
create index on chain_events (pact_id, block_number, log_index) where canonical;
create index on chain_events (block_number) where canonical;

create table evidence (
    pact_id   bytea not null references pacts,
    party     bytea not null check (octet_length(party) = 20),
    root      bytea not null check (octet_length(root) = 32),
    signature bytea not null,
    since     bigint not null,
    primary key (pact_id, party)
);
create table evidence_chunks (
    root bytea not null check (octet_length(root) = 32),
    n    int not null check (n >= 0),
    data bytea not null check (octet_length(data) between 1 and 1048576),
    primary key (root, n)
);

-- Bundles on their way: whose upload broke off goes on where it stopped. What is whole moves to evidence.
create table uploads (
    pact_id  bytea not null references pacts,
    party    bytea not null check (octet_length(party) = 20),
    root     bytea not null check (octet_length(root) = 32),
    size     bigint not null check (size > 0),
    received bigint not null default 0 check (received between 0 and size),
    expires  timestamptz not null,
    primary key (pact_id, party)
);
create index on uploads (party);
create index on uploads (expires);
create table upload_chunks (
    pact_id bytea not null,
    party   bytea not null,
    start   bigint not null check (start >= 0),
    data    bytea not null check (octet_length(data) > 0),
    primary key (pact_id, party, start),
    foreign key (pact_id, party) references uploads on delete cascade
);

create table evaluations (
    pact_id         bytea primary key references pacts,
    outcome         text check (outcome in ('pass', 'fail', 'partial', 'inconclusive')), -- null: pending
    report          bytea,
    report_hash     bytea check (octet_length(report_hash) = 32),
    provider_amount bigint check (provider_amount >= 0),
    signature       bytea,
    fixed           boolean not null default false, -- the evidence is: no more may join it
    fixed_block     bigint check (fixed_block > 0), -- the newest known once it was: the policy counts from it to the one whose hash is the seed
    seed            bytea check (octet_length(seed) = 32),
    calibration     bytea,                          -- JSON, as the report has it: of the moment the seed block was chosen
    check (num_nulls(outcome, report, report_hash, signature) in (0, 4)),
    check ((outcome in ('pass', 'fail', 'partial')) is not true or provider_amount is not null),
    constraint in_order check ((seed is null or fixed_block is not null) and (fixed_block is null or fixed))
);
create index on evaluations (pact_id) where outcome is null;

-- Every call of a juror, as it came: whoever is asked is asked once.
create table jury_calls (
    pact_id bytea not null references evaluations,
    key     bytea not null check (octet_length(key) = 32),
    begun   boolean not null, -- the body is that of an evaluator that stopped: no answer was recorded yet
    body    bytea not null,   -- JSON, as the report has it
    primary key (pact_id, key)
);

-- Questions the operator knows the answer to. No API reads them.
create table probes (
    key  text primary key,
    body bytea not null -- JSON; the key is its hash
);

-- What jurors answered to probes, apart from the calls that reports show.
create table probe_calls (
    id      bigint generated always as identity primary key,
    pact_id bytea not null references evaluations,
    probe   text not null,
    juror   text not null,
    model   text not null, -- a name may come to stand for another
    begun   boolean not null, -- as in jury_calls
    correct boolean,          -- null: no vote
    body    bytea not null,
    unique (pact_id, probe, juror)
);

-- What operators published. The newest is the one in force; pacts name the others for ever.
create table policies (
    version  int primary key check (version > 0),
    hash     bytea not null unique check (octet_length(hash) = 32),
    document bytea not null -- canonical JSON; hash is its keccak256
);
-- +goose StatementBegin
create function refuse_change() returns trigger language plpgsql as
    $$ begin raise exception 'a published policy stays as it is: publish another version'; end $$;
-- +goose StatementEnd
create trigger policies_stay before update or delete on policies for each row execute function refuse_change();

create table consents (
    pact_id         bytea not null references pacts,
    provider_amount bigint not null check (provider_amount >= 0),
    buyer_amount    bigint not null check (buyer_amount >= 0),
    signer          bytea not null check (octet_length(signer) = 20),
    signature       bytea not null,
    primary key (pact_id, provider_amount, buyer_amount, signer)
);

create table disputes (
    pact_id          bytea primary key references pacts,
    party            bytea check (octet_length(party) = 20), -- null: the evaluator escalated
    statement        text not null default '',
    ruling           text not null default '',
    provider_amount  bigint check (provider_amount >= 0),
    buyer_amount     bigint check (buyer_amount >= 0),
    ruling_signature bytea,
    check (num_nulls(provider_amount, buyer_amount, ruling_signature) in (0, 3))
);

-- Who may do what only one process may do at a time, by the database's clock. A new holder has a new term, which is part of a key: taking a
-- lease waits for the transactions that have locked it "for key share" under the old term, renewing it does not.
create table leases (
    name    text primary key,
    term    bigint not null check (term > 0),
    holder  text not null, -- for people
    expires timestamptz not null,
    unique (name, term)
);

-- What the sender keeps: a key's nonces are dense, and every one of them has stored bytes.
create table relayer_keys (
    address    bytea primary key check (octet_length(address) = 20),
    next_nonce bigint not null check (next_nonce >= 0),
    stopped    text not null default '', -- why it must not sign until an operator resumes it; empty: it may
    -- What of it became final: read without the history, and nothing takes it back.
    succeeded  bigint not null default 0, -- transactions
    reverted   bigint not null default 0,
    attempts   bigint not null default 0,
    intents    bigint not null default 0,
    gas_used   bigint not null default 0,
    fees       numeric not null default 0 -- wei
);
create table transactions (
    id         bigint generated always as identity primary key,
    key        bytea not null references relayer_keys,
    nonce      bigint not null check (nonce >= 0),
    recipient  bytea not null check (octet_length(recipient) = 20),
    data       bytea not null,
    gas        bigint not null,
    mined_hash       bytea check (octet_length(mined_hash) = 32),
    mined_block      bigint,
    mined_block_hash bytea check (octet_length(mined_block_hash) = 32),
    succeeded        boolean,
    gas_used         bigint,
    fee              bigint, -- wei
    final            boolean not null default false,
    void             boolean not null default false, -- its nonce was used by others
    checked          boolean not null default false, -- the ledger has its block, and what it did for its intents was looked up
    unique (key, nonce),
    check (num_nulls(mined_hash, mined_block, mined_block_hash, succeeded, gas_used, fee) in (0, 6)),
    check (not final or mined_hash is not null),
    check (not void or mined_hash is null)
);
create index on transactions (key, nonce) where mined_hash is null and not void;
create index on transactions (key, mined_block) where mined_hash is not null and not final;
create index on transactions (mined_block) where mined_hash is not null and not checked;
create table attempts (
    hash           bytea primary key check (octet_length(hash) = 32),
    seq            bigint generated always as identity, -- oldest first
    transaction_id bigint not null references transactions,
    raw            bytea not null,
    tip_cap        bigint not null,
    fee_cap        bigint not null,
    sent_at_block  bigint not null
);
create index on attempts (transaction_id);

create table intents (
    id             bigint generated always as identity primary key,
    pact_id        bytea not null references pacts,
    action         intent_action not null,
    epoch          bigint not null,
    call           bytea not null,
    deadline       bigint not null, -- 0: none
    create_time    bigint not null,
    alone          boolean not null, -- in a transaction of its own: no full pass, or one that failed among others
    state          intent_state not null default 'pending',
    transaction_id bigint references transactions,
    next_try       timestamptz not null default now(), -- of a pending one that a settler has in hand: when another may have it
    tries          int not null default 0,
    error          text not null default '',
    check ((state in ('sent', 'mined', 'final')) = (transaction_id is not null))
) with (fillfactor = 50); -- room for what each becomes: to claim one then touches no index
-- A pact is settled by one intent of each kind.
create unique index intents_once on intents (pact_id, action, epoch) where state not in ('dropped', 'dead');
create index on intents (state, alone, (deadline = 0), deadline, id) where state in ('pending', 'sent', 'dead');
create index on intents (transaction_id) where transaction_id is not null;
create index on intents (id) where tries > 0 and state in ('pending', 'dead');

create table settler (
    one           boolean primary key default true check (one),
    paused        boolean not null default false,           -- the operator's switch: nothing new is sent
    audit_claimed timestamptz not null default '-infinity', -- when a process last began an audit
    audit_time    timestamptz not null default now(),       -- when one last came to an end
    audited       bigint not null default 0,                -- the final block after which it compared ledger and chain
    differences   int not null default 0                    -- that it found
);
insert into settler default values;

create table requests (
    party bytea not null check (octet_length(party) = 20),
    id    text not null,
    hash  bytea not null check (octet_length(hash) = 32),
    primary key (party, id)
);

create table challenges (
    nonce   text primary key,
    expires timestamptz not null
);
create table sessions (
    token_hash bytea primary key check (octet_length(token_hash) = 32),
    account    bytea not null check (octet_length(account) = 20),
    expires    timestamptz not null
);

-- The journal that Watch streams. xid makes the order safe: a row is shown once every transaction that began before its own is over,
-- so that no row can appear before a cursor that has passed.
create table journal (
    seq            bigint generated always as identity,
    xid            xid8 not null default pg_current_xact_id(),
    pact_id        bytea not null references pacts,
    time           bigint not null,
    state          pact_state not null,
    kind           text not null,
    detail         text not null,
    transaction    bytea check (octet_length(transaction) = 32),
    written        timestamptz not null default clock_timestamp(),
    primary key (xid, seq)
);
create index on journal (pact_id, xid, seq);

-- Up to where the journal was told as spans.
create table tracer (
    one boolean primary key default true check (one),
    xid bigint not null,
    seq bigint not null
);
insert into tracer (xid, seq) values (0, 0);

-- +goose Down
drop table tracer, journal, sessions, challenges, requests, settler, intents, attempts, transactions, relayer_keys, leases, disputes, consents, policies, probe_calls, probes, jury_calls, evaluations,
    upload_chunks, uploads, evidence_chunks, evidence, chain_events, follower, blocks, pacts;
drop function refuse_change;
drop type intent_state, intent_action, pact_state;
