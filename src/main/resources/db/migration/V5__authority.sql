-- Written in the subset of SQL that H2 and PostgreSQL share.

-- The site as last read back: one row once it has been read
create table configmgr_site (
  id      integer primary key,
  -- 2403 for 5.00.9128
  version integer not null,
  read_at timestamp(6) with time zone not null
);

-- The workloads of whose pilot collection a device is a member (sum of bits), derived from members
-- and sliders whenever they are read back: the rule of authority then needs the device's row alone.
alter table device add column pilots integer default 0 not null;

-- Memberships that have changed since they were last derived; empty between two readings
create table pilot_change (
  device_id bigint primary key,
  pilots    integer not null
);

-- The settings of a workload, with what other settings make of them: retired from site version
-- 2403 on; implied by device configuration; at_intune where that is so on every co-managed device.
create view workload_setting as
select s.workload, s.bit, s.position, s.pilot_collection, s.read_at, s.retired, s.implied_by,
       (s.retired or s.position = 'INTUNE' or coalesce(s.implied_by, '') = 'INTUNE') as at_intune
from (
  select p.workload, w.bit, p.position, p.pilot_collection, p.read_at,
         (p.workload = 'resource-access-policies'
           and exists (select 1 from configmgr_site v where v.version >= 2403)) as retired,
         dc.position as implied_by
  from slider p
  join (values ('compliance-policies', 2), ('resource-access-policies', 4),
               ('device-configuration', 8), ('windows-update-policies', 16),
               ('endpoint-protection', 32), ('client-apps', 64),
               ('office-click-to-run-apps', 128)) as w (workload, bit) on w.workload = p.workload
  left join slider dc on dc.workload = 'device-configuration'
    and p.workload in ('resource-access-policies', 'endpoint-protection')
) s;

-- Effective authority per device and workload: first match wins, as in EffectiveAuthority.
drop view effective_authority;
create view effective_authority as
select e.device_id, e.workload,
       case
         when e.reason in ('UNMANAGED', 'THIRD_PARTY_MDM') then null
         when e.reason in ('NOT_ENROLLED', 'POLICY_NOT_PRESENT', 'NOT_IN_PILOT',
                           'SLIDER_AT_CONFIGURATION_MANAGER') then 'CONFIGURATION_MANAGER'
         else 'INTUNE'
       end as authority,
       e.reason
from (
  select d.id as device_id, s.workload,
         case
           when d.management_state = 'UNMANAGED' then 'UNMANAGED'
           when d.management_state = 'COEXISTENCE' then 'THIRD_PARTY_MDM'
           when d.management_state = 'CONFIGMGR_ONLY' and d.intune_id is null then 'NOT_ENROLLED'
           when d.management_state = 'CONFIGMGR_ONLY' then 'POLICY_NOT_PRESENT'
           when d.management_state = 'INTUNE_ONLY' then 'NO_CONFIGMGR_CLIENT'
           when d.configmgr_mask = 2147479807 then 'INTUNE_OVERRIDE'
           when s.retired then 'RETIRED_RESOURCE_ACCESS'
           when s.position = 'INTUNE' then 'SLIDER_AT_INTUNE'
           when s.position = 'PILOT_INTUNE' and mod(d.pilots / s.bit, 2) = 1 then 'PILOT_MEMBER'
           when s.implied_by = 'INTUNE' then 'IMPLIED_BY_DEVICE_CONFIGURATION'
           when s.implied_by = 'PILOT_INTUNE' and mod(d.pilots / 8, 2) = 1
             then 'IMPLIED_BY_DEVICE_CONFIGURATION'
           when s.position = 'PILOT_INTUNE' then 'NOT_IN_PILOT'
           else 'SLIDER_AT_CONFIGURATION_MANAGER'
         end as reason
  from device d
  cross join workload_setting s
) e;

update device set pilots = (
  select coalesce(sum(s.bit), 0) from workload_setting s
  join collection_member m on m.collection = s.pilot_collection
  where m.device_id = device.id);

-- The same for every set of pilots that a device without an override can be in: what is at Intune,
-- in the same bits.
create view pilot_ruling as
select p.pilots,
       sum(case
             when s.at_intune
               or (s.position = 'PILOT_INTUNE' and mod(p.pilots / s.bit, 2) = 1)
               or (s.implied_by = 'PILOT_INTUNE' and mod(p.pilots / 8, 2) = 1) then s.bit
             else 0
           end) as at_intune
from (
  select a.bit + b.bit + c.bit + d.bit + e.bit + f.bit + g.bit as pilots
  from (values (0), (2)) as a (bit) cross join (values (0), (4)) as b (bit)
  cross join (values (0), (8)) as c (bit) cross join (values (0), (16)) as d (bit)
  cross join (values (0), (32)) as e (bit) cross join (values (0), (64)) as f (bit)
  cross join (values (0), (128)) as g (bit)
) p
cross join workload_setting s
group by p.pilots;

-- Drift -----------------------------------------------------------------------------------------

-- pilot_ruling as of the present look for drift: as a view it would be worked out for each device
create table pilot_authority (
  pilots    integer primary key,
  at_intune integer not null
);

-- Co-managed devices of which both systems have reported, where a report differs from the effective
-- authority. Whole sets are compared first; "offset 0" keeps PostgreSQL from making seven rows of
-- every device before it looks which of them differ.
create view divergence as
select x.device_id, x.site, s.workload,
       case when mod(x.expected / s.bit, 2) = 1 then 'INTUNE' else 'CONFIGURATION_MANAGER' end
         as effective,
       case
         when mod(x.by_configmgr / s.bit, 2) = mod(x.by_intune / s.bit, 2)
           then 'SETTINGS_NOT_FOLLOWED'
         when mod(x.by_intune / s.bit, 2) = 1 then 'BOTH_CLAIM'
         else 'NEITHER_CLAIMS'
       end as kind
from (
  select device_id, site, by_configmgr, by_intune, expected
  from (
    select d.id as device_id, d.site, d.configmgr_at_intune as by_configmgr,
           d.intune_at_intune as by_intune,
           case when d.configmgr_mask = 2147479807 then 254 else p.at_intune end as expected
    from device d
    join pilot_authority p on p.pilots = d.pilots
    where d.management_state = 'CO_MANAGED' and d.configmgr_at_intune is not null
      and d.intune_at_intune is not null
  ) e
  where by_configmgr <> by_intune or by_configmgr <> expected
  offset 0 rows
) x
cross join workload_setting s
where mod(x.by_configmgr / s.bit, 2) <> mod(x.expected / s.bit, 2)
  or mod(x.by_intune / s.bit, 2) <> mod(x.expected / s.bit, 2);

-- What diverges, with the moment since when it has; that is drift once it has lasted. The site
-- stands here too, so that a page of drift at a site needs no second table.
create table drift (
  device_id bigint not null references device (id) on delete cascade,
  workload  varchar(40) not null,
  effective varchar(24) not null,
  kind      varchar(24) not null,
  site      varchar(16),
  since     timestamp(6) with time zone not null,
  primary key (device_id, workload)
);

-- What has changed about that since the last look, kind null where it diverges no more; empty
-- between two looks
create table drift_change (
  device_id bigint not null,
  workload  varchar(40) not null,
  effective varchar(24),
  kind      varchar(24),
  site      varchar(16),
  since     timestamp(6) with time zone,
  primary key (device_id, workload)
);

-- Serve no query: claims are found by id, devices by rollout and device.
drop index authority_order_by_claim;
drop index authority_order_by_device;
