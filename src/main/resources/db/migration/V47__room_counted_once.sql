-- How often a wave has been cleared to move: who has counted what is in flux knows whether somebody
-- else has cleared one since.
alter table flux add column clearings bigint default 0 not null;

-- Whether room is all that a wave waits for is found at each look, for all waves in turn.
alter table wave drop column wants_room;
