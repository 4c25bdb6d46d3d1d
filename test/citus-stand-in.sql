-- What `rightful migrate --citus` asks of Citus, for a PostgreSQL that has none: it writes down every call, and refuses
-- what Citus refuses, as far as the catalogue shows it. It moves nothing. No proof that Citus takes our tables.
set allow_system_table_mods = on;
insert into pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
  values (99999, 'citus', 10, 'pg_catalog'::regnamespace, false, 'stand-in');
reset allow_system_table_mods;

create table pg_dist_partition (
  logicalrelid regclass primary key,
  partmethod "char" not null,
  -- Citus keeps an expression tree here and has a function that reads it; the name will do.
  partkey text,
  colocationid integer not null,
  repmodel "char" not null
);
create table citus_calls (n serial, call text not null);
-- A table named here is refused, as when a node is away.
create table citus_faults (name text);

create function column_to_column_name(regclass, key text) returns text language sql as 'select key';

create function stand_in_refuses(name regclass) returns void language plpgsql as $$
begin
  if exists (select 1 from citus_faults f where f.name = stand_in_refuses.name::text) then
    raise exception 'connection to the remote node failed' using errcode = '08006';
  end if;
  if exists (select 1 from pg_dist_partition where logicalrelid = name) then
    raise exception 'table "%" is already distributed', name using errcode = '42P16';
  end if;
  if exists (select 1 from pg_constraint where contype = 'f' and name in (conrelid, confrelid)) then
    raise exception 'foreign keys from reference tables and local tables to distributed tables are not supported' using errcode = '0A000';
  end if;
  if exists (select 1 from pg_trigger where tgrelid = name and not tgisinternal) then
    raise exception 'triggers are not supported on distributed tables' using errcode = '0A000';
  end if;
end $$;

create function create_distributed_table(
  table_name regclass, distribution_column text, distribution_type text default 'hash',
  colocate_with text default 'default', shard_count integer default null
) returns void language plpgsql as $$
declare
  place smallint;
  kind oid;
  other record;
  lies integer;
begin
  perform stand_in_refuses(table_name);
  select attnum, atttypid into place, kind from pg_attribute
    where attrelid = table_name and attname = distribution_column and not attisdropped;
  if place is null then
    raise exception 'column "%" of relation "%" does not exist', distribution_column, table_name using errcode = '42703';
  end if;
  if exists (
    select 1 from pg_index where indrelid = table_name and (indisunique or indisexclusion) and place <> all (indkey::smallint[])
  ) then
    raise exception 'cannot create constraint on "%"', table_name using errcode = '42P16',
      detail = 'Distributed relations cannot have UNIQUE, EXCLUDE, or PRIMARY KEY constraints that do not include the partition column.';
  end if;
  if exists (
    select 1 from pg_attrdef d where d.adrelid = table_name and pg_get_expr(d.adbin, d.adrelid) like '%nextval%'
  ) or exists (select 1 from pg_attribute where attrelid = table_name and attidentity <> '') then
    raise exception 'a sequence is dealt out in ranges, and its numbers follow no order' using errcode = '0A000';
  end if;
  if colocate_with = 'none' then
    lies := (select coalesce(max(colocationid), 0) + 1 from pg_dist_partition);
  else
    select p.colocationid, a.atttypid into other from pg_dist_partition p
      join pg_attribute a on a.attrelid = p.logicalrelid and a.attname = p.partkey
      where p.logicalrelid = colocate_with::regclass and p.partmethod = 'h';
    if other is null then
      raise exception 'relation % is not distributed', colocate_with using errcode = '42P16';
    elsif other.atttypid <> kind then
      raise exception 'cannot colocate tables % and %', colocate_with, table_name using errcode = '42P16';
    end if;
    lies := other.colocationid;
  end if;
  insert into pg_dist_partition values (table_name, 'h', distribution_column, lies, 's');
  insert into citus_calls (call) values (format('distribute %s by %s beside %s', table_name, distribution_column, colocate_with));
end $$;

create function create_reference_table(table_name regclass) returns void language plpgsql as $$
begin
  perform stand_in_refuses(table_name);
  insert into pg_dist_partition values (table_name, 'n', null, 0, 't');
  insert into citus_calls (call) values (format('copy %s to every node', table_name));
end $$;

create function citus_add_local_table_to_metadata(table_name regclass, cascade_via_foreign_keys boolean default false)
returns void language plpgsql as $$
begin
  perform stand_in_refuses(table_name);
  insert into pg_dist_partition values (table_name, 'n', null, 0, 's');
  insert into citus_calls (call) values (format('keep %s on the coordinator', table_name));
end $$;

-- Citus has moved the rows by then; here they are all there is, and the caller wants them gone.
create function truncate_local_data_after_distributing_table(function_name regclass) returns void language plpgsql as $$
begin
  if not exists (select 1 from pg_dist_partition where logicalrelid = function_name) then
    raise exception 'supplied parameter is not a distributed relation' using errcode = '42P16';
  end if;
  execute format('truncate %s', function_name);
  insert into citus_calls (call) values (format('truncate %s', function_name));
end $$;
