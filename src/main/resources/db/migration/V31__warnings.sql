-- What readiness warned of when the rollout was asked for, a sentence a line: whoever approves the
-- start reads it. Null for rollouts from before this was kept.
alter table rollout add column warnings varchar(100000);
