-- What keeps a rollout from moving on until whoever placed it lifts it: at most one of people, one of
-- the deadline, and one of each account of monitoring.
-- rollout.paused says whether there is any.
create table hold (
  rollout_id varchar(16) not null,
  -- PERSON, MONITORING or DEADLINE
  kind       varchar(12) not null,
  owner      varchar(64) not null,
  reason     varchar(1000) not null,
  since      timestamp(6) with time zone not null,
  primary key (rollout_id, kind, owner)
);
insert into hold (rollout_id, kind, owner, reason, since)
select id, 'PERSON', coalesce(paused_by, 'somebody'), coalesce(pause_reason, 'not said'),
  coalesce(waiting_since, created_at)
from rollout where paused;
alter table rollout drop column paused_by;
alter table rollout drop column pause_reason;
