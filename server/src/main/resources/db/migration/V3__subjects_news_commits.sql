-- Every payload of a case carries the case's subject, so that one reference finds all that is kept of a person.
update payload p set subject_ref = o.subject_ref
from event e
    join event f on f.case_id = e.case_id and f.seq = 1
    join payload o on o.event_id = f.id
where e.id = p.event_id and e.seq > 1 and p.subject_ref is null and o.subject_ref is not null;

-- What people must be told of and nobody is told yet: how many cases one commit left held, stopped or returned. Written
-- with the evidence itself; telling takes it away in the transaction that adds the notice.
create table news (
    id bigint generated always as identity primary key,
    process text not null,
    phase text not null,
    run_id text,
    cases bigint not null,
    recorded_at timestamptz not null
);

-- How often each writer has committed: the sum moves with every commit, whatever the clocks of several nodes say.
create table commit_count (
    writer int primary key,
    commits bigint not null
);

-- A refusal quotes the values that it refuses, and need not be kept: refusing again gives it again.
delete from idempotency where status >= 400;
create index idempotency_by_age on idempotency (created_at);

comment on column event.position is 'Reserved: the place of the event in a tree over the whole log. Nothing fills it yet.';
