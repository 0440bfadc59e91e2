-- What has been ordered for a device is asked for each device of a plan. Without an index H2 reads
-- all orders each time: sixteen seconds for a plan of 10,000 devices that have been moved.
create index authority_order_of_device on authority_order (device_id, workload);
