-- The devices that no wave moved and that the slider was to take along when it was ordered to Intune
create table slider_along (
  rollout_id varchar(16) not null references rollout (id),
  device_id  bigint not null references device (id),
  primary key (rollout_id, device_id)
);
