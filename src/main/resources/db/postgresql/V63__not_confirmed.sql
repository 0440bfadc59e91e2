-- A report names those that are not confirmed: few of many once a wave has moved
create index authority_order_not_confirmed on authority_order (rollout_id)
  where state <> 'CONFIRMED';
