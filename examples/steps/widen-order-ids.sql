set local lock_timeout = '5s';
alter table orders alter column id type bigint;
alter table order_lines alter column order_id type bigint;
