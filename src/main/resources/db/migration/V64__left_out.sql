-- Whom a plan spoke of and the rollout left out when it was asked for, and why: the first finding that
-- was so of the device then. Rollouts from before say it among their warnings, and of no device.
create table left_out (
  rollout_id varchar(16) not null references rollout (id) on delete cascade,
  device_id  bigint not null,
  reason     varchar(60) not null,
  primary key (rollout_id, device_id)
);

-- Why the slider was expected to stay at Pilot Intune in the end, in a sentence; null where it was not
alter table rollout add column slider_stays varchar(1000);
