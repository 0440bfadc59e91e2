-- For which end of the time to decide on a wave people have been reminded
alter table wave add column reminded_for timestamp with time zone;
