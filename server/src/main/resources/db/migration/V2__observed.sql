-- What became known of a case, newest word: its outcome columns by name. Erased with the payload that it comes from.
alter table case_view add column observed jsonb;
update case_view c set observed = (
    select p.content::jsonb->'outcomes' from event e join payload p on p.event_id = e.id
    where e.case_id = c.case_id and e.type = 'OutcomeObserved' order by e.seq desc limit 1);
