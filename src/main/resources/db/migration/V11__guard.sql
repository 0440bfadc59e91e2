-- Passed waves stay watched until production is: the guard's last look at each of them.
create table wave_guard (
  rollout_id    varchar(16) not null,
  wave_no       integer not null,
  -- Of the counts last looked at: the same ones are not judged again
  seen          varchar(64) not null,
  verdict       varchar(32) not null,
  judged_at     timestamp(6) with time zone not null,
  evidence      varchar(100000) not null,
  evidence_hash varchar(64) not null,
  -- When and why it failed the wave, kept when a person has accepted that; null where it never has
  regressed_at  timestamp(6) with time zone,
  regressed_why varchar(1000),
  primary key (rollout_id, wave_no),
  foreign key (rollout_id, wave_no) references wave (rollout_id, no)
);

-- Whether a person has accepted, by name, that this metric has failed: the guard lets it be
alter table wave_metric add column accepted boolean default false not null;

-- Approvals of this wave count if they were given after this; those before have been withdrawn
alter table wave add column approvals_from timestamp(6) with time zone;
