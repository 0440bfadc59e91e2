-- How the watch itself is: when it last did all that a cycle does, and what it cannot do since
create table watch_cycle (
  id      integer primary key,
  done_at timestamp(6) with time zone,
  failing varchar(1000)
);
insert into watch_cycle (id) values (1);
