-- What was known of a wave whenever it was judged and something had changed: to judge it again by
-- another policy. The verdict is not part of it.
create table evidence_look (
  rollout_id varchar(16) not null,
  wave_no    integer not null,
  looked_at  timestamp(6) with time zone not null,
  evidence   varchar(100000) not null,
  primary key (rollout_id, wave_no, looked_at),
  foreign key (rollout_id, wave_no) references wave (rollout_id, no)
);
