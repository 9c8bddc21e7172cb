-- What a sample tells of a past case: whether it was drawn, and what the look came to.
alter table past_case add column drawn boolean, add column look text;
comment on column past_case.look is 'right or wrong, as the person who looked said.';
update past_case c set drawn = true, written = pg_current_xact_id()
from event e where e.case_id = c.case_id and e.type = 'Sampled';
update past_case c set look = case when (e.leaf::jsonb->'body'->>'right')::boolean then 'right' else 'wrong' end,
    written = pg_current_xact_id()
from event e where e.case_id = c.case_id and e.type = 'SampleJudged';
