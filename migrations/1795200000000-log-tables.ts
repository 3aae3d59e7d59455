import type { MigrationInterface, QueryRunner } from 'typeorm';
import { globalTable, logTable, dropLogTable, roleNames } from '#patchbay/database';

/**
 * Logs of facts are partitioned by RANGE on their UUID v7. The owner's functions make the next
 * partitions and drop those past retention; runtime roles may only call them.
 */
export class LogTables1795200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const roles = await roleNames(runner);
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(
      `create table log_table (
         name text constraint pk_log_table primary key,
         period text not null constraint ck_log_table_period check (period in ('month', 'day')),
         retention_days integer not null constraint ck_log_table_retention check (retention_days > 0)
       )`,
    );
    await runner.query(
      `create function uuidv7_floor(at timestamptz) returns uuid immutable language sql as $$
         select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0')
                 || '70008000000000000000')::uuid
       $$`,
    );
    await runner.query(
      `create function ensure_log_partitions(at timestamptz) returns integer
         language plpgsql security definer set search_path = public as $$
       declare
         log record; starts timestamptz; ends timestamptz; step interval; partition text;
         made integer := 0; first integer; last integer;
       begin
         for log in select * from log_table loop
           step := ('1 ' || log.period)::interval;
           first := -1; last := case log.period when 'month' then 3 else 14 end;
           for offset_ in first..last loop
             starts := (date_trunc(log.period, at at time zone 'UTC') + offset_ * step) at time zone 'UTC';
             ends := ((starts at time zone 'UTC') + step) at time zone 'UTC';
             partition := log.name || '_' || to_char(starts at time zone 'UTC',
               case log.period when 'month' then '"y"YYYY"m"MM' else '"y"YYYY"m"MM"d"DD' end);
             if to_regclass(partition) is null then
               execute format('create table %I partition of %I for values from (%L) to (%L)',
                 partition, log.name, uuidv7_floor(starts), uuidv7_floor(ends));
               made := made + 1;
             end if;
           end loop;
         end loop;
         return made;
       end $$`,
    );
    await runner.query(
      `create function drop_old_log_partitions(at timestamptz) returns integer
         language plpgsql security definer set search_path = public as $$
       declare
         log record; child record; starts date; dropped integer := 0; ends timestamptz;
       begin
         for log in select * from log_table loop
           for child in
             select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
              where i.inhparent = to_regclass(log.name)
           loop
             starts := to_date(substring(child.relname from length(log.name) + 2),
               case log.period when 'month' then '"y"YYYY"m"MM' else '"y"YYYY"m"MM"d"DD' end);
             ends := (starts + ('1 ' || log.period)::interval) at time zone 'UTC';
             if ends + make_interval(days => log.retention_days) < at then
               execute format('drop table %I', child.relname);
               dropped := dropped + 1;
             end if;
           end loop;
         end loop;
         return dropped;
       end $$`,
    );
    for (const fn of ['ensure_log_partitions', 'drop_old_log_partitions']) {
      await runner.query(`revoke all on function ${fn}(timestamptz) from public`);
      await runner.query(`grant execute on function ${fn}(timestamptz) to ${roles.system}`);
    }

    await runner.query(
      `create table platform_audit_event (
         id uuid not null constraint pk_platform_audit_event primary key,
         actor_kind text not null,
         actor_id text not null,
         action text not null,
         subject_id text,
         reason text,
         created_at timestamptz not null
       ) partition by range (id)`,
    );
    await logTable(runner, 'platform_audit_event', 'month', 3650);
    await globalTable(runner, 'platform_audit_event', {
      staff: 'insert, select',
      platform: 'insert, select',
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropLogTable(runner, 'platform_audit_event');
    await runner.query(`drop function drop_old_log_partitions(timestamptz)`);
    await runner.query(`drop function ensure_log_partitions(timestamptz)`);
    await runner.query(`drop function uuidv7_floor(timestamptz)`);
    await runner.query(`drop table log_table`);
  }
}
