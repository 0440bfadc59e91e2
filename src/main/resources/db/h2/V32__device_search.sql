-- Names are searched by their beginning, whatever their capitals.
alter table device add column search_name varchar(64) generated always as (lower(name));
create index device_by_search_name on device (search_name, id);
