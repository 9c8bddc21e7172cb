-- Incidents: where each stands, the fold of its thread (incident/ID), so that what is due is found at once. Written with the
-- events themselves.
create table incident (
    id text primary key,
    process text not null,
    cause text not null,
    severity int not null,
    standing text not null,
    seq bigint not null,
    opened_at timestamptz not null,
    facts text not null,
    pages int not null,
    paged_at timestamptz,
    taken_by text,
    taken_at timestamptz,
    closed_at timestamptz,
    -- When somebody is to be paged next; null once nobody is.
    due_at timestamptz,
    -- PROCESS/CAUSE while there may be no second one beside it: of two nodes that open it one is refused.
    guard text unique
);
create index incident_due on incident (due_at) where due_at is not null;
create index incident_standing on incident (opened_at) where standing <> 'closed';
create index incident_of_process on incident (process, cause, opened_at);

-- Notices that were given up keep when that was.
alter table notice add column given_up_at timestamptz;
