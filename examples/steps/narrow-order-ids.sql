set local lock_timeout = '5s';
alter table order_lines alter column order_id type integer;
alter table orders alter column id type integer;
