-- What has been ordered for a device is asked by device. The constraint that there is anyway serves
-- that, too, with the device first: one more index would make every order dearer.
alter table authority_order
  drop constraint authority_order_rollout_id_device_id_direction_generation_key;
alter table authority_order
  add constraint authority_order_once unique (device_id, rollout_id, direction, generation);
