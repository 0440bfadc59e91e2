-- Answers to writes that carried an Idempotency-Key, kept for a day. The row is written in the
-- transaction of the write itself, so a key without an answer is never seen by anybody else.

create table idempotency_key (
  actor        varchar(64) not null,
  request_key  varchar(100) not null,
  -- SHA-256 of method, path, content type and body
  request_hash varchar(64) not null,
  created_at   timestamp(6) with time zone not null,
  status       integer,
  content_type varchar(100),
  location     varchar(400),
  body         varchar(1000000),
  primary key (actor, request_key)
);
create index idempotency_key_by_age on idempotency_key (created_at);
