-- Written in the subset of SQL that H2 and PostgreSQL share.

-- Whom a move of compliance would have locked out when its rollout was registered, over all of its
-- devices; what people who approve a later stage compare the present with.
create table access_impact (
  rollout_id        varchar(16) primary key references rollout (id) on delete cascade,
  looked_at         timestamp(6) with time zone not null,
  users             integer not null,
  users_blocked     integer not null,
  users_blocked_now integer not null,
  devices           integer not null,
  unknown_devices   integer not null
);

-- The version of the site stands in configmgr_site, which is read with everything else of it.
drop table site_setting;
