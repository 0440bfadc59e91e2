-- When a wave passed, which it keeps when it regresses or goes back later
alter table wave add column passed_at timestamp(6) with time zone;
update wave set passed_at = ended_at where state = 'PASSED';
