-- What must be so in both systems before a workload moves, as last read back. Written in the
-- subset of SQL that H2 and PostgreSQL share.

-- One row each, once read
create table site_setting (
  id      integer primary key,
  version integer not null
);

create table tenant_setting (
  id                  integer primary key,
  -- Whether a device without a policy counts as non-compliant; null where the tenant does not say
  secure_by_default   boolean,
  -- Compliance policies that are assigned to somebody
  compliance_policies integer not null,
  -- What Intune's policy orders; null for none
  bitlocker           varchar(24)
);

create table baseline (
  id           varchar(64) primary key,
  name         varchar(256) not null,
  always_apply boolean not null
);

-- What clients are set to, by Configuration Manager's id of the device; null where it is not told
create table client_setting (
  resource_id      bigint primary key,
  client_version   integer,
  software_updates boolean,
  office_com       varchar(16),
  bitlocker        varchar(24)
);

-- An enrolled device as Conditional Access counts it now, and as Intune's own policies judge it
create table intune_evaluation (
  entra_device_id     varchar(36) primary key,
  -- In lower case; null for a device without a primary user
  user_principal_name varchar(256),
  licensed            boolean,
  compliant           boolean,
  under_intune        varchar(16) not null
);
create index intune_evaluation_by_user on intune_evaluation (user_principal_name);
