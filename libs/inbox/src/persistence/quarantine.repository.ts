import type { Transaction } from '#patchbay/database';
import type { QuarantineReason } from './delivery.repository.js';

/** KEPT: a replay found its tenant. DUPLICATE: it did, and the tenant had a copy already. */
export type QuarantineResolution = 'KEPT' | 'DUPLICATE';

export interface QuarantineFilter {
  readonly reason?: QuarantineReason | undefined;
  readonly phoneNumberId?: string | undefined;
  readonly wabaId?: string | undefined;
  readonly appKey?: string | undefined;
  readonly isOpen?: boolean | undefined;
}

/** An event that belongs to nobody we know, by what its webhook names. */
export interface QuarantinedEventView {
  readonly id: string;
  readonly deliveryId: string;
  readonly appKey: string;
  readonly reason: QuarantineReason;
  /** Which of the delivery's events it is, from 0; null for a body that could not be read. */
  readonly position: number | null;
  readonly kind: string | null;
  readonly field: string | null;
  readonly wabaId: string | null;
  readonly phoneNumberId: string | null;
  readonly displayPhoneNumber: string | null;
  readonly businessId: string | null;
  readonly createdAt: Date;
  readonly resolvedAt: Date | null;
  readonly resolution: QuarantineResolution | null;
  /** The tenant that a replay found. */
  readonly resolvedFor: string | null;
}

const COLUMNS = `id, delivery_id as "deliveryId", app_key as "appKey", reason, position, kind, field,
  waba_id as "wabaId", phone_number_id as "phoneNumberId",
  display_phone_number as "displayPhoneNumber", business_id as "businessId",
  created_at as "createdAt", resolved_at as "resolvedAt", resolution,
  resolved_for as "resolvedFor"`;

/** A page of the quarantine, newest first. */
export function selectQuarantined(
  tx: Transaction,
  { reason, phoneNumberId, wabaId, appKey, isOpen }: QuarantineFilter,
  page: { readonly limit: number; readonly beforeId?: string | undefined },
): Promise<QuarantinedEventView[]> {
  return tx.query<QuarantinedEventView>(
    `select ${COLUMNS} from quarantined_event
      where ($1::uuid is null or id < $1) and ($2::text is null or reason = $2)
        and ($3::text is null or phone_number_id = $3) and ($4::text is null or waba_id = $4)
        and ($5::text is null or app_key = $5)
        and ($6::boolean is null or (resolved_at is null) = $6)
      order by id desc limit $7`,
    [
      page.beforeId ?? null,
      reason ?? null,
      phoneNumberId ?? null,
      wabaId ?? null,
      appKey ?? null,
      isOpen ?? null,
      page.limit,
    ],
  );
}

/** The events that a filter finds, at most `limit`. */
export async function findQuarantinedIds(
  tx: Transaction,
  filter: QuarantineFilter,
  limit: number,
): Promise<string[]> {
  return (await selectQuarantined(tx, filter, { limit })).map(({ id }) => id);
}

/** Those of the events that are there. */
export async function findKnownQuarantinedIds(
  tx: Transaction,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from quarantined_event where id = any($1::uuid[])`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

/** What is known in quarantine of a number. */
export interface QuarantinedNumber {
  readonly displayPhoneNumber: string | null;
  /** What waits for a tenant: its events, and those of its WABA that name no number. */
  readonly openIds: readonly string[];
}

/** Undefined when no event of the number was ever quarantined. */
export async function findQuarantinedNumber(
  tx: Transaction,
  { phoneNumberId, wabaId }: { readonly phoneNumberId: string; readonly wabaId: string },
): Promise<QuarantinedNumber | undefined> {
  const [row] = await tx.query<QuarantinedNumber & { readonly events: number }>(
    `select count(*) filter (where phone_number_id = $1)::int as events,
            max(display_phone_number) filter (where phone_number_id = $1) as "displayPhoneNumber",
            coalesce(array_agg(id order by id) filter (where resolved_at is null), '{}') as "openIds"
       from quarantined_event
      where phone_number_id = $1 or (waba_id = $2 and phone_number_id is null)`,
    [phoneNumberId, wabaId],
  );
  return row === undefined || row.events === 0 ? undefined : row;
}

/** These events, locked: nobody else replays them meanwhile. In one order, so that two never deadlock. */
export function lockQuarantined(
  tx: Transaction,
  ids: readonly string[],
): Promise<QuarantinedEventView[]> {
  return tx.query<QuarantinedEventView>(
    `select ${COLUMNS} from quarantined_event where id = any($1::uuid[]) order by id for update`,
    [ids],
  );
}

export interface ResolvedQuarantine {
  readonly id: string;
  readonly resolution: QuarantineResolution;
  readonly tenantId: string;
}

/** Notes what a replay came to. The rows stay, as what happened. */
export async function resolveQuarantined(
  tx: Transaction,
  resolved: readonly ResolvedQuarantine[],
  now: Date,
): Promise<void> {
  await tx.execute(
    `update quarantined_event q
        set resolved_at = $4, resolution = r.resolution, resolved_for = r.tenant_id
       from unnest($1::uuid[], $2::text[], $3::uuid[]) r(id, resolution, tenant_id)
      where q.id = r.id`,
    [
      resolved.map(({ id }) => id),
      resolved.map(({ resolution }) => resolution),
      resolved.map(({ tenantId }) => tenantId),
      now,
    ],
  );
}

/** A replay found another reason than the first time, such as an app that still is not bound. */
export async function giveReason(
  tx: Transaction,
  id: string,
  reason: QuarantineReason,
): Promise<void> {
  await tx.execute(`update quarantined_event set reason = $2 where id = $1 and reason <> $2`, [
    id,
    reason,
  ]);
}
