-- What people at a help desk have at hand. Searched by their beginning, whatever their capitals, as
-- names are.
alter table device add column serial_number varchar(128);
alter table device add column user_principal_name varchar(256);
alter table device add column search_serial varchar(128)
  generated always as (lower(serial_number));
alter table device add column search_user varchar(256)
  generated always as (lower(user_principal_name));
create index device_by_search_serial on device (search_serial);
create index device_by_search_user on device (search_user);
