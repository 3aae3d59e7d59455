import type { Transaction } from '#patchbay/database';

export interface DeliveryRow {
  readonly id: string;
  readonly appKey: string;
  readonly keyDay: string;
  readonly rawSealed: string;
  readonly receivedAt: Date;
  /** Which secret of the app proved it. */
  readonly signedWith: 'CURRENT' | 'PREVIOUS';
}

/** Keeps the raw bytes of webhooks, once, sealed with the day's key. */
export async function insertDeliveries(
  tx: Transaction,
  rows: readonly DeliveryRow[],
): Promise<void> {
  await tx.query(
    `insert into inbox_delivery (id, app_key, key_day, raw_sealed, received_at, signed_with)
     select id, app_key, key_day, convert_to(raw_sealed, 'UTF8'), received_at, signed_with
       from unnest($1::uuid[], $2::text[], $3::date[], $4::text[], $5::timestamptz[], $6::text[])
         as came (id, app_key, key_day, raw_sealed, received_at, signed_with)`,
    [
      rows.map(({ id }) => id),
      rows.map(({ appKey }) => appKey),
      rows.map(({ keyDay }) => keyDay),
      rows.map(({ rawSealed }) => rawSealed),
      rows.map(({ receivedAt }) => receivedAt),
      rows.map(({ signedWith }) => signedWith),
    ],
  );
}

/** Why an event is in quarantine. */
export const QUARANTINE_REASONS = [
  'UNBOUND_APP',
  'UNKNOWN_NUMBER',
  'UNKNOWN_WABA',
  'UNKNOWN_PORTFOLIO',
  'NO_SUBJECT',
  'UNREADABLE',
] as const;
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];

export interface QuarantineRow {
  readonly id: string;
  readonly deliveryId: string;
  readonly appKey: string;
  readonly reason: QuarantineReason;
  /** Which of the delivery's events it is, from 0; null for a body that cannot be read. */
  readonly position: number | null;
  readonly kind: string | null;
  readonly field: string | null;
  readonly wabaId: string | null;
  readonly phoneNumberId: string | null;
  readonly displayPhoneNumber: string | null;
  readonly businessId: string | null;
  readonly dedupeKey: string | null;
  readonly now: Date;
}

/** Keeps events that belong to nobody we know, where staff can see them. */
export async function insertQuarantined(
  tx: Transaction,
  rows: readonly QuarantineRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `insert into quarantined_event
       (id, delivery_id, app_key, reason, position, kind, field, waba_id, phone_number_id,
        display_phone_number, business_id, dedupe_key, created_at)
     select kept.*
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::integer[], $6::text[],
                   $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
                   $13::timestamptz[]) as kept`,
    [
      rows.map(({ id }) => id),
      rows.map(({ deliveryId }) => deliveryId),
      rows.map(({ appKey }) => appKey),
      rows.map(({ reason }) => reason),
      rows.map(({ position }) => position),
      rows.map(({ kind }) => kind),
      rows.map(({ field }) => field),
      rows.map(({ wabaId }) => wabaId),
      rows.map(({ phoneNumberId }) => phoneNumberId),
      rows.map(({ displayPhoneNumber }) => displayPhoneNumber),
      rows.map(({ businessId }) => businessId),
      rows.map(({ dedupeKey }) => dedupeKey),
      rows.map(({ now }) => now),
    ],
  );
}

/** A raw webhook as it is kept, with the key of its day; null once that key was destroyed. */
export interface StoredDelivery {
  readonly id: string;
  readonly appKey: string;
  readonly keyDay: string;
  readonly rawSealed: string;
  readonly keySealed: string | null;
  readonly receivedAt: Date;
}

/** The raw webhooks of these ids that are still kept. */
export function findDeliveries(
  tx: Transaction,
  ids: readonly string[],
): Promise<readonly StoredDelivery[]> {
  return tx.query<StoredDelivery>(
    `select d.id, d.app_key as "appKey", d.key_day::text as "keyDay", k.key_sealed as "keySealed",
            convert_from(d.raw_sealed, 'UTF8') as "rawSealed", d.received_at as "receivedAt"
       from inbox_delivery d
       left join day_key k on k.day = d.key_day and k.purpose = 'inbox_delivery'
      where d.id = any($1::uuid[])`,
    [ids],
  );
}

/** The sealed key of a day, made by whoever comes first. */
export async function ensureDayKey(
  tx: Transaction,
  key: { readonly day: string; readonly purpose: string; readonly sealed: string },
  now: Date,
): Promise<string> {
  await tx.query(
    `insert into day_key (day, purpose, key_sealed, created_at) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [key.day, key.purpose, key.sealed, now],
  );
  const rows = await tx.query<{ key_sealed: string | null }>(
    `select key_sealed from day_key where day = $1 and purpose = $2`,
    [key.day, key.purpose],
  );
  const sealed = rows[0]?.key_sealed;
  if (sealed == null) throw new Error(`the key of ${key.day} was destroyed`);
  return sealed;
}
