set local lock_timeout = '5s';

-- Which process has an action in hand, and until when: nobody else touches it meanwhile. A name of a session that is gone, or a
-- time that has passed, holds nothing. No part of the projection: a rebuild leaves it empty.
alter table action_view add column holder text;
alter table action_view add column held_until timestamptz;
