-- What has no batch yet: what was recorded before the tree, and what a node of the release before it writes while both run. By itself,
-- because a transaction that waits for two tables would meet writers that take them in the other order. Writers wait while the
-- table is read once.
set local lock_timeout = '5s';

create index event_without_batch on event (id) where batch is null;
