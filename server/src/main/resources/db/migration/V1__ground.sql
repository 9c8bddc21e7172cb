-- One installation serves one organisation; the key turns guessable numbers into opaque ids.
create table installation (
    one boolean primary key default true check (one),
    organisation text not null,
    installation_key bytea not null,
    created_at timestamptz not null default now()
);

-- The evidence log: append-only. leaf is the RFC 8785 text of the envelope, leaf_hash SHA-256(0x00 || leaf).
create table event (
    id uuid primary key,
    process text not null,
    case_id text,
    seq bigint not null,
    type text not null,
    at timestamptz not null,
    recorded_at timestamptz not null,
    actor text not null,
    leaf text not null,
    leaf_hash bytea not null,
    run_id text,
    position bigint
);
create unique index event_of_case on event (case_id, seq) where case_id is not null;
create index event_of_process on event (process, type, recorded_at) where case_id is null;
create index event_by_time on event (recorded_at);

-- What may be erased. The leaf keeps only SHA-256(salt || content).
create table payload (
    event_id uuid primary key,
    salt bytea not null,
    content text not null,
    subject_ref text
);
create index payload_of_subject on payload (subject_ref) where subject_ref is not null;

-- Every pack version and every author version by content hash: nothing else changes behaviour.
create table pack_version (
    sha256 text primary key,
    process text not null,
    files text not null,
    owner text not null,
    published_at timestamptz not null
);
create table author_version (
    sha256 text primary key,
    process text not null,
    model bytea not null,
    created_at timestamptz not null
);

-- Projection: one row a case, the fold of its events. Dropped and rebuilt by `remit rebuild`.
create table case_view (
    case_id text primary key,
    process text not null,
    phase text not null,
    verdict text,
    decision text,
    at timestamptz not null,
    updated_at timestamptz not null,
    seq bigint not null,
    run_id text,
    content_digest text not null,
    outcome_digest text,
    grp text,
    segment text,
    money numeric,
    state text not null
);
create index case_view_by_phase on case_view (process, phase, at);
create index case_view_by_run on case_view (run_id) where run_id is not null;

-- Projection and outbox: one row an action; a prepared or unknown row is work for the dispatcher.
create table action_view (
    action_id text primary key,
    process text not null,
    case_id text not null,
    tool text not null,
    state text not null,
    event_id uuid not null,
    updated_at timestamptz not null
);
create index action_view_open on action_view (process, state) where state in ('prepared', 'unknown', 'failed');
create index action_view_of_case on action_view (case_id);

-- A run over a file: where it stands, and what it printed when it was done.
create table run (
    run_id text primary key,
    process text not null,
    pack_sha256 text not null,
    file_sha256 text not null,
    options text not null,
    status text not null,
    boundary text,
    summary text,
    exit_status int,
    started_at timestamptz not null,
    finished_at timestamptz
);

-- Notices that wait for delivery, with their tries.
create table notice (
    id text primary key,
    process text not null,
    content text not null,
    state text not null,
    tries int not null default 0,
    due_at timestamptz not null,
    last_error text
);
create index notice_due on notice (due_at) where state = 'waiting';

-- Answers already given to requests with an Idempotency-Key.
create table idempotency (
    key text primary key,
    fingerprint text not null,
    status int,
    answer text,
    created_at timestamptz not null default now()
);
