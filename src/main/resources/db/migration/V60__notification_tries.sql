-- How often a notification was tried before a person had it tried again.

alter table notification add column tried_before integer not null default 0;
