-- Who ended a programme before it was through, and why; and a way from a programme to its rollouts.

alter table programme add column ending varchar(2200);

create index rollout_by_programme on rollout (programme_id);
