-- By default H2 writes what was committed up to half a second later. An order must be on disk
-- before it is carried out.
set write_delay 0;
