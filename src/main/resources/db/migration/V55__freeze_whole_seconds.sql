-- Calendar files tell whole seconds; what is finer would make another freeze of one that comes back.
delete from change_freeze where date_trunc('second', starts_at) >= date_trunc('second', ends_at);
update change_freeze
set starts_at = date_trunc('second', starts_at), ends_at = date_trunc('second', ends_at);
