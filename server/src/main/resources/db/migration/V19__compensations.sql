-- Taking an effect back is a row of its own beside that of its action: few of many, and figures ask for them all.
set local lock_timeout = '5s';

create index action_view_compensation on action_view (case_id) where action_id like '%:compensate';
