import type { TenantTransaction, Transaction } from '#patchbay/database';
import { HOME_CELL, type TenantStatus, type TenantView } from '../domain/tenant.js';

interface TenantRow {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly status: TenantStatus;
  readonly created_at: Date;
}

const COLUMNS = 'id, key, name, status, created_at';

function fromRow(row: TenantRow | undefined): TenantView | undefined {
  if (row === undefined) return undefined;
  const { created_at: createdAt, ...rest } = row;
  return { ...rest, createdAt };
}

/** Adds a tenant; undefined when its id or its key is there already. */
export async function addTenant(
  tx: Transaction,
  tenant: Pick<TenantView, 'id' | 'key' | 'name' | 'createdAt'>,
): Promise<TenantView | undefined> {
  const rows = await tx.query<TenantRow>(
    `insert into tenant (id, key, name, status, cell, created_at)
     values ($1, $2, $3, 'ACTIVE', $4, $5) on conflict do nothing returning ${COLUMNS}`,
    [tenant.id, tenant.key, tenant.name, HOME_CELL, tenant.createdAt],
  );
  return fromRow(rows[0]);
}

/** A tenant by id, for the platform: row level security shows `app` no other than its own. */
export async function findTenantById(tx: Transaction, id: string): Promise<TenantView | undefined> {
  return fromRow(
    (await tx.query<TenantRow>(`select ${COLUMNS} from tenant where id = $1`, [id]))[0],
  );
}

/** A tenant by key, for the platform. */
export async function findTenantByKey(
  tx: Transaction,
  key: string,
): Promise<TenantView | undefined> {
  return fromRow(
    (await tx.query<TenantRow>(`select ${COLUMNS} from tenant where key = $1`, [key]))[0],
  );
}

/** The tenant in whose transaction we are; undefined when there is no such tenant. */
export function tenantOf(tx: TenantTransaction): Promise<TenantView | undefined> {
  return findTenantById(tx, tx.tenantId);
}
