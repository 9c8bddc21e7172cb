-- Events of a process that follow each other: the versions in force (force/PROCESS), the life of a change (change/ID). Of
-- two writers who saw the same state the primary key refuses one.
create table event_thread (
    thread text not null,
    seq bigint not null,
    event_id uuid not null,
    primary key (thread, seq)
);
insert into event_thread (thread, seq, event_id)
select 'force/' || process, row_number() over (partition by process order by recorded_at, id), id
from event
where case_id is null and type = 'PackPublished';
