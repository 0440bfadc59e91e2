-- Waves that wait for room in flux get it in the order in which they asked for it.

-- When the wave first found no room; it keeps its place while something else holds it
alter table wave add column room_asked_at timestamp(6) with time zone;

-- Whether room is all that it waited for when it was last looked at: only then do others stay behind
alter table wave add column wants_room boolean default false not null;
