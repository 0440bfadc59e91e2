-- That a part of a wave had failed when a person accepted the risk of it: the guard lets it be
alter table wave_stratum add column accepted boolean default false not null;
