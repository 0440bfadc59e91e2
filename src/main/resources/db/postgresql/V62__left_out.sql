-- Pages count those that a wave leaves out: few of many, and none of most rollouts
create index wave_device_left_out on wave_device (rollout_id, wave_no) where excluded is not null;
