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

function viewOf({ created_at: createdAt, ...rest }: TenantRow): TenantView {
  return { ...rest, createdAt };
}

function fromRow(row: TenantRow | undefined): TenantView | undefined {
  return row === undefined ? undefined : viewOf(row);
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

export interface TenantFilter {
  readonly tenantId?: string | undefined;
  readonly key?: string | undefined;
  readonly status?: TenantStatus | undefined;
}

/** A page of the tenants in the order of their ids, for staff: mostly the newest come first. */
export async function selectTenants(
  tx: Transaction,
  { tenantId, key, status }: TenantFilter,
  page: { readonly limit: number; readonly beforeId?: string | undefined },
): Promise<TenantView[]> {
  const rows = await tx.query<TenantRow>(
    `select ${COLUMNS} from tenant
      where ($1::uuid is null or id < $1) and ($2::uuid is null or id = $2)
        and ($3::text is null or key = $3) and ($4::text is null or status = $4)
      order by id desc limit $5`,
    [page.beforeId ?? null, tenantId ?? null, key ?? null, status ?? null, page.limit],
  );
  return rows.map((row) => viewOf(row));
}

/** The tenant in whose transaction we are; undefined when there is no such tenant. */
export function tenantOf(tx: TenantTransaction): Promise<TenantView | undefined> {
  return findTenantById(tx, tx.tenantId);
}
