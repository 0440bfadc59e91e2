-- The highest ratio so far of a part of a wave, so that what has failed stays failed. A part is all
-- devices of one model, OS build or site; it has a row only once something spoke against it.
create table wave_stratum (
  rollout_id varchar(16) not null,
  wave_no    integer not null,
  dimension  varchar(10) not null,
  label      varchar(64) not null,
  metric     varchar(40) not null,
  max_llr    double precision not null,
  primary key (rollout_id, wave_no, dimension, label, metric),
  foreign key (rollout_id, wave_no) references wave (rollout_id, no)
);

-- What is known of the parts is known at the time of a look.
alter table evidence_look alter column evidence set data type varchar(1000000);
