-- Devices in flux: ordered to Intune, in a wave that has not passed yet.

-- From this moment on a wave's devices count as in flux, whether or not they are ordered yet
alter table wave add column cleared_at timestamp(6) with time zone;

-- One row: locked while a wave is cleared to move, so that two waves never take the same room
create table flux (
  id integer primary key
);
insert into flux (id) values (1);
