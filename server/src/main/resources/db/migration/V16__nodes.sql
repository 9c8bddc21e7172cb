-- Every process that could dispatch an effect, while it runs: since when it was not heard of, and how many events of halts
-- its door goes by. No evidence: a row says what a node shows now, and goes with it.
create table node (
    id text primary key,
    name text not null,
    started_at timestamptz not null default clock_timestamp(),
    seen_at timestamptz not null default clock_timestamp(),
    halts bigint not null
);
