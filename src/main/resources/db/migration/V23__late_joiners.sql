-- The wave with which the scope was last sealed: approvals of stages before it were given for less
alter table rollout add column scope_wave integer default 0 not null;

-- Devices that have come to match the plan since and are in no wave yet, as last counted
alter table rollout add column late_devices integer default 0 not null;
alter table rollout add column late_looked_at timestamp(6) with time zone;

-- How many devices of a wave have joined it since the rollout was planned
alter table wave add column joined integer default 0 not null;
