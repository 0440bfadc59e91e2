-- Programmes: rollouts of several workloads, one each, and what waits for what.
create table programme (
  id                  varchar(16) primary key,
  title               varchar(200) not null,
  -- RUNNING, STOPPED, COMPLETED or CANCELLED
  state               varchar(12) not null,
  -- STOP or GO_ON
  on_failure          varchar(8) not null,
  created_by          varchar(64) not null,
  created_at          timestamp(6) with time zone not null,
  ended_at            timestamp(6) with time zone,
  -- Nothing further begins until a person resumes it
  paused_by           varchar(64),
  pause_reason        varchar(1000),
  process_instance_id varchar(64) not null
);

create table programme_rollout (
  programme_id varchar(16) not null references programme (id),
  no           integer not null,
  workload     varchar(40) not null,
  title        varchar(200) not null,
  -- The workloads that it waits for, with spaces between them
  waits_for    varchar(300) not null,
  plan         varchar(100000) not null,
  -- The rollout that has begun, the last one where it was tried again; null until then
  rollout_id   varchar(16),
  -- A person has said that the programme goes on without it
  left_out     boolean not null,
  -- Why it could not begin; null where it could, or is to be tried again
  refusal      varchar(4000),
  -- What a person decided about it last, and why
  decision     varchar(2200),
  primary key (programme_id, no)
);

-- The programme that has begun a rollout; null for those of their own
alter table rollout add column programme_id varchar(16);
