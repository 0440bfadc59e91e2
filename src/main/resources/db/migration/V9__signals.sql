-- Signals that an administrator has defined; their readings are pushed. Those that Handover reads
-- by itself stand in the code.
create table custom_signal (
  name        varchar(40) primary key,
  title       varchar(80) not null,
  unit        varchar(12) not null,
  -- On which side of the threshold a device is unhealthy
  bad         varchar(8) not null,
  threshold   double precision not null,
  -- Those that it tells of, as the sum of their bits
  workloads   integer not null,
  -- Offered to whoever writes a plan
  expected    double precision not null,
  limit_share double precision not null
);
