-- Why a rollout was cancelled, for people: "cancelled by approver1: no longer needed"
alter table rollout add column cancel_reason varchar(1100);
