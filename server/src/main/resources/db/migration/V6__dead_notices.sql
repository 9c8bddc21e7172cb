-- Notices that were given up: counted at every look at the scorecard, and few.
create index notice_dead on notice (due_at) where state = 'dead';
