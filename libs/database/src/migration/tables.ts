import type { QueryRunner } from 'typeorm';
import type { RuntimeRole } from '../database.config.js';
import { roleNames } from './role-names.js';

/** The only form of tenant predicate: '' (what a pooled connection is left with) means no tenant. */
export const CURRENT_TENANT = `nullif(current_setting('app.tenant_id', true), '')::uuid`;

export type Grants = Partial<Readonly<Record<RuntimeRole, string>>>;

async function grant(runner: QueryRunner, table: string, grants: Grants): Promise<void> {
  const roles = await roleNames(runner);
  for (const [role, privileges] of Object.entries(grants)) {
    await runner.query(`grant ${privileges} on ${table} to ${roles[role as RuntimeRole]}`);
  }
}

/** Undoes grants that a later migration added to a table. */
export async function revokeGrants(
  runner: QueryRunner,
  table: string,
  grants: Grants,
): Promise<void> {
  const roles = await roleNames(runner);
  for (const [role, privileges] of Object.entries(grants)) {
    await runner.query(`revoke ${privileges} on ${table} from ${roles[role as RuntimeRole]}`);
  }
}

/**
 * Closes a table that has `tenant_id` to everything but its own tenant: row level security enabled
 * and forced; `app` and `platform` under the tenant's policy, `staff` for reading, `system` only
 * where the table is one that pollers or ingest work on.
 */
export async function tenantTable(
  runner: QueryRunner,
  table: string,
  grants: Grants,
): Promise<void> {
  const roles = await roleNames(runner);
  await runner.query(`alter table ${table} enable row level security`);
  await runner.query(`alter table ${table} force row level security`);
  await runner.query(
    `create policy tenant_only on ${table} to ${roles.app}, ${roles.platform}
       using (tenant_id = ${CURRENT_TENANT}) with check (tenant_id = ${CURRENT_TENANT})`,
  );
  await runner.query(
    `create policy staff_reads on ${table} for select to ${roles.staff} using (true)`,
  );
  if (grants.system !== undefined) {
    await runner.query(
      `create policy system_works on ${table} to ${roles.system} using (true) with check (true)`,
    );
  }
  await grant(runner, table, { staff: 'select', ...grants });
}

/** Opens a table that belongs to no tenant to the roles named, and to nobody else. */
export async function globalTable(
  runner: QueryRunner,
  table: string,
  grants: Grants,
): Promise<void> {
  await grant(runner, table, grants);
}

/** Registers a table PARTITION BY RANGE (id) so that partitions are made and, later, dropped. */
export async function logTable(
  runner: QueryRunner,
  table: string,
  period: 'month' | 'day',
  retentionDays: number,
): Promise<void> {
  await runner.query(`insert into log_table (name, period, retention_days) values ($1, $2, $3)`, [
    table,
    period,
    retentionDays,
  ]);
  await runner.query(`select ensure_log_partitions(now())`);
}

/** Undoes `logTable` and drops the table with its partitions. */
export async function dropLogTable(runner: QueryRunner, table: string): Promise<void> {
  await runner.query(`drop table if exists ${table}`);
  await runner.query(`delete from log_table where name = $1`, [table]);
}
