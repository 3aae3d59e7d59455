import type { TenantTransaction, Transaction } from '#patchbay/database';
import type { CallDirection } from '../domain/call-fact.js';
import type { CallState } from '../domain/call-state.js';
import type { CallControl } from './call.repository.js';
import { type CallFilter, filterValues, FITS_FILTER } from './call-filter.js';

export type { CallFilter } from './call-filter.js';

export interface CallStretch {
  readonly limit: number;
  readonly beforeId: string | undefined;
  /** Only calls that are up. */
  readonly isOpen: boolean;
  /** Only calls with one of these consumers. */
  readonly consumerIds: readonly string[] | undefined;
}

/** The ids of calls that fit, newest first. */
export async function callIds(
  tx: TenantTransaction,
  { limit, beforeId, isOpen, consumerIds }: CallStretch,
  filter: CallFilter,
): Promise<string[]> {
  // An index is chosen by what the text says, so that being up and the consumer stand in it.
  const open = isOpen ? 'ended_at is null' : 'true';
  const whose =
    consumerIds === undefined ? '$15::uuid[] is null' : 'consumer_id = any($15::uuid[])';
  const rows = await tx.query<{ id: string }>(
    `select id from call
      where ${open} and ${whose} and ($13::uuid is null or id < $13) and ${FITS_FILTER}
      order by id desc limit $14`,
    [...filterValues(filter), beforeId ?? null, limit, consumerIds ?? null],
  );
  return rows.map(({ id }) => id);
}

/** How many of the calls that fit are up. */
export async function countOpenCalls(
  tx: TenantTransaction,
  { consumerIds }: Pick<CallStretch, 'consumerIds'>,
  filter: CallFilter,
): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    `select count(*)::int as count from call
      where ended_at is null and ($13::uuid[] is null or consumer_id = any($13)) and ${FITS_FILTER}`,
    [...filterValues(filter), consumerIds ?? null],
  );
  return rows[0]?.count ?? 0;
}

/** A call that is up, for the platform's staff: whose it is and since when, not with whom. */
export interface PlatformLiveCall {
  readonly id: string;
  readonly tenantId: string;
  readonly numberId: string;
  readonly direction: CallDirection;
  readonly state: CallState;
  readonly control: CallControl;
  readonly startedAt: Date;
}

/** The calls of all tenants that are up, newest first. */
export function openCallsOfAll(
  tx: Transaction,
  page: { readonly limit: number; readonly beforeId: string | undefined },
  { tenantId }: { readonly tenantId: string | undefined },
): Promise<PlatformLiveCall[]> {
  return tx.query<PlatformLiveCall>(
    `select id, tenant_id as "tenantId", number_id as "numberId", direction, state, control,
            started_at as "startedAt"
       from call
      where ended_at is null and ($1::uuid is null or id < $1) and ($2::uuid is null or tenant_id = $2)
      order by id desc limit $3`,
    [page.beforeId ?? null, tenantId ?? null, page.limit],
  );
}

/** How many calls of all tenants, or of one, are up. */
export async function countOpenCallsOfAll(
  tx: Transaction,
  { tenantId }: { readonly tenantId: string | undefined },
): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    `select count(*)::int as count from call
      where ended_at is null and ($1::uuid is null or tenant_id = $1)`,
    [tenantId ?? null],
  );
  return rows[0]?.count ?? 0;
}
