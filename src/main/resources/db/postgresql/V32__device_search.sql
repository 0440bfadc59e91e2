-- Names are searched by their beginning, whatever their capitals. Only in the order of bytes is what
-- begins alike one stretch of an index, and only there does the index give the order of the page.
alter table device add column search_name varchar(64) collate "C"
  generated always as (lower(name)) stored;
create index device_by_search_name on device (search_name, id);
