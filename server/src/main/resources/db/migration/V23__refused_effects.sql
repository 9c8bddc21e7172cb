-- Actions that a tool refused are looked for every few seconds, so that somebody is paged of them.
set local lock_timeout = '5s';

create index action_view_refused on action_view (updated_at) where state = 'refused';
