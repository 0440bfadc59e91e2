-- What signs messages, and what is sent along with them, is kept encrypted, which makes it longer
alter table subscription alter column secret set data type varchar(300);
alter table subscription alter column credential set data type varchar(2100);
