import type { Transaction } from '#patchbay/database';

export interface DeliveryRow {
  readonly id: string;
  readonly appKey: string;
  readonly keyDay: string;
  readonly rawSealed: string;
  readonly receivedAt: Date;
}

/** Keeps the raw bytes of a webhook, once, sealed with the day's key. */
export async function insertDelivery(tx: Transaction, row: DeliveryRow): Promise<void> {
  await tx.query(
    `insert into inbox_delivery (id, app_key, key_day, raw_sealed, received_at)
     values ($1, $2, $3, $4, $5)`,
    [row.id, row.appKey, row.keyDay, Buffer.from(row.rawSealed), row.receivedAt],
  );
}

export interface QuarantineRow {
  readonly id: string;
  readonly deliveryId: string;
  readonly appKey: string;
  readonly reason: 'UNBOUND_APP' | 'UNKNOWN_NUMBER' | 'UNREADABLE';
  readonly wabaId: string | null;
  readonly phoneNumberId: string | null;
  readonly field: string | null;
  readonly now: Date;
}

/** Keeps an event that belongs to nobody we know, where staff can see it. */
export async function insertQuarantined(tx: Transaction, row: QuarantineRow): Promise<void> {
  await tx.query(
    `insert into quarantined_event
       (id, delivery_id, app_key, reason, waba_id, phone_number_id, field, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      row.id,
      row.deliveryId,
      row.appKey,
      row.reason,
      row.wabaId,
      row.phoneNumberId,
      row.field,
      row.now,
    ],
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
