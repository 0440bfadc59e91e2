-- The world of the sandbox: an outside system that happens to live in the same database. Nothing
-- but the room estate.sandbox reads or writes these tables. Moments are whole seconds since 1970,
-- so that both databases can compute with them.

create table sandbox_clock (
  id           integer primary key,
  wall_start   timestamp(6) with time zone not null,
  estate_start timestamp(6) with time zone not null,
  factor       double precision not null
);

-- One row: locked by whoever advances or commands the world
create table sandbox_world (
  id          integer primary key,
  seed        bigint not null,
  devices     integer not null,
  advanced_to bigint not null
);
insert into sandbox_world (id, seed, devices, advanced_to) values (1, 0, 0, 0);

create table sandbox_device (
  id                integer primary key,
  entra_device_id   varchar(36) not null unique,
  -- Null without a Configuration Manager client
  resource_id       bigint unique,
  -- Null without an Intune enrolment
  intune_id         varchar(36) unique,
  name              varchar(64) not null,
  manufacturer      varchar(64) not null,
  model             varchar(64) not null,
  os_build          varchar(32) not null,
  site              varchar(16) not null,
  join_state        varchar(16) not null,
  third_party_mdm   boolean not null,
  policy_present    boolean not null,
  -- Whether sliders and pilot collections apply to it
  governed          boolean not null,
  -- Whether the client reports a mask at all, in the legacy form, or always this one
  masked            boolean not null,
  legacy_mask       boolean not null,
  fixed_mask        integer,
  -- Workloads as sums of legacy bits: membership of pilot collections as evaluated, authority of
  -- Intune as the settings imply, as the client applies it, as Intune last heard
  member_bits       integer not null,
  target_bits       integer not null,
  client_bits       integer not null,
  intune_bits       integer not null,
  -- Its own rhythm, in seconds: at which second of the hour it fetches policy, of the day it
  -- reports to the site, of eight hours it checks in with Intune, and how long after a change
  policy_phase      integer not null,
  report_phase      integer not null,
  sync_phase        integer not null,
  sync_delay        integer not null,
  -- 0 … 999999: who falls silent when a share of the devices does
  luck              integer not null,
  configmgr_silent  boolean not null,
  intune_silent     boolean not null,
  silenced          boolean not null,
  -- When it will fetch a changed policy, and when Intune will hear of it; null with nothing to tell
  apply_at          bigint,
  hear_at           bigint,
  -- The last report and the last check-in out of its rhythm, or before it fell silent; those in
  -- rhythm are worked out and never written
  reported_at       bigint,
  synced_at         bigint
);
create index sandbox_device_by_apply on sandbox_device (apply_at);
create index sandbox_device_by_hear on sandbox_device (hear_at);
create index sandbox_device_by_report_phase on sandbox_device (report_phase);
create index sandbox_device_by_sync_phase on sandbox_device (sync_phase);
create index sandbox_device_by_reported on sandbox_device (reported_at);
create index sandbox_device_by_synced on sandbox_device (synced_at);
create index sandbox_device_by_silence on sandbox_device (intune_silent, synced_at);

create table sandbox_collection (
  id          varchar(16) primary key,
  name        varchar(200) not null,
  built_in    boolean not null,
  -- When the site will evaluate it next; null where nothing has changed
  evaluate_at bigint
);

create table sandbox_workload (
  workload      varchar(40) primary key,
  bit           integer not null unique,
  position      varchar(24) not null,
  collection_id varchar(16) not null references sandbox_collection (id)
);

-- What the sliders, as they stand, make of each possible membership
create table sandbox_authority (
  member_bits integer primary key,
  target_bits integer not null
);

-- A row goes once it is neither a rule nor a member
create table sandbox_rule (
  collection_id varchar(16) not null references sandbox_collection (id),
  resource_id   bigint not null,
  direct_rule   boolean not null,
  member        boolean not null,
  primary key (collection_id, resource_id)
);

-- Since when Intune manages a workload on a device, where that is not so from the beginning
create table sandbox_switch (
  device_id   integer not null references sandbox_device (id),
  workload    varchar(40) not null,
  switched_at bigint not null,
  primary key (device_id, workload)
);

-- What a switch does to the health of devices
create table sandbox_scenario (
  id          integer primary key,
  workload    varchar(40) not null,
  signal      varchar(40) not null,
  -- Null for every model
  model       varchar(64),
  rate        double precision not null,
  after_hours integer not null
);

create table sandbox_fault (
  id               integer primary key,
  rule_changes     integer not null,
  per_seconds      bigint not null,
  lose_every       integer not null,
  outages          varchar(200) not null,
  silent_share     double precision not null,
  -- The memory of throttling and of lost replies
  window_start     bigint not null,
  window_used      integer not null,
  commands         bigint not null
);
insert into sandbox_fault (id, rule_changes, per_seconds, lose_every, outages, silent_share,
                           window_start, window_used, commands)
values (1, 0, 60, 0, '', 0, 0, 0, 0);

-- Append-only: what really reached this world
create table sandbox_ledger (
  seq             bigint generated by default as identity primary key,
  at              timestamp(6) with time zone not null,
  command         varchar(12) not null,
  collection_id   varchar(16),
  workload        varchar(40),
  position        varchar(24),
  resource_id     bigint,
  entra_device_id varchar(36),
  changed         boolean not null
);
create index sandbox_ledger_by_workload on sandbox_ledger (workload, seq);
