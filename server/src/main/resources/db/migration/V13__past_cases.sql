-- Projection: what asking the past needs of a case that came in, in one row. opening is the payload of its first event,
-- details the part of the decision's payload that tells what rules saw, observed its newest outcome; they are erased with
-- the payloads that they come from, in the same transaction. written tells which rows changed since a moment.
create table past_case (
    case_id text primary key,
    process text not null,
    at timestamptz not null,
    phase text not null,
    ruling text,
    propensity double precision,
    ahead bigint,
    decided_at timestamptz,
    proposer text,
    answer text,
    decision text,
    confidence double precision,
    confident boolean,
    review text,
    reviewed_at timestamptz,
    opening text,
    details jsonb,
    observed jsonb,
    written xid8 not null default pg_current_xact_id()
);
create index past_case_written on past_case (written);
comment on column past_case.ahead is 'Microseconds that business time lay ahead of the clock when it was decided.';

insert into past_case (case_id, process, at, phase, ruling, propensity, ahead, decided_at, proposer, answer, decision,
    confidence, confident, review, reviewed_at, opening, details, observed)
select v.case_id, v.process, v.at, v.phase,
    case when d.body->>'verdict' in ('auto_clear', 'checkpoint', 'return') then d.body->>'verdict'
        when d.body is null then null
        when d.body->>'verdict' = 'stop' and d.body->>'disposition' = 'returned' then 'return' else 'stop' end,
    case when d.body is not null then coalesce((d.body->'propensity'->>'probability')::double precision, 1) end,
    (extract(epoch from d.at - d.recorded_at) * 1000000)::bigint, d.at,
    regexp_replace(s.actor, '^[^:]*:', ''), coalesce(s.body->>'answer', case when s.body is not null then 'failed' end),
    s.body->>'decision', case when s.body is not null then coalesce((s.body->>'confidence')::double precision, 0) end,
    case when s.body is not null then coalesce((s.body->>'confident')::boolean, false) end,
    r.body->>'outcome', r.at, o.content, 
    case when d.content is not null then jsonb_build_object('facts', coalesce(d.content->'facts', '{}'::jsonb)) end, v.observed
from case_view v
join event f on f.case_id = v.case_id and f.seq = 1 and f.type = 'CaseOpened'
left join payload o on o.event_id = f.id
left join lateral (
    select e.at, e.recorded_at, e.leaf::jsonb->'body' as body, p.content::jsonb as content
    from event e left join payload p on p.event_id = e.id
    where e.case_id = v.case_id and e.type = 'Decided' order by e.seq desc limit 1) d on true
left join lateral (
    select e.actor, e.leaf::jsonb->'body' as body
    from event e where e.case_id = v.case_id and e.type = 'Proposed' order by e.seq desc limit 1) s on true
left join lateral (
    select e.at, e.leaf::jsonb->'body' as body
    from event e where e.case_id = v.case_id and e.type = 'Reviewed' order by e.seq desc limit 1) r on true;
analyze past_case;

create function past_case_forget() returns trigger language plpgsql as $$
begin
    update past_case c set
        opening = case when g.opening then null else c.opening end,
        details = case when g.details then null else c.details end,
        observed = case when g.observed then null else c.observed end,
        written = pg_current_xact_id()
    from (
        select e.case_id, bool_or(e.seq = 1) as opening, bool_or(e.type = 'Decided') as details,
            bool_or(e.type = 'OutcomeObserved') as observed
        from gone join event e on e.id = gone.event_id
        where e.case_id is not null group by e.case_id) g
    where c.case_id = g.case_id;
    return null;
end $$;
create trigger payload_gone after delete on payload referencing old table as gone
    for each statement execute function past_case_forget();
