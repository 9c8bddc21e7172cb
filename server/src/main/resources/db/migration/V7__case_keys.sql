-- Finds cases by the beginning of their key. It stands beside the payload, so that what is erased is not found either.
alter table payload add column case_key text;
update payload p set case_key = left(substring(p.content from '"key":\["(.*?)"\]'), 200)
    from event e where e.id = p.event_id and e.seq = 1 and p.content like '%"key":["%';
create index payload_by_key on payload (case_key text_pattern_ops) where case_key is not null;
