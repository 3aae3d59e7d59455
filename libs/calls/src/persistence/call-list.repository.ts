import type { TenantTransaction, Transaction } from '#patchbay/database';
import { uuidv7Floor } from '#patchbay/kernel';
import type { DisconnectedBy, TerminationCause } from '../domain/call-cause.js';
import type { CallDirection } from '../domain/call-fact.js';
import type { CallState } from '../domain/call-state.js';
import type { CallControl, CallSignalling } from './call.repository.js';

/** Which calls; what is undefined does not matter. */
export interface CallFilter {
  readonly states?: readonly CallState[] | undefined;
  readonly direction?: CallDirection | undefined;
  readonly numberId?: string | undefined;
  /** Begun at this moment or later. */
  readonly from?: Date | undefined;
  /** Begun before this moment. */
  readonly to?: Date | undefined;
  readonly control?: CallControl | undefined;
  readonly signalling?: CallSignalling | undefined;
  readonly terminationCauses?: readonly TerminationCause[] | undefined;
  readonly disconnectedBy?: DisconnectedBy | undefined;
  readonly wacid?: string | undefined;
  readonly graphRequestId?: string | undefined;
}

export interface CallStretch {
  readonly limit: number;
  readonly beforeId: string | undefined;
  /** Only calls that are up. */
  readonly isOpen: boolean;
  /** Only calls with one of these consumers. */
  readonly consumerIds: readonly string[] | undefined;
}

/** A call is known to us soon after it began, or later, but not before; clocks differ a little. */
const CLOCKS_DIFFER_MS = 60_000;

const orNull = <Value>(value: Value | undefined): Value | null => value ?? null;

/** The ids of calls that fit, newest first. */
export async function callIds(
  tx: TenantTransaction,
  { limit, beforeId, isOpen, consumerIds }: CallStretch,
  filter: CallFilter,
): Promise<string[]> {
  const fromMs = filter.from && Math.max(0, filter.from.getTime() - CLOCKS_DIFFER_MS);
  // An index is chosen by what the text says, so that being up and the consumer stand in it.
  const open = isOpen ? 'ended_at is null' : 'true';
  const whose =
    consumerIds === undefined ? '$15::uuid[] is null' : 'consumer_id = any($15::uuid[])';
  const rows = await tx.query<{ id: string }>(
    `select id from call
      where ${open} and ${whose}
        and ($1::uuid is null or id < $1) and ($2::uuid is null or id >= $2)
        and ($3::text[] is null or state = any($3))
        and ($4::text is null or direction = $4)
        and ($5::uuid is null or number_id = $5)
        and ($6::timestamptz is null or started_at >= $6)
        and ($7::timestamptz is null or started_at < $7)
        and ($8::text is null or control = $8)
        and ($9::text is null or signalling = $9)
        and ($10::text[] is null or termination_cause = any($10))
        and ($11::text is null or disconnected_by = $11)
        and ($12::text is null or wacid = $12)
        and ($13::text is null or graph_request_id = $13)
      order by id desc limit $14`,
    [
      orNull(beforeId),
      fromMs === undefined ? null : uuidv7Floor(fromMs),
      orNull(filter.states),
      orNull(filter.direction),
      orNull(filter.numberId),
      orNull(filter.from),
      orNull(filter.to),
      orNull(filter.control),
      orNull(filter.signalling),
      orNull(filter.terminationCauses),
      orNull(filter.disconnectedBy),
      orNull(filter.wacid),
      orNull(filter.graphRequestId),
      limit,
      orNull(consumerIds),
    ],
  );
  return rows.map(({ id }) => id);
}

/** How many calls are up. */
export async function countOpenCalls(tx: TenantTransaction): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    `select count(*)::int as count from call where ended_at is null`,
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
