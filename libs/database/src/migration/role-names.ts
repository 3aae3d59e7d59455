import type { QueryRunner } from 'typeorm';
import { RUNTIME_ROLES, type RuntimeRole } from '../database.config.js';

export type RoleNames = Readonly<Record<RuntimeRole, string>>;

/** Roles belong to the whole cluster, so they carry the database's name. */
export function roleNamesFor(database: string): RoleNames {
  return Object.fromEntries(
    RUNTIME_ROLES.map((role) => [role, `"${database}_${role}"`]),
  ) as unknown as RoleNames;
}

/** The runtime roles of the database that is being migrated. */
export async function roleNames(runner: QueryRunner): Promise<RoleNames> {
  const rows = (await runner.query('select current_database() as name')) as { name: string }[];
  return roleNamesFor(rows[0]?.name ?? '');
}
