-- When an enablement's stage was judged last, and what had become of its devices at its end.

alter table enablement add column judged_at timestamp(6) with time zone;

-- How each device stood when the enablement ended; it may be retired, or enrol, afterwards
create table enablement_outcome (
  enablement_id varchar(16) not null references enablement (id),
  device_id     bigint not null,
  standing      varchar(12) not null,
  code          bigint,
  attempted_at  timestamp(6) with time zone,
  primary key (enablement_id, device_id)
);
