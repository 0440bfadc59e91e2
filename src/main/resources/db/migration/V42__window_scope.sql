-- What a maintenance window is for, whatever plans name: rollouts of a workload, devices of a site,
-- or both; null: only the plans that name it
alter table maintenance_window add column workload varchar(40);
alter table maintenance_window add column site varchar(16);
