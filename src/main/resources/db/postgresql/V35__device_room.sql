-- Devices check in all the time. With room for the new version on the same page, none of the
-- table's indexes need be told, and the page is cleared up as it is read: an export in which every
-- device has checked in since is taken over more than twice as fast.
alter table device set (fillfactor = 50);
