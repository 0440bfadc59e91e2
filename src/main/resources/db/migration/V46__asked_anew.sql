-- When people were asked anew because Handover was away when their time ran out; null if they were not
alter table approval add column asked_anew_at timestamp(6) with time zone;
