-- Whether the metric is judged by its change against a control group, not by its limit alone
alter table gate_metric add column compared boolean default false not null;

-- What a wave is compared with, frozen with its orders: the newest reading of each of its devices
-- before the switch, and of the devices like them that stay with Configuration Manager (control).
create table wave_baseline (
  rollout_id  varchar(16) not null,
  wave_no     integer not null,
  metric      varchar(40) not null,
  device_id   bigint not null,
  control     boolean not null,
  unhealthy   boolean not null,
  observed_at timestamp(6) with time zone not null,
  -- The pilot collections it was a member of (sum of bits); a control device whose memberships have
  -- changed since has left the comparison
  pilots      integer not null,
  primary key (rollout_id, wave_no, metric, device_id),
  foreign key (rollout_id, wave_no) references wave (rollout_id, no)
);

-- A scenario of the sandbox without a workload befalls every device, whoever manages it
alter table sandbox_scenario alter column workload drop not null;
