-- Written in the subset of SQL that H2 and PostgreSQL share.

-- Reports that a system has been asked for and is still writing, by the source that is read from
-- them: whichever node looks next collects them.
create table estate_export (
  source   varchar(40) primary key,
  job      varchar(200) not null,
  asked_at timestamp(6) with time zone not null
);
