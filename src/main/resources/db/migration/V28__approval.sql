-- Approvals that people are asked for: what policy said of each, and its times in the estate's time.
create table approval (
  rollout_id       varchar(16) not null references rollout (id),
  stage            varchar(24) not null,
  -- 0 but for the waves after the expansion
  wave_no          integer not null,
  needed           integer not null,
  approver_group   varchar(64) not null,
  escalation_group varchar(64) not null,
  since            timestamp(6) with time zone not null,
  remind_at        timestamp(6) with time zone not null,
  escalate_at      timestamp(6) with time zone not null,
  expires_at       timestamp(6) with time zone not null,
  reminded_at      timestamp(6) with time zone,
  escalated_at     timestamp(6) with time zone,
  expired_at       timestamp(6) with time zone,
  deferrals        integer not null,
  -- Who put it off last, until when and why
  deferral         varchar(2200),
  primary key (rollout_id, stage, wave_no)
);

-- Until when a decision puts an approval off
alter table decision add column until_at timestamp(6) with time zone;
-- The model that the rollout ran on, as key and version; null for decisions before this was kept
alter table decision add column process_version varchar(100);
