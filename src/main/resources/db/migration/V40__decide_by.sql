-- Until when a person may decide on a wave that the gate has not passed, before it is put back. Two
-- waves of a rollout may be asked about at once, so it stands with the wave.
alter table wave add column decide_by timestamp with time zone;
update wave set decide_by = (
    select r.waiting_until from rollout r
    where r.id = wave.rollout_id
      and r.waiting_for in ('DECIDE_FAILED_WAVE', 'DECIDE_UNDECIDED_WAVE'))
  where state in ('FAILED', 'HELD');
