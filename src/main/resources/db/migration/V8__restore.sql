-- What policy says of a failed wave: PLAN, the plan decides; ASK, a person does. Null, policy has
-- not been asked: a person.
alter table rollout add column on_failure varchar(8);

-- The Windows build that the device had when it was ordered to Intune; null where none was known
alter table authority_order add column os_build varchar(32);

-- How often the site has refused the write without asking for patience; such orders go in smaller
-- chunks, and at last alone
alter table authority_order add column refused integer default 0 not null;

-- What may be written to each external system, shared by all nodes. A closed system is left alone
-- until then: it has asked for it, or answers with errors.
create table call_budget (
  system       varchar(64) primary key,
  window_start timestamp(6) with time zone not null,
  used         integer not null,
  closed_until timestamp(6) with time zone,
  closed_why   varchar(400)
);
