-- Devices that have come to match a plan since its scope was sealed, and the wave that they joined;
-- where nobody agreed to them they were left out of it, and join none of that rollout any more
create table late_joiner (
  rollout_id  varchar(16) not null references rollout (id),
  device_id   bigint not null,
  wave_no     integer not null,
  left_out_at timestamp(6) with time zone,
  primary key (rollout_id, device_id)
);

-- Whether newcomers alone are asked about: without an answer, and with a no, they alone are left out
alter table approval add column leaves_out boolean default false not null;
